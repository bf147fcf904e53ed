"""Reports that are like another: the same place, the same kind, about the same time, told in the same words.

What reports have in common is laid before the samordnare, who decides whether they belong together. Nothing here is
about a person: a report has none (legal.md L2).
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.concerns import search
from cases.concerns.models import Category, Concern, Milieu
from vbe.access.prepared import Prepared
from vbe.access.queries import with_ids

# How far apart in time two reports of the same may be.
WINDOW = timedelta(days=90)
MOST = 5
# How many are read to find the five, on each side in time: so many of the same place, and of the same kind and area.
# Where fewer have the same place, those with its words are read too.
OF_PLACE, EACH_SIDE = 8, 6
WORD = re.compile(r"[^\W\d_]{4,}")
# So many words of some length in common are more than chance between two short texts.
FEW, MANY = 4, 8
# Less than this in common and it is not shown: the same kind in the same month says nothing in itself.
ENOUGH = 4


@dataclass
class Similar:
    """``why`` is said to the samordnare; ``common`` only puts them in order."""

    concern: Concern
    why: list[str | Promise] = field(default_factory=list)
    common: int = 0

    def add(self, common: int, why: str | Promise) -> None:
        self.common += common
        self.why.append(why)


def similar_to(concern: Concern, *, but: Set[UUID] = frozenset()) -> list[Similar]:
    """At most five reports on the own boards, the most alike first, ``but`` those that are linked already."""
    compared = [_compared(concern, other) for other in _candidates(concern, but)]
    alike = [one for one in compared if one.common >= ENOUGH]
    alike.sort(key=lambda one: (-one.common, _days(concern, one.concern)))
    return alike[:MOST]


def _among(ids: object, since: date, until: date) -> QuerySet[Concern]:
    return Concern.objects.visible().filter(with_ids(ids), happened_on__range=(since, until))


def _beside(board: UUID, kind: str, area: UUID, since: date, day: date, next_day: date, until: date) -> QuerySet[Any]:
    """Of the same kind and of the same area, the nearest before and after."""
    here = Concern.objects.visible().filter(board=board).values_list("pk")
    same = (here.filter(category=kind), here.filter(area_id=area))
    before = [one.filter(happened_on__range=(since, day)).order_by("-happened_on") for one in same]
    after = [one.filter(happened_on__range=(next_day, until)).order_by("happened_on") for one in same]
    first, *others = (one[: EACH_SIDE + 1] for one in (*before, *after))
    return first.union(*others)


_found = Prepared(_among, "ids", date.min, date.max)
_near = Prepared(_beside, UUID(int=1), "kind", UUID(int=2), date.min, date(1, 1, 2), date(1, 1, 3), date.max)


def _candidates(concern: Concern, but: Set[UUID]) -> list[Concern]:
    """A number of reports that does not grow with the city, each found by an index."""
    using, day = concern._state.db or DEFAULT_DB_ALIAS, concern.happened_on
    since, until = day - WINDOW, day + WINDOW
    of_same = (concern.board_id, concern.category, concern.area_id)
    ids = _of_place(concern, using)
    ids |= set(_near.ids(*of_same, since, day, day + timedelta(days=1), until, using=using))
    return _found(list(ids - but - {concern.pk}), since, until, using=using)


def _of_place(concern: Concern, using: str) -> set[UUID]:
    at = concern.reported_at
    ids = set(search.at_place(concern.place, OF_PLACE, around=at, within=WINDOW, using=using))
    for place in dict.fromkeys((_name(concern.place), _name(concern.place.partition(",")[0]))):
        if place and len(ids) < OF_PLACE:
            words = search.Words(place)
            found = search.found(words, OF_PLACE, older_than=at + WINDOW, newer_than=at - WINDOW, using=using)
            ids |= {pk for pk, _at in found}
    return ids


def _compared(concern: Concern, other: Concern) -> Similar:
    """The place counts most, then the time; the kind and the words decide between those."""
    found = Similar(other)
    if _name(concern.place) == _name(other.place):
        found.add(3, _("samma plats"))
    elif len(_words(concern.place) & _words(other.place)) >= 2 or _same_beginning(concern.place, other.place):
        found.add(2, _("liknande plats"))
    elif concern.area_id and concern.area_id == other.area_id:
        found.add(1, _("samma del av området"))
    days = _days(concern, other)
    if days == 0:
        found.add(2, _("samma dag"))
    elif _week(concern.happened_on) == _week(other.happened_on) or days <= 3:
        found.add(2, _("samma vecka") if _week(concern.happened_on) == _week(other.happened_on) else _("samma dagar"))
    elif days <= 31:
        found.add(1, _("inom en månad"))
    if concern.category == other.category and concern.category != Category.OTHER:
        found.add(1, _("samma slag"))
    if concern.milieu == other.milieu and concern.milieu != Milieu.UNKNOWN:
        found.add(1, _("samma miljö"))
    shared = len(_words(concern.text) & _words(other.text))
    if shared >= FEW:
        found.add(2 if shared >= MANY else 1, _("liknande ord"))
    return found


def _words(text: str) -> set[str]:
    return {word.lower()[:7] for word in WORD.findall(text)}


def _name(place: str) -> str:
    return " ".join(re.findall(r"\w+", place.lower()))


def _same_beginning(one: str, other: str) -> bool:
    """ "Sätra bibliotek, entrén" and "Sätra bibliotek": what stands before the comma is the place."""
    first, second = _name(one.partition(",")[0]), _name(other.partition(",")[0])
    return first == second


def _days(one: Concern, other: Concern) -> int:
    return abs((one.happened_on - other.happened_on).days)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
