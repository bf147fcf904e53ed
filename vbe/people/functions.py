"""Vem gör vad: every function of a board, who holds it and who stands in. What nobody holds stands out.

Which functions a board must have is said by its municipality's routine (Spånga-Tensta 2017, s. 14; Nyköping 2016,
s. 4–5) and by the guidelines (which bodies must have a local coordinator).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch

from cases.sig.models import Routine, SeatTemplate
from vbe.organisation.models import Absence, Assignment, Board, Department, Unit
from vbe.organisation.permissions import Role

OF_BOARD = [Role.DIRECTOR, Role.CENTRAL, Role.COORDINATOR, Role.SECRETARY, Role.MEMBER, Role.LOG_REVIEWER,
            Role.ADMINISTRATOR]  # fmt: skip
OF_DEPARTMENT = [Role.CHIEF, Role.OTHER_CHIEF]
OF_UNIT = [Role.UNIT_HEAD, Role.INTAKE, Role.CASEWORKER]
# Where a case may lie, so that the unit's head is summoned (SeatTemplate.Fills.CASE_UNIT_HEAD).
CASE_UNITS = {Unit.Kind.CHILDREN, Unit.Kind.ADULTS, Unit.Kind.SIG_YOUNG, Unit.Kind.SIG_ADULT}
RECEPTIONS = {Unit.Kind.INTAKE, Unit.Kind.DUTY}


@dataclass
class Holder:
    """Somebody who has a function, with the deputies, and the absence that runs or comes."""

    assignment: Assignment
    today: date
    deputies: list[Assignment] = field(default_factory=list)

    @property
    def absence(self) -> Absence | None:
        coming = sorted(self.assignment.absences.all(), key=lambda absence: absence.starts)
        return next((absence for absence in coming if absence.ends >= self.today), None)

    @property
    def is_away(self) -> bool:
        return bool(self.absence and self.absence.starts <= self.today)

    @property
    def has_begun(self) -> bool:
        return self.assignment.has_begun(self.today)


@dataclass
class Function:
    role: Role
    place: Department | Unit | None
    required: bool
    holders: list[Holder] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(self.role.label)

    @property
    def unit(self) -> str:
        """The unit's name, which the department's heading does not say."""
        return self.place.name if isinstance(self.place, Unit) else ""

    @property
    def is_vacant(self) -> bool:
        return self.required and not any(holder.has_begun for holder in self.holders)

    @property
    def key(self) -> str:
        """The place as the form's choice names it."""
        return f"{self.place._meta.model_name}:{self.place.pk}" if self.place else ""


Functions = dict[tuple[Role, Department | Unit | None], Function]


@dataclass
class Section:
    """The board itself (``place`` None), or a department with its units, and the functions there."""

    place: Department | None
    functions: list[Function]


@dataclass
class WhoDoesWhat:
    board: Board
    sections: list[Section]

    @property
    def vacant(self) -> list[Function]:
        return [one for section in self.sections for one in section.functions if one.is_vacant]


def who_does_what(board: Board, today: date) -> WhoDoesWhat:
    """Seven queries, however many people. Reporters are everybody, and are no function."""
    held = Assignment.objects.held(today).filter(board=board).exclude(role=Role.REPORTER)
    people = list(
        held.select_related("user", "unit", "department")
        .prefetch_related(Prefetch("absences", Absence.objects.filter(ends__gte=today)))
        .order_by("starts", "id")
    )
    functions = {(one.role, one.place): one for one in _expected(board)}
    by_holder = _fill(functions, [one for one in people if not one.deputy_for_id], today)
    for deputy in (one for one in people if one.deputy_for_id):
        if holder := by_holder.get(deputy.deputy_for_id):
            holder.deputies.append(deputy)
        else:
            # Whoever stood in for somebody who has left is shown by herself, so that somebody sees it.
            _fill(functions, [deputy], today)
    shown = [one for one in functions.values() if one.holders or one.required]
    return WhoDoesWhat(board, list(_sections(board, shown)))


def _fill(functions: Functions, people: list[Assignment], today: date) -> dict:
    by_holder = {}
    for assignment in people:
        role = Role(assignment.role)
        place = _place(assignment, role)
        function = functions.setdefault((role, place), Function(role, place, required=False))
        by_holder[assignment.pk] = holder = Holder(assignment, today)
        function.holders.append(holder)
    return by_holder


def _place(assignment: Assignment, role: Role) -> Department | Unit | None:
    if role in OF_UNIT:
        return assignment.unit or assignment.department
    return assignment.department if role in OF_DEPARTMENT else None


def _expected(board: Board) -> Iterator[Function]:
    """The functions that the board must have."""
    routine = Routine.objects.filter(municipality=board.municipality_id).prefetch_related("seat_templates").first()
    units = list(board.units.select_related("department"))
    if routine and routine.informs_director and board.kind == Board.Kind.DISTRICT:
        yield Function(Role.DIRECTOR, None, required=True)
    if board.needs_coordinator:
        yield Function(Role.COORDINATOR, None, required=True)
    if any(unit.kind in CASE_UNITS for unit in units):
        yield Function(Role.LOG_REVIEWER, None, required=True)
    heads = _kinds_with_head(routine)
    for department in {unit.department for unit in units if unit.kind in CASE_UNITS}:
        yield Function(Role.CHIEF, department, required=True)
    for unit in units:
        if unit.kind in RECEPTIONS and any(unit.kind == Unit.Kind.INTAKE for unit in units):
            if unit.kind == Unit.Kind.INTAKE:
                yield Function(Role.INTAKE, unit, required=True)
        elif unit.kind in heads:
            yield Function(Role.UNIT_HEAD, unit, required=True)


def _kinds_with_head(routine: Routine | None) -> set[str]:
    """The kinds of unit whose head the routine summons."""
    kinds: set[str] = set()
    for template in routine.seat_templates.all() if routine else ():
        if template.fills == SeatTemplate.Fills.UNIT_HEAD:
            kinds.add(template.unit_kind)
        elif template.fills == SeatTemplate.Fills.CASE_UNIT_HEAD:
            kinds |= CASE_UNITS
    return kinds


def _sections(board: Board, functions: list[Function]) -> Iterator[Section]:
    """The board's own functions first, then its departments, each followed by its units."""
    by_place: dict[object, list[Function]] = defaultdict(list)
    for function in functions:
        by_place[function.place].append(function)
    order = {role: number for number, role in enumerate([*OF_BOARD, *OF_DEPARTMENT, *OF_UNIT])}

    def at(place: Department | Unit | None) -> list[Function]:
        return sorted(by_place.get(place, []), key=lambda one: order.get(one.role, len(order)))

    if own := at(None):
        yield Section(None, own)
    for department in board.departments.order_by("pk").prefetch_related("units"):
        units: list[Department | Unit] = [*sorted(department.units.all(), key=lambda one: one.pk)]
        found = [one for place in [department, *units] for one in at(place)]
        if found:
            yield Section(department, found)
