"""What a month's review looks at: plain rules, a lottery with a kept seed, and a size that takes five minutes.

A rule says in words why a read is drawn. It looks at the read, never rates the reader (legal.md L1: no score of a
person). Reads of one record by one person in one day are one row. The same reads and the same seed give the same rows,
so that the draw can be proved.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines

# Rows in a review; emergency openings are always there, also when they are more.
MOST = 25
# Of them drawn by lot from all ordinary reads.
BY_LOT = 5
# Of each ground before the grounds that come after it.
OF_EACH = 6
# Ordinary office hours, local time.
DAY_BEGINS, DAY_ENDS = 6, 20
# A month with fewer records is never unusually many.
MANY_FROM = 15


class Ground(models.TextChoices):
    """Why a row is in the review; the order is the order of drawing."""

    EMERGENCY = "nodoppning", _("Nödöppning")
    SURNAME = "samma_efternamn", _("Samma efternamn")
    PROTECTED = "skyddad", _("Skyddade personuppgifter")
    NO_PART = "utan_del", _("Utan del i ärendet")
    MANY = "ovanligt_manga", _("Ovanligt många akter")
    HOURS = "obekvam_tid", _("Natt eller helg")
    LOT = "lottad", _("Lottad")


@dataclass(frozen=True)
class Read:
    """One entry of the log, with what the database answers about it. It names no client."""

    id: UUID
    at: datetime
    action: str
    kind: str
    object_id: UUID
    reason: str
    user_id: UUID
    assignment_id: UUID | None
    number: str
    part_then: bool
    part_now: bool
    emergency: bool
    same_surname: bool
    protected: bool
    # Whether the reader's unit is on duty day and night.
    on_duty: bool = False

    @property
    def local(self) -> datetime:
        return self.at.astimezone(deadlines.STOCKHOLM)

    @property
    def outside_hours(self) -> bool:
        return not DAY_BEGINS <= self.local.hour < DAY_ENDS or not deadlines.is_working_day(self.local.date())


@dataclass
class Drawn:
    """One row: the reads of one record by one person in one day. ``shown`` is the read that says most."""

    reads: list[Read]
    grounds: dict[Ground, str] = field(default_factory=dict)

    @property
    def first(self) -> Read:
        return self.reads[0]

    @property
    def shown(self) -> Read:
        emergency = (read for read in self.reads if read.emergency)
        late = (read for read in self.reads if Ground.HOURS in self.grounds and read.outside_hours)
        return next(emergency, None) or next(late, None) or self.first


@dataclass(frozen=True)
class Usual:
    """How many records somebody opened this month, and what is ordinary; None where nothing is known to compare."""

    this_month: int
    own: float | None
    role: float | None

    @property
    def is_many(self) -> bool:
        """More than twice everything that is known to be ordinary: the person's own and the role's."""
        known = [ordinary for ordinary in (self.own, self.role) if ordinary is not None]
        return self.this_month >= MANY_FROM and bool(known) and all(self.this_month > 2 * n for n in known)

    @property
    def words(self) -> str:
        said = _now("Öppnade %(n)d akter under månaden.") % {"n": self.this_month}
        if self.own is not None:
            said += " " + _now("Själv brukar personen öppna %(n)d.") % {"n": round(self.own)}
        if self.role is not None:
            said += " " + _now("I samma roll är %(n)d vanligt.") % {"n": round(self.role)}
        return said


@dataclass(frozen=True)
class Sample:
    rows: list[Drawn]
    reads: int
    days: int
    # How many rows of each ground there was no room for.
    left_out: dict[str, int]


def draw(reads: Iterable[Read], usual: Mapping[UUID, Usual], seed: str) -> Sample:
    """The rows of a month's review. Deterministic: same reads, same seed, same rows."""
    rows = days(reads)
    mark(rows, usual, seed)
    by_ground = {g: sorted((r for r in rows if g in r.grounds), key=lambda r: lot(r, seed)) for g in Ground}
    chosen = list(by_ground[Ground.EMERGENCY])
    room = MOST - BY_LOT
    for at_most in (OF_EACH, room):
        for ground in Ground:
            taken = sum(ground in row.grounds for row in chosen)
            waiting = [row for row in by_ground[ground] if row not in chosen]
            chosen += waiting[: max(min(at_most - taken, room - len(chosen)), 0)]
    left_out = {ground.value: len([r for r in by_ground[ground] if r not in chosen]) for ground in Ground}
    ordinary = sorted((row for row in rows if row not in chosen and not row.grounds), key=lambda r: lot(r, seed))
    for row in ordinary[: max(min(BY_LOT, MOST - len(chosen)), 0)]:
        row.grounds[Ground.LOT] = _now("Lottad bland månadens vanliga läsningar.")
        chosen.append(row)
    chosen.sort(key=lambda row: (list(Ground).index(next(g for g in Ground if g in row.grounds)), row.shown.at))
    return Sample(chosen, sum(len(row.reads) for row in rows), len(rows), {g: n for g, n in left_out.items() if n})


