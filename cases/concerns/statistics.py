"""The only place that counts concerns.

Counts on one's own desk are shown as they are; those of ``by_category_and_milieu`` are exact too, and go through
disclosure control before anybody reads them (legal.md L24).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count, Min, Q

from cases.concerns.models import Category, Concern, Milieu
from cases.concerns.states import State

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


def on_desk(request: Request, today: date) -> DeskCount:
    """What waits on the desk and what has happened in its area this year. One query."""
    waiting = Q(state=State.NEW)
    counted = Concern.objects.placed_here(request).filter(waiting | _since_last_year(today))
    counts = counted.aggregate(
        to_assess=Count("pk", filter=waiting),
        oldest=Min("reported_at", filter=waiting),
        this_year=Count("pk", filter=_year_to(today)),
        last_year=Count("pk", filter=_year_to(a_year_before(today))),
    )
    return DeskCount(**counts)


def by_category(request: Request, today: date) -> list[CategoryCount]:
    """This year and last year until the same day, the most frequent first; categories without reports left out."""
    rows = (
        Concern.objects.placed_here(request)
        .filter(_since_last_year(today))
        .values("category")
        .annotate(
            this_year=Count("pk", filter=_year_to(today)),
            last_year=Count("pk", filter=_year_to(a_year_before(today))),
        )
        .order_by("-this_year", "-last_year", "category")
    )
    return [
        CategoryCount(Category(row["category"]), row["this_year"], row["last_year"])
        for row in rows
        if row["this_year"] or row["last_year"]
    ]


def by_category_and_milieu(board: Board, start: date, end: date) -> dict[tuple[Category, Milieu], int]:
    """Reports of what happened on ``board``'s area between two days, both included; pairs without reports left out.

    A report is counted once, by place. For the task "report" and for readers of the board's published pictures;
    others count nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_concern_counts(%s, %s, %s)", [board.pk, start, end])
        return {(Category(category), Milieu(milieu)): reports for category, milieu, reports in cursor.fetchall()}


def a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)


def _since_last_year(day: date) -> Q:
    """What the counts above can hold; older reports are not read at all."""
    return Q(happened_on__gte=date(day.year - 1, 1, 1))


def _year_to(day: date) -> Q:
    return Q(happened_on__range=(date(day.year, 1, 1), day))
