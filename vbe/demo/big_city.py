"""A city of any size for measuring: reports over eight years, each row given by the seed and its place in the row.

The same seed gives the same rows on every day and on every machine, so a city grows by what is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain, islice, repeat
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from cases.concerns.models import Assessment, Category, Concern, Door, Milieu, Source, WhenKind
from cases.concerns.states import TRANSITIONS, Outcome, State
from vbe.demo.organisation import read
from vbe.organisation.models import Assignment, Board
from vbe.organisation.permissions import Role

# The last reports of the city, fixed so that the rows are the same whenever it is made.
LAST = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
YEARS = 8
PART = 10_000
# What lies higher than this was made here; reports that people send are numbered from 1.
FIRST_NUMBER = 100_001
WAITING_DAYS = 5
# Out of a hundred.
CATEGORIES = list(chain(*map(repeat, Category.values, (30, 17, 8, 15, 9, 12, 2, 7))))
MILIEUS = list(chain(*map(repeat, Milieu.values, (46, 26, 4, 9, 5, 7, 3))))
OUTCOMES = [Outcome.KNOWLEDGE] * 62 + [Outcome.ADVICE] * 18 + [Outcome.POLICE] * 9 + [Outcome.CLOSED] * 8
OUTCOMES += [Outcome.OTHER_BOARD] * 3
DOORS = [Door.FORM.value] * 8 + [Door.PHONE.value, Door.IMPORT.value]
SOURCES = [Source.OWN.value] * 6 + [Source.TOLD.value] * 3 + [Source.ONLINE.value]
DONE = "Vi har tagit bort det och sparat en bild."
# One report in so many has a word that the others have not, to search for.
RARE, RARE_WORD = 500, "Runstenen."
# From so many rows on, indexes and foreign keys are made afterwards.
MUCH = 20_000
TABLES = "('concerns_concern'::regclass, 'concerns_assessment'::regclass)"
KEYS = f"""SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE contype = 'f' AND conrelid IN {TABLES}"""
INDEXES = f"""SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
  FROM pg_index WHERE NOT indisunique AND indrelid IN {TABLES}"""
REASON = "Tas med i lägesbilden."
CONCERN = (
    "id, number, kind, category, milieu, ground, text, place, area_id, when_kind, happened_on, happened_until, source,"
    " done, picture, board_id, previous_board_id, door, reporter_id, reporter_board_id, reporter_unit, state,"
    " reported_at, due_on, sealed_sent_at"
)
ASSESSMENT = "id, concern_id, board_id, outcome, reason, by_id, at, to_board_id"
NULL = r"\N"
Line = tuple[str, ...]


@dataclass(frozen=True)
class Desk:
    """A board with what its reports need: who writes them, who assesses them, and the other boards around it."""

    board: str
    reporter: str
    coordinator: str
    others: list[str]
    areas: list[str]


def make_city(concerns: int, *, seed: int = 1, progress: Callable[[int], None] = lambda made: None) -> int:
    """Bring the city to so many made reports; how many were added. Run as the owner, after ``load_organisation``."""
    desks, texts = _desks(), _texts()
    made = _made(concerns, seed)
    with transaction.atomic(), _bare_tables(much=concerns - made > MUCH):
        for start in range(made - made % PART, concerns, PART):
            rows = _part(start, seed, desks, texts)
            wanted = list(islice(rows, max(made - start, 0), concerns - start))
            copied(Concern._meta.db_table, CONCERN, (concern for concern, _lines in wanted))
            copied(Assessment._meta.db_table, ASSESSMENT, chain.from_iterable(lines for _concern, lines in wanted))
            progress(start + max(made - start, 0) + len(wanted))
    if concerns > made:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE concerns_concern, concerns_assessment")
    return max(concerns - made, 0)


@contextmanager
def _bare_tables(*, much: bool) -> Iterator[None]:
    """Without foreign keys and indexes while much is written: to make them afterwards is many times quicker."""
    if not much:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        keys = cursor.fetchall()
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _made(most: int, seed: int) -> int:
    """How many rows of this seed are there. Rows are added in order, so the first that is missing tells."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if Concern.objects.filter(pk=_id(middle, seed), number=_number(middle)).exists():
            low = middle + 1
        else:
            high = middle
    return low


def _part(start: int, seed: int, desks: list[Desk], texts: list[tuple[str, str]]) -> Iterator[tuple[Line, list[Line]]]:
    chance = Random(f"{seed}:{start}")
    for row in range(start, start + PART):
        yield _row(row, seed, chance, desks, texts)


