"""What follows a case through its routine: who was told, the person's own voice, ages, and moves to another board."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.states import Step
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Unit

if TYPE_CHECKING:
    from vbe.access.request import Request


@keeps_history()
class Told(models.Model):
    """Somebody was told in a step of the routine, and when it was taken in. A notice may go; this stays."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="told", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    recipient = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("mottagare"))
    step = models.CharField(_("steg"), max_length=25, choices=Step)
    round = models.PositiveSmallIntegerField(_("omgång"), default=1)
    at = models.DateTimeField(_("meddelad"))
    due_at = models.DateTimeField(_("kvitteras senast"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("kvitterat"), null=True, blank=True)

    class Meta:
        verbose_name = _("besked i rutinen")
        verbose_name_plural = _("besked i rutinen")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["due_at"], condition=Q(acknowledged_at=None), name="told_waiting")]

    def __str__(self) -> str:
        return f"{self.case}, {self.recipient}"

    @property
    def in_time(self) -> bool | None:
        """Whether it was taken in within the limit; None while that may still happen, or where there is none."""
        return self.acknowledged_at <= self.due_at if self.acknowledged_at and self.due_at else None


class CaseNoteQuerySet(models.QuerySet["CaseNote"]):
    def newest_first(self) -> CaseNoteQuerySet:
        return self.order_by("-on", "-at", "-id")


class CaseNote(models.Model):
    """The person's own voice: what the person says and wants. Never changed; what was wrong is said anew."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notes", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    on = models.DateField(_("dag"))
    text = EncryptedTextField(_("vad personen säger"))
    at = models.DateTimeField(_("skrivet"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))

    objects = CaseNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("personens egna ord")
        verbose_name_plural = _("personernas egna ord")
        indexes = [models.Index(fields=["case", "-on"], name="case_note_newest")]

    def __str__(self) -> str:
        return str(self.case)


@keeps_history()
class ComingAge(models.Model):
    """An age that changes something in a case, announced a month before and noted when it has been dealt with.

    The day is the person's birthday, and is therefore encrypted.
    """

    class Kind(models.TextChoices):
        ADULT = "myndig", _("Fyller 18 år")
        LEAD = "ledning", _("En annan enhet ska leda")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="coming_ages", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    kind = models.CharField(_("vad"), max_length=10, choices=Kind)
    on = EncryptedTextField(_("dag"))
    announced_at = models.DateTimeField(_("meddelat"))
    done_at = models.DateTimeField(_("klart"), null=True, blank=True)
    done_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("klart av")
    )

    class Meta:
        verbose_name = _("ålder som närmar sig")
        verbose_name_plural = _("åldrar som närmar sig")
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="coming_age_announced_once"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="coming_age_done_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


class TransferQuerySet(models.QuerySet["Transfer"]):
    def waiting(self) -> TransferQuerySet:
        return self.filter(answered_at=None, to_board__isnull=False)

    def received_by(self, request: Request) -> TransferQuerySet:
        """What the acting assignment has been asked to take over, or may take over for whoever was asked."""
        on_board = on_boards("case.decide", "to_board_id") & on_boards("case.content", "to_board_id")
        return self.filter(Q(to_chief=request.access.assignment) | on_board, not_barred("case_id"))

    def sent_from(self, request: Request) -> TransferQuerySet:
        """What has been sent from the boards whose cases one reads."""
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def seen_by(self, request: Request) -> TransferQuerySet:
        return self.received_by(request) | self.sent_from(request)

    def late(self, now: datetime) -> TransferQuerySet:
        return self.waiting().filter(due_at__lt=now)


@keeps_history()
class Transfer(models.Model):
    """A case that goes to another board when the person moves. It lies on the old desk until the new one accepts."""

    class Answer(models.TextChoices):
        ACCEPTED = "mottaget", _("Mottaget")
        DECLINED = "avbojt", _("Avböjt")
        WITHDRAWN = "aterkallat", _("Återkallat av avsändaren")

    class Ground(models.TextChoices):
        """On what ground another municipality is told."""

        CONSENT = "samtycke", _("Personen har samtyckt till att uppgifter lämnas")
        OWN_CONTACT = "egen_kontakt", _("Personen tar själv kontakten, och inga uppgifter lämnas")
        LAW = "lagrum", _("Uppgifter lämnas med stöd av ett lagrum")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfers", verbose_name=_("ärende"))
    # The board that sent it: its trace of the case when it has gone.
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("från nämnd"))
    to_board = models.ForeignKey(
        Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("till nämnd")
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("till enhet")
    )
    to_chief = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("mottagande chef")
    )
    # What is handed to another municipality never enters it through this service.
    recipient = EncryptedTextField(_("till kommun"), blank=True)
    ground = models.CharField(_("grund"), max_length=15, choices=Ground, blank=True)
    reason = EncryptedTextField(_("skäl"))
    # The case number as the receiving board is shown it before it may see the case.
    number = models.CharField(_("ärendenummer"), max_length=20)
    asked_at = models.DateTimeField(_("begärt"))
    asked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("begärt av"))
    due_at = models.DateTimeField(_("svar senast"), null=True, blank=True)
    answer = models.CharField(_("svar"), max_length=12, choices=Answer, blank=True)
    answer_reason = EncryptedTextField(_("skäl till svaret"), blank=True)
    answered_at = models.DateTimeField(_("besvarat"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("besvarat av")
    )

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("överlämnande")
        verbose_name_plural = _("överlämnanden")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(answered_at=None, to_board__isnull=False),
                name="transfer_one_waiting_per_case",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="transfer_answer_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(to_board=None, to_unit=None, to_chief=None)
                | Q(to_board__isnull=False, to_unit__isnull=False, to_chief__isnull=False),
                name="transfer_to_board_has_unit_and_chief",
            ),
        ]

    def __str__(self) -> str:
        return self.number
