"""The rows of a list of cases and the case of a page, asked for in queries that are written once."""

from __future__ import annotations

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404

from cases.sig.models import Case, Meeting
from cases.sig.models.case import CaseQuerySet, start_ups
from cases.sig.states import Step
from vbe.access.long_list import MOST, LongList
from vbe.access.prepared import Prepared
from vbe.access.queries import with_ids


def _with_ids(ids: object) -> QuerySet[Case]:
    return Case.objects.visible().with_routine().filter(with_ids(ids))


def _numbered(number: str) -> QuerySet[Case]:
    return Case.objects.visible().with_routine().filter(number=number)


def _start_ups_of(ids: object) -> QuerySet[Meeting]:
    return start_ups().filter(with_ids(ids, "case_id"))


_by_ids = Prepared(_with_ids, "ids")
_by_number = Prepared(_numbered, "number")
_meetings = Prepared(_start_ups_of, "ids")


class CaseList(LongList[Case]):
    """``found``, all open or all closed, the latest opened at the top; its rows as those of ``with_routine``."""

    def __init__(self, found: CaseQuerySet, *, most: int = MOST) -> None:
        super().__init__(most=most)
        self.found = found

    def first(self, most: int) -> list[UUID]:
        return list(self.found.latest_first().values_list("pk", flat=True)[:most])

    def rows(self, ids: list[UUID]) -> list[Case]:
        return with_meetings(_by_ids(ids, using=self.found.db), self.found.db)


def by_ids(ids: list[UUID], *, using: str = DEFAULT_DB_ALIAS) -> list[Case]:
    """Those of the cases that whoever asks may see: open ones first, the latest opened at the top."""
    cases = with_meetings(_by_ids(ids, using=using), using) if ids else []
    cases.sort(key=lambda case: (case.opened_at, case.pk), reverse=True)
    return sorted(cases, key=lambda case: case.step == Step.CLOSED)


def by_number(number: str, *, using: str = DEFAULT_DB_ALIAS) -> list[Case]:
    """The case, or nothing where whoever asks may not see it."""
    return with_meetings(_by_number(number, using=using), using)


def fetched(number: str, *, using: str = DEFAULT_DB_ALIAS) -> Case:
    """The case, where whoever asks may see it; otherwise Http404."""
    found = by_number(number, using=using)
    if not found:
        raise Http404
    return found[0]


def with_meetings(cases: list[Case], using: str) -> list[Case]:
    """Their start-up meetings are read at once."""
    known: dict[UUID, list[Meeting]] = {case.pk: [] for case in cases}
    if cases:
        for meeting in _meetings(list(known), using=using):
            known[meeting.case_id].append(meeting)
    for case in cases:
        case.start_ups = known[case.pk]
    return cases
