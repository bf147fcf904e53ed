"""The statutory time limits that count from the arrival of a concern about a child (legal.md L6, L7)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.deadlines import Due

DECIDE_WITHIN_DAYS = 14
ADULT_FROM = 18


class Limit(NamedTuple):
    label: str | Promise
    due: Due


def limits(arrived_at: datetime, age: int | None) -> list[Limit]:
    """What is due and when; nothing for an adult.

    An unknown age is counted as a child's: a limit that turns out not to apply harms nobody, a missed one does.
    """
    if age is not None and age >= ADULT_FROM:
        return []
    day = deadlines.local_date(arrived_at)
    return [
        # At once: the day itself, free or not.
        Limit(_("Skyddsbedömning"), Due(day, day)),
        Limit(_("Beslut om utredning"), deadlines.due(arrived_at, days=DECIDE_WITHIN_DAYS)),
    ]


def decide_by(arrived_at: datetime, age: int | None) -> date | None:
    """The last calendar day for the decision whether to investigate; None for an adult."""
    return next((limit.due.calendar for limit in limits(arrived_at, age)[1:]), None)
