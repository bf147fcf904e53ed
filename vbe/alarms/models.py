"""A chain as it is run: who did which step and when, for an event or as an exercise.

The chain itself is the municipality's catalogue (``AlarmChain``). A run keeps the steps as they were when it began, and
what is noted at a step is never changed: of two who mark the same step the first one stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.db.models import BooleanField, F, Func, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from vbe.notices.models import AlarmChain, AlarmStep
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request

Kind = AlarmStep.Kind


class NotAllowed(Exception):
    """The step cannot be taken. The message is for the person who tried."""


class InOwnMunicipality(Func):
    """Rows of boards of the acting assignment's municipality, to whoever may run chains."""

    template = (
        "(%(expressions)s = ANY ((SELECT app_municipality_boards())::uuid[])"
        " AND cardinality((SELECT app_boards('alarm.run'))::uuid[]) > 0)"
    )
    output_field = BooleanField()


class AlarmRunQuerySet(models.QuerySet["AlarmRun"]):
    def visible_to(self, request: Request) -> AlarmRunQuerySet:
        return self.filter(Q(InOwnMunicipality(F("board_id"))))

    def running(self) -> AlarmRunQuerySet:
        """Those that go on, what is not an exercise first."""
        return self.filter(ended_at=None).order_by("exercise", "-started_at")

    def ended(self) -> AlarmRunQuerySet:
        return self.filter(ended_at__isnull=False).order_by("-started_at", "-id")


