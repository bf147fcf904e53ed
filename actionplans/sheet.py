"""A follow-up as it is filled in: the measures in the plan's order, each with its form, and who has not reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplans.following_up import Answerable, Progress, answerables
from actionplans.forms.cells import FollowUpCells
from actionplans.models import ActionPlan, FollowUp, Measure, Section, Status
from actionplans.statistics import count, is_late
from vbe.reports.tertials import Tertial


@dataclass
class Row:
    measure: Measure
    number: int
    follow_up: FollowUp | None
    form: FollowUpCells
    # What was last reported about the same measure, before this tertial.
    before: FollowUp | None
    late: bool

    @property
    def status(self) -> str:
        return self.follow_up.status if self.follow_up else ""


@dataclass
class Sheet:
    rows: list[Row]
    progress: Progress
    answerables: list[Answerable]

    @property
    def silent(self) -> list[Answerable]:
        return [one for one in self.answerables if one.silent]

    @property
    def responsibles(self) -> list[str]:
        return sorted({row.measure.responsible for row in self.rows if row.measure.responsible})

    def narrowed(self, matches: Callable[[str, str], bool]) -> list[tuple[Section, list[Row]]]:
        """The rows by section, those that ``matches`` takes; what could not be saved is always shown."""
        parts: dict[UUID, tuple[Section, list[Row]]] = {}
        for row in self.rows:
            if row.form.is_bound or matches(row.measure.responsible, row.status):
                section = row.measure.section
                parts.setdefault(section.pk, (section, []))[1].append(row)
        return list(parts.values())


def sheet(plan: ActionPlan, period: Tertial, today: date, *, typed: FollowUpCells | None = None) -> Sheet:
    measures = plan.measures.kept().select_related("section", "contact__user").in_document_order()
    found = rows(measures, period, today, typed=typed)
    reminded = dict(plan.reminders.filter(period=str(period)).order_by("at").values_list("contact_id", "at"))
    silent = answerables(((row.measure, row.follow_up) for row in found), reminded)
    return Sheet(found, progress_of(found, period), silent)


def rows(measures: Iterable[Measure], period: Tertial, today: date, *, typed: FollowUpCells | None = None) -> list[Row]:
    """The measures with their forms; ``typed`` is a form that could not be saved. Two queries, however many."""
    measures = list(measures)
    reported = {
        one.measure_id: one
        for one in FollowUp.objects.filter(measure__in=measures, period=str(period)).select_related("by__user")
    }
    earlier = FollowUp.objects.filter(
        measure__key__in=[measure.key for measure in measures], period__lt=str(period), status__in=Status.values
    )
    before = {one.measure.key: one for one in earlier.select_related("measure").order_by("period", "at")}
    found = []
    for number, measure in enumerate(measures, start=1):
        saved = reported.get(measure.pk)
        form = FollowUpCells(saved or FollowUp(measure=measure, period=str(period)), measure.pk)
        if typed and typed.key == form.key:
            form = typed
        late = is_late(measure, saved.status if saved else "", today)
        found.append(Row(measure, number, saved, form, before.get(measure.key), late))
    return found


def progress_of(found: list[Row], period: Tertial) -> Progress:
    return Progress(period, count(row.status for row in found))
