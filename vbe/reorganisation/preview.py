"""What a reorganisation will do, before it is done: the same rows that the database then moves, and what to settle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vbe.organisation.models import Assignment, Board, Unit
from vbe.organisation.permissions import Role
from vbe.reorganisation.holders import after, excluded, two_holders
from vbe.reorganisation.models import Reorganisation
from vbe.reorganisation.rooms import label

CLASHES = {
    "lagesbild.situationpicture": gettext_lazy(
        "Fler än ett utkast till lägesbild. Publicera eller kasta alla utom ett."
    ),
    "reports.report": gettext_lazy(
        "Fler än en rapport för samma period som inte är publicerad. Publicera alla utom en, annars står två rapporter"
        " för samma period hos samma nämnd."
    ),
    "actionplans.resource": gettext_lazy("Resurser med samma namn. Byt namn på den ena."),
}

# Allowed, and good to know.
SIDE_BY_SIDE = {
    "actionplans.actionplan": gettext_lazy(
        "Flera handlingsplaner gäller eller skrivs för samma år. De finns sida vid sida tills den nya nämnden beslutar"
        " en egen."
    ),
}


@dataclass
class Line:
    """One kind of thing: how much each successor gets, in their order, and how much stays."""

    kind: str
    name: str
    going: list[int]
    staying: int | None = None

    @property
    def total(self) -> int:
        return sum(self.going)


@dataclass
class Preview:
    lines: list[Line]
    # What must be settled before anything can be done, and what is good to know.
    blockers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def preview(reorganisation: Reorganisation, today: date) -> Preview:
    return Preview(_lines(reorganisation), blockers(reorganisation), _notes(reorganisation, today))


def _lines(reorganisation: Reorganisation) -> list[Line]:
    heirs = [successor.pk for successor in reorganisation.successors.all()]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_reorganisation_preview(%s)", [reorganisation.pk])
        counted: list[tuple[str, UUID | None, int]] = cursor.fetchall()
    lines: dict[str, Line] = {}
    for kind, heir, n in counted:
        line = lines.setdefault(kind, Line(kind, label(kind).capitalize(), [0] * len(heirs)))
        if heir is None:
            line.staying = n
        else:
            line.going[heirs.index(heir)] = n
    return [line for line in lines.values() if line.total or line.staying]


def blockers(reorganisation: Reorganisation) -> list[str]:
    """What must be settled first, in words; empty when the reorganisation can be carried out."""
    held = after(reorganisation)
    return [
        *_same_names(reorganisation),
        *two_holders(held, reorganisation.takes_effect),
        *excluded(held, reorganisation),
        *_clashes(reorganisation),
    ]


def _same_names(reorganisation: Reorganisation) -> list[str]:
    """A new board's code and prefix must be free; units of one name and two kinds cannot become one."""
    found = []
    for new in reorganisation.successors.filter(board=None):
        taken = Board.objects.filter(Q(code=new.code) | Q(prefix=new.prefix)).first()
        if taken:
            words = {"heir": new, "taken": taken}
            found.append(_("Koden eller ärendeprefixet för %(heir)s används redan av %(taken)s.") % words)
    kinds: dict[tuple[object, str, str], set[str]] = {}
    for unit, heir in _units(reorganisation):
        kinds.setdefault((heir, unit.department.name, unit.name), set()).add(unit.kind)
    for successor in reorganisation.successors.all():
        for unit in Unit.objects.filter(board=successor.board_id).select_related("department"):
            key = (successor.pk, unit.department.name, unit.name)
            if key in kinds:
                kinds[key].add(unit.kind)
    several = [name for (_heir, _department, name), which in kinds.items() if len(which) > 1]
    return found + [
        _("Enheter med namnet %(name)s är av olika slag. Byt namn på den ena.") % {"name": n} for n in several
    ]


def _clashes(reorganisation: Reorganisation, *, words: Mapping[str, Any] = CLASHES) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT kind FROM app_reorganisation_clashes(%s)", [reorganisation.pk])
        found = {kind for (kind,) in cursor.fetchall()}
    return [str(text) for kind, text in words.items() if kind in found]


def _units(reorganisation: Reorganisation) -> list[tuple[Unit, UUID]]:
    chosen = dict(reorganisation.unit_choices.values_list("unit", "successor"))
    units = Unit.objects.filter(board__in=reorganisation.boards).select_related("department", "board")
    main = reorganisation.main.pk
    return [(unit, chosen.get(unit.pk, main)) for unit in units.order_by("department__name", "name", "board__name")]


def _notes(reorganisation: Reorganisation, today: date) -> list[str]:
    alike = _clashes(reorganisation, words=SIDE_BY_SIDE)
    return [
        *alike,
        *_units_in_one(reorganisation),
        *_people_in_one(reorganisation),
        *_without(reorganisation),
    ]


def _units_in_one(reorganisation: Reorganisation) -> list[str]:
    alike = Counter((heir, unit.department.name, unit.name) for unit, heir in _units(reorganisation))
    names = [name for (_heir, _department, name), n in alike.items() if n > 1]
    return [_("Enheter med samma namn blir en enhet: %(names)s.") % {"names": ", ".join(names)}] if names else []


def _people_in_one(reorganisation: Reorganisation) -> list[str]:
    """The same person in the same role on two of the boards gets one assignment."""
    return [
        _("%(name)s har rollen %(role)s i flera av nämnderna och får ett uppdrag.")
        % {"name": one.user, "role": one.assignment.get_role_display().lower()}
        for one in after(reorganisation)
        if one.of_several
    ]


def _without(reorganisation: Reorganisation) -> list[str]:
    """Successors that nobody coordinates on the day."""
    if reorganisation.kind != Reorganisation.Kind.SPLIT:
        return []
    found = []
    for heir in reorganisation.successors.all()[1:]:
        there = Assignment.objects.filter(board=heir.board_id, role=Role.COORDINATOR, deputy_for=None, ended_at=None)
        if not (heir.board_id and there.exclude(ends__lt=F("board__starts")).exists()):
            found.append(_("%(heir)s får ingen samordnare. Registrera en när nämnden finns.") % {"heir": heir})
    return found
