"""Counts by today's boards and by the boards as they were: never twice, and no hidden number given away by both."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from cases.concerns.models import Category, Milieu
from cases.concerns.statistics import any_until, by_category_and_milieu
from cases.sig.models import SigCount
from lagesbild import tables
from lagesbild.boundaries import together
from lagesbild.counts import Counts
from lagesbild.disclosure import Hidden, NoData, Shown
from lagesbild.tables import concern_tables, sig_table
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory
from tests.reorganisation.planned import NEW, OTHER, board, merger, settled
from vbe.access.context import acting_as_task
from vbe.organisation.models import Board
from vbe.reorganisation.carrying_out import carry_out
from vbe.reports.figures import collect
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ALWAYS = (date(2000, 1, 1), date(2100, 1, 1))


def merge() -> None:
    settled()
    with acting_as_task("reorganise"):
        assert carry_out(merger(), now=timezone.now())


def received(code: str) -> int:
    with acting_as_task("report"):
        found = sum(by_category_and_milieu(Board.objects.get(code=code), *ALWAYS).values())
        # Whether there is any is asked for itself, and says the same.
        assert any_until(Board.objects.get(code=code), ALWAYS[1]) is (found > 0)
        return found


def test_a_report_that_moved_is_counted_where_it_was_received() -> None:
    for _n in range(3):
        ConcernFactory()
    ConcernFactory(closed=True)
    ConcernFactory(in_jarva=True)
    ConcernFactory(state="fel")
    merge()
    assert (received("skarholmen"), received("jarva"), received(NEW.code)) == (4, 1, 0)
    ConcernFactory(board=board(NEW.code))
    assert (received("skarholmen"), received("jarva"), received(NEW.code)) == (4, 1, 1)


def test_one_that_was_then_handed_over_is_counted_at_its_new_place() -> None:
    concern = ConcernFactory()
    merge()
    concern.board = board("farsta")
    concern.save()
    assert (received("skarholmen"), received(NEW.code), received("farsta")) == (0, 0, 1)


def test_after_two_mergers_it_is_still_counted_where_it_was_received() -> None:
    ConcernFactory()
    merge()
    with acting_as_task("reorganise"):
        Board.objects.filter(code=NEW.code).update(starts=date(2020, 1, 1))
        assert carry_out(merger(NEW.code, "farsta", heir=OTHER), now=timezone.now())
    assert (received("skarholmen"), received(NEW.code), received(OTHER.code)) == (1, 0, 0)
    before = {one.code for one in Board.objects.get(code=OTHER.code).all_predecessors}
    assert before >= {NEW.code, "farsta", "skarholmen", "jarva"}


def total(board: Board, as_it_was: bool) -> Any:
    with acting_as_task("report"):
        return concern_tables(board, Tertial(2025), as_it_was=as_it_was)[0]["total"]["cells"][0]


def test_by_todays_boards_everything_is_counted_once() -> None:
    for n in range(7):
        ConcernFactory(happened_on=date(2025, 2, 1 + n))
        ConcernFactory(happened_on=date(2025, 6, 1 + n), in_jarva=True, closed=True)
    merge()
    new = Board.objects.get(code=NEW.code)
    assert total(new, as_it_was=False) == {"n": 14}
    assert total(board("skarholmen"), as_it_was=True) == {"n": 7}


def test_the_sum_is_hidden_where_a_part_hides_its_number() -> None:
    cells = together([{"a": Shown(7), "b": Hidden(), "c": NoData()}, {"a": Shown(5), "b": Shown(9), "c": NoData()}])
    assert cells == {"a": Shown(12), "b": Hidden(), "c": NoData()}


@pytest.mark.parametrize("seed", range(5))
def test_both_views_together_tell_no_more_than_the_parts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever today's board tells can be reckoned from what the boards as they were tell: a second, worse world with
    other hidden numbers looks just the same in both views."""
    draw = random.Random(seed)
    names = ["ny", "ost", "vast"]
    pairs = {name: {(c, m): draw.choice([0, 0, 0, 1, 2, 3, 6, 9]) for c in Category for m in Milieu} for name in names}

    class Place(str):
        @property
        def all_predecessors(self) -> list[str]:
            return [Place("ost"), Place("vast")] if self == "ny" else []

    monkeypatch.setattr(tables, "by_category_and_milieu", lambda place, start, end: pairs[place])
    apart = {name: tables.concern_year(Place(name), 2025, 1, as_it_was=True).cells for name in names}  # type: ignore[arg-type]
    today = tables.concern_year(Place("ny"), 2025, 1).cells  # type: ignore[arg-type]
    assert today == together(apart.values())
    for key, cell in today.items():
        if isinstance(cell, Shown):
            assert all(isinstance(one[key], Shown) for one in apart.values())
    crossed = {name: tables.category_by_milieu(Place(name), 2025, as_it_was=True) for name in names}  # type: ignore[arg-type]
    assert tables.category_by_milieu(Place("ny"), 2025) == together(crossed.values())  # type: ignore[arg-type]


