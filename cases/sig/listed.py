"""The rows of a list of cases and the case of a page, asked for in queries that are written once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet, TextChoices
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cases.sig.models import Case, Meeting
from cases.sig.models.case import CaseQuerySet, start_ups
from cases.sig.states import Step
from vbe.access.long_list import MOST, LongList
from vbe.access.prepared import Prepared
from vbe.access.queries import with_ids


def _with_ids(ids: object) -> QuerySet[Case]:
    # No list says the unit.
    said = Case.objects.visible().with_routine().select_related(None)
    return said.select_related("chief__user", "board__municipality__routine").filter(with_ids(ids))


def _numbered(number: str) -> QuerySet[Case]:
    return Case.objects.visible().with_routine().filter(number=number)


def _start_ups_of(ids: object) -> QuerySet[Meeting]:
    return start_ups().filter(with_ids(ids, "case_id"))


_by_ids = Prepared(_with_ids, "ids")
_by_number = Prepared(_numbered, "number")
_meetings = Prepared(_start_ups_of, "ids")


def _listed(seen: CaseQuerySet) -> QuerySet[Any]:
    return seen.latest_first().values_list("pk", flat=True)[: MOST + 1]


_open = Prepared[Case](lambda: _listed(Case.objects.visible().open()))
_closed = Prepared[Case](lambda: _listed(Case.objects.visible().closed()))


class Which(TextChoices):
    """Which cases a list has."""

    OPEN = "", _("Öppna ärenden")
    QUIET = "stilla", _("Där det har varit stilla")
    CLOSED = "avslutade", _("Avslutade ärenden")


class CaseList(LongList[Case]):
    """The latest opened at the top, as the index has them; its rows as those of ``with_routine``."""

    def __init__(self, which: Which, now: datetime, *, most: int = MOST, using: str = DEFAULT_DB_ALIAS) -> None:
        super().__init__(most=most)
        self.which, self.now, self.using = which, now, using

    def first(self, most: int) -> list[UUID]:
        if self.which == Which.QUIET:
            return list(_listed(Case.objects.using(self.using).visible().quiet(self.now)))[:most]
        return (_closed if self.which == Which.CLOSED else _open).ids(using=self.using)[:most]

    def rows(self, ids: list[UUID]) -> list[Case]:
        return _with_meetings(_by_ids(ids, using=self.using), self.using)


def by_ids(ids: list[UUID], *, using: str = DEFAULT_DB_ALIAS) -> list[Case]:
    """Those of the cases that whoever asks may see: open ones first, the latest opened at the top."""
    cases = _with_meetings(_by_ids(ids, using=using), using) if ids else []
    cases.sort(key=lambda case: (case.opened_at, case.pk), reverse=True)
    return sorted(cases, key=lambda case: case.step == Step.CLOSED)


def by_number(number: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Case]:
    """The case, or nothing where whoever asks may not see it."""
    return _with_meetings(_by_number(number, using=using), using)


def fetched(number: str, *, using: str = DEFAULT_DB_ALIAS) -> Case:
    """The case, where whoever asks may see it; otherwise Http404."""
    found = by_number(number, using=using)
    if not found:
        raise Http404
    return found[0]


def _with_meetings(cases: list[Case], using: str) -> list[Case]:
    """Their start-up meetings are read at once."""
    known: dict[UUID, list[Meeting]] = {case.pk: [] for case in cases}
    if cases:
        for meeting in _meetings(list(known), using=using):
            known[meeting.case_id].append(meeting)
    for case in cases:
        case.start_ups = known[case.pk]
    return cases
