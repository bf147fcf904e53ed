"""Only Skatteverket's test numbers, whole or with a wrong check digit, and the phone numbers PTS keeps for fiction."""

import random
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from cases.concerns.name_guard import ADVICE, Hit, Kind, inspect

SENTENCE = "Eleven sa det till {} i matsalen."


def marked(text: str, *, refused: bool) -> list[str]:
    return [text[hit.start : hit.end] for hit in inspect(text) if hit.refuse is refused]


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
    "900602-\n2397",
    "900602\n2397",
    "000105-2380",
    "0001052380",
    "991228-2382",
    "160161-2391",  # a coordination number: day + 60
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
    ],
)
def test_a_number_beside_other_numbers_is_found(text: str, refused: list[str]) -> None:
    assert marked(text, refused=True) == refused


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


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Skriv till anna.berg@exempel.se.", Kind.EMAIL, "anna.berg@exempel.se"),
        ("<a_b+c@sub.exempel.co.uk>", Kind.EMAIL, "a_b+c@sub.exempel.co.uk"),
        ("åsa@exempel.se,", Kind.EMAIL, "åsa@exempel.se"),
        ("anna＠exempel.se", Kind.EMAIL, "anna＠exempel.se"),
        ("ANNA@EXEMPEL.SE", Kind.EMAIL, "ANNA@EXEMPEL.SE"),
        ("en bil ABC 123 stod", Kind.NUMBER_PLATE, "ABC 123"),
        ("en bil ABC123.", Kind.NUMBER_PLATE, "ABC123"),
        ("en bil ABC-12D stod", Kind.NUMBER_PLATE, "ABC-12D"),
        ("en bil abc12d stod", Kind.NUMBER_PLATE, "abc12d"),
        ("en bil ABC\u00a0123 stod", Kind.NUMBER_PLATE, "ABC\u00a0123"),
    ],
)
def test_an_address_or_a_plate_is_pointed_out(text: str, kind: Kind, found: str) -> None:
    start = text.index(found)
    assert inspect(text) == [Hit(kind, start, start + len(found), refuse=False)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "En grupp på 25 personer ropade slagord i tunnelbanan.",
        "med 123 elever, bad 123 om lov, hus 123",
        "SEK 500, EUR 100",
        "DNR 155-943/2015",
        "SIG 123",  # no I on a plate
        "ABC 12I",
        "ABCD 123",
        "ABC 1234",
        "snabel-a @ mitt i, a@b",
        "02-06-2019",
        "02 06 2019",
        "02-06-19 1430",
        "013 1234 5678 9012",
        "KLS 155-943/2015",
        "0800-1600",
        "0602-0605",
        "1 012 345 678 kr",
        "2019-06-02",
        "dnr 0155-24/2019",
        "dnr 0155-24800/2019",
        "112, 114 14, 1177",
    ],
)
def test_an_ordinary_sentence_has_no_hits(text: str) -> None:
    assert inspect(text) == []


def test_hits_come_in_order_without_overlaps_and_in_the_texts_own_places() -> None:
    text = "\u200bABC 123 \U0001f600 900602\u00ad-2397@exempel.se e\u0301 070-174 06 05, anna@exempel.se 0001052380"
    hits = inspect(text)

    assert [(hit.kind, text[hit.start : hit.end]) for hit in hits] == [
        (Kind.NUMBER_PLATE, "ABC 123"),
        (Kind.PERSONAL_NUMBER, "900602\u00ad-2397"),
        (Kind.PHONE, "070-174 06 05"),
        (Kind.EMAIL, "anna@exempel.se"),
        (Kind.PERSONAL_NUMBER, "0001052380"),
    ]
    assert [hit.refuse for hit in hits] == [False, True, False, False, True]


def test_a_hit_carries_nothing_of_the_text() -> None:
    (hit,) = inspect("900602-2397")
    assert hit == Hit(Kind.PERSONAL_NUMBER, 0, 11, refuse=True)
    assert "2397" not in repr(hit)


def test_every_kind_has_advice_in_swedish() -> None:
    assert set(ADVICE) == set(Kind)
    assert all(str(advice).startswith("Texten innehåller") for advice in ADVICE.values())


def test_what_the_advice_shows_as_right_is_not_refused() -> None:
    assert marked(str(ADVICE[Kind.PERSONAL_NUMBER]), refused=True) == []


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
