"""The case: its routine steps, who takes part, and the identity that lives apart."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.intake import Intake, name_index, number_index, surname_index
from cases.sig.models.quiet import Quiet, is_long, moments, quietest
from cases.sig.models.routine import Routine
from cases.sig.states import ACTIONS, ENDS_EARLY, ORDER, WAITS, NotAllowed, Outcome, Step, following
from vbe.access.encryption import EncryptedTextField, fingerprint
from vbe.access.queries import in_cases, not_barred, on_boards, with_ids
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Unit

if TYPE_CHECKING:
    from django.http import HttpRequest

    from cases.sig.models.meeting import Meeting

CASE_NUMBER = re.compile(r"[A-Z]{2,5}-\d{4}-\d{3,6}")
BEFORE_SUMMONS = {Step.CONFIRMED, Step.CHIEF_TOLD, Step.CHIEF_ACKNOWLEDGED, Step.DIRECTOR_INFORMED}


def start_ups() -> models.QuerySet[Meeting]:
    meetings = apps.get_model("sig", "Meeting")
    return meetings.objects.filter(kind=meetings.Kind.START_UP)


def ids_about(person_number: str, *, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Cases about the person with exactly this number (twelve digits), on the boards the acting assignment may ask.

    The identities themselves stay unread: the database compares fingerprints and answers with cases (legal.md L3).
    """
    return _ids("SELECT app_cases_about(%s)", fingerprint(person_number) if person_number else "", using)


def ids_named(name: str, *, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """Cases about the person with exactly this whole name, on the boards the acting assignment may ask."""
    return _ids("SELECT app_cases_named(%s)", name_index(name), using)


def _ids(sql: str, mark: str, using: str) -> list[UUID]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [mark])
        return list(cursor.fetchone()[0])


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, request: HttpRequest) -> CaseQuerySet:
        return self.visible()

    def visible(self) -> CaseQuerySet:
        """The database knows who asks, so that the query is the same for everybody."""
        return self.filter(on_boards("case.view") | in_cases("id"), not_barred())

    def with_content_for(self, request: HttpRequest) -> CaseQuerySet:
        """Cases whose meetings, consents and decisions the acting assignment may read."""
        return self.filter(on_boards("case.content") | in_cases("id"), not_barred())

    def decided_by(self, request: HttpRequest) -> CaseQuerySet:
        """Cases on the boards where the acting assignment decides, not on those they have succeeded."""
        return self.filter(on_boards("case.decide"))

    def open(self) -> CaseQuerySet:
        return self.exclude(step=Step.CLOSED)

    def quiet(self, now: datetime) -> CaseQuerySet:
        """Open cases where contact, meetings or a task has been quiet for the municipality's number of days."""
        return self.open().annotate(**moments()).filter(is_long(now))

    def longest_quiet_first(self) -> CaseQuerySet:
        """Rows of quiet(), the longest quiet at the top, each with since when."""
        return self.annotate(quiet_since=quietest()).order_by("quiet_since")

    def after_start_up(self) -> CaseQuerySet:
        """Open cases whose start-up meeting has been held, in this round of the routine or before."""
        return self.open().filter(Q(step__in=[Step.HELD, Step.DECIDED]) | Q(has_met=True))

    def without_chief(self, today: date) -> CaseQuerySet:
        """Open cases whose chief has left, and nobody has taken over."""
        return self.open().exclude(chief__in=Assignment.objects.held(today))

    def closed(self) -> CaseQuerySet:
        return self.filter(step=Step.CLOSED)

    def about(self, person_number: str) -> CaseQuerySet:
        """As ``ids_about``."""
        return self.filter(with_ids(ids_about(person_number, using=self.db)))

    def with_routine(self) -> CaseQuerySet:
        """With what a list or a page needs to say what comes next, without a query per row."""
        latest = RoutineStep.objects.filter(
            case=models.OuterRef("pk"), round=models.OuterRef("round"), step=models.OuterRef("step")
        ).values("at")
        return (
            self.select_related("unit", "chief__user", "board__municipality__routine")
            .prefetch_related(models.Prefetch("meetings", start_ups(), to_attr="start_ups"))
            .annotate(waiting_since=models.Subquery(latest[:1]))
        )

    def latest_first(self) -> CaseQuerySet:
        """The latest opened at the top, as the index has them: for rows that are all open, or all closed."""
        return self.order_by("-opened_at", "-id")


