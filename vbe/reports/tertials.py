"""The periods a board follows up: three tertials of four months, and the whole year (legal.md L26). Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = 4
FORM = re.compile(r"(\d{4})(?:T([123]))?", re.ASCII)


@dataclass(frozen=True)
class Tertial:
    """``number`` is 1–3, or 0 for the whole year. Written ``2026T1`` and ``2026``.

    Tertialrapport 1 is per 30 April; tertialrapport 2 per 31 August counts from January; the
    verksamhetsberättelse is the whole year.
    """

    year: int
    number: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for a year that no date can have, or a number that is no tertial."""
        if not (1 <= self.year <= 9999 and 0 <= self.number <= 3):
            raise ValueError(f"No such tertial: {self.year!r}, {self.number!r}")

    @classmethod
    def parse(cls, text: str) -> Tertial:
        """``2026T1`` or ``2026``. Raises ValueError for anything else."""
        found = FORM.fullmatch(text)
        if not found:
            raise ValueError(f"Not a tertial: {text!r}. Write 2026T1, or 2026 for the whole year.")
        return cls(int(found[1]), int(found[2] or 0))

    @classmethod
    def of(cls, day: date) -> Tertial:
        """The tertial that ``day`` lies in."""
        return cls(day.year, (day.month - 1) // MONTHS + 1)

    @property
    def is_year(self) -> bool:
        return self.number == 0

    @property
    def start(self) -> date:
        """The first day of the period's own months."""
        return date(self.year, max(self.number - 1, 0) * MONTHS + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        month = (self.number or 3) * MONTHS
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def cumulative_start(self) -> date:
        """1 January: what a report counts from."""
        return date(self.year, 1, 1)

    @property
    def previous(self) -> Tertial:
        """The tertial before, or the year before a year."""
        if self.is_year or self.number == 1:
            return Tertial(self.year - 1, 0 if self.is_year else 3)
        return Tertial(self.year, self.number - 1)

    @property
    def a_year_before(self) -> Tertial:
        return Tertial(self.year - 1, self.number)

    def has_ended(self, today: date) -> bool:
        return self.end < today

    def __str__(self) -> str:
        return f"{self.year:04}" if self.is_year else f"{self.year:04}T{self.number}"
