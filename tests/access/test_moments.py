"""A moment comes out of the database as it was put in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db
STOCKHOLM_IN_SUMMER = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 2, 17, 46, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 5, 0, 120000, tzinfo=STOCKHOLM_IN_SUMMER),
        datetime(2026, 11, 22, 2, 17, 46, 1, tzinfo=UTC),
        datetime(1901, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_the_same_moment_in_utc(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, ARRAY[%s::timestamptz], NULL::timestamptz", [moment, moment])
        one, several, none = cursor.fetchone()
    assert (one, several, none) == (moment, [moment], None)
    assert one.tzinfo is UTC


@pytest.mark.parametrize("written", ["infinity", "0044-03-15 12:00 BC"])
def test_what_python_has_no_moment_for_is_refused(written: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        with pytest.raises(DataError):
            cursor.fetchone()
