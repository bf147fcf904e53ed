"""The only place that counts concerns.

Counts on one's own desk are shown as they are; those of ``by_category_and_milieu`` are exact too, and go through
disclosure control before anybody reads them (legal.md L24). What was registered wrongly in another system, and has
nothing to do with the subject, is counted apart and in nothing else (Skärholmen 2019, s. 6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min

from cases.concerns.models import Category, Concern, Milieu

if TYPE_CHECKING:
    from vbe.access.request import Request
    from vbe.organisation.models import Board


@dataclass(frozen=True)
class DeskCount:
    """``oldest`` is when the report that has waited longest came in; the years count until the same day."""

    to_assess: int
    oldest: datetime | None
    this_year: int
    last_year: int


@dataclass(frozen=True)
class CategoryCount:
    category: Category
    this_year: int
    last_year: int


class _Group(NamedTuple):
    """Reports of one month, part of the area and category, on the boards whose reports one may read."""

    month: date
    area: UUID | None
    category: str
    misregistered: bool
    reports: int


@dataclass
class YearCount:
    """One year on the own boards, both days included. ``by_month`` has (month, category) and ``by_area`` has (area,
    category), where an area of None is a report without one; the months are those that have begun."""

    months: list[int]
    total: int = 0
    misregistered: int = 0
    by_month: Counter[tuple[int, str]] = field(default_factory=Counter)
    by_area: Counter[tuple[UUID | None, str]] = field(default_factory=Counter)

    def of_month(self, month: int) -> int:
        return sum(self.by_month[month, category] for category in Category.values)

    def of_area(self, area: UUID | None) -> int:
        return sum(self.by_area[area, category] for category in Category.values)

    def of_category(self, category: str) -> int:
        return sum(self.by_month[month, category] for month in self.months)


def on_desk(request: Request, today: date) -> DeskCount:
    """What waits on the desk and what has happened in its area this year. Two queries."""
    waiting = Concern.objects.placed_here(request).to_assess()
    waits = waiting.aggregate(to_assess=Count("pk"), oldest=Min("reported_at"))
    this_year, last_year = _two_years(request, today)
    return DeskCount(**waits, this_year=this_year.total(), last_year=last_year.total())


def waiting(request: Request) -> int:
    """How many reports wait to be assessed by the acting samordnare."""
    return Concern.objects.on_desk(request).to_assess().count()


def by_category(request: Request, today: date) -> list[CategoryCount]:
    """This year and last year until the same day, the most frequent first; categories without reports left out."""
    this_year, last_year = _two_years(request, today)
    counts = [CategoryCount(one, this_year[one.value], last_year[one.value]) for one in Category]
    seen = [count for count in counts if count.this_year or count.last_year]
    return sorted(seen, key=lambda count: (-count.this_year, -count.last_year, count.category))


def year(start: date, end: date, area: UUID | None = None) -> YearCount:
    """What happened on the own boards' area from ``start`` to ``end``, two days of one year; in ``area`` alone, where
    one is given. One query."""
    count = YearCount(list(range(start.month, end.month + 1)))
    for group in _groups([(start, end)]):
        if area and group.area != area:
            continue
        if group.misregistered:
            count.misregistered += group.reports
            continue
        count.total += group.reports
        count.by_month[group.month.month, group.category] += group.reports
        count.by_area[group.area, group.category] += group.reports
    return count


def by_category_and_milieu(board: Board, start: date, end: date) -> dict[tuple[Category, Milieu], int]:
    """Reports of what happened on ``board``'s area between two days, both included; pairs without reports left out.

    A report is counted once, by place. For the task "report" and for readers of the board's published pictures;
    others count nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_concern_counts(%s, %s, %s)", [board.pk, start, end])
        return {(Category(category), Milieu(milieu)): reports for category, milieu, reports in cursor.fetchall()}


def any_until(board: Board, end: date) -> bool:
    """Whether anything that is counted had happened on ``board``'s area by the end of a day. For the same readers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_concern_any(%s, %s)", [board.pk, end])
        return bool(cursor.fetchone()[0])


def a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def _two_years(request: Request, today: date) -> tuple[Counter[str], Counter[str]]:
    """By category, this year and last year until the same day. One query in a request: of all that the start page asks,
    this alone grows with the number of reports."""
    counted: dict[date, tuple[Counter[str], Counter[str]]] = request.__dict__.setdefault("_two_years", {})
    if today not in counted:
        counted[today] = _count_two_years(today)
    return counted[today]


def _count_two_years(today: date) -> tuple[Counter[str], Counter[str]]:
    then = a_year_before(today)
    spans = [(date(day.year, 1, 1), day) for day in (today, then)]
    counts: dict[int, Counter[str]] = {today.year: Counter(), then.year: Counter()}
    for group in _groups(spans):
        if not group.misregistered:
            counts[group.month.year][group.category] += group.reports
    return counts[today.year], counts[then.year]


def _groups(spans: Iterable[tuple[date, date]]) -> list[_Group]:
    starts, ends = zip(*spans, strict=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_concern_groups(%s::date[], %s::date[])", [list(starts), list(ends)])
        return [_Group(*row) for row in cursor.fetchall()]