def test_cases_of_the_boards_before_are_in_the_report() -> None:
    T1, T2 = Tertial(2026, 1), Tertial(2026, 2)
    what = SigCount.What

    def months(opened: int, closed: int, open_at_end: int) -> dict[Any, int]:
        return {what.OPENED: opened, what.CLOSED: closed, what.MEETINGS: opened, what.OPEN_AT_END: open_at_end}

    new = {2026: {T2: months(6, 7, 19)}}
    old = {2026: {T1: months(8, 0, 20), T2: months(5, 5, 0)}}
    cells = {row["key"]: row["cells"][0] for row in sig_table([new, old], what.choices, T2, frozen_on=None)["rows"]}
    assert cells[what.OPEN_AT_END] == {"n": 19}
    small = {2026: {T1: months(8, 0, 20), T2: months(5, 3, 0)}}
    cells = {row["key"]: row["cells"][0] for row in sig_table([new, small], what.choices, T2, frozen_on=None)["rows"]}
    assert cells[what.CLOSED] == {"hidden": True}


def test_a_report_says_whose_numbers_are_in_it() -> None:
    merge()
    new = Board.objects.select_related("municipality").get(code=NEW.code)
    today = timezone.localdate()
    told = collect(new, Tertial.of(today).previous, cut_off=timezone.now())["sources"]
    assert any("Skärholmens stadsdelsnämnd" in line and "till och med" in line for line in told)


def test_the_page_offers_both_boundaries(sign_in: SignIn) -> None:
    for n in range(6):
        ConcernFactory(happened_on=date(2025, 2, 1 + n))
    merge()
    client = sign_in(cast.COORDINATOR)
    page = client.get("/lagesbild/?ar=2025")
    text = page.content.decode()
    assert "Dagens nämnd" in text and "Nämnderna som de var" in text
    assert page.context["counts"].tables[0]["total"]["cells"][0] == {"n": 6}
    was = client.get("/lagesbild/?ar=2025&namnd=jarva-som-den-var").context["counts"]
    assert was.board.code == "jarva" and was.tables[0]["total"]["cells"][0] != {"n": 6}
    csv = client.get("/lagesbild/siffror.csv?ar=2025&namnd=skarholmen-som-den-var")
    assert csv.status_code in (200, 404)


def test_a_board_that_has_succeeded_none_has_nothing_to_choose(sign_in: SignIn) -> None:
    assert "Nämnderna som de var" not in sign_in(cast.COORDINATOR).get("/lagesbild/").content.decode()


def test_another_board_reads_no_counts_of_the_predecessors() -> None:
    ConcernFactory(happened_on=date(2025, 2, 1))
    merge()
    with as_application(assignment("samordnare.nykoping", "samordnare")):
        assert not Counts.of(board("skarholmen"), Tertial(2025), as_it_was=True).has_any
