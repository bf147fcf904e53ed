"""What follows when boards merge or split: each room says it of its own tables, in its ``moves.py``.

The texts are SQL, because the database moves the rows: nobody may change the board of a row, and nobody who plans a
reorganisation may read what is moved. In them ``r`` is the row, ``$1`` the reorganisation and ``$3`` its date.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Moves:
    """A table whose open rows follow. ``open`` says which, or ``under`` names the kind and column they hang under.

    In a table that several rooms share, ``under`` names the kind of each.
    """

    model: str
    open: str = ""
    under: tuple[str | tuple[str, ...], str] | None = None
    board: str = "board_id"
    # The row's unit decides where it goes when a board is split, and is changed for the unit's successor.
    by_unit: bool = False
    # The successor it goes to, where that is decided otherwise.
    goes: str = ""
    # Columns that point out who acts, and follow to the person's new assignment. Who did something stays as it was.
    assignments: tuple[str, ...] = ()
    also: str = ""
    # A statement run when the rows have moved; ``$2`` is the date and ``$3`` the moment.
    then: str = ""
    # Columns that only one row per board may share, and which of the successor's own rows count.
    once: tuple[str, ...] | None = None
    among: str = "true"

    @property
    def table(self) -> str:
        return self.model.replace(".", "_")


@dataclass(frozen=True)
class Room:
    """A room's tables with a board: those that follow, and those that stay with the reason why."""

    moves: list[Moves] = field(default_factory=list)
    stays: dict[str, str] = field(default_factory=dict)
