"""Incidents: what happened, the clocks from the discovery, what was sent to whom, the log extract (legal.md L20).

Nothing is ever changed or removed: what is learnt later is an addition.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import on_boards
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request


class NotAllowed(Exception):
    """The step cannot be taken. The message is for the person who tried."""


class Kind(models.TextChoices):
    BREACH = "personuppgifter", _("Personuppgiftsincident")
    SECURITY = "sakerhet", _("Betydande säkerhetsincident")


class Duty(models.Model):
    """What must be told to whom and by when. A catalogue row: its words and references are data with a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("kod"), unique=True)
    kind = models.CharField(_("gäller"), max_length=20, choices=Kind)
    position = models.PositiveSmallIntegerField(_("ordning"))
    title = models.CharField(_("vad som lämnas"), max_length=120)
    recipient = models.CharField(_("till"), max_length=120)
    hours = models.PositiveSmallIntegerField(_("timmar"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("månader"), null=True, blank=True)
    reference = models.CharField(_("hänvisning"), max_length=200)
    wording = models.TextField(_("vad som gäller"))
    checked_on = models.DateField(_("kontrollerad"))

    class Meta:
        verbose_name = _("rapporteringsplikt")
        verbose_name_plural = _("rapporteringsplikter")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__isnull=False, months__isnull=True) | Q(hours__isnull=True, months__isnull=False),
                name="duty_hours_or_months",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def due(self, discovered_at: datetime) -> datetime:
        """When it must be sent; a month that is shorter ends on its last day (legal.md L7)."""
        if self.hours is not None:
            return discovered_at + timedelta(hours=self.hours)
        local = timezone.localtime(discovered_at, deadlines.STOCKHOLM)
        day = deadlines.due(local, months=self.months or 0).calendar
        return datetime.combine(day, local.time(), tzinfo=deadlines.STOCKHOLM)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, request: Request) -> IncidentQuerySet:
        return self.filter(on_boards("incident.handle"))

    def with_state(self) -> IncidentQuerySet:
        """``closed``, and ``next_due`` of what is not answered yet."""
        due = _waiting().order_by("due_at").values("due_at")
        return self.annotate(closed=models.Exists(_closing()), next_due=models.Subquery(due[:1]))

    def open(self) -> IncidentQuerySet:
        return self.filter(~models.Exists(_closing()))

    def answered(self) -> IncidentQuerySet:
        """With nothing more to send."""
        return self.filter(~models.Exists(_waiting()))

    def newest_first(self) -> IncidentQuerySet:
        return self.order_by("-discovered_at", "-id")


def _closing() -> models.QuerySet[Addition]:
    return Addition.objects.filter(incident=models.OuterRef("pk"), kind=Addition.Kind.CLOSING)


def _waiting() -> models.QuerySet[Clock]:
    return Clock.objects.filter(incident=models.OuterRef("pk"), answer=None)


class Incident(models.Model):
    class Told(models.TextChoices):
        YES = "ja", _("Ja, de har fått besked")
        LATER = "senare", _("Det beslutas senare")
        NO = "nej", _("Nej")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("nummer"), max_length=20, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    title = models.CharField(_("rubrik"), max_length=120)
    description = EncryptedTextField(_("vad som hände"))
    discovered_at = models.DateTimeField(_("upptäckt"))
    persons_count = models.PositiveIntegerField(_("antal berörda"), null=True, blank=True)
    categories = EncryptedTextField(_("vilka som berörs"), blank=True)
    measures = EncryptedTextField(_("åtgärder"), blank=True)
    told = models.CharField(_("berörda underrättade"), max_length=10, choices=Told)
    told_reason = EncryptedTextField(_("varför inte"), blank=True)
    registered_at = models.DateTimeField(_("registrerad"))
    registered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerad av"))

    # Set by with_state().
    closed: bool
    next_due: datetime | None

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidenter")
        indexes = [models.Index(fields=["board", "-discovered_at"], name="incident_board_discovered")]

    def __str__(self) -> str:
        return self.number

    def register(self, kinds: list[str]) -> bool:
        """Store a new incident with a clock for each duty of ``kinds``; False when the form was sent before."""
        with connection.cursor() as cursor:
            # Two presses of one button wait for each other.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.pk)])
            if Incident.objects.filter(pk=self.pk).exists():
                return False
            series = f"{self.board.prefix}-{timezone.localdate(self.registered_at).year}"
            cursor.execute("SELECT app_next_number(%s)", [f"incident:{series}"])
            self.number = f"INC-{series}-{cursor.fetchone()[0]:03d}"
        self.save(force_insert=True)
        Clock.objects.bulk_create(
            Clock(
                incident=self,
                board_id=self.board_id,
                duty=duty,
                kind=duty.kind,
                title=duty.title,
                recipient=duty.recipient,
                reference=duty.reference,
                wording=duty.wording,
                checked_on=duty.checked_on,
                due_at=duty.due(self.discovered_at),
            )
            for duty in Duty.objects.filter(kind__in=kinds)
        )
        return True

    def add(self, addition: Addition, *, by: Assignment, now: datetime) -> bool:
        """Store an addition under its own id; False when the same form has been sent before.

        Raises NotAllowed when it would close what still has something to send, or close twice.
        """
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(self.pk)])
        if self.additions.filter(pk=addition.pk).exists():
            return False
        if addition.kind == Addition.Kind.CLOSING:
            if self.additions.filter(kind=Addition.Kind.CLOSING).exists():
                raise NotAllowed(_now("Incidenten är redan avslutad."))
            if self.clocks.filter(answer=None).exists():
                raise NotAllowed(_now("Något ska fortfarande rapporteras. Svara på varje tidsgräns först."))
        addition.incident, addition.board_id, addition.by, addition.at = self, self.board_id, by, now
        addition.save(force_insert=True)
        return True


