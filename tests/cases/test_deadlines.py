from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cases.deadlines import Due, due, is_working_day, local_date, overdue

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def easter_sunday(year: int) -> date:
    """The anonymous Gregorian algorithm, independent of the holidays package."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def first_saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def free_by_law(year: int) -> set[date]:
    """Lag (1989:253) 1 and 2 §§ and the three eves of lag (1930:173) 2 §, Saturdays and Sundays apart."""
    easter = easter_sunday(year)
    midsummer = first_saturday_from(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    return {
        *(date(year, month, day) for month, day in fixed),
        *(easter + timedelta(days=days) for days in (-2, 0, 1, 39, 49)),
        midsummer - timedelta(days=1),
        midsummer,
        first_saturday_from(date(year, 10, 31)),
    }


@pytest.mark.parametrize("year", range(2005, 2046))
def test_every_day_of_a_year_is_free_when_the_law_says_so(year: int) -> None:
    free, day = free_by_law(year), date(year, 1, 1)
    while day.year == year:
        assert is_working_day(day) == (day.weekday() < 5 and day not in free), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    "eve_that_is_worked",
    [
        date(2027, 1, 5),  # trettondagsafton
        date(2026, 4, 2),  # skärtorsdagen
        date(2026, 4, 30),  # valborgsmässoafton
        date(2026, 5, 15),  # klämdag
        date(2026, 6, 5),  # dagen före nationaldagen
        date(2026, 10, 30),  # allhelgonaafton
        date(2026, 12, 23),  # dagen före julafton
    ],
)
def test_half_days_are_working_days(eve_that_is_worked: date) -> None:
    assert is_working_day(eve_that_is_worked)


@pytest.mark.parametrize(
    ("calendar", "working"),
    [
        (date(2026, 11, 20), date(2026, 11, 20)),  # a Friday
        (date(2026, 11, 21), date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 22), date(2026, 11, 23)),  # Sunday
        (date(2026, 6, 19), date(2026, 6, 22)),  # midsommarafton, then the weekend
        (date(2026, 12, 24), date(2026, 12, 28)),  # julafton, a Thursday: four free days
        (date(2026, 12, 31), date(2027, 1, 4)),  # nyårsafton, across the year
        (date(2027, 1, 6), date(2027, 1, 7)),  # trettondedag jul
        (date(2026, 4, 3), date(2026, 4, 7)),  # långfredagen to the day after annandag påsk
        (date(2026, 5, 1), date(2026, 5, 4)),  # första maj
        (date(2026, 5, 14), date(2026, 5, 15)),  # Kristi himmelsfärdsdag; the day after is worked
        (date(2025, 6, 6), date(2025, 6, 9)),  # nationaldagen, a Friday; no annandag pingst since 2005
        (date(2026, 10, 31), date(2026, 11, 2)),  # alla helgons dag
    ],
)
def test_the_next_weekday_stands_beside_a_free_date(calendar: date, working: date) -> None:
    assert due(calendar) == Due(calendar, working)
    assert due(calendar - timedelta(days=14), weeks=2) == due(calendar - timedelta(days=14), days=14)
    assert due(calendar - timedelta(days=14), days=14) == Due(calendar, working)


def test_every_day_of_three_years_is_due_on_the_first_weekday_from_it() -> None:
    free = set().union(*map(free_by_law, range(2026, 2030)))
    day = date(2026, 1, 1)
    while day.year < 2029:
        candidates = (day + timedelta(days=n) for n in range(10))
        expected = next(later for later in candidates if later.weekday() < 5 and later not in free)
        assert due(day - timedelta(days=5), days=5) == Due(day, expected)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "months", "calendar"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2100, 1, 31), 1, date(2100, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 8, 31), 4, date(2026, 12, 31)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 11, 30), 25, date(2028, 12, 30)),
        (date(2028, 2, 29), 24, date(2030, 2, 28)),
        (date(2026, 5, 17), 0, date(2026, 5, 17)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(start: date, months: int, calendar: date) -> None:
    assert due(start, months=months).calendar == calendar


def test_every_start_and_month_agrees_with_walking_the_calendar() -> None:
    for offset, months in product(range(3 * 366), (1, 4, 13)):
        start = date(2026, 1, 1) + timedelta(days=offset)
        walking, left = start.replace(day=1), months
        while left:
            walking += timedelta(days=1)
            left -= walking.day == 1
        expected = walking
        while expected.day < start.day and (expected + timedelta(days=1)).month == walking.month:
            expected += timedelta(days=1)
        assert due(start, months=months).calendar == expected, (start, months)


def test_months_are_added_before_weeks_and_days() -> None:
    assert due(date(2026, 1, 31), months=1, weeks=1, days=2).calendar == date(2026, 3, 9)
    assert due(date(2026, 1, 30), months=1, days=1).calendar == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),  # winter: one hour ahead
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), date(2026, 7, 31)),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), date(2026, 8, 1)),  # summer: two hours ahead
        (datetime(2026, 1, 31, 23, 59, tzinfo=STOCKHOLM), date(2026, 1, 31)),
        (datetime(2026, 2, 1, 3, 0, tzinfo=timezone(timedelta(hours=9))), date(2026, 1, 31)),
        (date(2026, 1, 31), date(2026, 1, 31)),
    ],
)
def test_a_moment_is_counted_from_its_date_in_sweden(moment: date, day: date) -> None:
    assert local_date(moment) == day
    assert type(local_date(moment)) is date
    assert due(moment, days=14) == due(day, days=14)
    assert not overdue(Due(day, day), moment)
    assert overdue(Due(day - timedelta(days=1), day), moment)


class NoOffset(tzinfo):
    """A time zone that does not know its offset: Python calls such a datetime naive as well."""

    def utcoffset(self, moment: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


@pytest.mark.parametrize("naive", [datetime(2026, 1, 31, 12), datetime(2026, 1, 31, 12, tzinfo=NoOffset())])
def test_a_naive_datetime_is_refused(naive: datetime) -> None:
    for rule in (local_date, due, lambda moment: overdue(Due(date(2026, 1, 1), date(2026, 1, 1)), moment)):
        with pytest.raises(ValueError, match="naive"):
            rule(naive)


@pytest.mark.parametrize("unit", ["days", "weeks", "months"])
@pytest.mark.parametrize(
    ("amount", "error", "message"), [(-1, ValueError, "negative"), (0.5, TypeError, "whole"), ("1", TypeError, "whole")]
)
def test_amounts_are_whole_and_not_negative(unit: str, amount: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        due(date(2026, 1, 31), **{unit: amount})


def test_overdue_counts_to_the_earlier_date() -> None:
    limit = due(date(2026, 11, 7), days=14)
    assert limit == Due(calendar=date(2026, 11, 21), working=date(2026, 11, 23))

    assert [overdue(limit, date(2026, 11, day)) for day in (20, 21, 22, 23, 24)] == [False, False, True, True, True]
