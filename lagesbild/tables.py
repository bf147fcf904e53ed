"""Counts as others may read them: the tables of a report and of the lägesbild, under the same disclosure control.

A year is told in steps, and what has been told cannot be taken back: January–April first; then May–August and
January–August; then the whole year, which also tells September–December. Each step is protected with the earlier ones
as they were, so the same cells are hidden on the page, in its file and in the reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from cases.concerns.models import Category, Milieu
from cases.concerns.statistics import any_until, by_category_and_milieu
from lagesbild.boundaries import parts, together
from lagesbild.disclosure import THRESHOLD, TOTAL, Cell, Hidden, Key, Line, NoData, Shown, as_json, protect
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

Figures = Mapping[str, Any]


class Span(Enum):
    """Months of a year that a column counts."""

    BEFORE = "before"
    T1 = "T1"
    MAY_AUG = "maj-aug"
    T2 = "T2"
    # Stands in no table, but is what the year tells beyond January–August.
    SEP_DEC = "sep-dec"
    YEAR = "year"

    def title(self, year: int) -> str:
        """What a column is headed with: ``jan–apr 2026``."""
        months = {Span.T1: _("jan–apr"), Span.MAY_AUG: _("maj–aug"), Span.T2: _("jan–aug")}
        return f"{months[self]} {year}" if self in months else str(year)


# Each tertial's own months, and what is counted from January when it has ended.
STEPS = ((Span.T1, Span.T1), (Span.MAY_AUG, Span.T2), (Span.SEP_DEC, Span.YEAR))
# The columns of a report's own year; last year stands beside in the last of them.
COLUMNS = {1: (Span.T1,), 2: (Span.T2, Span.MAY_AUG), 0: (Span.YEAR,)}

Row = Key
Place = tuple[Row, Span]
# A tertial's own months by row; None when nobody has counted them.
Counted = Mapping[Any, int] | None


@dataclass
class Level:
    """A row that is not added up over months: what was open before and what came is what left and what is open."""

    row: Row
    came: Row
    left: Row


@lru_cache(maxsize=128)
def _protected(counts: Any, lines: Any, hidden: frozenset[Key], shown: frozenset[Key]) -> dict[Key, Cell]:
    """Past years seldom change, and a page with many small counts takes a second to protect."""
    return protect(dict(counts), lines, already_hidden=hidden, already_shown=shown)


@dataclass
class Year:
    """One year's counts, the lines they add up in, and each as it may be told."""

    counts: dict[Key, int | None] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    cells: dict[Key, Cell] = field(default_factory=dict)

    def add(self, counts: Mapping[Key, int | None], lines: Iterable[Line], told: Mapping[Any, Cell]) -> None:
        """Count more, and protect it with what has been told already left as it was."""
        self.counts |= counts
        self.lines += [(tuple(parts), total) for parts, total in lines]
        fixed = {key: cell for key, cell in told.items() if key in self.counts} | self.cells
        hidden = {key for key, cell in fixed.items() if isinstance(cell, Hidden)} | self._never_told()
        shown = {key for key, cell in fixed.items() if isinstance(cell, Shown)}
        self.cells = dict(
            _protected(tuple(self.counts.items()), tuple(self.lines), frozenset(hidden), frozenset(shown))
        )

    def _never_told(self) -> set[Key]:
        return {key for key in self.counts if isinstance(key, tuple) and (key[1] is Span.SEP_DEC or key[0] is Level)}

    def cell(self, row: Row, span: Span) -> Cell:
        return self.cells.get((row, span), NoData())


def year_of(
    tertials: Sequence[Counted],
    rows: Sequence[Row],
    *,
    sums: Sequence[tuple[Sequence[Row], Row]] = (),
    level: Level | None = None,
    year_before: Year | None = None,
    told: Mapping[Place, Cell] | None = None,
) -> Year:
    """A year's ended tertials as they may be told. ``told`` is what reports have published, which stays as it was."""
    year = Year()
    before = Span.BEFORE
    if level and year_before:
        opening: Key = (level.row, Span.YEAR)
        year.counts[level.row, Span.BEFORE] = year_before.counts.get(opening)
        year.cells[level.row, Span.BEFORE] = year_before.cells.get(opening, NoData())
    added = [row for row in rows if not (level and row == level.row)]
    for (own, whole), tertial in zip(STEPS, tertials, strict=False):
        counts: dict[Key, int | None] = {(row, own): None if tertial is None else tertial[row] for row in added}
        lines: list[Line] = []
        if own is not whole:
            for row in added:
                counts[row, whole] = _sum(year.counts[row, before], counts[row, own])
                lines.append(([(row, before), (row, own)], (row, whole)))
        for span in dict.fromkeys((own, whole)):
            lines += [([(part, span) for part in parts], (total, span)) for parts, total in sums]
        if level:
            counts[level.row, whole] = None if tertial is None else tertial[level.row]
            counts[Level, own] = _sum(year.counts.get((level.row, before)), counts[level.came, own])
            # Open cases that went to another board have neither closed nor stayed: then nothing adds up to reckon with.
            if counts[Level, own] in (None, _sum(counts[level.row, whole], counts[level.left, own])):
                lines.append(([(level.row, before), (level.came, own)], (Level, own)))
                lines.append(([(level.row, whole), (level.left, own)], (Level, own)))
        year.add(counts, lines, told or {})
        before = whole
    return year