class Clock(models.Model):
    """One thing to send for one incident, with the catalogue's words as they were when it was registered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="clocks", verbose_name=_("incident"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name=_("rapporteringsplikt"))
    kind = models.CharField(_("gäller"), max_length=20, choices=Kind)
    title = models.CharField(_("vad som lämnas"), max_length=120)
    recipient = models.CharField(_("till"), max_length=120)
    reference = models.CharField(_("hänvisning"), max_length=200)
    wording = models.TextField(_("vad som gäller"))
    checked_on = models.DateField(_("kontrollerad"))
    due_at = models.DateTimeField(_("senast"))

    class Meta:
        verbose_name = _("tidsgräns för en incident")
        verbose_name_plural = _("tidsgränser för incidenter")
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "duty"], name="clock_once_per_duty")]

    def __str__(self) -> str:
        return f"{self.title}, {self.recipient}"


class Answer(models.Model):
    """What became of a clock: sent, when, by whom, with which reference; or not needed, and why."""

    class Outcome(models.TextChoices):
        SENT = "skickad", _("Skickad")
        NOT_NEEDED = "behovs_inte", _("Behövs inte")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    clock = models.OneToOneField(Clock, models.PROTECT, related_name="answer", verbose_name=_("tidsgräns"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    outcome = models.CharField(_("svar"), max_length=15, choices=Outcome)
    sent_at = models.DateTimeField(_("skickad"), null=True, blank=True)
    note = models.CharField(_("referens eller skäl"), max_length=300)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    at = models.DateTimeField(_("registrerat"))

    class Meta:
        verbose_name = _("svar på en tidsgräns")
        verbose_name_plural = _("svar på tidsgränser")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="skickad", sent_at__isnull=False) | Q(outcome="behovs_inte", sent_at__isnull=True),
                name="answer_sent_has_when",
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    @property
    def was_late(self) -> bool:
        return self.sent_at is not None and self.sent_at > self.clock.due_at


class Addition(models.Model):
    class Kind(models.TextChoices):
        FACT = "uppgift", _("Ny uppgift")
        MEASURE = "atgard", _("Åtgärd")
        PERSONS = "berorda", _("Antal berörda")
        TOLD = "besked", _("Besked till berörda")
        CLOSING = "avslut", _("Avslutad")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="additions", verbose_name=_("incident"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    text = EncryptedTextField(_("text"))
    persons_count = models.PositiveIntegerField(_("antal berörda"), null=True, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("tillägg till en incident")
        verbose_name_plural = _("tillägg till incidenter")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(kind="avslut"), name="incident_closed_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ExtractRow(models.Model):
    """One entry of the log, copied into the incident with a digest, so that it outlives the log's own retention."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="extract", verbose_name=_("incident"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    entry_id = models.UUIDField(_("loggpost"))
    at = models.DateTimeField(_("tid"))
    who = models.CharField(_("vem"), max_length=120, blank=True)
    function = models.CharField(_("funktion"), max_length=200, blank=True)
    action = models.CharField(_("handling"), max_length=60)
    what = models.CharField(_("vad"), max_length=80, blank=True)
    reason = models.CharField(_("uppgivet skäl"), max_length=500, blank=True)
    digest = models.CharField(_("kontrollsumma"), max_length=64)
    taken_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("bifogad av"))
    taken_at = models.DateTimeField(_("bifogad"))

    class Meta:
        verbose_name = _("loggutdrag till en incident")
        verbose_name_plural = _("loggutdrag till incidenter")
        ordering = ["at", "entry_id"]
        constraints = [models.UniqueConstraint(fields=["incident", "entry_id"], name="extract_row_once")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H.%M} {self.action}"

    @property
    def content(self) -> list[str]:
        moment = self.at.astimezone(deadlines.STOCKHOLM).isoformat(timespec="microseconds")
        return [str(self.entry_id), moment, self.who, self.function, self.action, self.what, self.reason]

    def reckoned(self) -> str:
        return hashlib.sha256(json.dumps(self.content, ensure_ascii=False).encode()).hexdigest()

    @property
    def is_intact(self) -> bool:
        return self.digest == self.reckoned()
