from __future__ import annotations

from datetime import date

import pytest

from actionplans.sources import DATA
from actionplans.sources import read as read_file
from actionplans.time_plans import TimePlan, read

YEAR_2019 = TimePlan(date(2019, 1, 1), date(2019, 12, 31))
SPRING = TimePlan(date(2019, 1, 1), date(2019, 6, 30))
AUTUMN = TimePlan(date(2019, 7, 1), date(2019, 12, 31))
TWO_YEARS = TimePlan(date(2019, 1, 1), date(2020, 12, 31))
NOTHING = TimePlan()


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Pågående", TimePlan(ongoing=True)),
        ("pågående (varannan vecka)", TimePlan(ongoing=True)),
        ("Fortlöpande", TimePlan(ongoing=True)),
        ("2019", YEAR_2019),
        (" 2019. ", YEAR_2019),
        ("VT 2019", SPRING),
        ("vt-19", SPRING),
        ("Våren 2019", SPRING),
        ("HT 2019", AUTUMN),
        ("HT2019", AUTUMN),
        ("190501", TimePlan(end=date(2019, 5, 1))),
        ("20190501", TimePlan(end=date(2019, 5, 1))),
        ("2019 09 01", TimePlan(end=date(2019, 9, 1))),
        ("2019-09-01", TimePlan(end=date(2019, 9, 1))),
        ("2019–2020", TWO_YEARS),
        ("2019-2020", TWO_YEARS),
        ("2019 - 2020", TWO_YEARS),
        ("2017 - 2018", TimePlan(date(2017, 1, 1), date(2018, 12, 31))),
        ("2019/20", TWO_YEARS),
        ("2019 och 2020", TWO_YEARS),
        ("", NOTHING),
        ("  \n", NOTHING),
        ("Vid behov", NOTHING),
        ("Snart, kanske 2019", NOTHING),
        ("2020–2019", NOTHING),
        ("191301", NOTHING),
        ("20190230", NOTHING),
        ("1", NOTHING),
        ("٢٠١٩", NOTHING),
        ("x" * 10_000, NOTHING),
        ("\x00", NOTHING),
    ],
)
def test_what_is_read(text: str, plan: TimePlan) -> None:
    assert read(text) == plan


def test_a_time_plan_has_passed_the_day_after_its_end() -> None:
    assert not read("2019").has_passed(date(2019, 12, 31))
    assert read("2019").has_passed(date(2020, 1, 1))
    assert read("190501").has_passed(date(2019, 5, 2))


@pytest.mark.parametrize("text", ["Pågående", "", "Vid behov"])
def test_what_has_no_end_never_passes(text: str) -> None:
    assert not read(text).has_passed(date(2100, 1, 1))


def test_every_time_plan_of_the_documents_is_read() -> None:
    plans = [read_file(path) for path in DATA.glob("*.toml") if "sections" in read_file(path)]
    written = {
        measure["time_plan"]
        for plan in plans
        for section in plan["sections"]
        for measure in section.get("measures", [])
        if measure["time_plan"]
    }
    assert written and not {text for text in written if read(text) == NOTHING}