class AlarmRun(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    chain = models.ForeignKey(AlarmChain, models.PROTECT, related_name="runs", verbose_name=_("larmväg"))
    name = models.CharField(_("namn"), max_length=120)
    exercise = models.BooleanField(_("övning"))
    started_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("startad av"))
    started_at = models.DateTimeField(_("startad"))
    ended_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutad av")
    )
    ended_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    summary = models.TextField(_("sammanfattning"), max_length=2000, blank=True)

    objects = AlarmRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("larm")
        verbose_name_plural = _("larm")
        indexes = [models.Index(fields=["board", "-started_at"], name="alarm_run_board_started")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, summary="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(summary=""),
                name="alarm_run_ended_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @classmethod
    @transaction.atomic
    def start(cls, chain: AlarmChain, *, id: UUID, exercise: bool, by: Assignment, now: datetime) -> UUID:
        """Start the chain under the id that the form was opened with; sent again, it is the same run."""
        if cls.objects.filter(pk=id).exists():
            return id
        steps = list(chain.steps.all())
        if not steps:
            raise NotAllowed(_now("Larmvägen har inga led än och kan inte startas."))
        run = cls(
            id=id, board_id=by.board_id, chain=chain, name=chain.name, exercise=exercise, started_by=by, started_at=now
        )
        try:
            with transaction.atomic():
                run.save(force_insert=True)
        except IntegrityError:
            # The same form, sent twice at once.
            return id
        RunStep.objects.bulk_create(
            RunStep(run=run, position=n, kinds=step.kinds, who=step.who, whom=step.whom, text=step.text)
            for n, step in enumerate(steps, start=1)
        )
        return id

    def end(self, summary: str, *, by: Assignment, now: datetime) -> None:
        """Raises NotAllowed when somebody else has ended it."""
        running = AlarmRun.objects.filter(pk=self.pk, ended_at=None)
        if not running.update(ended_at=now, ended_by=by, summary=summary):
            raise NotAllowed(_now("Larmet är redan avslutat."))
        self.ended_at, self.ended_by, self.summary = now, by, summary

    def refuse_if_ended(self) -> None:
        if AlarmRun.objects.filter(pk=self.pk, ended_at__isnull=False).exists():
            raise NotAllowed(_now("Larmet är avslutat. Det som står där ändras inte."))


class RunStepQuerySet(models.QuerySet["RunStep"]):
    def visible_to(self, request: Request) -> RunStepQuerySet:
        return self.filter(Q(InOwnMunicipality(F("run__board_id"))))

    def with_entries(self) -> RunStepQuerySet:
        noted = RunEntry.objects.select_related("by__user", "by__board").order_by("at", "id")
        return self.prefetch_related(models.Prefetch("entries", noted))


class RunStep(models.Model):
    """A line of the chain, as it was when the run began."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(AlarmRun, models.PROTECT, related_name="steps", verbose_name=_("larm"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    kinds = ArrayField(models.CharField(max_length=12, choices=Kind), verbose_name=_("slag"))
    who = models.CharField(_("vem"), max_length=120)
    whom = models.CharField(_("kontaktar"), max_length=120, blank=True)
    text = models.CharField(_("vad"), max_length=400)

    objects = RunStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("led i ett larm")
        verbose_name_plural = _("led i larm")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="run_step_in_order")]

    def __str__(self) -> str:
        return self.text

    @property
    def kind_names(self) -> list[str]:
        return [str(Kind(kind).label) for kind in self.kinds]

    @property
    def is_ongoing(self) -> bool:
        """Done again and again, and marked each time."""
        return Kind.ONGOING in self.kinds

    @property
    def is_condition(self) -> bool:
        return Kind.CONDITION in self.kinds

    @property
    def is_decision(self) -> bool:
        return Kind.DECISION in self.kinds

    @property
    def marks(self) -> list[RunEntry]:
        return [entry for entry in self.entries.all() if entry.kind == RunEntry.Kind.MARK]

    @property
    def can_be_marked(self) -> bool:
        return self.is_ongoing or not self.marks

    def mark(self, *, met: bool | None, text: str, by: Assignment, now: datetime) -> None:
        """Note that the step is done, or that its condition is not met. Pressed twice by one person it is one mark.

        Raises NotAllowed when the run has ended, when something is left to say, or when somebody else was first.
        """
        if self.is_condition and met is None:
            raise NotAllowed(_now("Svara om villkoret är uppfyllt."))
        if self.is_decision and met is not False and not text:
            raise NotAllowed(_now("Skriv vad som beslutades."))
        first = self._note(RunEntry.Kind.MARK, met=met if self.is_condition else None, text=text, by=by, now=now)
        if first and first.by_id != by.pk:
            at = date_format(timezone.localtime(first.at), "TIME_FORMAT")
            raise NotAllowed(_now("%(who)s markerade ledet %(at)s.") % {"who": first.by.user, "at": at})

    def note(self, text: str, *, by: Assignment, now: datetime) -> None:
        """Raises NotAllowed when the run has ended. The same words at once again are a second press of the button."""
        again = self.entries.filter(kind=RunEntry.Kind.NOTE, by=by, text=text, at__gt=now - timedelta(minutes=1))
        if again.exists():
            return
        self._note(RunEntry.Kind.NOTE, met=None, text=text, by=by, now=now)

    def _note(
        self, kind: RunEntry.Kind, *, met: bool | None, text: str, by: Assignment, now: datetime
    ) -> RunEntry | None:
        """Store what is noted; the mark that was there already, when a step is marked once."""
        self.run.refuse_if_ended()
        entry = RunEntry(step=self, kind=kind, ongoing=self.is_ongoing, met=met, text=text, by=by, at=now)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            return self.entries.filter(kind=kind).select_related("by__user").first()
        return None


class RunEntry(models.Model):
    """What somebody noted at a step: that it is done, with decision or answer, or a note. Never changed."""

    class Kind(models.TextChoices):
        MARK = "markering", _("Markering")
        NOTE = "anteckning", _("Anteckning")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    step = models.ForeignKey(RunStep, models.PROTECT, related_name="entries", verbose_name=_("led"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    # As the step is: only one that goes on is marked more than once.
    ongoing = models.BooleanField(_("fortlöpande"), default=False)
    met = models.BooleanField(_("villkoret uppfyllt"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("notering i ett larm")
        verbose_name_plural = _("noteringar i larm")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step"], condition=Q(kind="markering", ongoing=False), name="run_step_marked_once"
            ),
            models.CheckConstraint(condition=~Q(kind="anteckning", text=""), name="run_note_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H.%M}"

    @property
    def words(self) -> str:
        """What the mark says."""
        if self.kind == self.Kind.NOTE:
            return str(self.Kind.NOTE.label)
        if self.met is None:
            return _now("Gjort")
        return _now("Ja, villkoret är uppfyllt") if self.met else _now("Nej, villkoret är inte uppfyllt")
