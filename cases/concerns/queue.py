"""The desk's queue in pages, as quick with a million reports behind it as with ten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, overload

from django.db.models import QuerySet

from cases.concerns import search
from cases.concerns.models import Concern, ConcernQuerySet
from vbe.access.prepared import Prepared
from vbe.access.queries import boards_held, on_boards, with_ids

if TYPE_CHECKING:
    from vbe.access.request import Request

# How far the queue reaches. Counting further would read every report there is, and nobody leafs that far.
MOST = 500


def _shown(ids: object) -> QuerySet[Concern]:
    visible = Concern.objects.visible().with_desk()
    return visible.select_related("board", "previous_board", "reporter_board", "area").filter(with_ids(ids))


_rows = Prepared(_shown, "ids")


class Queue(Sequence[Concern]):
    """``found`` in queue order, for a paginator: what waits on the own desk, the earliest due first; then the newest.

    The database sorts nothing: for each board and each way that a report reaches a desk, an index gives the newest.
    With ``words``, the newest that have them. ``filtered``: ``found`` leaves out reports that the reader may see.
    """

    def __init__(
        self, found: ConcernQuerySet, request: Request, *, words: str = "", filtered: bool = True, most: int = MOST
    ) -> None:
        self.found, self.request, self.words, self.filtered, self.most = found, request, words, filtered, most

    def __len__(self) -> int:
        return min(len(self._ids), self.most)

    @overload
    def __getitem__(self, wanted: int) -> Concern: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Concern]: ...
    def __getitem__(self, wanted: int | slice) -> Concern | list[Concern]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        ids = self._ids[: self.most][wanted]
        rows = {row.pk: row for row in _rows(ids, using=self.found.db)} if ids else {}
        return [rows[pk] for pk in ids if pk in rows]

    @property
    def has_more(self) -> bool:
        """Whether there are reports beyond the last page."""
        return len(self._ids) > self.most

    @cached_property
    def _ids(self) -> list[uuid.UUID]:
        """The first ids, and one more than is shown."""
        if self.words:
            return list(islice(self._with_words(), self.most + 1))
        waiting = self.found.filter(on_boards("concern.assess")).to_assess().order_by("due_on", "-reported_at", "-id")
        ids = dict.fromkeys(waiting.values_list("pk", flat=True)[: self.most + 1])
        if len(ids) <= self.most:
            ids |= dict.fromkeys(pk for pk, _at in self._newest())
        return list(ids)[: self.most + 1]

    def _newest(self) -> list[tuple[uuid.UUID, object]]:
        ways = [
            self.found.filter(**{way: board})
            .order_by("-reported_at", "-id")
            .values_list("pk", "reported_at")[: self.most + 1]
            for board in boards_held("concern.view", using=self.found.db)
            for way in ("board_id", "reporter_board_id", "previous_board_id")
        ]
        if not ways:
            return []
        return list(ways[0].union(*ways[1:]).order_by("-reported_at", "-pk")[: self.most + 1])

    def _with_words(self) -> Iterator[uuid.UUID]:
        """What is found by its words goes through the filters part by part, until there is enough.

        The search itself finds only what the reader may see, and the rows are fetched through the same rules.
        """
        for part in search.parts(self.words, using=self.found.db):
            if not self.filtered:
                yield from part
                continue
            kept = set(self.found.filter(pk__in=part).values_list("pk", flat=True))
            yield from (pk for pk in part if pk in kept)
