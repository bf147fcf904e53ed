"""What every room says of its tables, in one list, and the same list in the database."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from actionplans import moves as plans
from cases.concerns import moves as concerns
from cases.disclosure import moves as disclosure
from cases.doors import moves as doors
from cases.guide import moves as guide
from cases.importing import moves as importing
from cases.sig import moves as sig
from lagesbild import moves as pictures
from vbe.access import moves as access
from vbe.alarms import moves as alarms
from vbe.audit import moves as audit
from vbe.incidents import moves as incidents
from vbe.log_review import moves as log_review
from vbe.notices import moves as notices
from vbe.organisation.moving import Moves
from vbe.reports import moves as reports
from vbe.sign_in import moves as sign_in

ROOMS = [
    room.ROOM
    for room in (
        *(concerns, sig, plans, pictures, reports, access, notices, sign_in, audit, log_review, incidents),
        *(disclosure, doors, guide, importing, alarms),
    )
]
MOVES: list[Moves] = list(chain.from_iterable(room.moves for room in ROOMS))
STAYS: dict[str, str] = {model: why for room in ROOMS for model, why in room.stays.items()}

# Written by this module first of all: boards, their parts and who acts in them.
UNIT, ASSIGNMENT, ABSENCE = "organisation.unit", "organisation.assignment", "organisation.absence"

INSERT = """
INSERT INTO reorganisation_kind (kind, position, tbl, board_column, open, parents, parent_column, by_unit, goes,
  assignments, also, thereafter, once, among)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def write_kinds(using: str) -> None:
    """Bring the database's list to what the rooms say. Run by its owner; repeatable."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('reorganisation_kind') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute("DELETE FROM reorganisation_kind")
        cursor.executemany(INSERT, [_row(position, one) for position, one in enumerate(MOVES)])


def _row(position: int, one: Moves) -> list[Any]:
    parents, column = one.under or ((), "")
    once = list(one.once) if one.once is not None else None
    table = apps.get_model(one.model)._meta.db_table
    return [
        *(one.model, position, table, one.board, one.open),
        *([parents] if isinstance(parents, str) else list(parents), column, one.by_unit, one.goes),
        *(list(one.assignments), one.also, one.then, once, one.among),
    ]


def label(kind: str) -> str:
    """What a kind of thing is called, in the plural."""
    return str(apps.get_model(kind)._meta.verbose_name_plural)
