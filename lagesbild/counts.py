"""The counts on the page of the lägesbild: what everybody may read, and the same numbers as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.concerns.models import Category, Milieu
from lagesbild.boundaries import parts
from lagesbild.disclosure import TOTAL, Cell, Hidden, NoData, Shown, percent
from lagesbild.tables import category_by_milieu, concern_tables, has_counts, hidden_explained
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

YEARS = 5
# A column's heading; the full name says "våldsbejakande" before most of them.
SHORT = {
    Milieu.RIGHT: gettext_lazy("Höger\u00adextremism"),
    Milieu.LEFT: gettext_lazy("Vänster\u00adextremism"),
    Milieu.ISLAMISM: gettext_lazy("Islamistisk extremism"),
    Milieu.LONE: gettext_lazy("Ensam\u00adagerande"),
    Milieu.HYBRID: gettext_lazy("Flera miljöer"),
    Milieu.OTHER: gettext_lazy("Annan miljö"),
    Milieu.UNKNOWN: gettext_lazy("Vet inte"),
}


def counted_periods(today: date) -> list[Tertial]:
    """What can be told: this year until the last ended tertial, then whole years, the latest first.

    A year that grows by the day would tell each report as the difference from the day before.
    """
    whole = [Tertial(today.year - n) for n in range(1, YEARS)]
    ended = Tertial.of(today).previous
    return [ended, *whole] if ended.year == today.year else whole


AS_IT_WAS = "-som-den-var"


def choice(board: Board, *, as_it_was: bool) -> str:
    """How the address names whose counts are meant."""
    return board.code + (AS_IT_WAS if as_it_was else "")


def choices(boards: Sequence[Board]) -> dict[str, tuple[Board, bool]]:
    """Whose counts there are to choose among: today's boards, then boards as they were where they have changed."""
    today = {choice(board, as_it_was=False): (board, False) for board in boards}
    changed = [one for board in boards for one in parts(board, as_it_was=False) if board.all_predecessors]
    return today | {choice(one, as_it_was=True): (one, True) for one in changed}


@dataclass
class CrossRow:
    """Cells of the year and of the year before, by milieu and in total."""

    label: str
    headings: list[str]
    cells: list[tuple[Cell, Cell]]
    is_total: bool = False

    @property
    def titled(self) -> list[tuple[str, str, str]]:
        """Each column's heading and what its cell says of the two years."""
        pairs = zip([*self.headings, _("Totalt")], self.cells, strict=True)
        return [(heading, written(now) or "–", written(before) or "–") for heading, (now, before) in pairs]


