"""Who must have a local coordinator, who it is, and what the municipality has decided that she answers for.

Sources: Stockholm's guidelines, "Lokala samordnare mot våldsbejakande extremism"; Nyköping 2016, "Den kommunala
samordnarens roll". The texts are data, so that another municipality's can stand beside them.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from vbe.organisation.models import Assignment, Board, BoardQuerySet, Municipality
from vbe.organisation.permissions import Role

DATA = Path(__file__).parent / "data" / "coordinators.toml"


@dataclass(frozen=True)
class Duties:
    source: str
    must: str
    duties: list[str]


@dataclass(frozen=True)
class Body:
    """A board or company that must have a coordinator; ``may_appoint`` when it is one's own to do so."""

    board: Board
    holders: list[Assignment]
    may_appoint: bool
    role: Role = Role.COORDINATOR


@cache
def _read() -> dict[str, Duties]:
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {code: Duties(**row) for code, row in data.items()}


def duties(municipality: Municipality) -> Duties | None:
    """What the municipality has decided of the coordinator; None where it has written nothing down."""
    return _read().get(municipality.code)


def bodies(boards: BoardQuerySet, managed: BoardQuerySet, today: date) -> list[Body]:
    """The bodies that must have a coordinator: those without one first, then by name. Three queries."""
    holders = defaultdict(list)
    people = Assignment.objects.active(today).filter(role=Role.COORDINATOR, board__in=boards, deputy_for=None)
    for holder in people.select_related("user", "department").order_by("starts", "id"):
        holders[holder.board_id].append(holder)
    own = set(managed.values_list("pk", flat=True))
    rows = [
        Body(board, holders[board.pk], board.pk in own) for board in boards.filter(needs_coordinator=True).in_order()
    ]
    return sorted(rows, key=lambda body: bool(body.holders))
