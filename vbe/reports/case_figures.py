"""The cases in numbers, tertial by tertial: what may be read of the socialtjänst's frozen tables."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from cases.sig.models import SigPart
from cases.sig.statistics import PARTS, frozen_parts
from lagesbild.disclosure import TOTAL, Cell, Hidden, Key, NoData, Shown, protect
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

# This year and the one before.
YEARS = 2


@dataclass(frozen=True)
class Line:
    """A part of a table, and its number in each period in words."""

    label: str
    cells: list[str]


@dataclass(frozen=True)
class Table:
    title: str
    columns: list[str]
    lines: list[Line]


def periods(today: date) -> list[Tertial]:
    """The tertials that have ended, the latest first."""
    years = range(today.year, today.year - YEARS, -1)
    return [t for year in years for t in (Tertial(year, n) for n in (3, 2, 1)) if t.has_ended(today)]


def tables(board: Board, shown: list[Tertial]) -> list[Table]:
    """Every table with the small counts hidden.

    A period's own months only, and no sums: a sum over periods would tell a hidden number. What a table adds up to may
    be known from a report, and is reckoned with (legal.md L24).
    """
    protected = {period: _protected(frozen_parts(board, period)) for period in shown}
    columns = [_("%(year)d, tertial %(number)d") % {"year": p.year, "number": p.number} for p in shown]

    def line(table: SigPart.Table, part: str, label: str) -> Line:
        return Line(label, [_in_words(protected[period].get((table, part), NoData())) for period in shown])

    return [
        Table(str(table.label), columns, [line(table, part, str(label)) for part, label in parts])
        for table, parts in PARTS.items()
    ]


def _protected(counts: dict[SigPart.Table, dict[str, int]]) -> dict[Key, Cell]:
    cells: dict[Key, Cell] = {}
    for table, parts in counts.items():
        known: dict[Key, int | None] = {(table, part): n for part, n in parts.items()}
        total = (table, TOTAL)
        told = protect(
            known | {total: sum(parts.values())},
            [(list(known), total)],
            already_shown={total},
        )
        cells |= {key: cell for key, cell in told.items() if key != total}
    return cells


def _in_words(cell: Cell) -> str:
    """A number, that it is too small to be told, or that nobody counted."""
    match cell:
        case Shown(n):
            return str(n)
        case Hidden():
            return _("dolt")
    return "–"


def as_csv(board: Board, shown: list[Tertial]) -> str:
    file = io.StringIO()
    # The mark makes spreadsheets read å, ä and ö.
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Tabell"), _("Del"), *map(str, shown)])
    for table in tables(board, shown):
        writer.writerows([table.title, line.label, *line.cells] for line in table.lines)
    return file.getvalue()
