"""Who holds what when boards have merged or split, and what of it the database would refuse: settled before the day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vbe.access.templatetags.dates import swedate
from vbe.organisation.combining import conflict_of
from vbe.organisation.models import Assignment, Board, Combination, User
from vbe.organisation.permissions import Role
from vbe.reorganisation.models import Reorganisation

# Held by one person at a time: on a board, or in a unit. The database refuses a second one.
ONE_ON_A_BOARD, ONE_IN_A_UNIT = Role.DIRECTOR, Role.UNIT_HEAD


@dataclass(frozen=True)
class Held:
    """An assignment as it will be: on which board, and from when until when."""

    assignment: Assignment
    board: Board
    starts: date
    ends: date | None
    of_several: bool = False

    @property
    def user(self) -> User:
        return self.assignment.user

    @property
    def seat(self) -> tuple[str, ...] | None:
        """What only one may hold; a deputy holds nothing. Units of the same name become one."""
        one = self.assignment
        if one.deputy_for_id is None and one.role == ONE_ON_A_BOARD:
            return (one.role,)
        if one.deputy_for_id is None and one.role == ONE_IN_A_UNIT and one.unit:
            return (one.role, one.unit.department.name, one.unit.name)
        return None

    def meets(self, other: Held) -> bool:
        return self.starts <= (other.ends or date.max) and other.starts <= (self.ends or date.max)


def after(reorganisation: Reorganisation) -> list[Held]:
    """What everybody who is moved will hold, and what others hold on the boards that take over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT successor_id, were, starts, ends FROM app_reorganisation_going_on(%s)", [reorganisation.pk]
        )
        going: list[tuple[UUID, list[UUID], date, date | None]] = cursor.fetchall()
    assignments = _assignments().in_bulk([were[0] for _heir, were, _starts, _ends in going])
    heirs = _boards_to_be(reorganisation)
    moved = [
        Held(assignments[were[0]], heirs[heir], starts, ends, of_several=len(were) > 1)
        for heir, were, starts, ends in going
    ]
    stay = _assignments().filter(
        Q(user__in={one.user.pk for one in moved}) | Q(board__in=heirs.values()), ended_at=None
    )
    stay = stay.exclude(ends__lt=reorganisation.takes_effect).exclude(board__in=reorganisation.boards)
    there = [Held(one, one.board, one.starts, one.ends) for one in stay]
    return sorted([*moved, *there], key=lambda one: (one.user.name, one.starts, one.assignment.pk))


def _assignments() -> QuerySet[Assignment]:
    return Assignment.objects.select_related("user", "board", "unit__department", "department")


def _boards_to_be(reorganisation: Reorganisation) -> dict[UUID, Board]:
    """The board of each successor; one that is not made yet is like those that end."""
    like = reorganisation.boards[0]
    return {
        heir.pk: heir.board
        or Board(pk=heir.pk, name=heir.name, kind=like.kind, municipality_id=reorganisation.municipality_id)
        for heir in reorganisation.successors.all()
    }


def two_holders(held: list[Held], day: date) -> list[str]:
    """Only one person may hold some functions; who that is, is decided before the day."""
    seats: dict[tuple[UUID, tuple[str, ...]], list[Held]] = defaultdict(list)
    for one in held:
        if one.seat:
            seats[one.board.pk, one.seat].append(one)
    found = []
    by_role: dict[str, list[str]] = defaultdict(list)
    for (_board, (role, *place)), rivals in seats.items():
        if any(one.meets(other) and one.user != other.user for one, other in combinations(rivals, 2)):
            names = {one.user.pk: f"{one.user} ({one.assignment.board})" for one in rivals}
            by_role[role].append(f"{place[-1] if place else Role(role).label}: {', '.join(names.values())}")
    if directors := by_role[ONE_ON_A_BOARD]:
        text = _("%(who)s. Bara en kan ha funktionen. Avsluta de andras uppdrag före %(day)s.")
        found.append(text % {"who": "; ".join(directors), "day": swedate(day)})
    if heads := by_role[ONE_IN_A_UNIT]:
        text = _(
            "Enheter med samma namn blir en, och den har en enhetschef. Avsluta de andras uppdrag före %(day)s, eller"
            " byt namn på den ena enheten. %(who)s."
        )
        found.append(text % {"who": "; ".join(heads), "day": swedate(day)})
    return found


def excluded(held: list[Held], reorganisation: Reorganisation) -> list[str]:
    """Roles that exclude each other and would meet in one person, without a decision that allows it."""
    ending = {board.pk for board in reorganisation.boards}
    heirs = {board.pk for board in _boards_to_be(reorganisation).values()}
    # A decision about a board that ends holds for the board that takes over.
    decided = {
        (user, conflict, place)
        for user, conflict, board in Combination.objects.filter(user__in={one.user.pk for one in held}).values_list(
            "user", "conflict", "board"
        )
        for place in (heirs if board in ending else {board})
    }
    by_person: dict[UUID, list[Held]] = defaultdict(list)
    for one in held:
        by_person[one.user.pk].append(one)
    return [
        _exclude(one, other, reorganisation.takes_effect)
        for theirs in by_person.values()
        for one, other in combinations(theirs, 2)
        if one.meets(other) and heirs & {one.board.pk, other.board.pk}
        if (conflict := conflict_of(one.assignment.role, one.board, other.assignment.role, other.board))
        and not decided & {(one.user.pk, conflict, place.pk) for place in (one.board, other.board)}
    ]


def _exclude(one: Held, other: Held, day: date) -> str:
    text = _(
        "%(name)s: %(one)s och %(other)s. Rollerna kan inte finnas hos samma person i en nämnd. Avsluta det ena"
        " uppdraget före %(day)s."
    )
    titles = [f"{each.assignment.title} ({each.assignment.board})" for each in (one, other)]
    return text % {"name": one.user, "one": titles[0], "other": titles[1], "day": swedate(day)}
