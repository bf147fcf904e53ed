"""A room of any size for measuring: cases over eight years, half of them on one board, each given by its row.

Beside ``big_city``, which makes reports. Nobody is in it: what is encrypted is one made-up word, and the fingerprints
are of nothing that can be a number or a name, but for the one who is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, transaction

from cases.sig.models import Case, Identity, Intake, Meeting, RoutineStep
from cases.sig.models.intake import name_index, number_index
from cases.sig.states import ORDER, Step
from vbe.access.encryption import EncryptedTextField, fingerprint
from vbe.demo.big_city import LAST, copied, v7
from vbe.organisation.models import Assignment, Board, Unit
from vbe.organisation.permissions import Role

# One of Skatteverket's test persons. Theirs is the newest case of the board that has most.
SOUGHT_NUMBER, SOUGHT_NAME = "199006022397", "Prov Provsson"
MOST_ON = "skarholmen"
YEARS = 8
PART = 10_000
# What lies higher than this was made here; cases that people open are numbered from 1.
FIRST_NUMBER = 100_001
# The last cases of each board are open, at some step; of a hundred, so many.
OPEN = 3
Line = tuple[str, ...]


@dataclass(frozen=True)
class Room:
    """A board whose socialtjänst has cases: who receives them, and who leads them."""

    prefix: str
    board: str
    reception: str
    unit: str
    intake: str
    chief: str


def make_room(cases: int, *, seed: int = 1, progress: Callable[[int], None] = lambda made: None) -> int:
    """Fill an empty room with so many cases; how many were added. Run as the owner, after ``load_organisation``."""
    rooms, word = list(_rooms()), EncryptedTextField().get_prep_value("Påhittat.")
    if Case.objects.filter(number__regex=r"-\d{6}$").exists():
        return 0
    with transaction.atomic():
        for start in range(0, cases, PART):
            rows = [_row(row, cases, seed, rooms, word) for row in range(start, min(start + PART, cases))]
            for nth, (model, columns) in enumerate(COLUMNS.items()):
                copied(model._meta.db_table, columns, (line for tables in rows for line in tables[nth]))
            progress(start + len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in COLUMNS)}")
    return cases


COLUMNS: dict[Any, str] = {
    Intake: (
        "id, board_id, unit_id, source, arrived_at, registered_by_id, birth_date, person_name, person_number,"
        " description, contact, surname_index, number_index, protected, state, decided_by_id, decided_at, reason,"
        " reference"
    ),
    Case: (
        "id, number, board_id, intake_id, unit_id, ground, age_band, lead, chief_id, opened_at, start_up_due_on, step"
    ),
    RoutineStep: "id, case_id, board_id, step, at, by_id, reason, outcome",
    Identity: "id, case_id, board_id, name, number, birth_date, number_index, name_index, surname_index, protected",
    Meeting: "id, case_id, kind, board_id, starts_at, minutes_long, place, summoned_at, sequence, version",
}


def _row(row: int, cases: int, seed: int, rooms: list[Room], word: str) -> tuple[list[Line], ...]:
    """A case with what it came in as, its steps, whom it is about and its start-up meeting, as lines to copy."""
    chance = Random(seed * 10_000_019 + row)
    room = rooms[0] if row % 2 == 0 else rooms[1 + row // 2 % (len(rooms) - 1)]
    at = _opened_at(row, cases)
    steps = ORDER if row < cases * (100 - OPEN) // 100 else ORDER[: chance.randrange(2, len(ORDER))]
    case, arrived = (str(v7(at, chance)) for _n in range(2))
    taken = [(step, at + timedelta(hours=5 * nth)) for nth, step in enumerate(steps)]
    # The last but one is of the board that has most.
    is_sought = row == (cases - 1) // 2 * 2
    number = number_index(SOUGHT_NUMBER) if is_sought else fingerprint(f"nobody:{row}")
    name = name_index(SOUGHT_NAME) if is_sought else fingerprint(f"nobody by name:{row}")
    intake = (
        arrived, room.board, room.reception, "telefon", at.isoformat(), room.intake, word, word, word, word, word,
        "{}", number, "f", "bekraftad", room.intake, at.isoformat(), word, "",
    )  # fmt: skip
    opened = (
        case, f"{room.prefix}-{at.year}-{FIRST_NUMBER + row}", room.board, arrived, room.unit, Case.Ground.NEED.value,
        Case.AgeBand.YOUNG_ADULT.value, Case.Lead.ADULT.value, room.chief, at.isoformat(),
        str((at + timedelta(days=7)).date()), steps[-1].value,
    )  # fmt: skip
    walked: list[Line] = [
        (str(v7(when, chance)), case, room.board, step.value, when.isoformat(), room.chief, word,
         "malen_nadda" if step == Step.CLOSED else "")
        for step, when in taken
    ]  # fmt: skip
    identity = (str(v7(at, chance)), case, room.board, word, word, word, number, name, "{}", "f")
    called = dict(taken).get(Step.SUMMONED)
    meeting: list[Line] = [
        (str(v7(when, chance)), case, Meeting.Kind.START_UP.value, room.board, (when + timedelta(days=3)).isoformat(),
         "60", "Bodholmsplan 2", when.isoformat(), "0", "0")
        for when in [called] if when
    ]  # fmt: skip
    return [intake], [opened], walked, [identity], meeting


def _opened_at(row: int, cases: int) -> datetime:
    """As many a day all the time."""
    return (LAST - timedelta(days=YEARS * 365) * ((cases - row) / cases)).replace(microsecond=0)


def _rooms() -> Iterator[Room]:
    """The board that gets most first. Where a board of the demonstration lacks people, it has no cases."""
    boards = Board.objects.filter(units__kind=Unit.Kind.INTAKE).distinct().order_by("code")
    for board in sorted(boards, key=lambda board: board.code != MOST_ON):
        units = {unit.kind: unit for unit in board.units.order_by("-id")}
        holders = {one.role: one for one in Assignment.objects.filter(board=board, deputy_for=None).order_by("-starts")}
        if not {Role.INTAKE, Role.CHIEF} <= set(holders):
            continue
        led = units.get(Unit.Kind.SIG_ADULT) or units[Unit.Kind.INTAKE]
        people = (str(holders[role].pk) for role in (Role.INTAKE, Role.CHIEF))
        yield Room(board.prefix, str(board.pk), str(units[Unit.Kind.INTAKE].pk), str(led.pk), *people)
