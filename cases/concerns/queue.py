"""The desk's queue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
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


def _waiting(found: ConcernQuerySet, most: int) -> QuerySet[Any]:
    waiting = found.filter(on_boards("concern.assess")).to_assess().order_by("due_on", "-reported_at", "-id")
    return waiting.values_list("pk")[:most]


def _newest(found: ConcernQuerySet, boards: Sequence[UUID], most: int) -> QuerySet[Any]:
    ways = [
        found.filter(**{way: board}).order_by("-reported_at", "-id").values_list("pk", "reported_at")[:most]
        for board in boards
        for way in ("board_id", "reporter_board_id", "previous_board_id")
    ]
    return ways[0].union(*ways[1:]).order_by("-reported_at", "-pk")[:most]


@cache
def _all_waiting(most: int) -> Prepared[Concern]:
    return Prepared(lambda: _waiting(Concern.objects.visible(), most))


@cache
def _all_newest(boards: int, most: int) -> Prepared[Concern]:
    stand_ins = [UUID(int=board) for board in range(boards)]
    return Prepared(lambda *boards: _newest(Concern.objects.visible(), boards, most), *stand_ins)


class Queue(LongList[Concern]):
    """``found``, or all that the reader may see: what waits on the own desk, the earliest due first; then the newest.

    The database sorts nothing: for each board and each way that a report reaches a desk, an index gives the newest.
    With ``words``, the newest that have them.
    """

    def __init__(
        self,
        found: ConcernQuerySet | None = None,
        *,
        words: str = "",
        most: int = MOST,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        super().__init__(most=most)
        self.found, self.words, self.using = found, words, using

    def rows(self, ids: list[UUID]) -> list[Concern]:
        return _rows(ids, using=self.using)

    def first(self, most: int) -> list[UUID]:
        if self.words:
            return list(islice(self._with_words(), most))
        ids = dict.fromkeys(self._waiting(most))
        boards = boards_held("concern.view", using=self.using)
        if len(ids) < most and boards:
            ids |= dict.fromkeys(self._newest(boards, most))
        return list(ids)[:most]

    def _waiting(self, most: int) -> list[UUID]:
        if self.found is None:
            return _all_waiting(most).ids(using=self.using)
        return [pk for (pk,) in _waiting(self.found, most)]

    def _newest(self, boards: list[UUID], most: int) -> list[UUID]:
        if self.found is None:
            return _all_newest(len(boards), most).ids(*boards, using=self.using)
        return [pk for pk, _at in _newest(self.found, boards, most)]

    def _with_words(self) -> Iterator[UUID]:
        """What is found by its words goes through the filters part by part, until there is enough.

        The search itself finds only what the reader may see, and the rows are fetched through the same rules.
        """
        for part in search.parts(self.words, using=self.using):
            if self.found is None:
                yield from part
                continue
            kept = set(self.found.filter(pk__in=part).values_list("pk", flat=True))
            yield from (pk for pk in part if pk in kept)
