"""The reception's clocks: the statutory ones of a concern about a child (legal.md L6, L7), and the day for a new try.

``running`` says them of one arrival, ``with_due`` finds the earliest in the database; they are the same rules.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import DateField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast, Coalesce, Least, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.deadlines import STOCKHOLM, Due
from cases.sig.investigation import DECISIONS, RUNS, Investigation
from cases.sig.models import ContactAttempt, Intake, InvestigationStep, ProtectionAssessment
from cases.sig.models.intake import ADULT_FROM, AWAITS_ANSWER, IntakeQuerySet
from cases.sig.states import About, IntakeState, Standing

# Elsewhere the days are counted where it goes on: in the main system, or in the case that it belongs to.
COUNTED_HERE = (IntakeState.OPEN, IntakeState.CONFIRMED)


class Clock(models.TextChoices):
    """When the earliest clock of an arrival runs out."""

    OVERDUE = "forsenat", _("Försenat")
    TODAY = "i_dag", _("I dag")
    WEEK = "veckan", _("Inom en vecka")


class Limit(NamedTuple):
    label: str | Promise
    due: Due


def limits(arrived_at: datetime, age: int | None) -> list[Limit]:
    """What is due and when for what has just arrived; nothing for an adult. An unknown age is counted as a child's."""
    if age is not None and age >= ADULT_FROM:
        return []
    return [
        Limit(_("Skyddsbedömning"), deadlines.protection_assessment_due(arrived_at)),
        Limit(_("Beslut om utredning"), deadlines.investigation_decision_due(arrived_at)),
    ]


def running(intake: Intake, *, with_answer: bool = True) -> list[Limit]:
    """The clocks that run for an arrival of ``with_clocks``, the earliest first."""
    investigation, found = Investigation.of(intake), []
    if intake.decision_due_on and intake.state in COUNTED_HERE:
        if not intake.protectionassessments.all():
            found.append(Limit(_("Skyddsbedömning"), deadlines.protection_assessment_due(intake.arrived_at)))
        if not investigation.decision:
            found.append(Limit(_("Beslut om utredning"), deadlines.due(intake.decision_due_on)))
    if investigation.runs and investigation.due:
        found.append(Limit(_("Utredningen klar"), investigation.due))
    if with_answer and (answer := answer_due(intake)):
        found.append(Limit(_("Svar till anmälaren"), answer))
    if intake.state == IntakeState.OPEN and (tries := list(intake.contactattempts.all())) and tries[-1].again_on:
        found.append(Limit(_("Nytt försök till kontakt"), deadlines.due(tries[-1].again_on)))
    return sorted(found, key=lambda limit: limit.due.calendar)


def with_clocks(intakes: IntakeQuerySet) -> IntakeQuerySet:
    """With what ``running`` asks for, without a query per row."""
    return intakes.select_related("sealed_part__feedback").prefetch_related(
        "protectionassessments", "investigationsteps", "contactattempts"
    )


def with_due(intakes: IntakeQuerySet) -> Any:
    """With ``due_on``: when the earliest of the clocks of ``running`` runs out."""
    of = {"intake": OuterRef("pk")}
    steps = InvestigationStep.objects.filter(**of)
    decided = steps.filter(step__in=DECISIONS)
    counted = Q(state__in=COUNTED_HERE, decision_due_on__isnull=False)
    answered_from = Coalesce(Subquery(decided.values("at")[:1]), "decided_at")
    return intakes.annotate(
        due_on=Least(
            _day_when(
                counted & ~Q(Exists(ProtectionAssessment.objects.filter(**of))),
                TruncDate("arrived_at", tzinfo=STOCKHOLM),
            ),
            _day_when(counted & ~Q(Exists(decided)), F("decision_due_on")),
            _day_when(
                ~Q(Exists(steps.filter(step=InvestigationStep.Step.CONCLUDED))),
                Subquery(steps.filter(step__in=RUNS).order_by("-due_on").values("due_on")[:1]),
            ),
            _day_when(
                AWAITS_ANSWER
                | Q(
                    sealed_part__about=About.CHILD,
                    sealed_part__standing=Standing.MANDATED,
                    sealed_part__feedback=None,
                ),
                Cast(
                    TruncDate(answered_from, tzinfo=STOCKHOLM) + timedelta(weeks=deadlines.ANSWER_WITHIN_WEEKS),
                    DateField(),
                ),
            ),
            _day_when(
                Q(state=IntakeState.OPEN),
                Subquery(ContactAttempt.objects.filter(**of).order_by("-made_at", "-at", "-id").values("again_on")[:1]),
            ),
        )
    )


def _day_when(condition: Q, day: object) -> models.Case:
    return models.Case(When(condition, then=day), output_field=DateField())


def by_clock(intakes: Any, clock: str, today: date) -> Any:
    """Of ``with_due``: those whose earliest clock runs out as ``clock`` says."""
    match clock:
        case Clock.OVERDUE:
            return intakes.filter(due_on__lt=today)
        case Clock.TODAY:
            return intakes.filter(due_on=today)
        case Clock.WEEK:
            return intakes.filter(due_on__lte=today + timedelta(days=7))
    return intakes


def decide_by(arrived_at: datetime, age: int | None) -> date | None:
    """The last calendar day for the decision whether to investigate; None for an adult."""
    return next((limit.due.calendar for limit in limits(arrived_at, age)[1:]), None)


def answer_due(intake: Intake) -> Due | None:
    """When who had to report a child must have been told what was decided; None when nobody waits for that.

    Counted from the decision about an investigation; where there is none, from the reception's.
    """
    reported = getattr(intake, "sealed_part", None) or intake
    if not reported.may_await_feedback or reported.is_answered:
        return None
    decision = Investigation.of(intake).decision
    decided_at = decision.at if decision else intake.decided_at
    return deadlines.feedback_due(decided_at) if decided_at else None


def answer_by(intake: Intake) -> date | None:
    """The last calendar day for that."""
    limit = answer_due(intake)
    return limit.calendar if limit else None
