"""What somebody who leaves has open, as every room counts it and hands it over.

A room offers a module ``handover.py`` with ``open_things(assignment)`` and ``hand_over(kind, assignment, to)``. Whoever
manages people sees numbers, never records: the rooms' functions in the database count and move without answering more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from vbe.organisation.models import Assignment


@dataclass(frozen=True)
class Thing:
    """A kind of open things: ``note`` says what happens when nobody takes over; what belongs to the board stays.

    ``recused`` says in how many of them a user is recused: those she does not take over.
    """

    kind: str
    title: str
    count: int
    note: str
    movable: bool = True
    recused: dict[UUID, int] = field(default_factory=dict)


def counted(function: str, assignment: Assignment) -> dict[str, int]:
    """The numbers that a room's function answers with, by kind; none for a board that one does not manage."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [assignment.pk])
        return json.loads(cursor.fetchone()[0])


def recused(function: str, assignment: Assignment) -> dict[str, dict[UUID, int]]:
    """By kind, the users who are recused from some of the things, and from how many."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [assignment.pk])
        found = json.loads(cursor.fetchone()[0])
    return {kind: {UUID(user): n for user, n in people.items()} for kind, people in found.items()}


def moved(function: str, *arguments: Any) -> int:
    """How many things a room's function handed over."""
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({marks})", arguments)
        return cursor.fetchone()[0]
