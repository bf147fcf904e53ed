"""The report's and the page's tables: the same cells hidden wherever and whenever they are told."""

from __future__ import annotations

import random
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from cases.concerns.models import Category, Milieu
from cases.sig.models import SigCount
from lagesbild import tables
from lagesbild.disclosure import TOTAL, Hidden, NoData, Shown
from lagesbild.tables import (
    Span,
    Year,
    category_by_milieu,
    concern_tables,
    concern_year,
    has_counts,
    sig_table,
)
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import ConcernFactory, board
from tests.lagesbild.test_disclosure import hidden_keys, solved
from vbe.access.context import acting_as_task
from vbe.reports.tertials import Tertial

# A board that has succeeded none.
ALONE: Any = SimpleNamespace(all_predecessors=[])

T1, T2, YEAR = (Tertial.parse(text) for text in ("2026T1", "2026T2", "2026"))
Store = dict[tuple[int, int], dict[tuple[Category, Milieu], int]]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    """Counts by year and tertial, instead of the database's."""
    counted: Store = {}

    def count(_board: Any, start: date, end: date) -> dict[tuple[Category, Milieu], int]:
        return counted.get((start.year, (start.month - 1) // 4 + 1), {})

    def known(_board: Any, end: date) -> bool:
        return any(pairs and year <= end.year for (year, _n), pairs in counted.items())

    monkeypatch.setattr(tables, "by_category_and_milieu", count)
    monkeypatch.setattr(tables, "any_until", known)
    return counted


def pairs(**categories: int) -> dict[tuple[Category, Milieu], int]:
    """Counts by category's name, all of an unknown milieu."""
    return {(Category[name.upper()], Milieu.UNKNOWN): n for name, n in categories.items()}


def by_title(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [*table["rows"], table["total"]]
    return {row["key"]: dict(zip(table["columns"], row["cells"], strict=True)) for row in rows if row}


def figures(period: Tertial, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"period": str(period), "tables": found}


@pytest.mark.parametrize(
    ("period", "columns"),
    [
        (T1, ["jan–apr 2026", "jan–apr 2025"]),
        (T2, ["jan–aug 2026", "maj–aug 2026", "jan–aug 2025"]),
        (YEAR, ["2026", "2025"]),
    ],
)
def test_columns_of_each_report(store: Store, period: Tertial, columns: list[str]) -> None:
    store[2025, 1] = store[2026, 1] = pairs(graffiti=12)
    found = concern_tables(ALONE, period)
    assert [table["id"] for table in found] == ["concerns_category", "concerns_milieu"]
    for table in found:
        assert table["columns"] == columns
        assert all(cell == {"n": 12} or cell == {"n": 0} or "maj" in title
                   for row in table["rows"] for title, cell in zip(columns, row["cells"], strict=True))  # fmt: skip
    assert [row["label"] for row in found[0]["rows"]] == [str(category.label) for category in Category]
    assert found[0]["total"]["label"] == "Totalt"
    assert "1 till 4" in found[0]["note"]


def test_zero_hidden_and_no_data_in_the_reports_form(store: Store) -> None:
    store[2026, 1] = pairs(graffiti=12, symbols=2, leaflets=7)
    cells = by_title(concern_tables(ALONE, T1)[0])
    assert cells["symboler"] == {"jan–apr 2026": {"hidden": True}, "jan–apr 2025": None}
    assert cells["hot"] == {"jan–apr 2026": {"n": 0}, "jan–apr 2025": None}
    assert cells[TOTAL]["jan–apr 2026"] == {"n": 21}


def test_a_year_after_the_first_report_has_zeros(store: Store) -> None:
    store[2024, 3] = pairs(graffiti=1)
    store[2026, 1] = pairs(graffiti=12)
    assert by_title(concern_tables(ALONE, T1)[0])[TOTAL]["jan–apr 2025"] == {"n": 0}


def test_what_one_report_hides_the_next_does_not_tell(store: Store) -> None:
    """Two symbols by April, hidden; six in May–August. January–August minus May–August must not tell the two."""
    store[2026, 1] = pairs(graffiti=12, symbols=2, leaflets=7)
    store[2026, 2] = pairs(graffiti=9, symbols=6, leaflets=8)
    first = concern_tables(ALONE, T1)
    assert {key for key, cells in by_title(first[0]).items() if cells["jan–apr 2026"] == {"hidden": True}} == {
        "symboler",
        "flygblad",
    }
    cells = by_title(concern_tables(ALONE, T2, published_before=[figures(T1, first)])[0])
    assert {"hidden": True} in cells["symboler"].values()
    assert cells[TOTAL]["jan–aug 2026"] == {"n": 44}


def test_a_late_report_does_not_open_what_was_hidden(store: Store) -> None:
    store[2026, 1] = pairs(graffiti=12, symbols=4, leaflets=7)
    published = [figures(T1, concern_tables(ALONE, T1))]
    store[2026, 1] = pairs(graffiti=12, symbols=5, leaflets=7)
    again = by_title(concern_tables(ALONE, T1, published_before=published)[0])
    assert again["symboler"]["jan–apr 2026"] == {"hidden": True}
    assert again["flygblad"]["jan–apr 2026"] == {"hidden": True}
    # Without the published report there would be nothing to hide.
    assert by_title(concern_tables(ALONE, T1)[0])["symboler"]["jan–apr 2026"] == {"n": 5}
    # And a year later, as last year's column.
    store[2027, 1] = pairs(graffiti=9)
    later = concern_tables(ALONE, Tertial.parse("2027T1"), published_before=published)
    assert by_title(later[0])["symboler"]["jan–apr 2026"] == {"hidden": True}


def test_what_was_shown_in_any_version_is_known(store: Store) -> None:
    store[2026, 1] = pairs(graffiti=12, symbols=5, leaflets=7)
    shown = figures(T1, concern_tables(ALONE, T1))
    store[2026, 1] = pairs(graffiti=12, symbols=4, leaflets=7)
    hidden = figures(T1, concern_tables(ALONE, T1))
    for published in ([shown, hidden], [hidden, shown]):
        told = tables.told_before(published, tables.CONCERN_TABLES, 2026)
        assert isinstance(told[("category", "symboler"), Span.T1], Shown)
        assert isinstance(told[TOTAL, Span.T1], Shown)


def some_year(random_: random.Random) -> dict[tuple[Category, Milieu], int]:
    return {(c, m): int(random_.expovariate(1.2)) for c in Category for m in Milieu if random_.random() < 0.5}


def undetermined(year: Year) -> None:
    """No small count of the year follows from what is told of it."""
    small = {key for key, n in year.counts.items() if n and n < 5}
    assert small <= hidden_keys(year.cells)
    known = [next(k for k in row if k is not None) for row in solved(year.cells, year.lines) if len(row) == 2]
    assert not small & set(known)


@pytest.mark.parametrize("seed", range(8))
def test_a_whole_year_and_its_pairs_give_no_small_count_away(store: Store, seed: int) -> None:
    random_ = random.Random(seed)
    for number in (1, 2, 3):
        store[2025, number] = some_year(random_)
    year = concern_year(ALONE, 2025, 3)
    undetermined(year)
    for tertials in (1, 2):
        earlier = concern_year(ALONE, 2025, tertials)
        assert {key: year.cells[key] for key in earlier.cells} == earlier.cells
    table = category_by_milieu(ALONE, 2025)
    for category in Category:
        assert table[category, TOTAL] == year.cell(("category", category.value), Span.YEAR)
    for milieu in Milieu:
        assert table[TOTAL, milieu] == year.cell(("milieu", milieu.value), Span.YEAR)
    assert any(isinstance(cell, Hidden) for cell in table.values())


def test_september_to_december_follows_from_no_table(store: Store) -> None:
    """It stands nowhere, but is the year minus January–August."""
    store[2025, 1] = pairs(graffiti=12, symbols=9)
    store[2025, 2] = pairs(graffiti=8, symbols=9)
    store[2025, 3] = pairs(graffiti=2, symbols=9)
    year = concern_year(ALONE, 2025, 3)
    assert year.cell(("category", "klotter"), Span.T2) == Shown(20)
    assert year.cell(("category", "klotter"), Span.YEAR) == Hidden()
    undetermined(year)


# --- Cases ----------------------------------------------------------------------------------------------------------

WHAT = SigCount.What


def months(opened: int, closed: int, stays: int, meetings: int = 0) -> dict[SigCount.What, int]:
    return {WHAT.OPENED: opened, WHAT.CLOSED: closed, WHAT.MEETINGS: meetings, WHAT.OPEN_AT_END: stays}


def sig(
    period: Tertial, *tertials: dict[SigCount.What, int], last: list[dict[SigCount.What, int]] | None = None
) -> Any:
    frozen = {
        2026: {Tertial(2026, n): counts for n, counts in enumerate(tertials, start=1)},
        2025: {Tertial(2025, n): counts for n, counts in enumerate(last or [], start=1)},
    }
    return by_title(sig_table([frozen], WHAT.choices, period, frozen_on=date(2026, 5, 2)))


def test_cases_are_added_up_and_what_is_open_is_not() -> None:
    cells = sig(T2, months(8, 0, 18), months(9, 7, 20))
    assert cells["nya_arenden"] == {"jan–aug 2026": {"n": 17}, "maj–aug 2026": {"n": 9}, "jan–aug 2025": None}
    assert cells["oppna_vid_periodens_slut"]["jan–aug 2026"] == {"n": 20}
    assert cells["oppna_vid_periodens_slut"]["maj–aug 2026"] == {"n": 20}
    assert cells["uppstartsmoten"]["jan–aug 2026"] == {"n": 0}


def test_closed_cases_do_not_follow_from_those_that_were_open() -> None:
    """18 were open, 9 came and 25 are open: two were closed."""
    cells = sig(T2, months(8, 0, 18), months(9, 2, 25))
    shown = [cells[row]["maj–aug 2026"] for row in ("nya_arenden", "oppna_vid_periodens_slut", "avslutade_arenden")]
    assert {"hidden": True} in shown[:2]
    assert shown[2] == {"hidden": True}


def test_nor_from_what_was_open_at_the_end_of_last_year() -> None:
    last = [months(9, 0, 9), months(9, 0, 18), months(9, 0, 27)]
    cells = sig(T1, months(9, 2, 34), last=last)
    this_year = {row: values["jan–apr 2026"] for row, values in cells.items()}
    assert this_year["avslutade_arenden"] == {"hidden": True}
    assert {"hidden": True} in (this_year["nya_arenden"], this_year["oppna_vid_periodens_slut"])


def test_a_tertial_that_was_not_frozen_is_no_data() -> None:
    frozen = {2026: {T2: months(9, 7, 20)}}
    cells = by_title(sig_table([frozen], WHAT.choices, T2, frozen_on=None))
    assert cells["nya_arenden"] == {"jan–aug 2026": None, "maj–aug 2026": {"n": 9}, "jan–aug 2025": None}


def test_sig_says_its_source_and_has_no_total() -> None:
    table = sig_table([{2026: {T1: months(9, 7, 20)}}], WHAT.choices, T1, frozen_on=date(2026, 5, 2))
    assert table["source"] == "Frysta antal från socialtjänsten 2 maj 2026"
    assert table["total"] is None
    assert [row["label"] for row in table["rows"]] == [str(what.label) for what in WHAT]


# --- In the database ------------------------------------------------------------------------------------------------


def test_the_report_makes_its_tables_under_its_task(db: None) -> None:
    skarholmen = board("skarholmen")
    ConcernFactory.create_batch(7, happened_on=date(2026, 2, 1))
    ConcernFactory.create_batch(6, happened_on=date(2026, 2, 1), category=Category.SYMBOLS, milieu=Milieu.RIGHT)
    ConcernFactory(happened_on=date(2025, 2, 1), in_jarva=True)
    with as_application(), acting_as_task("report"):
        cells = by_title(concern_tables(skarholmen, T1)[0])
    assert cells["klotter"] == {"jan–apr 2026": {"n": 7}, "jan–apr 2025": None}
    assert cells[TOTAL]["jan–apr 2026"] == {"n": 13}


def test_an_outsider_counts_nothing(db: None) -> None:
    ConcernFactory.create_batch(7, happened_on=date(2026, 2, 1))
    with as_application(assignment(cast.NYKOPING)):
        assert not has_counts(board("skarholmen"), 2026)
        assert concern_year(board("skarholmen"), 2026, 1).cell(TOTAL, Span.T1) == Shown(0)
    with as_application(assignment(cast.REPORTER)):
        assert concern_year(board("skarholmen"), 2026, 1).cell(TOTAL, Span.T1) == Shown(7)
        assert concern_year(board("skarholmen"), 2026, 1).cell(TOTAL, Span.YEAR) == NoData()
