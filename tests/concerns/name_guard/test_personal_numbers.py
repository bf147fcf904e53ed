"""Personal and coordination numbers, however they are written: only Skatteverket's test numbers, whole or with a slip."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.concerns.name_guard.pointed_out import SENTENCE, marked

WRITTEN_NUMBERS = [
    "19900602-2397",
    "199006022397",
    "900602-2397",
    "9006022397",
    "900602+2397",
    "19900602+2397",
    "900602 2397",
    "19900602 2397",
    "900602 - 2397",
    "900602- 2397",
    "900602.2397",
    "900602_2397",
    "900602/2397",
    "1990-06-02-2397",
    "1990-06-02 2397",
    "1990 06 02 2397",
    "1990.06.02.2397",
    "1990/06/02-2397",
    "90-06-02-2397",
    "90 06 02 2397",
    "1990 0602 2397",
    "1990-0602-2397",
    "19 900602-2397",
    "19 90 06 02 23 97",
    "90 06 02 23 97",
    "1 9 9 0 0 6 0 2 2 3 9 7",
    "9 0 0 6 0 2 - 2 3 9 7",
    "9.0.0.6.0.2.2.3.9.7",
    "900602-23 97",
    "900602 23 97",
    "19900602 23 97",
    "900602 - 23 97",
    "1990 06 02 23 97",
    "1990-06-02 23 97",
    "900602, 2397",
    "900602,2397",
    "19900602, 2397",
    "1990-06-02, 2397",
    "900602, 23 97",
    "900602 (2397)",
    "900602(2397)",
    "19900602 (23 97)",
    "1990-06-02 (2397)",
    "90 0602-2397",
    "90-0602-2397",
    "00 0105-2380",
    "900602-\n2397",
    "900602\n2397",
    "000105-2380",
    "0001052380",
    "991228-2382",
    "160161-2391",  # a coordination number: day + 60
    "160161 23 91",
    "19161188 23 98",
    "160161 - 23 91",
    "1916 11 88 23 98",
    "1916-11-88 23 98",
    "160161, 2391",
    "160161 (2391)",
    "16 0161-2391",
    "150072 23 90",
    "171160, 2399",
    "19161188-2398",
    "191611882398",
    "150072+2390",  # month 00
    "191500722390",
    "171160-2399",  # day 60
    "900602\u00a02397",
    "900602\u202f2397",
    "900602\u20092397",
    "900602\t2397",
    "900602\u20102397",
    "900602\u20112397",
    "900602\u20132397",
    "900602\u2014 2397",
    "900602\u22122397",
    "900602\ufe632397",
    "900602\uff0d2397",
    "900602\u00ad-2397",
    "900602\u200b2397",
    "9\u200d0\u200d0\u200d6\u200d0\u200d2\u200d2\u200d3\u200d9\u200d7",
    "\u2068900602\u2069-2397",
    "９００６０２－２３９７",
    "٩٠٠٦٠٢-٢٣٩٧",
    "𝟗𝟎𝟎𝟔𝟎𝟐-𝟐𝟑𝟗𝟕",
    "19900602-T123",  # IVO's form for somebody without a number
    "900602-TF10",
]


@pytest.mark.parametrize("number", WRITTEN_NUMBERS)
def test_a_personal_number_is_refused_however_it_is_written(number: str) -> None:
    assert marked(SENTENCE.format(number), refused=True) == [number.strip("\u2068")]


@pytest.mark.parametrize("number", WRITTEN_NUMBERS)
@pytest.mark.parametrize(
    "around",
    ["{}", "pnr{}", "({})", "{},", "{}.", "{}?", "{}\n", "född {}:", "Å{}Ö", "år 2019: {}!", "+ {}", "nr 14 {} idag"],
)
def test_what_stands_around_a_number_does_not_hide_it(number: str, around: str) -> None:
    assert marked(around.format(number), refused=True)


@pytest.mark.parametrize("after", [" 14 år", " 2 gånger", " 12 15", "/3"])
def test_a_sign_before_the_last_four_says_enough_whatever_follows(after: str) -> None:
    for number in ("900602-23 97", "19900602+23 97"):
        assert marked(SENTENCE.format(number + after), refused=True) == [number]


@pytest.mark.parametrize(
    "number",
    [
        "19900602-2398",
        "199006022398",
        "900602-2398",
        "9006022398",
        "900602 2398",
        "900602+2398",
        "900602.2398",
        "900602\u00a02398",
        "1990-06-02-2398",
        "1990-06-02 2398",
        "19 900602-2398",
        "900662-2398",
        "900231-2397",  # no such day
        "19900631-2397",
        "070123-4567",  # six and four: a phone number is not written so
        "900602-1430",  # a dash before the four is not a time
    ],
)
def test_a_number_with_a_slip_in_it_is_still_a_persons(number: str) -> None:
    assert marked(SENTENCE.format(number), refused=True) == [number]


@pytest.mark.parametrize("twelve", ["199006022397", "200001052380", "199912282382", "191611882398", "191500722390"])
def test_every_check_digit_is_refused(twelve: str) -> None:
    for digit in "0123456789":
        born, last = twelve[:8], twelve[8:11] + digit
        for number in (f"{born}{last}", f"{born}-{last}", f"{born[2:]}-{last}"):
            assert marked(SENTENCE.format(number), refused=True) == [number]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("900602-2397 000105-2380", ["900602-2397", "000105-2380"]),
        ("900602-2397,000105-2380", ["900602-2397", "000105-2380"]),
        ("900602-2397\n000105-2380\n991228-2382", ["900602-2397", "000105-2380", "991228-2382"]),
        ("2019-06-02 900602-2397", ["900602-2397"]),
        ("klass 9 900602-2397", ["900602-2397"]),
        ("2018 900602-2397", ["900602-2397"]),
        ("17 900602-2397", ["900602-2397"]),
        ("dnr 155-943/2015, 900602-2397", ["900602-2397"]),
        ("900602-2397/000105-2380", ["900602-2397", "000105-2380"]),
        ("ring 070-174 06 05 om 9006022397", ["9006022397"]),
        ("900602, 2397, och 000105 (2380)", ["900602, 2397", "000105 (2380)"]),
        ("900602 23 97 1990", ["900602 23 97"]),
    ],
)
def test_a_number_beside_other_numbers_is_found(text: str, refused: list[str]) -> None:
    assert marked(text, refused=True) == refused


@pytest.mark.parametrize("year", [1890, 1926, 1999, 2000, 2007, 2026])
def test_every_day_of_a_year_is_refused_in_both_lengths(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        for shift in (0, 60):
            number = f"{day:%Y%m}{day.day + shift:02}-0000"
            assert marked(number, refused=True) == [number]
            assert marked(number[2:], refused=True) == [number[2:]]
        day += timedelta(days=1)


SOURCES = sorted(Path("/work/shared/sources").glob("*.txt"))


@pytest.mark.skipif(not SOURCES, reason="the five municipal documents are not part of the product")
def test_nothing_in_the_municipal_documents_is_refused() -> None:
    for source in SOURCES:
        assert marked(source.read_text(), refused=True) == [], source.name
