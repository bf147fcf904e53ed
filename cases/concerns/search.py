"""Reports by their words or their number, newest first.

The texts are unidentified (legal.md L2), so to search them keeps legal.md L3.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections

# A number as people write it, whole or its beginning: HÄN-2026-041, 2026-04.
NUMBER = re.compile(r"(?:HÄN-)?(\d{4}-\d{0,7})", re.IGNORECASE)
FIRST, MOST_AT_ONCE = 600, 10_000
NO_ID = uuid.UUID(int=2**128 - 1)


@dataclass(frozen=True)
class Words:
    """What to look for. ``beginning``: the last word may be the beginning of one."""

    text: str
    beginning: bool = False


def parts(words: str, *, using: str = "default") -> Iterator[list[uuid.UUID]]:
    """Every report with all the words, in parts that grow: who takes the first pages asks for no more.

    Words are found in every form that Swedish gives them. When no report has the last word, those are found where it
    begins one; a star after it asks for that.
    """
    if number := NUMBER.fullmatch(words.strip()):
        yield numbered(number[1], using=using)
        return
    asked = Words(words.rstrip(" *"), beginning=words.rstrip().endswith("*"))
    part = found(asked, FIRST, using=using)
    if not part and not asked.beginning:
        asked = Words(asked.text, beginning=True)
        part = found(asked, FIRST, using=using)
    most = FIRST
    while part:
        yield [pk for pk, _at in part]
        if len(part) < most:
            return
        last, at = part[-1]
        most = min(most * 4, MOST_AT_ONCE)
        part = found(asked, most, older_than=at, older_id=last, using=using)


def found(
    words: Words,
    most: int,
    *,
    older_than: datetime | None = None,
    older_id: uuid.UUID = NO_ID,
    newer_than: datetime | None = None,
    using: str = "default",
) -> list[tuple[uuid.UUID, datetime]]:
    """The newest reports with the words, by id and time; those of the boards where one may see them, jäv apart."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id, reported_at FROM concerns_search(%s, %s, coalesce(%s::timestamptz, 'infinity'), %s,"
            " coalesce(%s::timestamptz, '-infinity'), %s)",
            [words.text, words.beginning, older_than, older_id, newer_than, most],
        )
        return cursor.fetchall()


def at_place(place: str, most: int, *, around: datetime, within: timedelta, using: str = "default") -> list[uuid.UUID]:
    """Reports whose place begins with the same words, before a comma: the nearest in time, so many on each side."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM concerns_at_place(%s, %s, make_interval(days => %s), %s)",
            [place, around, within.days, most],
        )
        return [pk for (pk,) in cursor.fetchall()]


def numbered(beginning: str, *, using: str = "default") -> list[uuid.UUID]:
    """Reports whose number begins so."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id FROM concerns_numbered(%s, %s)", [beginning, FIRST])
        return [pk for (pk,) in cursor.fetchall()]
