"""The only place that counts how often the guide was enough. Only what the database lets the asker see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cases.guide.models import Tally, TallyQuerySet
from cases.guide.situations import Situation


@dataclass(frozen=True)
class Row:
    situation: Situation
    # As many as there are months.
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)


def months(today: date, many: int) -> list[date]:
    """The first days of the last ``many`` months, this one last."""
    index = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(index - many + 1, index + 1)]


def by_month(tallies: TallyQuerySet, over: Iterable[date], outcome: Tally.Outcome | None = None) -> list[Row]:
    """How many were helped in each situation, month by month; of one kind or of both. One query."""
    over = list(over)
    if outcome:
        tallies = tallies.filter(outcome=outcome)
    sums: dict[tuple[str, date], int] = defaultdict(int)
    for situation, month, count in tallies.filter(month__in=over).values_list("situation", "month", "count"):
        sums[situation, month] += count
    return [Row(one, [sums[one.value, month] for month in over]) for one in Situation]
