"""Numbers that are no person's, and the phone numbers that PTS keeps for fiction."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from cases.concerns.name_guard import Hit, Kind, inspect
from tests.concerns.name_guard.pointed_out import SENTENCE, marked


@pytest.mark.parametrize(
    "text",
    [
        # Diary numbers and the like
        "dnr 155-943/2015",
        "Dnr 1.2.5-294/2017",
        "Dnr 110-102/2015",
        "dnr 1.1-0602/2019",
        "dnr 190602-1234/2019",
        "dnr 190602-1234",
        "190602-1234/2019",
        "155-190602-1234",
        "1901011235/2019",
        "1901011235-7",
        "8327-1901011235",
        "KS 2019/0602",
        "2019-06024567",
        "SoN 2019-000123",
        "dnr 2019-06021234",
        "Diarienummer: 1901011234",
        "SFS 2025:400, lag (1930:173)",
        "OSL 10:18 a, 26:1",
        # Dates, times, years and the time plans people write
        "190501",
        "2019 09 01",
        "2019-06-02",
        "2019-06-02 14:30",
        "2019-06-02 14.30",
        "2019-06-02 1430",
        "2019-06-02 kl. 1430",
        "2019-06-02T14:30:00",
        "190602 1430",
        "190602 2019",
        "190602.1430",
        "190602/4567",
        "2019-06-02/4567",
        "190602:4567",
        "190602-45 67",
        "190501\n4568 besök",
        "19-06-02 14.30",
        "2.6.2019\u201330.6.2019",
        "2019-05-01 \u2013 2019-06-30",
        "2019-05-01--2019-06-30",
        "2019-05-01-2019-06-30",
        "2019-05-01\u20132020",
        "2019.05.01-2019.06.30",
        "190501-190630",
        "2019-0501-0630",
        "190501\u2013190630",
        "2019\u20132020",
        "2017-2018 2019-2020",
        "1989, 1990, 1991, 1992",
        "1989 1990 1991 1992",
        "VT 2019, HT 2019",
        "kl. 08.00-16.00",
        "0800-1600",
        "08 00 09 15 10 30",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "vecka 36 2019",
        # The same digits as a person's, and the check digit wrong or more beside them
        "190602, 1430",
        "190602, 4567 besök",
        "190602 (4567)",
        "2019-06-02 (4567)",
        "2019-06-02 45 67",
        "900602 23 97 14",
        "2019 06 02 23 97 11 12",
        "900602, 2397-05-01",
        "900602 (2397-2399)",
        # Amounts
        "1 250 000 kr",
        "1 101 234 567 kr",
        "12 010 123 456 kr",
        "1101234567 kr",
        "1101234567 kronor",
        "1101234567 SEK",
        "1.101.234.567,50",
        "1 101 234 567",
        # Numbers of things
        "OCR 1101234567",
        "OCR: 9006022397",
        "OCR-nummer 1101234567",
        "fakturanummer 1101234567",
        "bankgiro 5050-1055",
        "konto 8327-9, 110 123 456-7",
        "212000-0142",
        "organisationsnummer 556036-0793",
        "SE2120000142",
        "SE45 5000 0000 0583 9825 7466",
        "ISBN 978-91-0-012345-6",
        "19010112345678901234",
        "1901011234567",
        "12345678901",
        "59.334591, 18.063240",
        "119 01 Stockholm",
        "a1b2c3d4-0602-1234",
    ],
)
def test_other_numbers_are_not_refused(text: str) -> None:
    assert marked(SENTENCE.format(text), refused=True) == []
    assert marked(text, refused=True) == []


@pytest.mark.parametrize(
    "phone",
    [
        "070-174 06 05",
        "070-1740605",
        "0701-74 06 05",
        "0701-740605",
        "070 174 06 05",
        "0701740605",
        "0701234567",
        "0722345678",
        "+46701740605",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "08 1012-2399",
        "+46-70-174 06 05",
        "0046701740605",
        "08-465 004 05",
        "08-46500405",
        "08-12 34 56",
        "08 12 01 4567",
        "08 465 004 05",
        "(08) 465 004 05",
        "08/465 004 05",
        "0155-24 80 00",
        "0155-248000",
        "020-100 200",
        "010-120 12 34",
        "+45 12 34 56 78",
        "+4512012345",
        "070\u2011174\u00a006\u00a005",
        "070\u2013174 06 05",
    ],
)
def test_a_phone_number_is_pointed_out_and_not_refused(phone: str) -> None:
    text = SENTENCE.format(phone)
    assert inspect(text) == [Hit(Kind.PHONE, text.index(phone), text.index(phone) + len(phone), refuse=False)]


def test_no_phone_number_with_its_separators_is_taken_for_a_person() -> None:
    dice = random.Random(2026)
    for _ in range(1000):
        area = dice.choice(["070", "072", "073", "076", "079", "010"])
        rest = f"{dice.randrange(10**7):07}"
        for written in (
            f"{area}-{rest[:3]} {rest[3:5]} {rest[5:]}",
            f"{area} {rest[:3]} {rest[3:5]} {rest[5:]}",
            f"{area}-{rest}",
            f"{area}{rest[0]}-{rest[1:]}",
            f"{area}{rest[0]}-{rest[1:3]} {rest[3:5]} {rest[5:]}",
            f"08-{rest[:3]} {rest[3:5]} {rest[4:7]}",
            f"08-{rest}{rest[0]}",
            f"+46{area[1:]}{rest}",
            f"+46 {area[1:]} {rest[:3]} {rest[3:5]} {rest[5:]}",
            f"+45 {area[1:]} {rest[:2]} {rest[2:4]} {rest[4:6]}",
            f"+45 {rest[:2]} {rest[2:4]} {rest[3:]}",
            f"+45{rest}{area[2]}",
        ):
            assert marked(written, refused=True) == [], written


@pytest.mark.parametrize(
    "written",
    [
        "{0:%Y-%m-%d} – {1:%Y-%m-%d}",
        "{0:%Y-%m-%d}–{1:%Y-%m-%d}",
        "{0:%Y-%m-%d}--{1:%Y-%m-%d}",
        "{0:%Y-%m-%d}-{1:%Y-%m-%d}",
        "{0:%Y.%m.%d}-{1:%Y.%m.%d}",
        "{0:%Y-%m-%d}/{1:%Y-%m-%d}",
        "{0:%Y%m%d}–{1:%Y%m%d}",
        "{0:%Y%m%d} {1:%Y%m%d}",
        "{0:%y%m%d}–{1:%y%m%d}",
        "{0:%y%m%d} - {1:%y%m%d}",
        "{0:%y%m%d} {1:%y%m%d}",
        "{0:%y-%m-%d} – {1:%y-%m-%d}",
        "{0:%d.%m.%Y}–{1:%d.%m.%Y}",
        "{0:%d.%m.%Y} - {1:%d.%m.%Y}",
        "{0:%d/%m %Y}–{1:%d/%m %Y}",
        "{0:%d/%m}-{1:%d/%m %Y}",
        "{0:%d/%m/%Y}-{1:%d/%m/%Y}",
        "{0:%Y-%m-%d} {1:%H:%M}",
        "{0:%Y-%m-%d} {1:%H.%M}",
        "{0:%Y-%m-%d} kl. {1:%H%M}",
        "{0:%Y-%m-%dT%H:%M:%S}",
        "{0:%y%m%d} {1:%H:%M}",
        "{0:%y%m%d} kl {1:%H.%M}",
        "{0:%Y-%m-%d} {0:%H:%M}-{1:%H:%M}",
        "{0:%Y-%m-%d} {0:%H.%M}-{1:%H.%M}",
        "{0:%Y-%m-%d}, {1:%H%M}",
        "{0:%y%m%d}, {1:%H:%M}",
        "{0:%Y-%m-%d} ({1:%H.%M})",
        "{0:%Y-%m-%d} ({1:%Y-%m-%d})",
        "{0:%y%m%d}, {1:%y%m%d}",
        "{0:%Y}–{1:%Y} {0:%Y}–{1:%Y}",
        "{0:%Y} {1:%Y} {0:%Y}",
        "{0:%Y/%m}–{1:%Y/%m}",
        "{0:%Y-%m} – {1:%Y-%m}",
    ],
)
def test_no_dates_are_taken_for_a_person_whatever_their_digits_sum_to(written: str) -> None:
    dice = random.Random(2026)
    for _ in range(200):
        first = datetime(2001, 1, 1) + timedelta(minutes=dice.randrange(30 * 365 * 24 * 60))
        second = first + timedelta(minutes=dice.randrange(400 * 24 * 60))
        text = written.format(first, second)
        assert marked(text, refused=True) == [], text


@pytest.mark.parametrize("text", ["ring 0001052380", "mobil: 0001052380", "tel. nr 0001052380"])
def test_a_word_decides_when_a_compact_number_could_be_both(text: str) -> None:
    assert marked(text, refused=True) == []
    assert marked("född " + text.split()[-1], refused=True) == ["0001052380"]


def test_a_plus_sign_before_a_written_number_is_a_bullet_and_not_a_country() -> None:
    assert marked("+900602-2397", refused=True) == ["900602-2397"]


@pytest.mark.parametrize("text", ["ring 9006022397", "OCR 199006022397", "dnr 900602-2397", "tel 900602-2397"])
def test_a_word_does_not_hide_a_number_that_can_only_be_a_persons(text: str) -> None:
    assert marked(text, refused=True) == [text.split()[-1]]


def test_a_word_decides_when_the_last_four_are_two_and_two() -> None:
    assert marked("tel 000105 23 80", refused=True) == []
    assert marked("barnet 000105 23 80", refused=True) == ["000105 23 80"]