def _sum(*numbers: int | None) -> int | None:
    return None if None in numbers else sum(n for n in numbers if n is not None)


def told_before(published: Iterable[Figures], tables: Mapping[str, str], year: int) -> dict[Place, Cell]:
    """What earlier published reports tell of ``year``. ``tables`` is table id to the kind of its rows, or ``""``.

    A cell that any of them shows is known, whatever another one hides.
    """
    told: dict[Place, Cell] = {}
    titles = {span.title(year): span for span in Span if span not in (Span.BEFORE, Span.SEP_DEC)}
    for figures in published:
        for table in figures["tables"]:
            if table["id"] not in tables:
                continue
            kind = tables[table["id"]]
            for row in [*table["rows"], *([table["total"]] if table["total"] else [])]:
                name = (kind, row["key"]) if kind and row["key"] != TOTAL else row["key"]
                for title, cell in zip(table["columns"], row["cells"], strict=True):
                    if cell is not None and title in titles and not isinstance(told.get((name, titles[title])), Shown):
                        told[name, titles[title]] = Shown(cell["n"]) if "n" in cell else Hidden()
    return told


# --- Concerns --------------------------------------------------------------------------------------------------------

CATEGORIES: list[Row] = [("category", category.value) for category in Category]
MILIEUS: list[Row] = [("milieu", milieu.value) for milieu in Milieu]
SUMS = ((CATEGORIES, TOTAL), (MILIEUS, TOTAL))
CONCERN_TABLES = {"concerns_category": "category", "concerns_milieu": "milieu"}
Pairs = Mapping[tuple[Category, Milieu], int]


def concern_year(
    board: Board, year: int, tertials: int, published_before: Sequence[Figures] = (), *, as_it_was: bool = False
) -> Year:
    """A board's concerns in the first ``tertials`` of a year, by category and by milieu.

    Those of the boards it has succeeded are among them, unless it is counted ``as_it_was``.
    """
    counted = _counted(board, year, tertials, as_it_was=as_it_was)
    told = told_before(published_before, CONCERN_TABLES, year)
    if len(counted) == 1:
        return _concern_year(counted[0], told)
    return Year(cells=together(_concern_year(pairs, {}).cells for pairs in counted) | told)


def _concern_year(pairs: Sequence[Pairs], told: Mapping[Place, Cell]) -> Year:
    return year_of([_sums(one) for one in pairs], [*CATEGORIES, *MILIEUS, TOTAL], sums=SUMS, told=told)


def _counted(board: Board, year: int, tertials: int, *, as_it_was: bool) -> list[list[Pairs]]:
    """By part of today's board, the year's tertials. Parts where nothing has happened that year are left out."""
    every = [_pairs(part, year, tertials) for part in parts(board, as_it_was=as_it_was)]
    return [pairs for pairs in every if any(pairs)] or every[:1]


def has_counts(board: Board, year: int, *, as_it_was: bool = False) -> bool:
    """Whether anything had been reported by the end of a year. Before that, nothing is "no data" and not zero."""
    end = date(year, 12, 31)
    return any(any_until(part, end) for part in parts(board, as_it_was=as_it_was))


def category_by_milieu(board: Board, year: int, *, as_it_was: bool = False) -> dict[Key, Cell]:
    """A whole year's pairs, keyed by value with ``TOTAL`` for sums, which are told as they are in the reports.

    Pairs are told for whole years only: told three times a year, most of them would be hidden.
    """
    return together(_category_by_milieu(one) for one in _counted(board, year, len(STEPS), as_it_was=as_it_was))


def _category_by_milieu(pairs: Sequence[Pairs]) -> dict[Key, Cell]:
    told = _concern_year(pairs, {})
    counts: dict[Key, int | None] = {
        (c.value, m.value): sum(one.get((c, m), 0) for one in pairs) for c in Category for m in Milieu
    }
    lines: list[Line] = [([(c, m) for m in Milieu.values], (("category", c), Span.YEAR)) for c in Category.values]
    lines += [([(c, m) for c in Category.values], (("milieu", m), Span.YEAR)) for m in Milieu.values]
    told.add(counts, lines, {})
    table: dict[Key, Cell] = {(c, m): told.cells[c, m] for c in Category.values for m in Milieu.values}
    table |= {(c, TOTAL): told.cell(("category", c), Span.YEAR) for c in Category.values}
    table |= {(TOTAL, m): told.cell(("milieu", m), Span.YEAR) for m in Milieu.values}
    return table | {(TOTAL, TOTAL): told.cell(TOTAL, Span.YEAR)}