def _row(
    row: int, seed: int, chance: Random, desks: list[Desk], texts: list[tuple[str, str]]
) -> tuple[Line, list[Line]]:
    """A report and its assessments, as lines to copy."""
    desk, key = chance.choice(desks), _id(row, seed)
    if rare := row % RARE == 0:
        # Some on every board.
        desk = desks[row // RARE % len(desks)]
    at = _reported_at(row, seed)
    day = timezone.localdate(at)
    text, place = chance.choice(texts)
    outcome = None if LAST - at < timedelta(days=WAITING_DAYS) else chance.choice(OUTCOMES)
    board, previous, lines = desk.board, NULL, list[Line]()
    if outcome is not None:
        to = chance.choice(desk.others) if outcome == Outcome.OTHER_BOARD and desk.others else NULL
        outcome = outcome if to != NULL or outcome != Outcome.OTHER_BOARD else Outcome.KNOWLEDGE
        lines = _assessments(key, board, outcome, to, desk.coordinator, at, chance)
        if to != NULL:
            board, previous, outcome = to, board, Outcome.KNOWLEDGE
    state = State.NEW if outcome is None else TRANSITIONS[State.NEW][outcome]
    about_person = chance.random() < 0.2
    reporter_board = chance.choice(desk.others) if desk.others and chance.random() < 0.06 else desk.board
    concern = (
        str(key),
        _number(row),
        Concern.Kind.CONCERN.value if about_person else Concern.Kind.EVENT.value,
        chance.choice(CATEGORIES),
        chance.choice(MILIEUS),
        Concern.Ground.BEHAVIOUR.value if about_person else Concern.Ground.EVENT.value,
        f"{text} {RARE_WORD}" if rare else text,
        f"{place}, {chance.randrange(1, 90)}",
        chance.choice(desk.areas) if desk.areas and chance.random() < 0.8 else NULL,
        WhenKind.DAY.value,
        str(day - timedelta(days=chance.randrange(0, 4))),
        NULL,
        chance.choice(SOURCES),
        DONE if chance.random() < 0.4 else "",
        "",
        board,
        previous,
        chance.choice(DOORS),
        desk.reporter,
        reporter_board,
        "Medborgarkontoret",
        state.value,
        at.isoformat(),
        str(day + timedelta(days=2)),
        at.isoformat() if about_person and chance.random() < 0.3 else NULL,
    )
    return concern, lines


def _assessments(
    concern: uuid.UUID, board: str, outcome: Outcome, to: str, by: str, at: datetime, chance: Random
) -> list[Line]:
    """The one assessment; handed over, the receiving board's knowledge too."""
    steps = [(board, outcome, to)] + ([(to, Outcome.KNOWLEDGE, NULL)] if to != NULL else [])
    times = [at + timedelta(hours=20 * n) for n in range(1, len(steps) + 1)]
    return [
        (str(v7(when, chance)), str(concern), where, step.value, REASON, by, when.isoformat(), towards)
        for (where, step, towards), when in zip(steps, times, strict=True)
    ]


def _reported_at(row: int, seed: int) -> datetime:
    """Rows lie in time without order, as many in a week wherever in the eight years it is."""
    year = row % YEARS
    fraction = (row * 0.6180339887498949 + seed * 0.414) % 1.0
    return (LAST - timedelta(days=year * 365 + fraction * 324)).replace(microsecond=0)


def _number(row: int) -> str:
    return f"{LAST.year - row % YEARS}-{FIRST_NUMBER + row // YEARS}"


def _id(row: int, seed: int) -> uuid.UUID:
    return v7(_reported_at(row, seed), Random(seed * 10_000_019 + row))


def v7(moment: datetime, chance: Random) -> uuid.UUID:
    bits = int(moment.timestamp() * 1000) << 80 | chance.getrandbits(74)
    return uuid.UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | 0x7 << 76 | 0b10 << 62)


def copied(table: str, columns: str, lines: Iterable[Line]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        copy.write("".join("\t".join(line) + "\n" for line in lines))


def _desks() -> list[Desk]:
    today: date = timezone.localdate(LAST)
    boards = list(Board.objects.filter(covers_places=True).current(today).order_by("code"))
    return [
        Desk(
            str(board.pk),
            str(_holder(board, Role.REPORTER).user_id),
            str(_holder(board, Role.COORDINATOR).pk),
            [str(b.pk) for b in boards if b.municipality_id == board.municipality_id and b != board],
            [str(area.pk) for area in board.areas.all()],
        )
        for board in boards
    ]


def _holder(board: Board, role: Role) -> Assignment:
    """The board's own, or a neighbour's in the same municipality: the demonstration has people on some boards only."""
    found = Assignment.objects.filter(role=role, board__municipality_id=board.municipality_id).order_by("user__email")
    return found.filter(board=board).first() or found[0]


def _texts() -> list[tuple[str, str]]:
    data = read("reports.toml")
    rows = chain.from_iterable(rows for rows in data.values() if isinstance(rows, list))
    return [(row["text"], row["place"]) for row in rows if "place" in row]
