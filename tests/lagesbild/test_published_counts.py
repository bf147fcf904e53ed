"""Somebody who collects everything that the page and its file tell, of every year that can be chosen."""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from cases.concerns.models import Category, Concern, Milieu
from lagesbild import views
from lagesbild.counts import Counts, Cross, as_csv, counted_periods
from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory
from tests.lagesbild.test_tables import ALONE, Store, store
from vbe.demo.city import read
from vbe.reports.tertials import Tertial

__all__ = ["store"]

TODAY = date(2026, 11, 21)
MONTHS = {"jan–apr": {1}, "maj–aug": {2}, "jan–aug": {1, 2}, "": {1, 2, 3}}
# The numbers come from ``store``.
NO_BOARD = ALONE
# One report is counted in a year, a tertial, a category and a milieu: what the attacker looks for sums of.
Atom = tuple[int, int, str, str]
ALL = "Alla"


def told() -> Iterator[tuple[frozenset[Atom], str]]:
    """Every cell of every page as a set of what it sums, and what is told of it."""
    categories = {str(c.label): [c.value] for c in Category} | {ALL: Category.values}
    milieus = {str(m.label): [m.value] for m in Milieu} | {ALL: Milieu.values}
    for period in counted_periods(TODAY):
        content = as_csv(Counts.of(NO_BOARD, period), Cross.of(NO_BOARD, views._whole_year(period)))
        for _board, when, category, milieu, cell in list(csv.reader(io.StringIO(content), delimiter=";"))[1:]:
            months, _space, year = when.rpartition(" ")
            yield (
                frozenset(
                    (int(year), tertial, c, m)
                    for tertial in MONTHS[months]
                    for c in categories[category]
                    for m in milieus[milieu]
                ),
                cell,
            )


def given_away(cells: dict[frozenset[Atom], str], truth: dict[Atom, int]) -> list[Any]:
    """Hidden counts of 1–4 that follow from those that are shown: by elimination, where nothing is negative."""
    shown = {sums: int(cell) for sums, cell in cells.items() if cell.isdigit()}
    nothing = {atom for sums, n in shown.items() if not n for atom in sums}
    basis: dict[Atom, dict[Atom, Fraction]] = {}

    def rest(sums: frozenset[Atom]) -> dict[Atom, Fraction]:
        row = {atom: Fraction(1) for atom in sums - nothing}
        for pivot, known in basis.items():
            if factor := row.get(pivot):
                for atom, n in known.items():
                    row[atom] = row.get(atom, Fraction(0)) - factor * n
                row = {atom: n for atom, n in row.items() if n}
        return row

    for sums in shown:
        if row := rest(sums):
            pivot = next(iter(row))
            basis[pivot] = {atom: n / row[pivot] for atom, n in row.items()}
    hidden = [sums for sums, cell in cells.items() if cell == "dold"]
    return [sums for sums in hidden if 0 < sum(truth[atom] for atom in sums) < 5 and not rest(sums)]


def collect(truth: dict[Atom, int]) -> dict[frozenset[Atom], str]:
    """What is told of every sum: alike wherever it stands, never small, and nothing but the truth."""
    cells: dict[frozenset[Atom], str] = {}
    for sums, cell in told():
        assert cells.setdefault(sums, cell) == cell
        count = sum(truth.get(atom, 0) for atom in sums)
        assert cell in ("dold", "") or (int(cell) == count and not 0 < count < 5)
    assert "dold" in cells.values()
    return cells


def keep(store: Store, truth: dict[Atom, int]) -> None:
    for (year, tertial, category, milieu), n in truth.items():
        if n:
            store.setdefault((year, tertial), {})[Category(category), Milieu(milieu)] = n


@pytest.mark.parametrize("rate", [0.02, 0.05, 0.2, 2])
def test_all_pages_together_give_no_small_count_away(store: Store, rate: float) -> None:
    """From a board with hardly a report to one with hundreds a year."""
    random_ = random.Random(rate)
    atoms = itertools.product(range(2021, 2027), (1, 2, 3), Category.values, Milieu.values)
    truth = {atom: sum(random_.random() < rate / 10 for _n in range(10)) for atom in atoms}
    keep(store, truth)
    assert not given_away(collect(truth), truth)


@pytest.mark.parametrize("code", ["skarholmen", "jarva", "nykoping"])
def test_nor_those_of_the_demonstration_city(store: Store, code: str) -> None:
    data = read("reports.toml")
    reports = [(row["days"], row["category"], row.get("milieu", "okand")) for row in data[code]]
    reports += [(row[0], row[1], row[3] if len(row) > 3 else "okand") for row in data["everyday"].get(code, [])]
    days = [(TODAY - timedelta(days=days + 1), *what) for days, *what in reports]
    truth = Counter((day.year, Tertial.of(day).number, category, milieu) for day, category, milieu in days)
    keep(store, truth)
    assert not given_away(collect(truth), truth)


def test_the_attacker_finds_what_can_be_found() -> None:
    """With the total shown beside one hidden cell she knows it."""
    one, other = (2025, 1, "klotter", "okand"), (2025, 1, "hot", "okand")
    cells = {frozenset([one, other]): "12", frozenset([one]): "9", frozenset([other]): "dold"}
    assert given_away(cells, {one: 9, other: 3}) == [frozenset([other])]


def test_two_truths_that_are_told_alike_give_the_same_page(sign_in: SignIn) -> None:
    """Not a bar's length, an attribute or a text for the screen reader differs with what is hidden."""
    for category, many in ((Category.GRAFFITI, 30), (Category.THREATS, 2), (Category.SYMBOLS, 7)):
        ConcernFactory.create_batch(many, happened_on=date(2025, 2, 1), category=category)
    client = sign_in(cast.REPORTER)

    def seen() -> list[str]:
        urls = (reverse("pictures"), reverse("picture_counts"))
        texts = [client.get(url, {"ar": year}).content.decode() for url in urls for year in ("2025", "2026")]
        return [
            re.sub(r'name="csrfmiddlewaretoken" value="\w+"|&quot;[\w]{64}&quot;|data-left="\d+"', "", text)
            for text in texts
        ]

    first = seen()
    moved = Concern.objects.filter(category=Category.SYMBOLS)[0]
    Concern.objects.filter(pk=moved.pk).update(category=Category.THREATS)
    assert "dold" in first[0] and seen() == first
