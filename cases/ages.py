"""How old somebody is on a day, which age band that is, and which unit then leads.

Every function takes plain dates. A datetime is refused with TypeError instead of being cut to its date: at half past
eleven in the evening UTC it is already tomorrow in Sweden, so the caller first names the day with
`cases.deadlines.local_date`. Sources: legal.md L8; Spånga-Tensta 2017, s. 14.
"""

from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

Band = Literal["-11", "12-17", "18", "19-29", "30+"]

# First age of each band, oldest first, so that the first one reached is the answer.
_BANDS: tuple[tuple[int, Band], ...] = ((30, "30+"), (19, "19-29"), (18, "18"), (12, "12-17"))


class Lead(StrEnum):
    """The unit that leads a case; the values are those of `Case.lead`."""

    SOCIALTJANST = "socialtjanst"
    SIG_ADULT = "sig_vuxen"


def age_on(birth_date: date, day: date) -> int:
    """Whole years lived on `day`, counted from the morning of the birthday.

    Raises ValueError when `birth_date` is after `day`, TypeError for a datetime. Source: legal.md L8.
    """
    _refuse_datetime(birth_date, day)
    if birth_date > day:
        # Neither date is quoted: a birth date does not belong in a log.
        raise ValueError("birth_date is after day")
    return day.year - birth_date.year - (day < birthday(birth_date, day.year))


def birthday(birth_date: date, year: int) -> date:
    """The birthday in `year`; who is born on 29 February has it on 28 February in common years (legal.md L8).

    With `birth_date.year + 18` it is the day somebody comes of age, so that a case can say so in time.
    Raises ValueError when `year` is before the birth, TypeError for a datetime.
    """
    _refuse_datetime(birth_date)
    if year < birth_date.year:
        raise ValueError("year is before birth_date")
    last_day = monthrange(year, birth_date.month)[1]
    return date(year, birth_date.month, min(birth_date.day, last_day))


def band(birth_date: date, day: date) -> Band:
    """The one band that holds the age on `day`. Raises as `age_on` does. Source: legal.md L8."""
    age = age_on(birth_date, day)
    for first_age, name in _BANDS:
        if age >= first_age:
            return name
    return "-11"


def leads(birth_date: date, day: date, split: int = 19) -> Lead:
    """The unit that leads on `day`: SIG 19–29 from the age of `split` and upwards without limit, socialtjänsten below.

    `split` is the municipality's setting, in whole years. Raises ValueError when it is not positive, and as `age_on`
    does. Source: Spånga-Tensta 2017, s. 14 ("19 och uppåt"); legal.md L8.
    """
    if split < 1:
        raise ValueError("split must be a positive number of years")
    return Lead.SIG_ADULT if age_on(birth_date, day) >= split else Lead.SOCIALTJANST


def _refuse_datetime(*days: date) -> None:
    # datetime is a subclass of date, so neither the type checker nor the comparison would stop it.
    if any(isinstance(day, datetime) for day in days):
        raise TypeError("ages take dates, not datetimes; use cases.deadlines.local_date first")
