"""The report's tables of counts, with the small ones hidden: in this report, and together with every other one.

A report that has been published tells something about the next one: jan–apr and jan–aug give maj–aug. So the counts
of all spans of months that are published, or can be reckoned out, are protected together (legal.md L24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lagesbild import disclosure
from vbe.reports.names import months
from vbe.reports.tertials import Tertial

HIDDEN_BELOW = disclosure.THRESHOLD
TOTAL = disclosure.TOTAL


@dataclass(frozen=True, order=True)
class Span:
    """Whole months of one year, both ends included."""

    year: int
    first: int
    last: int

    @property
    def start(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        return Tertial(self.year, self.last // 4).end

    @property
    def label(self) -> str:
        return months(self.start, self.end)


def columns(period: Tertial) -> list[Span]:
    """What stands beside each other: from January, for tertial 2 also its own months, and from January last year."""
    last = (period.number or 3) * 4
    own = [Span(period.year, 5, 8)] if period.number == 2 else []
    return [Span(period.year, 1, last), *own, Span(period.year - 1, 1, last)]


# Of what can be published of a year: two spans that make up a third.
SUMS = [((1, 4), (5, 8), (1, 8)), ((1, 8), (9, 12), (1, 12)), ((1, 4), (5, 12), (1, 12))]


def sums(told: Iterable[Span]) -> list[tuple[Span, Span, Span]]:
    """The sums in which two spans have been told, so that the third is told with them."""
    known, found = set(told), []
    for year in sorted({span.year for span in known}):
        for first, second, whole in SUMS:
            spans = Span(year, *first), Span(year, *second), Span(year, *whole)
            if len(known & set(spans)) >= 2:
                known |= set(spans)
                found.append(spans)
    return found


Published = Mapping[tuple[str, str, Span], dict[str, Any] | None]


def published_cells(reports: Iterable[tuple[Tertial, dict[str, Any]]]) -> Published:
    """What earlier reports tell: the cell of each table, row and span. Given oldest first; the latest word counts."""
    told: dict[tuple[str, str, Span], dict[str, Any] | None] = {}
    for period, figures in reports:
        for table in figures["tables"]:
            for row in [*table["rows"], *([table["total"]] if table.get("total") else [])]:
                for span, cell in zip(columns(period), row["cells"], strict=True):
                    told[table["id"], row["key"], span] = cell
    return told


Counts = Mapping[tuple[str, str], int | None]


def protect(
    count: Callable[[Span], Counts],
    period: Tertial,
    published: Published,
    *,
    lines: Sequence[tuple[Sequence[tuple[str, str]], tuple[str, str]]],
    constant: Sequence[tuple[str, str]] = (),
) -> dict[tuple[str, str, Span], disclosure.Cell]:
    """The cells of ``period``'s columns, keyed table, row and span.

    ``count`` gives a span's counts by table and row; ``lines`` are the parts and totals within one span; the rows in
    ``constant`` are states at a day, which do not add up over time.
    """
    shown = columns(period)
    told = {*shown, *(span for _table, _row, span in published)}
    together = sums(told)
    spans = sorted(told | {span for triple in together for span in triple})
    counts = {(*key, span): n for span in spans for key, n in count(span).items()}
    every = [([(*part, span) for part in parts], (*total, span)) for span in spans for parts, total in lines]
    rows = {key[:2] for key in counts} - set(constant)
    every += [([(*row, first), (*row, second)], (*row, whole)) for first, second, whole in together for row in sorted(rows)]
    cells = disclosure.protect(
        counts,
        every,
        threshold=HIDDEN_BELOW,
        already_hidden={
            key for key in counts if key[2] not in shown and key not in published or _is_hidden(published.get(key))
        },
        # A number that has changed since is not what was told.
        already_shown={key for key, n in counts.items() if (published.get(key) or {}).get("n", -1) == n},
    )
    return {key: cell for key, cell in cells.items() if key[2] in shown}


def _is_hidden(cell: dict[str, Any] | None) -> bool:
    return bool(cell and cell.get("hidden"))


def row(cells: Mapping[Any, disclosure.Cell], table: str, key: str, label: str, spans: Sequence[Span]) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "cells": [disclosure.as_json(cells.get((table, key, span), disclosure.NoData())) for span in spans],
    }