@dataclass
class Counts:
    """A board's counts of one period beside last year's."""

    board: Board
    period: Tertial
    tables: list[dict[str, Any]]
    has_any: bool
    as_it_was: bool = False

    @classmethod
    def of(cls, board: Board, period: Tertial, *, as_it_was: bool = False) -> Counts:
        """Of the board as it is, those it has succeeded among it, or of the board alone ``as_it_was``."""
        tables = concern_tables(board, period, as_it_was=as_it_was)
        return cls(board, period, tables, has_counts(board, period.year, as_it_was=as_it_was), as_it_was)

    @property
    def title(self) -> str:
        if not self.as_it_was:
            return str(self.board)
        if self.board.ends:
            return _("%(board)s till och med %(day)s") % {"board": self.board, "day": swedate(self.board.ends)}
        return _("%(board)s från %(day)s") % {"board": self.board, "day": swedate(self.board.starts)}

    @property
    def choice(self) -> str:
        return choice(self.board, as_it_was=self.as_it_was)

    @property
    def note(self) -> str:
        return hidden_explained()

    @property
    def now_label(self) -> str:
        return self.tables[0]["columns"][0]

    @property
    def before_label(self) -> str:
        return self.tables[0]["columns"][-1]

    def milieus(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The table by milieu: label, and each column's heading and cell. The total last."""
        table = self.tables[1]
        rows = [*table["rows"], table["total"]]
        told = [[_told(cell) or "–" for cell in row["cells"]] for row in rows]
        return [
            (row["label"], list(zip(table["columns"], cells, strict=True)))
            for row, cells in zip(rows, told, strict=True)
        ]

    def chart(self) -> dict[str, Any]:
        """By category, the hidden ones marked."""
        both = _("%(now)s jämfört med %(before)s") % {"now": self.now_label, "before": self.before_label}
        return {
            "title": self.tables[0]["title"],
            "period": self.now_label if self.tables[0]["total"]["cells"][-1] is None else both,
            "source": self.tables[0]["source"],
            "current_label": self.now_label,
            "previous_label": self.before_label,
            "rows": [_bar(row) for row in self.tables[0]["rows"]],
        }


def _bar(row: dict[str, Any]) -> dict[str, Any]:
    now, before = row["cells"][0] or {}, row["cells"][-1] or {}
    return {
        "label": row["label"],
        "value": now.get("n"),
        "previous": before.get("n"),
        "previous_hidden": "hidden" in before,
    }


@dataclass
class Cross:
    """Category by milieu of a whole year, with the year before in each cell. A year without data has no numbers."""

    year: int
    has_any: bool
    has_before: bool
    milieus: list[Milieu]
    headings: list[str]
    rows: list[CrossRow]

    @classmethod
    def of(cls, board: Board, year: int, *, as_it_was: bool = False) -> Cross:
        now, before = (
            category_by_milieu(board, y, as_it_was=as_it_was) if has_counts(board, y, as_it_was=as_it_was) else {}
            for y in (year, year - 1)
        )

        def pair(row: str, column: str) -> tuple[Cell, Cell]:
            return now.get((row, column), NoData()), before.get((row, column), NoData())

        nothing = (Shown(0), NoData())
        milieus = [m for m in Milieu if not all(cell in nothing for cell in pair(TOTAL, m.value))]
        columns = [*(milieu.value for milieu in milieus), TOTAL]
        headings = [str(SHORT[milieu]) for milieu in milieus]
        rows = [CrossRow(str(c.label), headings, [pair(c.value, column) for column in columns]) for c in Category]
        total = CrossRow(_("Totalt"), headings, [pair(TOTAL, column) for column in columns], is_total=True)
        return cls(year, bool(now), bool(before), milieus, headings, [*rows, total])

    @property
    def before(self) -> int:
        return self.year - 1

    @property
    def left_out(self) -> list[str]:
        """Milieus without a single report in either year."""
        return [str(milieu.label) for milieu in Milieu if milieu not in self.milieus]

    @property
    def share_of_unknown(self) -> int | None:
        """How many per cent of the year's reports nobody has tied to a milieu."""
        if Milieu.UNKNOWN not in self.milieus:
            return None
        total = self.rows[-1].cells
        return percent(total[self.milieus.index(Milieu.UNKNOWN)][0], total[-1][0])


def as_csv(counts: Counts, cross: Cross) -> str:
    """The page's numbers, one a line, with the same ones hidden. Semicolons, as Swedish spreadsheets expect."""
    file = io.StringIO()
    # The mark makes spreadsheets read å, ä and ö.
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Nämnd"), _("Period"), _("Typ"), _("Miljö"), _("Antal")])
    for period, category, milieu, cell in [*(_sums(counts) if counts.has_any else ()), *_pairs(cross)]:
        writer.writerow([counts.title, period, category, milieu, cell])
    return file.getvalue()


def _sums(counts: Counts) -> Iterator[tuple[str, str, str, str]]:
    everything = _("Alla")
    for table in counts.tables:
        rows = table["rows"] if table["id"] == "concerns_milieu" else [*table["rows"], table["total"]]
        for row in rows:
            label = everything if row["key"] == TOTAL else row["label"]
            category, milieu = (everything, label) if table["id"] == "concerns_milieu" else (label, everything)
            for column, cell in zip(table["columns"], row["cells"], strict=True):
                yield column, category, milieu, _told(cell)


def _pairs(cross: Cross) -> Iterator[tuple[str, str, str, str]]:
    for row in cross.rows[:-1]:
        for milieu, pair in zip(cross.milieus, row.cells, strict=False):
            for year, cell in zip((cross.year, cross.year - 1), pair, strict=True):
                yield str(year), row.label, str(milieu.label), written(cell)


def _told(cell: dict[str, Any] | None) -> str:
    return "" if cell is None else str(cell.get("n", _("dold")))


def written(cell: Cell) -> str:
    """A cell in words: the number, "dold", or nothing where there is no data."""
    match cell:
        case Shown(n):
            return str(n)
        case Hidden():
            return _("dold")
    return ""
