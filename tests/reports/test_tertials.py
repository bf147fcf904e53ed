from datetime import date

import pytest

from vbe.reports.tertials import Tertial


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026T1", date(2026, 1, 1), date(2026, 4, 30)),
        ("2026T2", date(2026, 5, 1), date(2026, 8, 31)),
        ("2026T3", date(2026, 9, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_period_has_its_own_months_and_counts_from_january(text: str, start: date, end: date) -> None:
    period = Tertial.parse(text)
    assert (period.start, period.end, str(period)) == (start, end, text)
    assert period.cumulative_start == date(start.year, 1, 1)
    assert period.is_year is (text in ("2026", "9999"))


@pytest.mark.parametrize(
    "text", ["", "2026T4", "2026T0", "26T1", "2026t1", "2026 T1", "0000", "2026T1\n", "٢٠٢٦", "2026-T1", "20261"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="tertial"):
        Tertial.parse(text)


def test_every_day_lies_in_one_tertial() -> None:
    assert str(Tertial.of(date(2024, 4, 30))) == "2024T1"
    assert str(Tertial.of(date(2024, 5, 1))) == "2024T2"
    assert str(Tertial.of(date(2024, 12, 31))) == "2024T3"


def test_the_period_before_and_the_year_before() -> None:
    assert str(Tertial.parse("2026T1").previous) == "2025T3"
    assert str(Tertial.parse("2026T3").previous) == "2026T2"
    assert str(Tertial.parse("2026").previous) == "2025"
    assert str(Tertial.parse("2026T2").a_year_before) == "2025T2"


def test_a_period_has_ended_the_day_after_its_last() -> None:
    assert not Tertial.parse("2026T1").has_ended(date(2026, 4, 30))
    assert Tertial.parse("2026T1").has_ended(date(2026, 5, 1))
