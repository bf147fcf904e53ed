"""A press on the button adds one to a count, and tells nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cases.guide import statistics, tallying
from cases.guide.models import Tally
from cases.guide.situations import Situation
from tests import cast
from tests.conftest import SignIn, assignment
from tests.guide import guides
from tests.guide.guides import CENTRAL
from vbe.organisation.models import Board

DESK = reverse("guide_desk")


@pytest.fixture(autouse=True)
def nobody_has_pressed() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def press(client: Any, situation: str = "barn", answer: str = "svar", query: str = "") -> Any:
    return client.post(reverse("guide_tally", args=[situation]) + query, {"svar": answer})


def counts() -> list[tuple[Any, ...]]:
    return list(Tally.objects.values_list("municipality__code", "board__code", "situation", "outcome", "count"))


def test_a_resident_is_counted_for_the_municipality_and_told_what_was_kept(client: Any, db: None) -> None:
    response = press(client, "anhorig", query="?kommun=nykoping")
    assert response.url == reverse("guide_situation", args=["anhorig"]) + "?kommun=nykoping&tack=1"
    assert "bara räknat" in client.get(response.url).content.decode()
    assert counts() == [("nykoping", None, "anhorig", "svar", 1)]
    assert Tally.objects.get().month == timezone.localdate().replace(day=1)


def test_an_employee_is_counted_for_the_own_board_whatever_is_asked_for(sign_in: SignIn) -> None:
    press(sign_in(cast.REPORTER), "vuxen", "rad", query="?kommun=nykoping")
    assert counts() == [("stockholm", "skarholmen", "vuxen", "rad", 1)]


def test_the_next_one_is_added_to_the_same_count(sign_in: SignIn) -> None:
    press(sign_in(cast.REPORTER))
    press(sign_in(cast.COORDINATOR))
    assert counts() == [("stockholm", "skarholmen", "barn", "svar", 2)]


def test_a_double_press_counts_once(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    assert press(client).status_code == press(client).status_code == 302
    assert [row[-1] for row in counts()] == [1]


def test_nobody_floods_it(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallying, "MOST", 3)
    client = sign_in(cast.REPORTER)
    for situation in Situation.values:
        press(client, situation)
    assert sum(row[-1] for row in counts()) == 3


def test_who_asks_and_from_where_is_kept_nowhere(client: Any, db: None) -> None:
    press(client, query="?kommun=stockholm")
    assert {f.name for f in Tally._meta.concrete_fields} == {
        "id", "municipality", "board", "situation", "outcome", "month", "count",
    }  # fmt: skip
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("answer", ["", "rad", "annat", "x" * 500, "noll\x00"])
def test_outside_there_is_one_answer(client: Any, db: None, answer: str) -> None:
    press(client, answer=answer, query="?kommun=stockholm")
    assert counts() == [("stockholm", None, "barn", "svar", 1)]


def test_without_a_municipality_nothing_is_counted(client: Any, db: None) -> None:
    assert press(client).status_code == 302
    assert counts() == []
    assert press(client, "okand").status_code == 404


def test_the_coordinator_sees_the_own_boards_and_the_public_ones_by_month(sign_in: SignIn) -> None:
    month = timezone.localdate().replace(day=1)
    skarholmen, jarva = (Board.objects.get(code=code) for code in ("skarholmen", "jarva"))
    guides.tally(board=skarholmen, month=month, count=4)
    guides.tally(board=skarholmen, month=month, count=2, outcome="rad")
    guides.tally(month=month, count=10)
    guides.tally(board=jarva, month=month, count=300)
    guides.tally(board=Board.objects.get(code="nykoping"), month=month, count=5000)

    def seen(who: str) -> Any:
        [(row, _titled)] = sign_in(who).get(DESK).context["counts"]
        return row.situation, row.counts[-1], row.total

    assert seen(cast.COORDINATOR) == (Situation.CHILD, 16, 16)
    assert seen(CENTRAL) == (Situation.CHILD, 316, 316)
    assert sign_in(cast.REPORTER).get(DESK).status_code == 403


def test_months_are_counted_one_by_one(db: None) -> None:
    guides.tally(month=date(2025, 12, 1), count=7)
    guides.tally(month=date(2026, 1, 1), count=2, outcome="rad")
    over = statistics.months(date(2026, 1, 31), 3)
    assert over == [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
    child = statistics.by_month(Tally.objects.all(), over)[2]
    assert (child.situation, child.counts, child.total) == (Situation.CHILD, [0, 7, 2], 9)
    assert statistics.by_month(Tally.objects.all(), over, Tally.Outcome.ADVISED)[2].counts == [0, 0, 2]


def test_the_board_cannot_be_forged(db: None) -> None:
    """The database takes no board: it knows whose turn it is to be counted."""
    from django.db import connection

    from tests.conftest import as_application
    from vbe.organisation.ids import new_id

    with as_application(assignment(cast.NYKOPING, "samordnare")), connection.cursor() as cursor:
        stockholm = Board.objects.get(code="jarva").municipality_id
        cursor.execute("SELECT app_guide_tally(%s, %s, 'barn', 'svar')", [new_id(), stockholm])
    assert counts() == [("nykoping", "nykoping", "barn", "svar", 1)]
