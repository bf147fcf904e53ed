"""Who holds what after a merger: what the database would refuse is told before, and the rest goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.conftest import assignment
from tests.reorganisation.planned import NEW, board, decision, give, merger, planned, settled, successor_of
from vbe.access.context import acting_as_task
from vbe.organisation.models import Assignment, Board, Combination, Unit
from vbe.organisation.permissions import Role
from vbe.reorganisation.carrying_out import carry_out, orphans
from vbe.reorganisation.models import Reorganisation
from vbe.reorganisation.plan import Heir
from vbe.reorganisation.preview import blockers, preview

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate


def told(plan: Reorganisation) -> list[str]:
    with acting_as_task("reorganise"):
        return blockers(plan)


def carried_out(plan: Reorganisation) -> None:
    with acting_as_task("reorganise"):
        assert carry_out(plan, now=timezone.now())
        assert orphans(TODAY()) == []


def unit(name: str, code: str) -> Unit:
    return Unit.objects.get(name=name, board__code=code)


def head(name: str = "Barn och unga", code: str = "jarva") -> Assignment:
    """Somebody new who heads a unit."""
    return give("ny-chef", Role.UNIT_HEAD, code, unit=unit(name, code), starts=TODAY())


def director() -> Assignment:
    return give("ny-direktor", Role.DIRECTOR, "jarva", starts=TODAY())


def ended(one: Assignment) -> None:
    yesterday = TODAY() - timedelta(days=1)
    Assignment.objects.filter(pk=one.pk).update(starts=min(one.starts, yesterday), ends=yesterday)


def ended_at_once(one: Assignment) -> None:
    """In the middle of its last day."""
    Assignment.objects.filter(pk=one.pk).update(ends=TODAY(), ended_at=timezone.now())


def test_two_heads_of_what_becomes_one_unit_must_be_settled_first() -> None:
    settled()
    rival = head()
    plan = merger()
    (words,) = told(plan)
    assert "Barn och unga: " in words and "ny-chef (Järva stadsdelsnämnd)" in words
    assert assignment(cast.HEAD_CHILDREN).user.name in words and "Enheter med samma namn blir en" in words
    rival.delete()
    carried_out(plan)


def test_heads_of_different_units_go_on_side_by_side() -> None:
    settled()
    Unit.objects.filter(pk=unit("Barn och unga", "jarva").pk).update(name="Barn och unga Järva")
    rival = head("Barn och unga Järva")
    carried_out(merger())
    assert [successor_of(one).unit.name for one in (rival, assignment(cast.HEAD_CHILDREN))] == [
        "Barn och unga Järva",
        "Barn och unga",
    ]


def test_one_who_takes_over_later_and_a_deputy_are_no_rivals() -> None:
    settled()
    last = TODAY() + timedelta(days=30)
    Assignment.objects.filter(pk=assignment(cast.HEAD_CHILDREN).pk).update(ends=last)
    later = head()
    Assignment.objects.filter(pk=later.pk).update(starts=last + timedelta(days=1))
    give("ersattare", Role.DIRECTOR, "jarva", deputy_for=assignment("stadsdelsdirektor.jarva"))
    carried_out(merger())
    assert successor_of(later).starts == last + timedelta(days=1)
    # On the board that ended it never begins.
    later.refresh_from_db()
    assert later not in Assignment.objects.active(last + timedelta(days=1)) and later.ended_at


def test_a_director_where_the_board_that_takes_over_has_one() -> None:
    settled()
    heirs = [Heir(board=board("skarholmen"))]
    plan = planned(kind=Reorganisation.Kind.MERGER, boards=[board("jarva")], heirs=heirs)
    assert told(plan) == []
    director()
    (words,) = told(plan)
    assert "ny-direktor" in words and assignment(cast.DIRECTOR).user.name in words


def test_what_was_ended_at_once_does_not_go_on() -> None:
    settled()
    gone = [head(), director()]
    plan = merger()
    assert len(told(plan)) == 2
    for one in gone:
        ended_at_once(one)
    with acting_as_task("reorganise"):
        before = next(one.total for one in preview(plan, TODAY()).lines if one.kind == "organisation.assignment")
    carried_out(plan)
    assert plan.moves.filter(kind="organisation.assignment").count() == before
    assert not Assignment.objects.filter(board__code=NEW.code, user__in=[one.user_id for one in gone]).exists()


def also_a_caseworker(code: str) -> Assignment:
    """Skärholmen's coordinator, in another role."""
    return give("samordnare.skarholmen", Role.CASEWORKER, code, unit=unit("Barn och unga", code))


def test_roles_that_would_meet_in_one_person_must_be_settled_first() -> None:
    settled()
    also = also_a_caseworker("jarva")
    plan = merger()
    (words,) = told(plan)
    assert also.user.name in words and "Rollerna kan inte finnas hos samma person" in words
    assert "Samordnare, Stadsdelsutveckling (Skärholmens stadsdelsnämnd)" in words
    ended(also)
    carried_out(plan)


@pytest.mark.parametrize("code", ["skarholmen", "jarva"])
def test_a_decided_combination_goes_on_with_its_decision(code: str) -> None:
    """Decided of one of the boards, it holds on the one that takes over."""
    settled()
    was = decision(cast.COORDINATOR, "skarholmen")
    also = also_a_caseworker(code)
    plan = merger()
    assert told(plan) == []
    carried_out(plan)
    new = Combination.objects.get(user=also.user, board__code=NEW.code)
    assert (new.conflict, new.reference, new.decided_on) == (was.conflict, was.reference, was.decided_on)
    assert plan.moves.get(kind="organisation.combination").became_id == new.pk
    roles = Assignment.objects.held(TODAY()).filter(user=also.user, board__code=NEW.code)
    assert {one.role for one in roles} == {Role.COORDINATOR, Role.CASEWORKER}
    was.refresh_from_db()
    assert was.board.code == "skarholmen"


def test_on_the_executive_board_a_role_reaches_what_stays_elsewhere() -> None:
    """An administrator who comes to the executive board reaches every board, also one that is not part of it."""
    settled()
    give("administrator.jarva", Role.CASEWORKER, "farsta")
    executive = Board.objects.get(municipality=board("jarva").municipality_id, kind=Board.Kind.EXECUTIVE)
    plan = planned(kind=Reorganisation.Kind.MERGER, boards=[board("jarva")], heirs=[Heir(board=executive)])
    assert any("Farsta" in words for words in told(plan))