def days(reads: Iterable[Read]) -> list[Drawn]:
    """Reads put together by person, record and local day, in the order of time."""
    together: dict[tuple[UUID, UUID, date], list[Read]] = defaultdict(list)
    for read in sorted(reads, key=lambda read: (read.at, read.id)):
        together[read.user_id, read.object_id, read.local.date()].append(read)
    return [Drawn(group) for group in together.values()]


def mark(rows: list[Drawn], usual: Mapping[UUID, Usual], seed: str) -> None:
    """Write on each row every ground that it meets, in words."""
    for row in rows:
        if any(read.emergency for read in row.reads):
            row.grounds[Ground.EMERGENCY] = _now("Akten nödöppnades. Alla nödöppningar granskas.")
        if row.first.same_surname:
            row.grounds[Ground.SURNAME] = _now("Den som läste har samma efternamn som den akten gäller.")
        if row.first.protected:
            row.grounds[Ground.PROTECTED] = _now("Akten gäller någon med skyddade personuppgifter.")
        if any(not read.part_then and not read.emergency for read in row.reads):
            row.grounds[Ground.NO_PART] = _now("Den som läste hade ingen del i ärendet den dagen.")
        if any(read.outside_hours and not read.on_duty for read in row.reads):
            row.grounds[Ground.HOURS] = _now("Lästes natt, kväll eller helg av någon som inte arbetar då.")
    for person, ordinary in usual.items():
        if ordinary.is_many and (busiest := _busiest_day(person, rows, seed)):
            busiest.grounds[Ground.MANY] = ordinary.words


def _busiest_day(person: UUID, rows: list[Drawn], seed: str) -> Drawn | None:
    """Of the day when the person opened the most records, the row that the lot chooses."""
    own = [row for row in rows if row.first.user_id == person]
    if not own:
        return None
    counted = Counter(row.first.local.date() for row in own)
    day = max(counted, key=lambda day: (counted[day], day))
    return min((row for row in own if row.first.local.date() == day), key=lambda row: lot(row, seed))


def lot(row: Drawn, seed: str) -> str:
    """The row's place in the lottery."""
    return hashlib.sha256(f"{seed}:{row.first.id}".encode()).hexdigest()


def usual(counts: Iterable[tuple[UUID, str, date, int]], month: date, earlier: int = 3) -> dict[UUID, Usual]:
    """What is ordinary, from how many records each person opened in each role and month: this one and earlier ones."""
    by_person: dict[UUID, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    by_role: dict[str, list[tuple[UUID, date, int]]] = defaultdict(list)
    roles: dict[UUID, set[str]] = defaultdict(set)
    for person, role, in_month, opened in counts:
        by_person[person][in_month] += opened
        by_role[role].append((person, in_month, opened))
        roles[person].add(role)
    found = {}
    for person, months in by_person.items():
        before = [opened for in_month, opened in months.items() if in_month < month]
        others = [opened for role in roles[person] for who, in_month, opened in by_role[role] if who != person]
        found[person] = Usual(
            months.get(month, 0),
            own=sum(before) / len(before) if before else None,
            role=median(others) if others else None,
        )
    return found
