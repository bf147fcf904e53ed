"""Who must know: notices in the product, the outbox that e-mail leaves through, and the municipality's alarm chains."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Municipality

if TYPE_CHECKING:
    from vbe.access.request import Request


class NoticeQuerySet(models.QuerySet["Notice"]):
    def addressed_to(self, request: Request) -> NoticeQuerySet:
        return self.filter(recipient=request.access.assignment)

    def waiting(self) -> NoticeQuerySet:
        return self.filter(acknowledged_at=None)

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-created_at", "-id")


class Notice(models.Model):
    """A message to the holder of one assignment. It names a number and a step, never a person or a content."""

    class Answer(models.TextChoices):
        READ = "las", _("Markera som läst")
        ACKNOWLEDGE = "kvittera", _("Kvittera")
        # Answered by taking the step in the record itself, not in the list of notices.
        IN_RECORD = "i_posten", _("Öppna och kvittera")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    recipient = models.ForeignKey(Assignment, models.PROTECT, related_name="notices", verbose_name=_("mottagare"))
    text = models.CharField(_("text"), max_length=200)
    url = models.CharField(_("adress"), max_length=200)
    answer = models.CharField(_("besvaras med"), max_length=10, choices=Answer, default=Answer.READ)
    created_at = models.DateTimeField(_("skapad"))
    due_at = models.DateTimeField(_("senast"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("kvitterad"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("meddelande")
        verbose_name_plural = _("meddelanden")
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notice_recipient_created"),
            models.Index(fields=["recipient"], condition=Q(acknowledged_at=None), name="notice_waiting"),
        ]

    def __str__(self) -> str:
        return self.text

    def acknowledge(self, now: datetime) -> bool:
        """Note that the recipient has answered; False when that was already noted."""
        if self.acknowledged_at:
            return False
        self.acknowledged_at = now
        self.save(update_fields=["acknowledged_at"])
        return True


class MailQuerySet(models.QuerySet["Mail"]):
    def next_to_send(self) -> MailQuerySet:
        """Unsent mail. A calendar file waits for the earlier ones to the same address, however often those have failed.

        A summons that came after the mail about its new time would give the old time back.
        """
        earlier = Mail.objects.exclude(calendar="").filter(sent_at=None, to=OuterRef("to"))
        is_before = Q(created_at__lt=OuterRef("created_at")) | Q(
            created_at=OuterRef("created_at"), id__lt=OuterRef("id")
        )
        return self.filter(Q(calendar="") | ~Exists(earlier.filter(is_before)), sent_at=None)


class Mail(models.Model):
    """An e-mail waiting to be sent, or sent. It is sent at least once, always with the same Message-ID."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    to = models.EmailField(_("till"))
    subject = models.CharField(_("ämne"), max_length=150)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("kalenderfil"), blank=True)
    calendar_method = models.CharField(_("kalendermetod"), max_length=10, blank=True)
    created_at = models.DateTimeField(_("skapat"))
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-postmeddelande")
        verbose_name_plural = _("e-postmeddelanden")
        indexes = [models.Index(fields=["created_at"], condition=Q(sent_at=None), name="mail_unsent")]

    def __str__(self) -> str:
        return self.subject


class Sms(models.Model):
    """An SMS waiting to be sent, or sent: at least once, always with the same id. It only says where to look."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    to = EncryptedTextField(_("till"))
    created_at = models.DateTimeField(_("skapat"))
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)

    class Meta:
        verbose_name = _("sms")
        verbose_name_plural = _("sms")
        indexes = [models.Index(fields=["created_at"], condition=Q(sent_at=None), name="sms_unsent")]

    def __str__(self) -> str:
        return str(self.pk)


class AlarmChainQuerySet(models.QuerySet["AlarmChain"]):
    def visible_to(self, request: Request) -> AlarmChainQuerySet:
        return self.filter(municipality_id=request.access.acting.board.municipality_id)


@keeps_history()
class AlarmChain(models.Model):
    """Who is called when something extraordinary has happened: the municipality's own, by where the alarm comes in.

    Source: Socialförvaltningen 2017–2018, "Larmvägar vid en extraordinär händelse".
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("kommun"))
    name = models.CharField(_("namn"), max_length=120)
    source = models.CharField(_("källa"), max_length=200, blank=True)
    checked_on = models.DateField(_("kontrollerad"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    # Counts every save, so that a second writer is shown both versions.
    version = models.PositiveIntegerField(default=0)

    objects = AlarmChainQuerySet.as_manager()

    class Meta:
        verbose_name = _("larmväg")
        verbose_name_plural = _("larmvägar")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["municipality", "position"], name="alarm_chain_in_order")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class AlarmStep(models.Model):
    """One line of a chain: who does what. A line may be of two kinds, as a call that leads to a decision is."""

    class Kind(models.TextChoices):
        CONTACT = "kontakt", _("Kontakt")
        DECISION = "beslut", _("Beslut")
        CONDITION = "villkor", _("Villkor")
        ONGOING = "fortlopande", _("Fortlöpande")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    chain = models.ForeignKey(AlarmChain, models.CASCADE, related_name="steps", verbose_name=_("larmväg"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    kinds = ArrayField(models.CharField(max_length=12, choices=Kind), verbose_name=_("slag"))
    who = models.CharField(_("vem"), max_length=120)
    whom = models.CharField(_("kontaktar"), max_length=120, blank=True)
    text = models.CharField(_("vad"), max_length=400)

    class Meta:
        verbose_name = _("led i en larmväg")
        verbose_name_plural = _("led i larmvägar")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="alarm_step_in_order"),
            models.CheckConstraint(condition=~Q(kinds=[]), name="alarm_step_has_a_kind"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_names(self) -> list[str]:
        return [str(self.Kind(kind).label) for kind in self.kinds]
