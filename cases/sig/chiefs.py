"""Which chief is told: the nearest of a unit, and of a case the one who leads it or whoever stands in today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cases.sig.models import Case
from vbe.access.recusal import recused_from
from vbe.organisation.models import Assignment, Unit
from vbe.organisation.permissions import Role


def nearest_chiefs(
    units: Iterable[Unit], today: date, *, without: Collection[UUID] = ()
) -> dict[Unit, Assignment | None]:
    """For each unit, all of one board, the chief who is told: of its own department, or whoever stands in.

    ``without`` are the users who are recused.

    Routed by unit: the chief may lead another department than socialtjänsten. An absent chief's deputy comes
    before another department's chief.
    """
    units = list(units)
    chiefs = list(
        Assignment.objects.present(today)
        .filter(board__in={unit.board_id for unit in units}, role__in=[Role.CHIEF, Role.OTHER_CHIEF])
        .exclude(user__in=without)
        .select_related("user", "board", "department", "unit")
        .order_by("deputy_for", "starts", "id")
    )

    def nearest(unit: Unit) -> Assignment | None:
        own = (chief for chief in chiefs if chief.department_id == unit.department_id)
        stand_ins = (c for c in chiefs if c.role == Role.CHIEF and c.board_id == unit.board_id)
        return next(own, None) or next(stand_ins, None)

    return {unit: nearest(unit) for unit in units}


def told_of(case: Case, now: datetime) -> list[Assignment]:
    """Who is told what the case's chief should know: the chief, or whoever is nearest while the chief is away.

    In the last resort the chief all the same. The database function ``sig_called_chief`` is the same rule.
    """
    today, barred = timezone.localdate(now), recused_from(case)
    if Assignment.objects.present(today).filter(pk=case.chief_id).exists() and case.chief.user_id not in barred:
        return [case.chief]
    nearest = nearest_chiefs([case.unit], today, without=barred)[case.unit]
    return [nearest] if nearest else [case.chief]
