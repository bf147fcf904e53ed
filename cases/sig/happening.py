"""One entry of a case's timeline, and how its sources are asked for no more rows than are shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.functions import Greatest

Row = TypeVar("Row", bound=Model)


@dataclass
class Happening:
    when: datetime
    what: str
    who: str = ""
    note: str = ""


def newest(rows: QuerySet[Row], *moments: str, most: int | None) -> list[Row]:
    """The rows that something happened to last, the latest at the end; all of them without ``most``.

    ``moments`` are the columns that the timeline tells of, where some may be empty. The ``most`` newest entries of a
    timeline are among those of each source's ``most`` newest rows.
    """
    last = Greatest(*moments) if len(moments) > 1 else F(moments[0])
    return list(rows.order_by(last.desc(nulls_last=True), "-pk")[:most])[::-1]
