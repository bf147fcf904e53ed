"""What the tertial report needs of plans: every measure's status as it stood by the period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import NOT_REPORTED, ActionPlan, FollowUp, Measure, Section, Status
from actionplans.models.follow_up import SETTLED
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

# In the order in which they are shown.
STATUSES = [*Status.values, NOT_REPORTED]


@dataclass(frozen=True)
class MeasureFollowUp:
    number: int  # running through the plan
    text: str
    responsible: str
    partners: list[str]
    time_plan: str
    status: str  # a value of Status, or NOT_REPORTED
    comment: str
    value: str  # "12" or "1,5"; empty when nothing was counted
    measured_as: str
    reported_on: date | None
    late: bool  # its time plan had passed by the period's end, and it was neither done nor dropped


@dataclass(frozen=True)
class SectionFollowUp:
    heading: str
    measures: list[MeasureFollowUp]


@dataclass(frozen=True)
class PlanFollowUp:
    id: UUID
    title: str
    decided_on: date | None
    decided: str  # "26 feb 2026 § 7"
    counts: dict[str, int]  # by STATUSES, zeros included
    sections: list[SectionFollowUp]


def status_label(status: str) -> str:
    return str(Status(status).label) if status in Status.values else _("Ej rapporterat")


def follow_up_tables(board: Board, period: Tertial, *, today: date) -> list[PlanFollowUp]:
    """The board's plans in force at the end of ``period`` (today, while it runs), with every measure's status.

    What counts for T1 is what was reported in T1; for a cumulative period it is the latest report within the year up
    to it, also on an earlier version of the plan. A status never reported is NOT_REPORTED. Four queries, however many.
    """
    by = min(period.end, today)
    sections = Section.objects.kept().prefetch_related(Prefetch("measures", queryset=Measure.objects.kept()))
    plans = list(
        ActionPlan.objects.filter(board=board)
        .in_force(by)
        .order_by("year_from", "title", "id")
        .prefetch_related(Prefetch("sections", queryset=sections))
    )
    keys = {measure.key for plan in plans for section in plan.sections.all() for measure in section.measures.all()}
    latest = latest_follow_ups(keys, periods_until(period))
    return [_plan(plan, latest, by) for plan in plans]


def periods_until(period: Tertial) -> list[str]:
    """The tertials that a report for ``period`` counts, from January."""
    last = period.number or 3
    return [str(Tertial(period.year, number)) for number in range(1, last + 1)]


def latest_follow_ups(keys: Iterable[UUID], periods: list[str]) -> dict[UUID, FollowUp]:
    """By measure key, the last report with a status within ``periods``."""
    found = (
        FollowUp.objects.filter(measure__key__in=set(keys), period__in=periods, status__in=Status.values)
        .select_related("measure")
        .order_by("period", "at")
    )
    return {follow_up.measure.key: follow_up for follow_up in found}


def count(statuses: Iterable[str]) -> dict[str, int]:
    counts = dict.fromkeys(STATUSES, 0)
    for status in statuses:
        counts[status or NOT_REPORTED] += 1
    return counts


def is_late(measure: Measure, status: str, today: date) -> bool:
    """Whether a measure's time plan has passed without its being done or dropped."""
    return status not in SETTLED and measure.times.has_passed(today)


def written_number(value: Decimal | None) -> str:
    """12, 1,5: without zeros that say nothing, with a decimal comma."""
    return f"{value.normalize():f}".replace(".", ",") if value is not None else ""


def decision(plan: ActionPlan) -> str:
    """26 feb 2026 § 7; of an older document what it says itself."""
    if plan.decided_on:
        paragraph = plan.paragraph if plan.paragraph.startswith("§") else f"§ {plan.paragraph}"
        return f"{swedate(plan.decided_on)} {paragraph if plan.paragraph else ''}".strip()
    return plan.dated


def _plan(plan: ActionPlan, latest: dict[UUID, FollowUp], today: date) -> PlanFollowUp:
    sections, number = [], 0
    for section in plan.sections.all():
        measures = []
        for number, measure in enumerate(section.measures.all(), start=number + 1):  # noqa: B020
            measures.append(_measure(measure, number, latest.get(measure.key), today))
        if measures:
            sections.append(SectionFollowUp(section.table or section.heading, measures))
    statuses = (measure.status for section in sections for measure in section.measures)
    return PlanFollowUp(plan.pk, plan.title, plan.decided_on, decision(plan), count(statuses), sections)


def _measure(measure: Measure, number: int, reported: FollowUp | None, today: date) -> MeasureFollowUp:
    status = reported.status if reported else NOT_REPORTED
    return MeasureFollowUp(
        number=number,
        text=measure.text,
        responsible=measure.responsible,
        partners=measure.partners,
        time_plan=measure.time_plan,
        status=status,
        comment=reported.comment if reported else "",
        value=written_number(reported.number) if reported else "",
        measured_as=measure.measured_as,
        reported_on=timezone.localdate(reported.at) if reported else None,
        late=is_late(measure, status, today),
    )
