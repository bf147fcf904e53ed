"""The desk's queue in pages, as quick with a million reports behind it as with ten."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from cases.concerns.models import Concern, ConcernQuerySet
from vbe.access.queries import boards_held, on_boards

if TYPE_CHECKING:
    from vbe.access.request import Request

# How far the queue reaches. Counting further would read every report there is, and nobody leafs that far.
MOST = 500


class Queue(Sequence[Concern]):
    """``found`` in queue order, for a paginator: what waits on the own desk, the earliest due first; then the newest.

    The database sorts nothing: for each board and each way that a report reaches a desk, an index gives the newest.
    """

    def __init__(self, found: ConcernQuerySet, request: Request) -> None:
        self.found, self.request = found, request

    def __len__(self) -> int:
        return min(len(self._ids), MOST)

    @overload
    def __getitem__(self, wanted: int) -> Concern: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Concern]: ...
    def __getitem__(self, wanted: int | slice) -> Concern | list[Concern]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        ids = self._ids[:MOST][wanted]
        rows = self.found.select_related("board", "previous_board", "reporter_board").in_bulk(ids)
        return [rows[pk] for pk in ids if pk in rows]

    @property
    def has_more(self) -> bool:
        """Whether there are reports beyond the last page."""
        return len(self._ids) > MOST

    @cached_property
    def _ids(self) -> list[uuid.UUID]:
        """The first ids, and one more than is shown."""
        waiting = self.found.filter(on_boards("concern.assess")).to_assess().order_by("due_on", "-reported_at", "-id")
        ids = dict.fromkeys(waiting.values_list("pk", flat=True)[: MOST + 1])
        if len(ids) <= MOST:
            ids |= dict.fromkeys(pk for pk, _at in self._newest())
        return list(ids)[: MOST + 1]

    def _newest(self) -> list[tuple[uuid.UUID, object]]:
        ways = [
            self.found.filter(**{way: board})
            .order_by("-reported_at", "-id")
            .values_list("pk", "reported_at")[: MOST + 1]
            for board in boards_held("concern.view", using=self.found.db)
            for way in ("board_id", "reporter_board_id", "previous_board_id")
        ]
        if not ways:
            return []
        return list(ways[0].union(*ways[1:]).order_by("-reported_at", "-pk")[: MOST + 1])