@keeps_history()
class Case(models.Model):
    class Lead(models.TextChoices):
        """Age decides who leads; both cooperate whatever the age (Spånga-Tensta 2017, s. 13–14)."""

        YOUNG = "socialtjanst", _("Socialtjänsten leder")
        ADULT = "sig_vuxen", _("SIG unga vuxna leder")

    class AgeBand(models.TextChoices):
        UNDER_12 = "-11", _("under 12 år")
        TEEN = "12-17", _("12–17 år")
        EIGHTEEN = "18", _("18 år")
        YOUNG_ADULT = "19-29", _("19–29 år")
        OVER_30 = "30+", _("30 år eller äldre")
        UNKNOWN = "okand", _("ålder okänd")

    class Ground(models.TextChoices):
        BEHAVIOUR = "beteende", _("Ett beteende")
        EVENT = "handelse", _("En händelse")
        NEED = "behov", _("Ett behov av stöd")

    class Track(models.TextChoices):
        """What the support is about (Stockholm's guidelines; Skärholmen 2019 on returning persons)."""

        AT_RISK = "individ", _("Individ i risk")
        LEAVING = "avhoppare", _("Avhopparstöd")
        RETURNING = "atervandare", _("Återvändare")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("ärendenummer"), max_length=20, unique=True, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    intake = models.OneToOneField(Intake, models.PROTECT, related_name="case", verbose_name=_("inkommet"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("ärendets enhet"))
    ground = models.CharField(_("grund"), max_length=10, choices=Ground)
    track = models.CharField(
        _("inriktning"), max_length=12, choices=Track, default=Track.AT_RISK, db_default=Track.AT_RISK
    )
    age_band = models.CharField(_("ålder"), max_length=10, choices=AgeBand)
    lead = models.CharField(_("leds av"), max_length=15, choices=Lead)
    chief = models.ForeignKey(
        Assignment, models.PROTECT, related_name="+", verbose_name=_("närmaste avdelningschef eller ersättare")
    )
    opened_at = models.DateTimeField(_("öppnat"))
    start_up_due_on = models.DateField(_("uppstartsmöte senast"))
    # The latest step, kept beside the step rows so that lists need no join.
    step = models.CharField(_("senaste steg"), max_length=25, choices=Step)
    # The routine is walked anew each time a closed case is opened again.
    round = models.PositiveSmallIntegerField(_("omgång"), default=1, db_default=1)
    # Whether its start-up meeting was held in an earlier round; a new one then goes past it.
    has_met = models.BooleanField(_("uppstartsmöte hållet tidigare"), default=False, db_default=False)

    # When the latest step was taken; there on rows of with_routine().
    waiting_since: datetime
    # Since when the quietest has been so; there on rows of longest_quiet_first().
    quiet_since: datetime
    # At most one; there on rows of with_routine().
    start_ups: list[Meeting]

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("ärende")
        verbose_name_plural = _("ärenden")
        permissions = [("take_part", _("delta i ärendet"))]
        indexes = [
            models.Index(fields=["board", "-opened_at", "-id"], name="case_board_opened"),
            # The list's two halves in its order: whoever asks, few rows are read to find a page.
            models.Index(fields=["-opened_at", "-id"], condition=~Q(step="avslutat"), name="case_open_latest"),
            models.Index(fields=["-opened_at", "-id"], condition=Q(step="avslutat"), name="case_closed_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=[step.value for step in (*ORDER, Step.REOPENED)]), name="case_step_known"
            ),
            models.CheckConstraint(condition=Q(round__gte=1), name="case_round_from_one"),
        ]

    def __str__(self) -> str:
        return self.number

    def give_number(self) -> None:
        """The next number of the board's series for the Swedish year, ``SKH-2026-014``."""
        series = f"{self.board.prefix}-{timezone.localdate(self.opened_at).year}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT app_next_number(%s)", [f"case:{series}"])
            self.number = f"{series}-{cursor.fetchone()[0]:03d}"

    @property
    def routine(self) -> Routine:
        return self.board.municipality.routine

    @property
    def next_step(self) -> Step | None:
        return following(Step(self.step), **self.way)

    @property
    def way(self) -> dict[str, bool]:
        """What decides which steps the routine has in this case, this time."""
        return {"informs_director": self.routine.informs_director, "again": self.is_again, "has_met": self.has_met}

    @property
    def is_again(self) -> bool:
        return self.round > 1

    def refuse_unless_next(self, step: Step) -> None:
        """Raise NotAllowed, saying what comes next, unless ``step`` is the lawful next one."""
        lawful = self.next_step
        if lawful == step:
            return
        wanted = ACTIONS.get(step, step.label)
        if lawful is None:
            raise NotAllowed(_now("”%(wanted)s” går inte att göra: ärendet är avslutat.") % {"wanted": wanted})
        raise NotAllowed(
            _now("”%(wanted)s” går inte att göra nu. Nästa steg är ”%(next)s”.")
            % {"wanted": wanted, "next": ACTIONS.get(lawful, lawful.label)}
        )

    def taken(self, step: Step) -> RoutineStep | None:
        """The row of a step that has been taken in the routine's present round."""
        return self.steps.filter(round=self.round, step=step).select_related("by__user").first()

    def what_is_quiet(self, now: datetime) -> list[str]:
        """What has been quiet for longer than the municipality's limit, and since when, in words."""
        found = Case.objects.filter(pk=self.pk).quiet(now).select_related("board__municipality__routine").first()
        return Quiet.of(found, now).words if found else []

    def lacks_chief(self, today: date) -> bool:
        """What ``without_chief`` asks of many, of one."""
        return self.step != Step.CLOSED and (self.chief.is_over(today) or not self.chief.user.is_active)

    @property
    def waits_for(self) -> str:
        """The state in words, as what waits: ``Uppstartsmöte ska kallas``."""
        if self.start_up_is_off:
            return _now("Uppstartsmöte ska kallas på nytt")
        return str(WAITS[self.next_step]) if self.next_step else str(Step.CLOSED.label)

    @property
    def next_action(self) -> str:
        return str(ACTIONS[self.next_step]) if self.next_step else ""

    @property
    def tone(self) -> str:
        if self.next_step in (None, Step.CLOSED):
            return "neutral" if self.next_step is None else "success"
        return "info" if self.next_step == Step.HELD else "warning"

    @property
    def start_up(self) -> Meeting | None:
        """The start-up meeting, when there is one and the asker may see it. Without a query after with_routine()."""
        known = self.start_ups if hasattr(self, "start_ups") else start_ups().filter(case=self)
        return next(iter(known), None)

    @property
    def start_up_is_off(self) -> bool:
        """Whether the start-up meeting was called and then cancelled: the next thing is to call it anew."""
        return bool(self.step == Step.SUMMONED and self.start_up and self.start_up.cancelled_at)

    @property
    def due_on(self) -> date | None:
        """When the next step should have been taken; None when the routine sets no date for it."""
        if self.step in BEFORE_SUMMONS or self.start_up_is_off:
            return self.start_up_due_on
        if self.step == Step.SUMMONED and self.start_up:
            return timezone.localdate(self.start_up.starts_at)
        return None

    def take(
        self, step: Step, *, by: Assignment | None, now: datetime, reason: str = "", outcome: str = ""
    ) -> RoutineStep:
        """Take the next step of the routine. The row says who and when; another order is refused."""
        if not (step == Step.CLOSED and outcome in ENDS_EARLY and self.next_step):
            self.refuse_unless_next(step)
        row = self.note(step, by=by, now=now, reason=reason, outcome=outcome)
        self.step = step
        self.save(update_fields=["step"])
        return row

    def note(
        self, step: Step, *, by: Assignment | None, now: datetime, reason: str = "", outcome: str = ""
    ) -> RoutineStep:
        """A row of the routine that does not move it: what is beside the order."""
        row = RoutineStep(
            case=self, board_id=self.board_id, round=self.round, step=step, at=now, by=by, reason=reason,
            outcome=outcome,
        )  # fmt: skip
        row.save(force_insert=True)
        return row


