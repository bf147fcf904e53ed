"""A plan: a document with sections and measures, decided by the board, followed up each tertial."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actionplans.queries import visible_plans
from actionplans.states import FIRST_SECTIONS, TRANSITIONS, NotAllowed, Outcome, State, Step
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board
from vbe.organisation.swedish_order import swedish_order

if TYPE_CHECKING:
    from vbe.access.request import Request
    from vbe.reports.tertials import Tertial

# A follow-up is expected within this many days after the tertial.
DAYS_TO_FOLLOW_UP = 15


def closes_on(period: Tertial) -> date:
    return period.end + timedelta(days=DAYS_TO_FOLLOW_UP)


class ActionPlanQuerySet(models.QuerySet["ActionPlan"]):
    def visible_to(self, request: Request) -> ActionPlanQuerySet:
        """What one may read: the own board's plans by role, decided plans of predecessors and, if central, of all."""
        return self.filter(visible_plans())

    def edited_by(self, request: Request) -> ActionPlanQuerySet:
        """The plans that the acting samordnare writes and follows up."""
        return self.filter(on_boards("plan.edit"))

    def decided_by(self, request: Request) -> ActionPlanQuerySet:
        """The plans whose decisions are recorded from the acting assignment."""
        return self.filter(on_boards("plan.decide"))

    def decided(self) -> ActionPlanQuerySet:
        return self.filter(state=State.DECIDED)

    def proposed(self) -> ActionPlanQuerySet:
        return self.filter(state=State.PROPOSED)

    def in_force(self, day: date) -> ActionPlanQuerySet:
        """Plans that had been decided by ``day`` and that no later version had replaced by then."""
        decided_by_then = Q(decided_on__lte=day) | Q(decided_on=None, year_from__lte=day.year)
        later = ActionPlan.objects.filter(decided_by_then, revises=OuterRef("pk"), state=State.DECIDED)
        return self.decided().filter(decided_by_then).exclude(Exists(later))

    def with_replaced(self) -> ActionPlanQuerySet:
        """Mark with ``replaced`` the plans of which a newer version has been decided."""
        later = ActionPlan.objects.filter(revises=OuterRef("pk"), state=State.DECIDED)
        return self.annotate(replaced=Exists(later))

    def with_rights(self) -> ActionPlanQuerySet:
        """Mark what the acting assignment may do with each plan."""
        return self.annotate(
            may_edit=ExpressionWrapper(on_boards("plan.edit"), models.BooleanField()),
            may_decide=ExpressionWrapper(on_boards("plan.decide"), models.BooleanField()),
        )

    def with_counts(self, period: Tertial) -> ActionPlanQuerySet:
        """Each plan's number of measures (``total``), and how many have a status in ``period`` (``reported``)."""
        in_period = Q(measures__follow_ups__period=str(period), measures__follow_ups__status__gt="")
        kept = Q(measures__removed=False)
        return self.annotate(
            total=Count("measures", filter=kept, distinct=True),
            reported=Count("measures", filter=kept & in_period, distinct=True),
        )

    def own_first(self, board: Board) -> ActionPlanQuerySet:
        """The plans of ``board``, then those of others by name, the newest first."""
        own = models.Case(models.When(board=board, then=0), default=1)
        return self.order_by(own, swedish_order("board__name"), "-year_from", "-version", "-id")

    def newest_first(self) -> ActionPlanQuerySet:
        return self.order_by("-year_from", "-version", "-id")


