"""When something is due: the calendar date, and the next weekday when that date is free.

The law lets an act that falls due on a Saturday, a Sunday, a public holiday, midsommarafton, julafton or nyårsafton be
done on the next weekday. Both dates are shown; the earlier one counts. Sources: legal.md L7; lag (1930:173) 1–2 §§.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from django.utils.timezone import is_naive

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Concern about a child: SoL 20:2, 20:3 and 19:6 (legal.md L6).
DECIDE_WITHIN_DAYS = 14
INVESTIGATE_WITHIN_MONTHS = 4
ANSWER_WITHIN_WEEKS = 1
_SATURDAY = 5  # date.weekday() counts from Monday = 0


class Due(NamedTuple):
    """The date the time limit ends, and the first weekday on or after it."""

    calendar: date
    working: date


def due(start: date | datetime, *, days: int = 0, weeks: int = 0, months: int = 0) -> Due:
    """The date that lies so many calendar days, weeks and months after `start`.

    Months come first and stop at the end of a shorter month (31 January + 1 month = last of February); weeks and days
    are added after that. The day of `start` is not counted; with nothing to add, that day itself is due. A datetime is
    read as its date in Europe/Stockholm.

    Raises ValueError for a naive datetime and for a negative amount, TypeError for an amount that is not whole.
    Source: legal.md L7.
    """
    for amount in (days, weeks, months):
        if not isinstance(amount, int):
            # timedelta would take half a day and a date would silently drop it.
            raise TypeError("a time limit is given in whole days, weeks and months")
        if amount < 0:
            raise ValueError("a time limit cannot be negative")
    calendar = _add_months(local_date(start), months) + timedelta(weeks=weeks, days=days)
    working = calendar
    while not is_working_day(working):
        working += timedelta(days=1)
    return Due(calendar, working)


def protection_assessment_due(arrived: date | datetime) -> Due:
    """At once: the day of the arrival itself, free or not (SoL 20:1)."""
    day = local_date(arrived)
    return Due(day, day)


def investigation_decision_due(arrived: date | datetime) -> Due:
    """Whether an investigation is to be opened is decided within fourteen days of the arrival (SoL 20:2)."""
    return due(arrived, days=DECIDE_WITHIN_DAYS)


def investigation_due(opened: date | datetime) -> Due:
    """An investigation about a child is finished within four months of the decision to open it (SoL 20:3)."""
    return due(opened, months=INVESTIGATE_WITHIN_MONTHS)


def feedback_due(decided: date | datetime) -> Due:
    """Who had to report is told within a week of the decision (SoL 19:6)."""
    return due(decided, weeks=ANSWER_WITHIN_WEEKS)


def working_days_after(start: date | datetime, days: int) -> date:
    """The day that lies so many working days after `start`; with none, that day itself.

    `start` is read as in `due`. Raises ValueError for a naive datetime and for a negative amount.
    """
    if days < 0:
        raise ValueError("a time limit cannot be negative")
    day = local_date(start)
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def overdue(limit: Due, today: date | datetime) -> bool:
    """True from the day after the calendar date: the earlier of the two dates counts (legal.md L7).

    `today` is read as `start` is in `due`. Raises ValueError for a naive datetime.
    """
    return local_date(today) > limit.calendar


def is_working_day(day: date) -> bool:
    """False on Saturdays, Sundays, public holidays, midsommarafton, julafton and nyårsafton (legal.md L7)."""
    return day.weekday() < _SATURDAY and day not in _free_days(day.year)


def local_date(moment: date | datetime) -> date:
    """The date in Europe/Stockholm of an aware datetime; a plain date is returned as it is.

    Raises ValueError for a naive datetime: without a time zone nobody can tell which day it was.
    """
    if not isinstance(moment, datetime):
        return moment
    if is_naive(moment):
        raise ValueError("naive datetime: give a date or a datetime with a time zone")
    return moment.astimezone(STOCKHOLM).date()


def _add_months(day: date, months: int) -> date:
    years, month_index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month_index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@lru_cache(maxsize=64)
def _free_days(year: int) -> frozenset[date]:
    # One calendar a year, finished before anybody reads it: the package's own growing calendar marks a year as known
    # before it has filled it in, so a second thread could read a year without holidays. The default category lacks
    # the three eves; DE_FACTO is exactly those. BANK and OPTIONAL would add half days, which the law does not free.
    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))