class RoutineStep(models.Model):
    """A step that was taken. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="steps", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    step = models.CharField(_("steg"), max_length=25, choices=Step)
    at = models.DateTimeField(_("tid"))
    by = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("av"))
    reason = EncryptedTextField(_("beslut eller skäl"), blank=True)
    round = models.PositiveSmallIntegerField(_("omgång"), default=1, db_default=1)
    outcome = models.CharField(_("utfall"), max_length=15, choices=Outcome, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("rutinsteg")
        verbose_name_plural = _("rutinsteg")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "step"], name="routine_step_taken_once_a_round"),
            models.CheckConstraint(condition=Q(outcome="") | Q(step=Step.CLOSED), name="routine_step_outcome_at_end"),
        ]

    def __str__(self) -> str:
        return self.get_step_display()


class IdentityQuerySet(models.QuerySet["Identity"]):
    def visible_to(self, request: HttpRequest) -> IdentityQuerySet:
        """Who takes part sees whom the case is about; with protected identity only whoever leads it does."""
        leads = Case.objects.filter(
            pk=models.OuterRef("case_id"),
            stand_ins__assignment=request.access.assignment,  # type: ignore[attr-defined]
            stand_ins__ended_at=None,
        )
        open_to = Q(protected=False) | on_boards("identity.protected") | Q(models.Exists(leads))
        return self.filter(on_boards("identity.reveal") | in_cases("case_id"), open_to, not_barred("case_id"))


class Identity(models.Model):
    """Who the case is about: encrypted, in a table of its own, shown only with a stated reason (legal.md L4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="identity", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    name = EncryptedTextField(_("namn"), blank=True)
    number = EncryptedTextField(_("personnummer"), blank=True)
    birth_date = EncryptedTextField(_("födelsedatum"), blank=True)
    # Keyed fingerprint of the twelve digits, for exact search.
    number_index = models.CharField(max_length=64, blank=True, db_index=True)
    # Keyed fingerprint of the whole name, for exact search.
    name_index = models.CharField(max_length=64, blank=True, default="", db_index=True, editable=False)
    # Keyed fingerprints of the surnames: asked by the log review's draw, and by nothing else.
    surname_index = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    protected = models.BooleanField(_("skyddade personuppgifter"), default=False)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("identitet")
        verbose_name_plural = _("identiteter")

    def __str__(self) -> str:
        return str(self.case)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            for field, value in self.fingerprints().items():
                setattr(self, field, value)
        super().save(*args, **kwargs)

    def fingerprints(self) -> dict[str, Any]:
        """What depends on INDEX_KEY, made anew; see vbe/sign_in/rotation.py."""
        return {
            "number_index": number_index(self.number),
            "name_index": name_index(self.name),
            "surname_index": surname_index(self.name),
        }

    @property
    def born(self) -> date | None:
        try:
            return date.fromisoformat(self.birth_date)
        except ValueError:
            return None

    @property
    def written_number(self) -> str:
        """The number as people write it, ``19900602-2397``."""
        return f"{self.number[:8]}-{self.number[8:]}" if len(self.number) == 12 else self.number
