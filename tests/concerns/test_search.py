from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.concerns import search
from cases.concerns.models import Concern
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, recusal

URL = reverse("concerns")


def shown(client: Client, words: str, **filters: Any) -> list[str]:
    return [concern.number for concern in client.get(URL, {"sok": words, **filters}).context["page"]]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("klistermärken", "a"),
        ("KLISTERMÄRKENA", "a"),
        ("bibliotek", "a"),
        ("biblioteken", "a"),
        ("runsten", "b"),
        ("bussen", "b"),
        # Both words, wherever in the report they stand.
        ("märke biblioteket", ""),
        ("runstenen målad", "b"),
        ("sanerat", "b"),
        # A phrase, a word that must not be there, and either of two.
        ('"röd färg"', "c"),
        ("färg -röd", "b"),
        ("klistermärke or runsten", "ab"),
        # No report has the word, so those are shown where it begins one.
        ("klister", "a"),
        ("bibl*", "a"),
        ("och", ""),
        ("'", ""),
        ("a & !", ""),
        ("\\", ""),
        ("b:", ""),
        ("HÄN-2025-9101", "a"),
        ("hän-2025-91", "abc"),
        ("2025-9102", "b"),
    ],
)
def test_words_in_swedish_and_numbers(sign_in: SignIn, words: str, found: str) -> None:
    rows = {
        "a": ConcernFactory(number="2025-9101", text="Ett klistermärke på dörren", place="Sätra bibliotek"),
        "b": ConcernFactory(
            number="2025-9102", text="En målad runsten vid buss 138, blå färg", place="Bredäng", done="Vi sanerar"
        ),
        "c": ConcernFactory(number="2025-9103", text="Färgen var en röd färg", place="Vårberg"),
    }
    assert sorted(shown(sign_in(cast.COORDINATOR), words)) == sorted(rows[key].number for key in found)


def test_the_words_go_with_the_filters_newest_first(sign_in: SignIn) -> None:
    first, second = ConcernFactory(category="symboler"), ConcernFactory(category="symboler")
    ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    assert shown(client, "torget", kategori="symboler") == [second.number, first.number]


def test_more_than_the_first_part_is_searched(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FIRST", 2)
    wanted = ConcernFactory(category="symboler")
    ConcernFactory.create_batch(9)
    assert shown(sign_in(cast.COORDINATOR), "torget", kategori="symboler") == [wanted.number]


def test_no_further_than_the_own_boards_and_not_what_one_is_recused_from(sign_in: SignIn) -> None:
    ConcernFactory(in_nykoping=True)
    ConcernFactory(in_jarva=True, from_jarva=True)
    mine, barred = ConcernFactory(), ConcernFactory()
    sent, handed = ConcernFactory(in_jarva=True), ConcernFactory(handed_over=True)
    recusal(barred, cast.COORDINATOR)
    assert sorted(shown(sign_in(cast.COORDINATOR), "torget")) == sorted(c.number for c in (mine, sent, handed))
    assert sorted(shown(sign_in(cast.COORDINATOR), "2025-")) == sorted(c.number for c in (mine, sent, handed))


@pytest.mark.parametrize("who", [None, cast.REPORTER, cast.INTAKE])
def test_the_function_itself_gives_nothing_to_others(db: None, who: str | None) -> None:
    concern = ConcernFactory()
    with as_application(assignment(who) if who else None):
        assert search.found(search.Words("torget"), 10) == []
        assert search.numbered(concern.number) == []


def test_handed_over_it_is_found_on_the_new_desk(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    Concern.objects.filter(pk=concern.pk).update(
        board=assignment(cast.OTHER_COORDINATOR).board, previous_board=concern.board
    )
    assert shown(sign_in(cast.OTHER_COORDINATOR), "torget") == [concern.number]


def test_the_index_is_used_and_not_the_table(db: None) -> None:
    """The words are looked up, and the same expression as the search's is indexed; a table so small as a test's is
    else read whole when it has just been analysed."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM concerns_concern WHERE concerns_words(place, text, done, board_id,"
            " reporter_board_id, previous_board_id, reported_at) @@ 'torg'::tsquery"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "concern_words" in plan and "Seq Scan" not in plan
