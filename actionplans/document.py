"""A plan as it is read and as it is written: its sections in order, each with its table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actionplans.forms.cells import CellForm, MeasureCells, SectionCells
from actionplans.models import ActionPlan, FollowUp, Measure, Section
from vbe.organisation.ids import new_id
from vbe.reports.tertials import Tertial

# Columns of the tables: a column that every measure of a table lacks is left out when the plan is read.
COLUMNS = [
    ("responsible", _("Ansvarig")),
    ("partners", _("Samverkan")),
    ("time_plan", _("Tidplan")),
    ("follow_up", _("Uppföljning")),
]
MEASURE, TOOLS = _("Åtgärd"), ""
HEADINGS = [MEASURE, *(label for _name, label in COLUMNS), TOOLS]


@dataclass
class Row:
    """A measure in its table. When it is read: its cells and, in a follow-up, its status."""

    measure: Measure
    number: int = 0
    form: CellForm | None = None
    cells: list[Any] = field(default_factory=list)
    follow_up: FollowUp | None = None

    @property
    def stored(self) -> bool:
        return not self.measure._state.adding


@dataclass
class Part:
    """A section with its table, if it has one."""

    section: Section
    rows: list[Row]
    headings: list[str] = field(default_factory=list)
    form: CellForm | None = None

    @property
    def has_table(self) -> bool:
        return bool(self.section.table or any(row.stored for row in self.rows))


def written(plan: ActionPlan, typed: Mapping[UUID, CellForm] | None = None) -> list[Part]:
    """The draft with a form in every row, what has been taken out among it, and an empty row last in each table.

    ``typed`` holds forms that could not be saved, by the id of their row.
    """
    typed = dict(typed or {})
    parts = []
    for section in plan.sections.prefetch_related("measures"):
        rows = [
            Row(measure, form=typed.pop(measure.pk, None) or MeasureCells(measure, measure.pk))
            for measure in section.measures.all()
        ]
        refused = [
            Row(form.row, form=form)
            for form in typed.values()
            if isinstance(form.row, Measure) and form.row.section_id == section.pk
        ]
        form = typed.get(section.pk) or SectionCells(section, section.pk)
        parts.append(Part(section, [*rows, *(refused or [empty_row(plan, section)])], form=form))
    return parts


def empty_row(plan: ActionPlan, section: Section) -> Row:
    """A row to write in. It is stored under the id it has here, however many times it is sent."""
    measure = Measure(pk=new_id(), plan=plan, section=section)
    return Row(measure, form=MeasureCells(measure, measure.pk))


def read(plan: ActionPlan, period: Tertial | None = None) -> list[Part]:
    """The plan to read; with ``period``, each measure's status in that tertial stands last."""
    reported: dict[UUID, FollowUp] = {}
    if period:
        found = FollowUp.objects.filter(measure__plan=plan, period=str(period))
        reported = {follow_up.measure_id: follow_up for follow_up in found}
    parts, number = [], 0
    for section in plan.sections.kept().prefetch_related("measures__contact__user"):
        measures = [measure for measure in section.measures.all() if not measure.removed]
        columns = [(name, label) for name, label in COLUMNS if any(getattr(m, name) for m in measures)]
        rows = []
        for measure in measures:
            number += 1
            cells = [getattr(measure, name) for name, _label in columns]
            rows.append(Row(measure, number, cells=cells, follow_up=reported.get(measure.pk)))
        headings = [str(MEASURE), *(str(label) for _name, label in columns)]
        if period:
            headings.append(_now("Tertial %(number)s") % {"number": period.number})
        parts.append(Part(section, rows, headings=headings))
    return parts


def with_partners(parts: list[Part]) -> bool:
    """Whether the draft's tables need the column of those one works with: many plans have none."""
    rows = (row for part in parts for row in part.rows)
    return any(row.measure.partners or (row.form and row.form.is_bound) for row in rows)


def new_section(plan: ActionPlan, typed: Mapping[UUID, CellForm] | None = None) -> CellForm:
    """The form that adds a section, as it was typed when it could not be saved."""
    for form in (typed or {}).values():
        if isinstance(form.row, Section) and form.row._state.adding:
            return form
    section = Section(pk=new_id(), plan=plan)
    return SectionCells(section, section.pk)
