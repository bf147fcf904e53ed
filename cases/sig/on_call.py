"""Outside office hours: whom the board's messages go to (beredskap), and when nobody has the duty."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from cases.deadlines import STOCKHOLM, is_working_day
from cases.sig.models import Routine
from vbe.organisation.models import Assignment, OnCall
from vbe.organisation.permissions import Role, allows

# Whoever is on call may have to take a case in hand.
ROLES = [role for role in Role if allows(role, "case.decide")]
Interval = tuple[datetime, datetime]


def outside_hours(routine: Routine, moment: datetime) -> bool:
    """Whether ``moment`` is outside the municipality's office hours, or on a free day."""
    local = moment.astimezone(STOCKHOLM)
    return not is_working_day(local.date()) or not routine.office_from <= local.time() < routine.office_to


def on_call(board_id: UUID, moment: datetime, *, without: Collection[UUID] = ()) -> Assignment | None:
    """Who has the board's duty at ``moment``, unless that person is among the users ``without``."""
    duty = (
        OnCall.objects.at(moment)
        .filter(board=board_id, assignment__role__in=ROLES, assignment__user__is_active=True)
        .filter(assignment__ended_at=None)
        .exclude(assignment__user__in=without)
        .select_related("assignment__user", "assignment__board", "assignment__department", "assignment__unit")
        .first()
    )
    held = duty and not duty.assignment.is_over(moment.astimezone(STOCKHOLM).date())
    return duty.assignment if duty and held else None


def gaps(routine: Routine, periods: Iterable[OnCall], start: datetime, *, days: int) -> list[Interval]:
    """When nobody has the duty outside office hours, in the ``days`` from ``start``."""
    left = [(max(begins, start), ends) for begins, ends in _outside(routine, start, days) if ends > start]
    for period in periods:
        left = [piece for one in left for piece in _without(one, (period.starts_at, period.ends_at))]
    return left


def _outside(routine: Routine, start: datetime, days: int) -> list[Interval]:
    """Everything outside office hours from midnight before ``start``; what meets at midnight is one interval."""
    first = start.astimezone(STOCKHOLM).date()
    pieces: list[Interval] = []
    for day in (first + timedelta(days=n) for n in range(days)):
        midnight = datetime.combine(day, time(), STOCKHOLM)
        tomorrow = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
        opens, closes = (datetime.combine(day, at, STOCKHOLM) for at in (routine.office_from, routine.office_to))
        for piece in [(midnight, opens), (closes, tomorrow)] if is_working_day(day) else [(midnight, tomorrow)]:
            if pieces and pieces[-1][1] == piece[0]:
                piece = (pieces.pop()[0], piece[1])
            pieces.append(piece)
    return pieces


def _without(one: Interval, taken: Interval) -> list[Interval]:
    """What is left of ``one`` when ``taken`` is cut out."""
    if taken[1] <= one[0] or taken[0] >= one[1]:
        return [one]
    before, after = (one[0], taken[0]), (taken[1], one[1])
    return [piece for piece in (before, after) if piece[0] < piece[1]]
