"""The desk's queue."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from cases.concerns import search
from cases.concerns.models import Concern, ConcernQuerySet
from vbe.access.long_list import MOST, LongList
from vbe.access.prepared import Prepared
from vbe.access.queries import boards_held, on_boards, with_ids


def _shown(ids: object) -> QuerySet[Concern]:
    visible = Concern.objects.visible().with_desk()
    return visible.select_related("board", "previous_board", "reporter_board", "area").filter(with_ids(ids))


_rows = Prepared(_shown, "ids")


class Queue(LongList[Concern]):
    """``found`` in queue order: what waits on the own desk, the earliest due first; then the newest.

    The database sorts nothing: for each board and each way that a report reaches a desk, an index gives the newest.
    With ``words``, the newest that have them. ``filtered``: ``found`` leaves out reports that the reader may see.
    """

    def __init__(self, found: ConcernQuerySet, *, words: str = "", filtered: bool = True, most: int = MOST) -> None:
        super().__init__(most=most)
        self.found, self.words, self.filtered = found, words, filtered

    def rows(self, ids: list[UUID]) -> list[Concern]:
        return _rows(ids, using=self.found.db)

    def first(self, most: int) -> list[UUID]:
        if self.words:
            return list(islice(self._with_words(), most))
        waiting = self.found.filter(on_boards("concern.assess")).to_assess().order_by("due_on", "-reported_at", "-id")
        ids = dict.fromkeys(waiting.values_list("pk", flat=True)[:most])
        if len(ids) < most:
            ids |= dict.fromkeys(pk for pk, _at in self._newest(most))
        return list(ids)[:most]

    def _newest(self, most: int) -> list[tuple[UUID, object]]:
        ways = [
            self.found.filter(**{way: board}).order_by("-reported_at", "-id").values_list("pk", "reported_at")[:most]
            for board in boards_held("concern.view", using=self.found.db)
            for way in ("board_id", "reporter_board_id", "previous_board_id")
        ]
        if not ways:
            return []
        return list(ways[0].union(*ways[1:]).order_by("-reported_at", "-pk")[:most])

    def _with_words(self) -> Iterator[UUID]:
        """What is found by its words goes through the filters part by part, until there is enough.

        The search itself finds only what the reader may see, and the rows are fetched through the same rules.
        """
        for part in search.parts(self.words, using=self.found.db):
            if not self.filtered:
                yield from part
                continue
            kept = set(self.found.filter(pk__in=part).values_list("pk", flat=True))
            yield from (pk for pk in part if pk in kept)
