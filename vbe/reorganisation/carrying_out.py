"""Carrying out what was planned: everything in one transaction, once."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from vbe.organisation.permissions import READING, TABLE
from vbe.reorganisation.models import NotAllowed, Reorganisation
from vbe.reorganisation.plan import refuse_unless_planned, wait_for_others
from vbe.reorganisation.preview import blockers
from vbe.reorganisation.rooms import label

ROLES = json.dumps({role.value: sorted(permissions) for role, permissions in TABLE.items()})


class Blocked(NotAllowed):
    """Something must be settled first; ``reasons`` says what."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def carry_out(reorganisation: Reorganisation, *, now: datetime) -> bool:
    """Move everything; False, with nothing changed, when it is done already or its day has not come.

    Whoever calls reorganises the municipality, or is the task "reorganise". Killed at any line, nothing has happened.
    Raises NotAllowed when the plan was taken back, and Blocked when something must be settled first.
    """
    wait_for_others(reorganisation.municipality_id)
    reorganisation.refresh_from_db()
    today = timezone.localdate(now)
    if reorganisation.carried_out_at:
        return False
    refuse_unless_planned(reorganisation)
    if reorganisation.takes_effect > today:
        return False
    if reasons := blockers(reorganisation):
        raise Blocked(reasons)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_reorganise(%s, %s, %s, %s::jsonb, %s)",
            [reorganisation.pk, today, now, ROLES, sorted(READING)],
        )
        done: bool = cursor.fetchone()[0]
    reorganisation.refresh_from_db()
    return done


def follow_late(reorganisation: Reorganisation, *, now: datetime) -> None:
    """Move what came in to an old board at the very moment of the reorganisation. For the task "reorganise"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_reorganise_late(%s, %s)", [reorganisation.pk, now])


def trace(reorganisation: Reorganisation) -> list[tuple[str, str, int]]:
    """What moved: kind in words, the board it went to, how many."""
    counted = Counter(reorganisation.moves.values_list("kind", "to_board__name"))
    return [(label(kind).capitalize(), board, n) for (kind, board), n in sorted(counted.items())]


def orphans(day: date) -> list[tuple[str, str]]:
    """Open rows that lie on a board that has ended, as kind and id. For the task "reorganise"; there should be none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, id::text FROM app_reorganisation_orphans(%s)", [day])
        return cursor.fetchall()
