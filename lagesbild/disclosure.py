"""Which published counts to hide, so that a small one is given away neither by itself nor by any sum (legal.md L24).

A count of 1–4 is hidden. Whoever reckons with everything else that is published, and with counts never being
negative, must still find it possible that the hidden count is 0 and that it is as large as the threshold; otherwise
more cells are hidden until that holds. Both are shown to be possible by finding such a table: a *shift* of the true
one that changes only hidden cells and keeps every sum. The cheapest shift says which cells to hide. Pure.

Hiding one more cell in each row and column would be simpler, but leaves chains of sums across a table and across
periods (jan–apr + maj–aug = jan–aug) that give small counts away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

THRESHOLD = 5
PERCENT_BASE = 20
# The key of a sum, in a cross table.
TOTAL = "totalt"

Key = Hashable
Line = tuple[Sequence[Key], Key]


@dataclass(frozen=True)
class Shown:
    n: int


@dataclass(frozen=True)
class Hidden:
    """Counted, and not told."""


@dataclass(frozen=True)
class NoData:
    """Not counted."""


Cell = Shown | Hidden | NoData


def as_json(cell: Cell) -> dict[str, Any] | None:
    """``{"n": 12}``, ``{"hidden": True}``, or None where there is no data."""
    match cell:
        case Shown(n):
            return {"n": n}
        case Hidden():
            return {"hidden": True}
    return None


def percent(part: Cell, whole: Cell) -> int | None:
    """Whole per cent, or None when a number is hidden or the base is too small to say anything."""
    if isinstance(part, Shown) and isinstance(whole, Shown) and whole.n >= PERCENT_BASE:
        return round(Fraction(100 * part.n, whole.n))
    return None


def cross_table(
    rows: Sequence[str], columns: Sequence[str], counts: Mapping[tuple[str, str], int]
) -> tuple[dict[Key, int | None], list[Line]]:
    """Counts of every cell and sum, keyed ``(row, column)`` with ``TOTAL`` for sums, and the lines they add up in."""
    table: dict[Key, int | None] = {(r, c): counts.get((r, c), 0) for r in rows for c in columns}
    lines: list[Line] = [([(r, c) for c in columns], (r, TOTAL)) for r in rows]
    lines += [([(r, c) for r in rows], (TOTAL, c)) for c in columns]
    lines.append(([(r, TOTAL) for r in rows], (TOTAL, TOTAL)))
    for parts, total in lines:
        table[total] = sum(table[part] or 0 for part in parts)
    return table, [*lines, ([(TOTAL, c) for c in columns], (TOTAL, TOTAL))]


def protect(
    counts: Mapping[Key, int | None],
    lines: Iterable[Line],
    *,
    threshold: int = THRESHOLD,
    already_hidden: Set[Key] = frozenset(),
    already_shown: Set[Key] = frozenset(),
) -> dict[Key, Cell]:
    """Every count as what may be published of it. The same counts in the same order give the same answer.

    ``counts`` is None where there is no data. Each of ``lines`` is parts and the total they add up to; what was
    published before is among the counts, in ``already_hidden`` or ``already_shown``, and stays as it was. Counts that
    are never published but could be reckoned out (a period's own months) are also ``already_hidden``.
    """
    known = {key: n for key, n in counts.items() if n is not None}
    sums = _equations(lines, known)
    small = [key for key, n in known.items() if 0 < n < threshold and key not in already_shown]
    hidden = dict.fromkeys([*small, *(key for key in known if key in already_hidden)])
    dear = _costs(known, sums)
    witnesses: dict[tuple[Key, int], Shift] = {}
    for key in small:
        for by in (threshold - known[key], -known[key]):
            costs = {k: 1 if k in hidden else dear[k] for k in known if k in hidden or k not in already_shown}
            # What was found for another cell often answers for this one too; otherwise the cells already hidden nearly
            # always do, and a program of them alone is soon solved.
            found = next((shift for shift in witnesses.values() if shift.get(key) == by), None)
            found = found or _shift(sums, known, dict.fromkeys(hidden, 1), key, by)
            witness = found or _largest_shift(sums, known, costs, key, by)
            witnesses[key, by] = witness
            hidden |= dict.fromkeys(witness)
    kept = {*small, *already_hidden}
    for key in sorted((k for k in hidden if k not in kept), key=lambda k: -dear[k]):
        _show_again(key, hidden, witnesses, sums, known)
    return {key: NoData() if n is None else Hidden() if key in hidden else Shown(n) for key, n in counts.items()}


# A table's difference from the true one: cells that differ, and by how much.
Shift = dict[Key, int]
Equation = dict[Key, int]


def _equations(lines: Iterable[Line], known: Mapping[Key, int]) -> list[Equation]:
    """Each line as coefficients that sum to zero. A part without data is no part; a total without data is no line."""
    return [{part: 1 for part in parts if part in known} | {total: -1} for parts, total in lines if total in known]


def _costs(known: Mapping[Key, int], sums: Sequence[Equation]) -> dict[Key, int]:
    """What is lost by hiding a cell that is shown: sums are worth most, then large counts; a zero is seldom hidden."""
    times_total = dict.fromkeys(known, 0)
    for equation in sums:
        for key, sign in equation.items():
            times_total[key] += sign < 0
    return {key: (20 + n if n else 200) * 50 ** times_total[key] for key, n in known.items()}


def _show_again(
    key: Key, hidden: dict[Key, None], witnesses: dict[tuple[Key, int], Shift], sums: list[Equation], known: Any
) -> None:
    """Show a cell that the others turned out to do without. Cells were hidden one small count at a time."""
    costs = {k: 1 for k in hidden if k != key}
    found: dict[tuple[Key, int], Shift] = {}
    for (cell, by), witness in witnesses.items():
        if key in witness:
            other = _shift(sums, known, costs, cell, witness[cell])
            if other is None:
                return
            found[cell, by] = other
    witnesses.update(found)
    del hidden[key]


def _largest_shift(sums: list[Equation], known: Mapping[Key, int], costs: dict[Key, int], cell: Key, by: int) -> Shift:
    """The cheapest shift that moves ``cell`` by ``by``, or as near to that as what is already published leaves."""
    sign = 1 if by > 0 else -1
    shifts = (_shift(sums, known, costs, cell, sign * size) for size in range(abs(by), 0, -1))
    return next((shift for shift in shifts if shift is not None), {})


def _shift(sums: list[Equation], known: Mapping[Key, int], costs: dict[Key, int], cell: Key, by: int) -> Shift | None:
    """The cheapest shift with ``cell`` moved by ``by``; None when there is none.

    Only the cells in ``costs`` may differ, none may become negative, every sum holds. A linear program, solved by the
    dual simplex method: no shift at all is the cheapest, so it starts there and mends one broken sum at a time.
    """
    moves = [(key, sign) for key in costs if key != cell for sign in (1, -1) if sign > 0 or known[key] > 0]
    cost: list[Any] = [costs[key] for key, _sign in moves]
    rows: list[dict[int, Any]] = []
    right: list[Any] = []
    # The move that each row has been solved for; None until a broken sum has been mended.
    basic: list[int | None] = []
    # How far a move can go before its cell would be negative.
    room = {column: known[key] for column, (key, sign) in enumerate(moves) if sign < 0}
    by_key: dict[Key, list[int]] = {}
    for column, (key, _sign) in enumerate(moves):
        by_key.setdefault(key, []).append(column)
    for equation in sums:
        row = {c: moves[c][1] * n for key, n in equation.items() for c in by_key.get(key, ())}
        if row or cell in equation:
            rows.append(row)
            right.append(-equation.get(cell, 0) * by)
            basic.append(None)
    while (broken := _broken(basic, right, rows, cost, room)) is not None:
        row = rows[broken]
        wanted = 1 if right[broken] > 0 else -1
        entering = min(
            (column for column, n in row.items() if n * wanted > 0),
            key=lambda column: (_per_unit(cost[column], row[column]), column),
            default=None,
        )
        if entering is None:
            return None
        _pivot(rows, right, cost, broken, entering)
        basic[broken] = entering
    shift: Shift = {cell: by}
    for move, amount in zip(basic, right, strict=True):
        if move is not None and move < len(moves) and amount:
            key, sign = moves[move]
            shift[key] = shift.get(key, 0) + sign * amount
    return {key: amount for key, amount in shift.items() if amount}


def _broken(
    basic: list[int | None], right: list[Any], rows: list[dict[int, Any]], cost: list[Any], room: Mapping[int, int]
) -> int | None:
    """The row to mend: a sum that does not hold, a move that went below zero, one that takes more than there is.

    In a fixed order, so it ends. The last gets its row first when it is needed: most moves never come near.
    """
    negative = None
    for row, column in enumerate(basic):
        if column is None and right[row]:
            return row
        if right[row] < 0 and (negative is None or column < basic[negative]):  # type: ignore[operator]
            negative = row
    if negative is not None:
        return negative
    for row, column in enumerate(basic):
        if column is not None and column in room and right[row] > room[column]:
            rows.append({c: -n for c, n in rows[row].items() if c != column} | {len(cost): 1})
            right.append(room[column] - right[row])
            basic.append(len(cost))
            cost.append(0)
            return len(rows) - 1
    return None


def _per_unit(cost: Any, n: Any) -> Any:
    # Nearly always a whole number, and dividing those as fractions is most of the work.
    return cost if n in (1, -1) else Fraction(cost) / abs(n)


def _pivot(rows: list[dict[int, Any]], right: list[Any], cost: list[Any], at: int, entering: int) -> None:
    """Solve the row ``at`` for ``entering`` and put that into the other rows and the costs."""
    row, pivot = rows[at], rows[at][entering]
    if pivot == -1:
        row = {c: -n for c, n in row.items()}
        right[at] = -right[at]
    elif pivot != 1:
        row = {c: Fraction(n) / pivot for c, n in row.items()}
        right[at] = Fraction(right[at]) / pivot
    rows[at] = row
    for other, coefficients in enumerate(rows):
        factor = coefficients.get(entering)
        if factor and other != at:
            for c, n in row.items():
                if left := coefficients.get(c, 0) - factor * n:
                    coefficients[c] = left
                else:
                    coefficients.pop(c, None)
            right[other] -= factor * right[at]
    if factor := cost[entering]:
        for c, n in row.items():
            cost[c] -= factor * n
