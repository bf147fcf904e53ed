"""Counts by today's boundaries: a board together with the boards it has succeeded.

The sum tells nothing that its parts have not told: where one of them hides its number, the sum is hidden too. So the
difference between today's board and the boards as they were gives no hidden number away (legal.md L24), whichever was
read first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lagesbild.disclosure import Cell, Hidden, Key, NoData, Shown
from vbe.organisation.models import Board


def parts(board: Board, *, as_it_was: bool) -> list[Board]:
    """The boards whose counts make up ``board``'s: itself, and by today's boundaries those it has succeeded."""
    return [board] if as_it_was else [board, *board.all_predecessors]


def together(tables: Iterable[Mapping[Key, Cell]]) -> dict[Key, Cell]:
    """Each cell as the sum of what the parts tell of it."""
    tables = list(tables)
    keys = dict.fromkeys(key for table in tables for key in table)
    return {key: _sum([table.get(key, NoData()) for table in tables]) for key in keys}


def _sum(cells: list[Cell]) -> Cell:
    if any(isinstance(cell, Hidden) for cell in cells):
        return Hidden()
    shown = [cell.n for cell in cells if isinstance(cell, Shown)]
    return Shown(sum(shown)) if shown else NoData()
