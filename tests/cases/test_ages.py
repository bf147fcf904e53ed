from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.ages import Lead, age_on, band, birthday, leads

Rule = Callable[[date, date], object]
BIRTHS = [
    date(2000, 2, 29),
    date(2004, 2, 29),
    date(2007, 2, 28),
    date(2007, 3, 1),
    date(2008, 12, 31),
    date(2014, 1, 1),
]


def is_birthday(born: date, day: date) -> bool:
    """Shares no arithmetic with the rule: looks only at the day and the one after it."""
    tomorrow = day + timedelta(days=1)
    stands_in_for_29_february = (day.month, day.day, tomorrow.month) == (2, 28, 3)
    return (day.month, day.day) == (born.month, born.day) or (
        (born.month, born.day) == (2, 29) and stands_in_for_29_february
    )


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (date(2010, 5, 17), date(2010, 5, 17), 0),
        (date(2010, 5, 17), date(2011, 5, 16), 0),
        (date(2010, 5, 17), date(2011, 5, 17), 1),
        (date(2008, 12, 31), date(2026, 12, 30), 17),
        (date(2008, 12, 31), date(2026, 12, 31), 18),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(1900, 3, 1), date(2100, 2, 28), 199),
        (date(2096, 2, 29), date(2100, 2, 28), 4),
    ],
)
def test_whole_years_are_counted_from_the_birthday(born: date, day: date, years: int) -> None:
    assert age_on(born, day) == years


@pytest.mark.parametrize("born", BIRTHS)
def test_every_day_of_a_life_agrees_with_counting_birthdays(born: date) -> None:
    birthdays, day = 0, born
    while day < date(2040, 1, 1):
        assert age_on(born, day) == birthdays, day
        day += timedelta(days=1)
        birthdays += is_birthday(born, day)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, "-11"),
        (11, "-11"),
        (12, "12-17"),
        (17, "12-17"),
        (18, "18"),
        (19, "19-29"),
        (29, "19-29"),
        (30, "30+"),
        (104, "30+"),
    ],
)
def test_a_band_holds_its_first_day_and_the_day_before_its_end(age: int, expected: str) -> None:
    assert band(date(1990, 6, 2), date(1990 + age, 6, 2)) == expected
    assert band(date(1990, 6, 2), date(1991 + age, 6, 1)) == expected


def test_every_age_has_a_band_and_none_comes_back() -> None:
    bands = [band(date(1990, 6, 2), date(1990 + age, 12, 1)) for age in range(60)]

    assert [name for name, before in zip(bands, [None, *bands], strict=False) if name != before] == [
        "-11",
        "12-17",
        "18",
        "19-29",
        "30+",
    ]


@pytest.mark.parametrize(
    ("day", "split", "expected"),
    [
        (date(2009, 6, 1), 19, Lead.SOCIALTJANST),
        (date(2009, 6, 2), 19, Lead.SIG_ADULT),
        # "19 och uppåt": nobody loses the lead at 30.
        (date(2030, 6, 2), 19, Lead.SIG_ADULT),
        (date(2008, 6, 2), 19, Lead.SOCIALTJANST),
        (date(2008, 6, 2), 18, Lead.SIG_ADULT),
        (date(2009, 6, 2), 21, Lead.SOCIALTJANST),
    ],
)
def test_the_lead_changes_on_the_birthday_of_the_split(day: date, split: int, expected: Lead) -> None:
    assert leads(date(1990, 6, 2), day, split=split) is expected


def test_the_split_is_19_unless_the_municipality_says_otherwise() -> None:
    assert leads(date(1990, 6, 2), date(2009, 6, 1)) is Lead.SOCIALTJANST
    assert leads(date(1990, 6, 2), date(2009, 6, 2)) is Lead.SIG_ADULT


@pytest.mark.parametrize("split", [0, -1])
def test_a_split_that_is_no_age_is_refused(split: int) -> None:
    with pytest.raises(ValueError, match="split"):
        leads(date(1990, 6, 2), date(2026, 1, 1), split=split)


@pytest.mark.parametrize(
    ("born", "year", "expected"),
    [
        (date(2008, 2, 29), 2008, date(2008, 2, 29)),
        (date(2008, 2, 29), 2026, date(2026, 2, 28)),
        (date(2008, 2, 29), 2028, date(2028, 2, 29)),
        (date(2008, 2, 29), 2100, date(2100, 2, 28)),
        (date(2008, 2, 28), 2028, date(2028, 2, 28)),
        (date(2008, 12, 31), 2026, date(2026, 12, 31)),
    ],
)
def test_the_birthday_of_a_year(born: date, year: int, expected: date) -> None:
    assert birthday(born, year) == expected


def test_there_is_no_birthday_before_the_birth() -> None:
    with pytest.raises(ValueError, match="before"):
        birthday(date(2008, 2, 29), 2007)


@pytest.mark.parametrize("rule", [age_on, band, leads])
def test_a_birth_after_the_day_is_refused_without_repeating_the_birth_date(rule: Rule) -> None:
    with pytest.raises(ValueError, match="after") as error:
        rule(date(2010, 5, 18), date(2010, 5, 17))
    assert "2010" not in str(error.value)


@pytest.mark.parametrize("rule", [age_on, band, leads])
@pytest.mark.parametrize(
    ("born", "day"),
    [
        (date(2008, 1, 1), datetime(2026, 1, 1, 12)),
        (date(2008, 1, 1), datetime(2025, 12, 31, 23, 30, tzinfo=UTC)),
        (datetime(2008, 1, 1), date(2026, 1, 1)),
        (datetime(2008, 1, 1), datetime(2026, 1, 1)),
    ],
)
def test_a_datetime_is_refused_rather_than_cut(rule: Rule, born: date, day: date) -> None:
    with pytest.raises(TypeError, match="local_date"):
        rule(born, day)


def test_a_birthday_takes_no_datetime() -> None:
    with pytest.raises(TypeError, match="local_date"):
        birthday(datetime(2008, 1, 1), 2026)
