"""Addresses, plates, ordinary sentences, and what a hit says."""

from __future__ import annotations

import pytest

from cases.concerns.name_guard import ADVICE, Hit, Kind, inspect
from tests.concerns.name_guard.pointed_out import marked


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
    passages = {kind: advice for kind, advice in ADVICE.items() if kind != Kind.FEW_PEOPLE}
    assert all(str(advice).startswith("Texten innehåller") for advice in passages.values())


def test_what_the_advice_shows_as_right_is_not_refused() -> None:
    assert marked(str(ADVICE[Kind.PERSONAL_NUMBER]), refused=True) == []
