"""Avsluta alla uppdrag: what a colleague who leaves has open, who takes over, and the end of it all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from types import ModuleType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans import handover as plans
from cases.concerns import handover as concerns
from cases.sig import handover as sig
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.notices import handover as notices
from vbe.organisation import assigning
from vbe.organisation.assigning import Given
from vbe.organisation.handover import Thing
from vbe.organisation.models import Assignment, Board, User

ROOMS: dict[str, ModuleType] = {"sig": sig, "concerns": concerns, "plans": plans, "notices": notices}


@dataclass
class Open:
    """One kind of open things of an assignment, and who may take over."""

    room: str
    thing: Thing
    assignment: Assignment
    colleagues: list[Assignment]

    @property
    def takers(self) -> list[Assignment]:
        """Those who are not recused from all of it."""
        return [one for one in self.colleagues if self.recused(one) < self.thing.count]

    @property
    def shut_out(self) -> list[Assignment]:
        return [one for one in self.colleagues if self.recused(one) >= self.thing.count]

    def recused(self, taker: Assignment) -> int:
        """From how many of the things ``taker`` is recused; they stay with the board."""
        return self.thing.recused.get(taker.user_id, 0)

    @property
    def name(self) -> str:
        """The form's field."""
        return f"{self.assignment.pk}-{self.room}-{self.thing.kind}"

    @property
    def default(self) -> Assignment | None:
        """The deputy, who knows the work."""
        return next((taker for taker in self.takers if taker.deputy_for_id == self.assignment.pk), None)


@dataclass
class Leaving:
    """A person's assignments on the boards that one manages, and what is open in each."""

    user: User
    assignments: list[Assignment]
    open: list[Open] = field(default_factory=list)


@dataclass
class Left:
    """What was done: how many assignments ended, how many things were handed over.

    ``recused`` is how many stayed with the board because whoever was chosen is recused from them.
    """

    ended: int
    moved: int
    recused: int


def leaving(user: User, boards: list[Board], now: datetime) -> Leaving:
    today = timezone.localdate(now)
    held = Assignment.objects.held(today).filter(user=user, board__in=boards)
    found = Leaving(user, list(held.select_related("user", "board", "unit", "department").order_by("starts", "id")))
    for assignment in found.assignments:
        colleagues = _colleagues(assignment, now)
        for room, module in ROOMS.items():
            found.open += [Open(room, thing, assignment, colleagues) for thing in module.open_things(assignment)]
    return found


def _colleagues(assignment: Assignment, now: datetime) -> list[Assignment]:
    """Colleagues with the same role on the board: those on duty, and the assignment's own deputies."""
    today = timezone.localdate(now)
    colleagues = (
        Assignment.objects.held(today)
        .filter(board=assignment.board_id, role=assignment.role, starts__lte=today)
        .exclude(user=assignment.user_id)
    )
    active = set(Assignment.objects.active(today).filter(pk__in=colleagues).values_list("pk", flat=True))
    ordered = colleagues.select_related("user", "board", "unit", "department").order_by("user__name", "id")
    return [one for one in ordered if one.pk in active or one.deputy_for_id == assignment.pk]


@transaction.atomic
def leave(
    request: Request, found: Leaving, choices: dict[str, Assignment | None], *, boards: list[Board], now: datetime
) -> Left:
    """End everything at once and hand over as chosen; what nobody takes stays with the board.

    A deputy who takes over becomes the ordinary holder: otherwise she could not open what she was handed.
    """
    ended = assigning.leave(request, found.user, boards=boards, on=None, now=now)
    promoted: dict[Assignment, Assignment] = {}
    moved = recused = 0
    for one in found.open:
        taker = choices.get(one.name)
        if taker is None or not one.thing.movable:
            continue
        if taker.deputy_for_id == one.assignment.pk:
            if taker not in promoted:
                promoted[taker] = _promote(request, taker, now)
            taker = promoted[taker]
        count = ROOMS[one.room].hand_over(one.thing.kind, one.assignment, taker)
        moved, recused = moved + count, recused + one.recused(taker)
        record(request, Action.ASSIGNMENT_CHANGED, taker, reason=_("tog över %(n)s: %(what)s")
               % {"n": count, "what": one.thing.title.lower()})  # fmt: skip
    return Left(len(ended), moved, recused)


def _promote(request: Request, deputy: Assignment, now: datetime) -> Assignment:
    """The deputy's assignment ends, and the same function begins as the ordinary one."""
    assigning.end(request, deputy, on=None, now=now)
    given = Given(deputy.user, deputy.role, deputy.board, timezone.localdate(now), None, deputy.department, deputy.unit)
    return assigning.assign(request, given)
