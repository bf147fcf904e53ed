"""Hidden counts stay hidden from somebody who reckons with everything that is published."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from lagesbild.disclosure import (
    TOTAL,
    Cell,
    Hidden,
    Key,
    Line,
    NoData,
    Shown,
    as_json,
    cross_table,
    percent,
    protect,
)

THRESHOLD = 5


def hidden_keys(cells: Mapping[Key, Cell]) -> set[Key]:
    return {key for key, cell in cells.items() if isinstance(cell, Hidden)}


def one_line(*parts: int) -> tuple[dict[Key, int | None], list[Line]]:
    counts: dict[Key, int | None] = {f"p{i}": n for i, n in enumerate(parts)}
    return counts | {TOTAL: sum(parts)}, [(list(counts), TOTAL)]


def periods(first: Sequence[int], second: Sequence[int]) -> tuple[dict[Key, int | None], list[Line]]:
    """Kinds by T1, May–Aug and T2, with sums in both directions."""
    kinds = [f"k{i}" for i in range(len(first))]
    counts = {(k, "T1"): n for k, n in zip(kinds, first, strict=True)}
    counts |= {(k, "maj-aug"): n for k, n in zip(kinds, second, strict=True)}
    table, lines = cross_table(kinds, ["T1", "maj-aug"], counts)
    table = {(k, "T2" if column == TOTAL else column): n for (k, column), n in table.items()}  # type: ignore[misc]
    return table, [
        ([(k, "T2" if c == TOTAL else c) for k, c in parts], (total[0], "T2" if total[1] == TOTAL else total[1]))  # type: ignore[index,misc]
        for parts, total in lines
    ]


# --- The attacker ---------------------------------------------------------------------------------------------------


def equations(cells: Mapping[Key, Cell], lines: Sequence[Line]) -> list[tuple[dict[Key, int], int]]:
    """What each line says of the hidden cells: coefficients, and what they sum to."""
    found = []
    for parts, total in lines:
        coefficients, known = {}, 0
        for key, sign in [*((part, 1) for part in parts), (total, -1)]:
            cell = cells[key]
            if isinstance(cell, Hidden):
                coefficients[key] = sign
            elif isinstance(cell, Shown):
                known -= sign * cell.n
        if coefficients:
            found.append((coefficients, known))
    return found


def solved(cells: Mapping[Key, Cell], lines: Sequence[Line]) -> list[dict[Key | None, Fraction]]:
    """Gauss–Jordan elimination over the hidden cells; the right side under the key None."""
    rows: list[dict[Key | None, Fraction]] = [
        {**{k: Fraction(n) for k, n in coefficients.items()}, None: Fraction(right)}
        for coefficients, right in equations(cells, lines)
    ]
    done: list[dict[Key | None, Fraction]] = []
    while rows:
        row = rows.pop()
        pivot = next((k for k, n in row.items() if k is not None and n), None)
        if pivot is None:
            assert not row[None], "what is published contradicts itself"
            continue
        row = {k: n / row[pivot] for k, n in row.items()}
        for other in [*rows, *done]:
            if factor := other.get(pivot):
                for k, n in row.items():
                    other[k] = other.get(k, Fraction(0)) - factor * n
        done.append(row)
    return [{k: n for k, n in row.items() if n or k is None} for row in done]


def possible_tables(
    counts: Mapping[Key, int | None], cells: Mapping[Key, Cell], lines: Sequence[Line]
) -> Iterator[dict[Key, int]]:
    """The tables of non-negative whole numbers that agree with what is published, at most a threshold from the truth.

    Farther away there are more, which would only make the attacker less sure.
    """
    rows = solved(cells, lines)
    bound = {next(k for k in row if k is not None): row for row in rows}
    free = [key for key in hidden_keys(cells) if key not in bound]
    near = [range(max(0, (counts[key] or 0) - THRESHOLD), (counts[key] or 0) + THRESHOLD + 1) for key in free]
    for values in itertools.product(*near):
        table = dict(zip(free, values, strict=True))
        for key, row in bound.items():
            value = row[None] - sum(n * table[k] for k, n in row.items() if k is not None and k != key)
            if value < 0 or value.denominator != 1:
                break
            table[key] = int(value)
        else:
            yield table


def given_away(counts: Mapping[Key, int | None], cells: Mapping[Key, Cell], lines: Sequence[Line]) -> list[Any]:
    """Small counts that an attacker knows to be there, or to be small. Stops when none is left."""
    small = [k for k in hidden_keys(cells) if 0 < (counts[k] or 0) < THRESHOLD]
    unseen = {(key, value) for key in small for value in (0, THRESHOLD)}
    for table in possible_tables(counts, cells, lines):
        unseen -= set(table.items())
        if not unseen:
            break
    return sorted(unseen, key=repr)


def small_sums(cells: Mapping[Key, Cell], lines: Sequence[Line]) -> list[Any]:
    """Sums of hidden cells that totals and their differences give away, and that are 1–4. Up to four lines together."""
    found = []
    rows = equations(cells, lines)
    for size in range(1, min(4, len(rows)) + 1):
        for chosen in itertools.combinations(rows, size):
            for signs in itertools.product((1, -1), repeat=size):
                combined: dict[Key, int] = {}
                right = 0
                for sign, (coefficients, known) in zip(signs, chosen, strict=True):
                    right += sign * known
                    for key, n in coefficients.items():
                        combined[key] = combined.get(key, 0) + sign * n
                values = {n for n in combined.values() if n}
                if values == {1} and 0 < right < THRESHOLD:
                    found.append((combined, right))
    return found


def assert_safe(counts: dict[Key, int | None], lines: list[Line], cells: dict[Key, Cell]) -> None:
    small = {key for key, n in counts.items() if n and n < THRESHOLD}
    assert small <= hidden_keys(cells)
    decided = [row for row in solved(cells, lines) if len(row) == 2]
    assert not [row for row in decided if next(k for k in row if k is not None) in small]
    assert not given_away(counts, cells, lines)
    assert not small_sums(cells, lines)
    for key, cell in cells.items():
        assert not isinstance(cell, Shown) or cell.n == counts[key]


# --- Random tables against the attacker -----------------------------------------------------------------------------


def some_counts(random_: random.Random, size: int) -> list[int]:
    return [random_.choice([0, 0, 1, 2, 3, 4, 5, 6, 8, 11]) for _ in range(size)]


@pytest.mark.parametrize("seed", range(80))
def test_no_line_gives_a_small_count_away(seed: int) -> None:
    random_ = random.Random(seed)
    counts, lines = one_line(*some_counts(random_, random_.randint(2, 5)))
    assert_safe(counts, lines, protect(counts, lines))


@pytest.mark.parametrize("seed", range(120))
def test_no_cross_table_gives_a_small_count_away(seed: int) -> None:
    random_ = random.Random(seed)
    rows, columns = ["a", "b", "c"][: random_.randint(2, 3)], ["x", "y", "z"][: random_.randint(2, 3)]
    cells = list(itertools.product(rows, columns))
    counts, lines = cross_table(rows, columns, dict(zip(cells, some_counts(random_, len(cells)), strict=True)))
    assert_safe(counts, lines, protect(counts, lines))


@pytest.mark.parametrize("seed", range(100))
def test_no_later_period_gives_an_earlier_small_count_away(seed: int) -> None:
    """T1 is published first; T2 and May–Aug later, and T1 can no longer be changed."""
    random_ = random.Random(seed)
    size = random_.randint(2, 4)
    counts, lines = periods(some_counts(random_, size), some_counts(random_, size))
    first = {key: n for key, n in counts.items() if key[1] == "T1"}  # type: ignore[index]
    first_lines = [line for line in lines if line[1][1] == "T1" and line[0][0][1] == "T1"]  # type: ignore[index]
    published = protect(first, first_lines)
    hidden = hidden_keys(published)
    cells = protect(counts, lines, already_hidden=hidden, already_shown=set(first) - hidden)
    assert {key: cells[key] for key in first} == published
    assert_safe(counts, lines, cells)


@pytest.mark.parametrize("seed", range(60))
def test_two_tables_with_the_same_total(seed: int) -> None:
    """The same reports by category and by milieu."""
    random_ = random.Random(seed)
    pairs = dict(zip(itertools.product("abc", "xyz"), some_counts(random_, 9), strict=True))
    table, _lines = cross_table(["a", "b", "c"], ["x", "y", "z"], pairs)
    counts = {key: n for key, n in table.items() if TOTAL in key}  # type: ignore[operator]
    lines: list[Line] = [
        ([(r, TOTAL) for r in "abc"], (TOTAL, TOTAL)),
        ([(TOTAL, c) for c in "xyz"], (TOTAL, TOTAL)),
    ]
    assert_safe(counts, lines, protect(counts, lines))


@pytest.mark.parametrize("seed", range(20))
def test_hides_little_more_than_it_must(seed: int) -> None:
    """Categories by milieus of a year: of the cells that need not be hidden, few are."""
    random_ = random.Random(seed)
    rows, columns = [f"r{i}" for i in range(8)], [f"c{i}" for i in range(7)]
    pairs = {(r, c): int(random_.expovariate(0.15)) for r in rows for c in columns}
    counts, lines = cross_table(rows, columns, pairs)
    cells = protect(counts, lines)
    small = {key for key, n in counts.items() if n and n < THRESHOLD}
    assert len(hidden_keys(cells) - small) <= len(small) // 2 + 2
    assert not [key for key in hidden_keys(cells) - small if TOTAL in key]  # type: ignore[operator]


# --- Known cases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ((7, 8, 9), ""),
        ((0, 0, 0), ""),
        ((0, 7, 8), ""),
        # A lone small count takes the smallest other one with it, not the sum.
        ((3, 9, 7), "p0 p2"),
        # Two small counts hide each other when they are together as many as the threshold …
        ((2, 3, 9), "p0 p1"),
        # … and otherwise not: the rest would be told to be 2, which is a small sum.
        ((1, 1, 9), "p0 p1 p2"),
        # Nothing else to hide but the zeros: no small sum may be left, so the sum is hidden too.
        ((3, 0, 0), f"p0 {TOTAL}"),
        ((1, 2, 0), f"p0 p1 {TOTAL}"),
    ],
)
def test_one_line(parts: tuple[int, ...], hidden: str) -> None:
    counts, lines = one_line(*parts)
    assert hidden_keys(protect(counts, lines)) == set(hidden.split())


def test_zero_hidden_and_no_data_are_three_things() -> None:
    cells = protect({"zero": 0, "few": 3, "none": None, "many": 30}, [])
    assert cells == {"zero": Shown(0), "few": Hidden(), "none": NoData(), "many": Shown(30)}
    assert [as_json(cells[key]) for key in ("zero", "few", "none", "many")] == [
        {"n": 0},
        {"hidden": True},
        None,
        {"n": 30},
    ]


def test_no_data_takes_no_part_in_a_sum() -> None:
    lines: list[Line] = [(["a", "b", "c"], "sum")]
    assert hidden_keys(protect({"a": 3, "b": 6, "c": None, "sum": 9}, lines)) == {"a", "b"}
    assert hidden_keys(protect({"a": 3, "b": 6, "c": 7, "sum": None}, lines)) == {"a"}


def test_from_four_to_five() -> None:
    assert [protect({"n": n}, [])["n"] for n in (1, 4, 5)] == [Hidden(), Hidden(), Shown(5)]


def test_another_threshold() -> None:
    counts, lines = one_line(9, 12, 30)
    assert hidden_keys(protect(counts, lines, threshold=10)) == {"p0", "p1"}


def test_a_difference_between_periods_is_hidden_through_its_period() -> None:
    """Six in Jan–Apr and eight in Jan–Aug would say two in May–Aug."""
    counts: dict[Key, int | None] = {"T1": 6, "maj-aug": 2, "T2": 8}
    cells = protect(counts, [(["T1", "maj-aug"], "T2")], already_shown={"T1"})
    assert cells == {"T1": Shown(6), "maj-aug": Hidden(), "T2": Hidden()}


def test_what_is_never_published_is_protected_too() -> None:
    """Sep–Dec stands in no table; the year minus Jan–Aug would tell it."""
    counts: dict[Key, int | None] = {"T2": 8, "sep-dec": 3, "year": 11}
    lines: list[Line] = [(["T2", "sep-dec"], "year")]
    cells = protect(counts, lines, already_shown={"T2"}, already_hidden={"sep-dec"})
    assert cells["year"] == Hidden()
    assert protect(counts | {"sep-dec": 9, "year": 17}, lines, already_shown={"T2"}, already_hidden={"sep-dec"}) == {
        "T2": Shown(8),
        "sep-dec": Hidden(),
        "year": Shown(17),
    }


def test_what_has_been_published_stays_as_it_was() -> None:
    """A report that came in late makes the count large enough; it was hidden, and stays so."""
    counts, lines = one_line(6, 7, 20)
    assert hidden_keys(protect(counts, lines, already_hidden={"p0", "p1"})) == {"p0", "p1"}
    # Shown before, and too small now: it can no longer be hidden, and does not stand in the way.
    counts, lines = one_line(3, 7, 20)
    assert hidden_keys(protect(counts, lines, already_shown={"p0"})) == set()


def test_given_away_already_is_answered_all_the_same() -> None:
    counts, lines = one_line(3, 7, 20)
    cells = protect(counts, lines, already_shown={"p1", "p2", TOTAL})
    assert cells["p0"] == Hidden()


def test_the_same_answer_whatever_order_python_keeps() -> None:
    random_ = random.Random(7)
    pairs = {(r, c): random_.randint(0, 9) for r in "abcdef" for c in "uvxyz"}
    counts, lines = cross_table(list("abcdef"), list("uvxyz"), pairs)
    first = protect(counts, lines)
    assert all(protect(dict(counts), list(lines)) == first for _turn in range(3))


def test_cross_table_adds_up() -> None:
    counts, lines = cross_table(["a", "b"], ["x", "y"], {("a", "x"): 1, ("b", "y"): 5, ("b", "x"): 2})
    assert counts == {
        ("a", "x"): 1, ("a", "y"): 0, ("a", TOTAL): 1,
        ("b", "x"): 2, ("b", "y"): 5, ("b", TOTAL): 7,
        (TOTAL, "x"): 3, (TOTAL, "y"): 5, (TOTAL, TOTAL): 8,
    }  # fmt: skip
    assert all(sum(counts[part] or 0 for part in parts) == counts[total] for parts, total in lines)
    assert len(lines) == 6


def test_percent_needs_twenty_and_two_shown_numbers() -> None:
    assert percent(Shown(5), Shown(20)) == 25
    assert percent(Shown(5), Shown(19)) is None
    assert percent(Hidden(), Shown(40)) is None
    assert percent(Shown(5), NoData()) is None
    assert percent(Shown(0), Shown(20)) == 0
