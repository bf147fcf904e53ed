"""A long list in pages, as quick with a million rows behind it as with ten."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar, overload
from uuid import UUID

from django.db.models import Model

# How far a list reaches. Counting further would read every row there is, and nobody leafs that far.
MOST = 500
Row = TypeVar("Row", bound=Model)


class LongList(Sequence[Row]):
    """For a paginator: it knows the first ids, as many as it reaches, and reads the rows of one page."""

    def __init__(self, *, most: int = MOST) -> None:
        self.most = most

    def first(self, most: int) -> list[UUID]:
        """The first ids in their order, at most so many."""
        raise NotImplementedError

    def rows(self, ids: list[UUID]) -> list[Row]:
        """The rows with these ids that whoever asks may see, in any order."""
        raise NotImplementedError

    @cached_property
    def _ids(self) -> list[UUID]:
        """One more than is shown."""
        return self.first(self.most + 1)

    def __len__(self) -> int:
        return min(len(self._ids), self.most)

    @overload
    def __getitem__(self, wanted: int) -> Row: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Row]: ...
    def __getitem__(self, wanted: int | slice) -> Row | list[Row]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        ids = self._ids[: self.most][wanted]
        rows = {row.pk: row for row in self.rows(ids)} if ids else {}
        return [rows[pk] for pk in ids if pk in rows]

    @property
    def has_more(self) -> bool:
        """Whether there are rows beyond the last page."""
        return len(self._ids) > self.most
