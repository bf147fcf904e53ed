"""Only Skatteverket's own test numbers; the wrong ones are those with one digit changed."""

from datetime import date

import pytest
from personnummer import personnummer

from cases.identity_numbers import PersonalNumber, fold, is_valid, mask, parse

TODAY = date(2026, 11, 21)
PERSONAL = ["199006022397", "200001052380", "199912282382", "189102279800", "191006089807", "192109099180"]
COORDINATION = ["191611882398", "191911612388", "192112792383", "202601612381"]
PARTLY_KNOWN = ["191500722390", "191711602399", "191800852384", "192001602396"]  # month 00 or day 60


@pytest.mark.parametrize(
    ("text", "twelve"),
    [
        ("199006022397", "199006022397"),
        ("19900602-2397", "199006022397"),
        ("900602-2397", "199006022397"),
        ("9006022397", "199006022397"),
        ("900602 2397", "199006022397"),
        ("900602 - 2397", "199006022397"),
        ("1990-06-02-2397", "199006022397"),
        ("1990 06 02 2397", "199006022397"),
        ("1990.06.02.2397", "199006022397"),
        ("19 900602-2397", "199006022397"),
        ("  900602-2397\n", "199006022397"),
        ("900602\u20132397", "199006022397"),  # en dash
        ("900602\u20112397", "199006022397"),  # non-breaking hyphen
        ("900602\u22122397", "199006022397"),  # minus
        ("900602\u00a02397", "199006022397"),  # non-breaking space
        ("900602\u16802397", "199006022397"),  # ogham space, which is no form of the plain one
        ("900602\u202f2397", "199006022397"),  # narrow non-breaking space
        ("9006\u200b022397", "199006022397"),  # zero-width space
        ("900602\u00ad2397", "199006022397"),  # soft hyphen
        ("９００６０２－２３９７", "199006022397"),
        ("٩٠٠٦٠٢-٢٣٩٧", "199006022397"),
        ("000105-2380", "200001052380"),
        ("0001052380", "200001052380"),
        ("991228-2382", "199912282382"),
        ("100608+9807", "191006089807"),
        ("19100608+9807", "191006089807"),
        ("910227+9800", "189102279800"),
        ("150072+2390", "191500722390"),
        ("171160+2399", "191711602399"),
        ("260161-2381", "202601612381"),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, twelve: str) -> None:
    assert parse(text, today=TODAY) == PersonalNumber(twelve=twelve)


@pytest.mark.parametrize("twelve", [*PERSONAL, *COORDINATION, *PARTLY_KNOWN])
def test_every_one_of_skatteverkets_numbers_is_read(twelve: str) -> None:
    assert parse(twelve, today=TODAY).twelve == twelve
    assert parse(f"{twelve[:8]}-{twelve[8:]}", today=TODAY).twelve == twelve


@pytest.mark.parametrize("twelve", [*PERSONAL, *COORDINATION, *PARTLY_KNOWN])
def test_one_wrong_digit_is_noticed(twelve: str) -> None:
    for place in range(2, 12):
        for digit in set("0123456789") - {twelve[place]}:
            wrong = twelve[:place] + digit + twelve[place + 1 :]
            assert not is_valid(wrong), wrong
            with pytest.raises(ValueError, match=r"stämmer inte|finns inte"):
                parse(wrong, today=TODAY)


def test_the_check_digit_agrees_with_the_package_for_every_serial_number() -> None:
    for serial in range(0, 10_000, 7):
        digits = f"19900602{serial:04}"
        assert is_valid(digits) == personnummer.valid(digits), digits


@pytest.mark.parametrize("twelve", ["191500720006", "191711600005"])
def test_the_serial_000_is_nobodys_though_its_sum_is_right(twelve: str) -> None:
    assert not any(is_valid(twelve[:11] + digit) for digit in "0123456789")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "10 eller 12 siffror"),
        ("anna", "10 eller 12 siffror"),
        ("900602", "10 eller 12 siffror"),
        ("900602-239", "10 eller 12 siffror"),
        ("900602-23977", "10 eller 12 siffror"),
        ("900602-T397", "10 eller 12 siffror"),
        ("900602-2397 och 000105-2380", "10 eller 12 siffror"),
        ("90+0602-2397", "10 eller 12 siffror"),
        ("²900602-2397", "10 eller 12 siffror"),
        (" " * 40 + "900602-2397", "10 eller 12 siffror"),
        ("9" * 100_000, "10 eller 12 siffror"),
        ("19901302-2397", "finns inte"),
        ("19900632-2397", "finns inte"),
        ("19900231-2397", "finns inte"),
        ("19900002-2397", "finns inte"),
        ("19900600-2397", "finns inte"),
        ("19900692-2397", "finns inte"),
        ("17900602-2397", "finns inte"),
        ("21900602-2397", "finns inte"),
        ("19900602-2398", "stämmer inte"),
        ("19900602-0001", "stämmer inte"),
        ("20900602-2397", "inte varit än"),
    ],
)
def test_what_is_not_a_number_is_refused_in_plain_swedish(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        parse(text, today=TODAY)
    assert "2397" not in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__context__ is None, "the package's own message repeats the number"


@pytest.mark.parametrize(
    ("text", "today", "twelve"),
    [
        ("260161-2381", date(2026, 1, 1), "202601612381"),
        ("210909-9180", date(2020, 12, 31), "192109099180"),
        ("210909+9180", date(2021, 1, 1), "192109099180"),
        ("000105-2380", date(2026, 1, 1), "200001052380"),
        ("991228-2382", date(2098, 1, 1), "199912282382"),
    ],
)
def test_ten_digits_are_the_youngest_person_they_can_mean(text: str, today: date, twelve: str) -> None:
    assert parse(text, today=today).twelve == twelve


def test_nobody_is_born_tomorrow() -> None:
    assert parse("200001052380", today=date(2000, 1, 5))
    with pytest.raises(ValueError, match="inte varit än"):
        parse("200001052380", today=date(2000, 1, 4))
    # Day 60 is some day of November, and that may have been.
    assert parse("191711602399", today=date(1917, 11, 1))


def test_today_is_the_default() -> None:
    assert parse("900602-2397").twelve == "199006022397"


@pytest.mark.parametrize("twelve", [*PERSONAL, *COORDINATION, *PARTLY_KNOWN])
def test_a_coordination_number_says_that_it_is_one(twelve: str) -> None:
    assert PersonalNumber(twelve).is_coordination_number == (twelve not in PERSONAL)


def test_a_mask_hides_the_last_four_and_for_the_protected_everything() -> None:
    number = PersonalNumber("199006022397")
    assert mask(number) == "19900602-****"
    assert mask(number, protected=True) == ""


def test_the_number_is_not_printed_by_accident() -> None:
    number = PersonalNumber("199006022397")
    for printed in (str(number), repr(number), f"{number}", f"{[number]}", "%s" % number):  # noqa: UP031
        assert "2397" not in printed


def test_no_birth_date_is_read_out_of_a_number() -> None:
    public = {name for name in dir(PersonalNumber("199006022397")) if not name.startswith("_")}
    assert public == {"twelve", "is_coordination_number"}


@pytest.mark.parametrize("kept", ["", "9006022397", "19900602-2397", "19900602239x", "1990060223977", "199006022397\n"])
def test_only_twelve_digits_are_kept(kept: str) -> None:
    with pytest.raises(ValueError, match="twelve"):
        PersonalNumber(kept)


@pytest.mark.parametrize(
    ("text", "folded", "places"),
    [
        ("", "", []),
        ("abc 12-3", "abc 12-3", [0, 1, 2, 3, 4, 5, 6, 7]),
        ("å\u00a0٣\u2014", "å 3-", [0, 1, 2, 3]),
        ("1\u200b2\u00ad3", "123", [0, 2, 4]),
        ("𝟗x", "9x", [0, 1]),
        ("a\r\nb\u2028", "a\n\nb\n", [0, 1, 2, 3, 4]),
        ("ＡＢ＠", "AB@", [0, 1, 2]),
        ("m²½", "m²½", [0, 1, 2]),
        ("e\u0301x", "ex", [0, 2]),
    ],
)
def test_folding_keeps_track_of_places(text: str, folded: str, places: list[int]) -> None:
    result, index = fold(text)
    assert (result, list(index)) == (folded, places)