def concern_tables(
    board: Board, period: Tertial, *, published_before: Sequence[Figures] = (), as_it_was: bool = False
) -> list[dict[str, Any]]:
    """The report's tables ``concerns_category`` and ``concerns_milieu``. For the task "report" and readers of pictures.

    ``published_before`` is the figures of reports already published for the board; their cells stay as they were.
    A period is T1, T2 or a whole year: nobody reports September–December apart.
    """
    this_year, last_year = period.year, period.year - 1
    tertials = period.number or len(STEPS)
    years = {this_year: concern_year(board, this_year, tertials, published_before, as_it_was=as_it_was)}
    if has_counts(board, last_year, as_it_was=as_it_was):
        years[last_year] = concern_year(board, last_year, tertials, published_before, as_it_was=as_it_was)
    source = _("Rapporter om oro och händelser på nämndens område, räknade efter den dag det hände.")
    return [
        _table(
            "concerns_category",
            _("Oro och händelser efter typ"),
            [(("category", category.value), str(category.label)) for category in Category],
            period,
            years,
            source=source,
            total=True,
        ),
        _table(
            "concerns_milieu",
            _("Oro och händelser efter miljö"),
            [(("milieu", milieu.value), str(milieu.label)) for milieu in Milieu],
            period,
            years,
            source=source,
            total=True,
        ),
    ]


def _pairs(board: Board, year: int, tertials: int) -> list[Pairs]:
    periods = [Tertial(year, number) for number in range(1, tertials + 1)]
    return [by_category_and_milieu(board, period.start, period.end) for period in periods]


def _sums(pairs: Pairs) -> dict[Row, int]:
    sums = dict.fromkeys([*CATEGORIES, *MILIEUS, TOTAL], 0)
    for (category, milieu), n in pairs.items():
        for row in (("category", category.value), ("milieu", milieu.value), TOTAL):
            sums[row] += n
    return sums


# --- Cases -----------------------------------------------------------------------------------------------------------

OPEN_CASES = Level("oppna_vid_periodens_slut", came="nya_arenden", left="avslutade_arenden")
Frozen = Mapping[Tertial, Mapping[Any, int]]


def sig_table(
    frozen: Sequence[Mapping[int, Frozen]],
    rows: Sequence[tuple[str, str]],
    period: Tertial,
    *,
    frozen_on: date | None,
    published_before: Sequence[Figures] = (),
) -> dict[str, Any]:
    """The report's table ``sig``, of the socialtjänst room's frozen numbers by year and tertial.

    ``frozen`` is the board's, then those of the boards it has succeeded. ``rows`` are key and label. It has no total:
    the rows are not parts of anything.
    """
    names = [name for name, _label in rows]
    years: dict[int, Year] = {}
    each: list[dict[int, Year]] = [{} for _part in frozen]
    for year in (period.year - 1, period.year):
        numbers = range(1, (period.number or len(STEPS)) + 1 if year == period.year else len(STEPS) + 1)
        told = told_before(published_before, {"sig": ""}, year)
        # What is told of a sum of boards says nothing of each of them.
        own = told if len(frozen) == 1 else {}
        for part, before in zip(frozen, each, strict=True):
            counted = [part.get(year, {}).get(Tertial(year, number)) for number in numbers]
            before[year] = year_of(counted, names, level=OPEN_CASES, year_before=before.get(year - 1), told=own)
        alone = each[0][year]
        years[year] = alone if len(each) == 1 else Year(cells=together(part[year].cells for part in each) | told)
    source = _("Frysta antal från socialtjänsten %(day)s") % {"day": swedate(frozen_on)} if frozen_on else ""
    return _table("sig", _("Ärenden i rutinen"), rows, period, years, source=source, total=False)


# --- The form of the report ------------------------------------------------------------------------------------------


def _table(
    name: str,
    title: str,
    rows: Sequence[tuple[Row, str]],
    period: Tertial,
    years: Mapping[int, Year],
    *,
    source: str,
    total: bool,
) -> dict[str, Any]:
    spans = COLUMNS[period.number]
    columns = [*((period.year, span) for span in spans), (period.year - 1, spans[0])]

    def row(key: Row, label: str) -> dict[str, Any]:
        cells = [years[year].cell(key, _told_as(key, span)) if year in years else NoData() for year, span in columns]
        name = key[1] if isinstance(key, tuple) else key
        return {"key": name, "label": label, "cells": [as_json(cell) for cell in cells]}

    return {
        "id": name,
        "title": title,
        "note": hidden_explained(),
        "source": source,
        "columns": [span.title(year) for year, span in columns],
        "rows": [row(key, label) for key, label in rows],
        "total": row(TOTAL, _("Totalt")) if total else None,
        "chart": total,
    }


def _told_as(row: Row, span: Span) -> Span:
    """What is open at the end of August is so whichever months the column counts."""
    return Span.T2 if row == OPEN_CASES.row and span is Span.MAY_AUG else span


def hidden_explained() -> str:
    return _(
        "Antal från 1 till %(most)s visas inte, för att ingen ska kunna pekas ut. Där det behövs är även andra antal"
        " dolda, så att de inte går att räkna ut."
        " Noll betyder att inget har rapporterats, streck att uppgift saknas."
    ) % {"most": THRESHOLD - 1}