@keeps_history()
class ActionPlan(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    title = models.CharField(_("rubrik"), max_length=200)
    year_from = models.PositiveSmallIntegerField(_("från och med år"))
    year_to = models.PositiveSmallIntegerField(_("till och med år"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    revises = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="revision", verbose_name=_("ny version av")
    )
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.DRAFT)
    # An older document, loaded as it was decided.
    document = models.BooleanField(_("äldre dokument"), default=False)
    dated = models.CharField(_("daterad, som det står"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("skapad"))
    proposed_at = models.DateTimeField(_("framlagd"), null=True, blank=True)

    outcome = models.CharField(_("nämndens beslut"), max_length=20, choices=Outcome, blank=True)
    decided_on = models.DateField(_("beslutsdag"), null=True, blank=True)
    paragraph = models.CharField(_("paragraf"), max_length=20, blank=True)
    dnr = models.CharField(_("diarienummer"), max_length=60, blank=True)
    recorded_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registrerat av")
    )
    recorded_at = models.DateTimeField(_("registrerat"), null=True, blank=True)

    # Set by with_replaced(), with_rights() and with_counts().
    replaced: bool
    may_edit: bool
    may_decide: bool
    total: int
    reported: int

    objects = ActionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("handlingsplan")
        verbose_name_plural = _("handlingsplaner")
        indexes = [models.Index(fields=["board", "state"], name="plan_board_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year_to__gte=F("year_from")),
                name="plan_years_in_order",
                violation_error_message=_("Sista året kan inte vara före det första."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="plan_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.DECIDED) | Q(document=True) | Q(decided_on__isnull=False),
                name="plan_decided_on_a_day",
                violation_error_message=_("En beslutad plan har en beslutsdag."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        return f"{self.year_from}" if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_decided(self) -> bool:
        return self.state == State.DECIDED

    @classmethod
    def begin(
        cls, *, id: UUID, title: str, year_from: int, year_to: int, board: Board, now: datetime
    ) -> tuple[ActionPlan | None, bool]:
        """A new draft with a section for each kind of work, and whether it is new.

        Asked for again under the same id it is the same plan; None when the id is another board's.
        """
        plan = cls(id=id, board=board, title=title, year_from=year_from, year_to=year_to, created_at=now)
        try:
            with transaction.atomic():
                plan.save(force_insert=True)
        except IntegrityError:
            return cls.objects.filter(pk=id, board=board).first(), False
        for position, (level, table) in enumerate(FIRST_SECTIONS.items(), start=1):
            plan.sections.create(position=position, heading=str(level.label), level=level, table=str(table))
        return plan, True

    def rename(self, *, title: str, year_from: int, year_to: int) -> None:
        """Change what stands on the draft's cover."""
        self.refuse_unless_draft()
        self.title, self.year_from, self.year_to = title, year_from, year_to
        self.save(update_fields=["title", "year_from", "year_to"])

    def propose(self, *, now: datetime) -> None:
        """Put the draft before the board. What had been taken out is now gone."""
        self._refuse_unless(Step.PROPOSE)
        if not self.measures.kept().exists():
            raise NotAllowed(_now("Planen har inga åtgärder än. Lägg till minst en innan den läggs fram."))
        self.sections.filter(removed=True).delete()
        self.measures.filter(removed=True).delete()
        self.proposed_at = now
        self._take(Step.PROPOSE, "proposed_at")

    def take_back(self) -> None:
        """Make a proposed plan a draft again, so that it can be changed."""
        self._refuse_unless(Step.TAKE_BACK)
        self._take(Step.TAKE_BACK)

    def decide(
        self, outcome: Outcome, *, on: date, paragraph: str, dnr: str, by: Assignment, now: datetime, today: date
    ) -> None:
        """Record what the board decided; referred back, the plan is a draft again."""
        step = Step.REFER_BACK if outcome == Outcome.REFERRED_BACK else Step.DECIDE
        self._refuse_unless(step)
        if on > today:
            raise NotAllowed(_now("Beslutsdagen har inte varit än. Registrera beslutet när det är fattat."))
        self.outcome, self.decided_on, self.paragraph, self.dnr = outcome, on, paragraph, dnr
        self.recorded_by, self.recorded_at = by, now
        self._take(step, "outcome", "decided_on", "paragraph", "dnr", "recorded_by", "recorded_at")

    def is_recorded(self, outcome: str, *, on: date, paragraph: str) -> bool:
        """Whether just this decision stands already."""
        left = self.state != State.PROPOSED
        return left and (self.outcome, self.decided_on, self.paragraph) == (outcome, on, paragraph)

    def revise(self, *, by: Assignment, now: datetime, today: date, id: UUID | None = None) -> ActionPlan:
        """Begin the next version: a draft on the reviser's board with the same text, whose measures keep their keys.

        A plan has one next version; asked for again, it is returned. A predecessor's plan is revised by its successor.
        """
        if not self.is_decided:
            raise NotAllowed(_now("En ny version görs av en beslutad plan. Den här går att ändra som den är."))
        if begun := ActionPlan.objects.filter(revises=self).first():
            return begun
        first = max(self.year_from, today.year)
        draft = ActionPlan(
            id=id or new_id(),
            board_id=by.board_id,
            title=self.title,
            year_from=first,
            year_to=first + self.year_to - self.year_from,
            version=self.version + 1,
            revises=self,
            created_at=now,
        )
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError as error:
            # Somebody else began it at the same moment, or on a board that the reviser does not read.
            if begun := ActionPlan.objects.filter(revises=self).first():
                return begun
            raise NotAllowed(_now("En ny version av planen är redan påbörjad av en annan nämnd.")) from error
        self._copy_parts_to(draft, today)
        return draft

    def discard(self) -> None:
        """Throw a draft away with all that stands in it."""
        if not self.is_draft:
            raise NotAllowed(_now("Bara ett utkast kan kastas."))
        self.delete()

    def refuse_unless_draft(self) -> None:
        if not self.is_draft:
            raise NotAllowed(
                _now("Planen är %(state)s och kan inte ändras. Gör en ny version, eller ta tillbaka den till utkast.")
                % {"state": self.get_state_display().lower()}
            )

    def refuse_unless_followed_up(self, period: Tertial, today: date) -> None:
        """Raise NotAllowed when the plan is not, or not yet, followed up for ``period``."""
        if not self.is_decided:
            raise NotAllowed(_now("Planen är inte beslutad och följs inte upp än."))
        if period.start > today:
            raise NotAllowed(_now("Tertialet har inte börjat. Uppföljningen öppnar när det börjar."))
        if not ActionPlan.objects.in_force(min(period.end, today)).filter(pk=self.pk).exists():
            raise NotAllowed(_now("Planen gällde inte under tertialet. Följ upp den version som gällde."))

    def _refuse_unless(self, step: Step) -> None:
        if step not in TRANSITIONS[State(self.state)]:
            raise NotAllowed(
                _now("Planen är %(state)s. Steget ”%(step)s” går inte att ta nu.")
                % {"state": self.get_state_display().lower(), "step": step.label.lower()}
            )

    def _take(self, step: Step, *changed: str) -> None:
        state = TRANSITIONS[State(self.state)][step]
        values = {name: getattr(self, name) for name in changed}
        # The state is asked for again in the same statement: of two who act at once, one acts.
        if not ActionPlan.objects.filter(pk=self.pk, state=self.state).update(state=state, **values):
            raise NotAllowed(_now("Någon annan har just ändrat planens läge. Läs om sidan."))
        self.state = state

    def _copy_parts_to(self, draft: ActionPlan, today: date) -> None:
        # Who has left, or reported for a predecessor, does not report what comes.
        contacts = set(Assignment.objects.active(today).filter(board_id=draft.board_id).values_list("pk", flat=True))
        for section in self.sections.prefetch_related("measures"):
            measures = list(section.measures.all())
            section.pk, section.plan = new_id(), draft
            section.save(force_insert=True)
            for measure in measures:
                measure.pk, measure.plan, measure.section = new_id(), draft, section
                if measure.contact_id not in contacts:
                    measure.contact = None
            section.measures.bulk_create(measures)
