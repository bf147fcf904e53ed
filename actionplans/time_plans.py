"""Time plans as people write them, read as dates (Skärholmen 2019, s. 8–14). Pure.

``Pågående``, ``Fortlöpande``, ``2019``, ``VT 2019``, ``190501``, ``2019 09 01``, ``2019–2020``. What cannot be read
keeps its words and gets no dates: a time plan is never refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

ONGOING = re.compile(r"(pågående|pågår|fortlöpande|löpande|kontinuerligt|tills vidare)\b")
YEAR = re.compile(r"(20\d\d)")
YEARS = re.compile(r"(20\d\d)(?:\s*[-–—/]\s*|\soch\s)(20\d\d|\d\d)")
TERM = re.compile(r"(vt|ht|våren|hösten|vårterminen|höstterminen)[\s-]*(20\d\d|\d\d)")
DAY = re.compile(r"(20\d\d|\d\d)([\s.-]?)(\d\d)\2(\d\d)")
SPRING, AUTUMN = ((1, 1), (6, 30)), ((7, 1), (12, 31))


@dataclass(frozen=True)
class TimePlan:
    """A single day is an end: the measure is done by then. What is ongoing has no end."""

    start: date | None = None
    end: date | None = None
    ongoing: bool = False

    def has_passed(self, today: date) -> bool:
        return self.end is not None and self.end < today


def read(text: str) -> TimePlan:
    """The dates that ``text`` says; none when it says nothing that can be read. Raises nothing."""
    words = " ".join(text.split()).strip(" .").lower()
    if ONGOING.match(words):
        return TimePlan(ongoing=True)
    if found := YEAR.fullmatch(words):
        return _between(int(found[1]), (1, 1), int(found[1]), (12, 31))
    if found := YEARS.fullmatch(words):
        first = int(found[1])
        last = int(found[2]) if len(found[2]) == 4 else first - first % 100 + int(found[2])
        return _between(first, (1, 1), last, (12, 31)) if first <= last else TimePlan()
    if found := TERM.fullmatch(words):
        starts, ends = SPRING if found[1].startswith("v") else AUTUMN
        return _between(_year(found[2]), starts, _year(found[2]), ends)
    if found := DAY.fullmatch(words):
        return _day(_year(found[1]), int(found[3]), int(found[4]))
    return TimePlan()


def _between(first: int, starts: tuple[int, int], last: int, ends: tuple[int, int]) -> TimePlan:
    return TimePlan(date(first, *starts), date(last, *ends))


def _day(year: int, month: int, day: int) -> TimePlan:
    try:
        return TimePlan(end=date(year, month, day))
    except ValueError:
        return TimePlan()


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)
