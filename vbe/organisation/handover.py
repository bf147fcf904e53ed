"""What somebody who leaves has open, as every room counts it and hands it over.

A room offers a module ``handover.py`` with ``open_things(assignment)`` and ``hand_over(kind, assignment, to)``. Whoever
manages people sees numbers, never records: the rooms' functions in the database count and move without answering more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from vbe.organisation.models import Assignment


@dataclass(frozen=True)
class Thing:
    """A kind of open things: ``note`` says what happens when nobody takes over; what belongs to the board stays."""

    kind: str
    title: str
    count: int
    note: str
    movable: bool = True


def counted(function: str, assignment: Assignment) -> dict[str, int]:
    """The numbers that a room's function answers with, by kind; none for a board that one does not manage."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [assignment.pk])
        return json.loads(cursor.fetchone()[0])


def moved(function: str, *arguments: Any) -> int:
    """How many things a room's function handed over."""
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({marks})", arguments)
        return cursor.fetchone()[0]
