"""Reports that are like another: the same place, the same kind, about the same time, told in the same words.

What reports have in common is laid before the samordnare, who decides whether they belong together. Nothing here is
about a person: a report has none (legal.md L2).
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.concerns import search
from cases.concerns.models import Category, Concern, ConcernQuerySet, Milieu
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


class Similar(NamedTuple):
    """``why`` is said to the samordnare."""

    concern: Concern
    why: list[str | Promise]


def similar_to(concern: Concern, *, but: Set[UUID] = frozenset()) -> list[Similar]:
    """At most five reports on the own boards, the most alike first, ``but`` those that are linked already."""
    using = concern._state.db or DEFAULT_DB_ALIAS
    own = _Told(*(getattr(concern, name) for name in COMPARED))
    compared = [_compared(own, other) for other in _candidates(own, but, using)]
    alike = sorted((one for one in compared if one.common >= ENOUGH), key=lambda one: (-one.common, one.days))[:MOST]
    found = {each.pk: each for each in _shown([one.pk for one in alike], using=using)} if alike else {}
    return [Similar(found[one.pk], one.why) for one in alike if one.pk in found]


def _with(ids: object) -> ConcernQuerySet:
    return Concern.objects.visible().filter(with_ids(ids))


def _among(ids: object, since: date, until: date) -> QuerySet[Any]:
    return _with(ids).filter(happened_on__range=(since, until)).values_list(*COMPARED)


def _beside(board: UUID, kind: str, area: UUID, since: date, day: date, next_day: date, until: date) -> QuerySet[Any]:
    """Of the same kind and of the same area, the nearest before and after."""
    here = Concern.objects.visible().filter(board=board).values_list("pk")
    same = (here.filter(category=kind), here.filter(area_id=area))
    before = [one.filter(happened_on__range=(since, day)).order_by("-happened_on") for one in same]
    after = [one.filter(happened_on__range=(next_day, until)).order_by("happened_on") for one in same]
    first, *others = (one[: EACH_SIDE + 1] for one in (*before, *after))
    return first.union(*others)


_shown = Prepared(_with, "ids")
_found = Prepared(_among, "ids", date.min, date.max)
_near = Prepared(_beside, UUID(int=1), "kind", UUID(int=2), date.min, date(1, 1, 2), date(1, 1, 3), date.max)


def _candidates(own: _Told, but: Set[UUID], using: str) -> list[_Told]:
    """A number of reports that does not grow with the city, each found by an index."""
    day, since, until = own.day, own.day - WINDOW, own.day + WINDOW
    ids = _of_place(own, using)
    ids |= set(_near.ids(own.board, own.category, own.area, since, day, day + timedelta(days=1), until, using=using))
    return [_Told(*row) for row in _found.values(list(ids - but - {own.pk}), since, until, using=using)]


def _of_place(own: _Told, using: str) -> set[UUID]:
    at = own.reported_at
    ids = set(search.at_place(own.place, OF_PLACE, around=at, within=WINDOW, using=using))
    for place in dict.fromkeys((own.name, own.beginning)):
        if place and len(ids) < OF_PLACE:
            words = search.Words(place)
            found = search.found(words, OF_PLACE, older_than=at + WINDOW, newer_than=at - WINDOW, using=using)
            ids |= {pk for pk, _at in found}
    return ids


@dataclass
class _Told:
    """What a report says, as it is compared; its words are read once, when they are asked for."""

    pk: UUID
    board: UUID
    reported_at: datetime
    place: str
    area: UUID | None
    day: date
    category: str
    milieu: str
    text: str

    @cached_property
    def name(self) -> str:
        return _name(self.place)

    @cached_property
    def beginning(self) -> str:
        """ "Sätra bibliotek, entrén" and "Sätra bibliotek": what stands before the comma is the place."""
        return _name(self.place.partition(",")[0])

    @cached_property
    def place_words(self) -> set[str]:
        return _words(self.place)

    @cached_property
    def words(self) -> set[str]:
        return _words(self.text)

    @cached_property
    def week(self) -> tuple[int, int]:
        return self.day.isocalendar()[:2]


# The columns of what is told, in its order.
COMPARED = ("pk", "board_id", "reported_at", "place", "area_id", "happened_on", "category", "milieu", "text")


@dataclass
class _Compared:
    """``common`` only puts them in order."""

    pk: UUID
    days: int
    common: int = 0
    why: list[str | Promise] = field(default_factory=list)

    def add(self, common: int, why: str | Promise) -> None:
        self.common += common
        self.why.append(why)


def _compared(one: _Told, other: _Told) -> _Compared:
    """The place counts most, then the time; the kind and the words decide between those."""
    found = _Compared(other.pk, abs((one.day - other.day).days))
    if one.name == other.name:
        found.add(3, _("samma plats"))
    elif one.beginning == other.beginning or len(one.place_words & other.place_words) >= 2:
        found.add(2, _("liknande plats"))
    elif one.area and one.area == other.area:
        found.add(1, _("samma del av området"))
    if found.days == 0:
        found.add(2, _("samma dag"))
    elif one.week == other.week:
        found.add(2, _("samma vecka"))
    elif found.days <= 3:
        found.add(2, _("samma dagar"))
    elif found.days <= 31:
        found.add(1, _("inom en månad"))
    if one.category == other.category and one.category != Category.OTHER:
        found.add(1, _("samma slag"))
    if one.milieu == other.milieu and one.milieu != Milieu.UNKNOWN:
        found.add(1, _("samma miljö"))
    shared = len(one.words & other.words)
    if shared >= FEW:
        found.add(2 if shared >= MANY else 1, _("liknande ord"))
    return found


def _words(text: str) -> set[str]:
    return {word[:7] for word in WORD.findall(text.lower())}


def _name(place: str) -> str:
    return " ".join(re.findall(r"\w+", place.lower()))
