"""Ge uppdrag: a new or known colleague gets a function, within every rule."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn, assignment
from tests.people.giving import day, department, give, logged, unit
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, Combination, User

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def test_a_new_colleague_gets_an_assignment_and_an_account_without_password(sign_in: SignIn) -> None:
    response = give(sign_in(cast.ADMINISTRATOR))
    given = Assignment.objects.get(user__email="ny@kommun.example")
    assert response.url == reverse("person", args=[given.user_id])
    assert (given.role, given.board.code, given.unit.name) == ("socialsekreterare", "skarholmen", "Barn och unga")
    assert given.group.name == "skarholmen:socialsekreterare"
    assert not given.user.has_usable_password()
    assert logged(Action.ASSIGNED) == 1


def test_a_known_colleague_keeps_the_name(sign_in: SignIn) -> None:
    give(sign_in(cast.ADMINISTRATOR), email=cast.address(cast.REPORTER).upper(), name="Något Annat")
    user = User.objects.get(email=cast.address(cast.REPORTER))
    assert user.name == "Jonas Åkerlund"
    assert user.assignments.count() == 2


def test_the_second_press_makes_nothing_new(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    first, second = give(client), give(client)
    assert first.url == second.url
    assert Assignment.objects.filter(user__email="ny@kommun.example").count() == 1
    assert logged(Action.ASSIGNED) == 1


def test_the_new_colleague_gets_in_on_the_next_request(sign_in: SignIn) -> None:
    give(sign_in(cast.ADMINISTRATOR), email=cast.address(cast.REPORTER))
    assert sign_in(cast.REPORTER, "socialsekreterare").get(reverse("cases")).status_code == 200


@pytest.mark.parametrize(
    "changed",
    [
        {"email": ""},
        {"email": "ingen adress"},
        {"email": f"{'a' * 250}@kommun.example"},
        {"name": ""},
        {"name": "x" * 121},
        {"name": "med\x00nul"},
        {"role": "kung"},
        {"role": ""},
        {"place": ""},
        {"place": "unit:nonsense"},
        {"starts": ""},
        {"starts": "i morgon"},
        {"starts": "9999-12-31"},
        {"ends": "2020-01-01"},
        {"deputy_for": "nonsense"},
    ],
    ids=str,
)
def test_bad_input_is_shown_again_and_kept(changed: dict[str, str], sign_in: SignIn) -> None:
    response = give(sign_in(cast.ADMINISTRATOR), **changed)
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    assert not User.objects.filter(email="ny@kommun.example").exists()


def test_nobody_gets_access_backwards_in_time(sign_in: SignIn) -> None:
    assert give(sign_in(cast.ADMINISTRATOR), starts=day(-1)).status_code == 422


def test_another_boards_unit_is_no_choice(sign_in: SignIn) -> None:
    assert give(sign_in(cast.ADMINISTRATOR), place=unit("Barn och unga", "jarva")).status_code == 422


def test_another_boards_holder_has_no_deputy_here(sign_in: SignIn) -> None:
    chief = str(assignment(cast.OTHER_CHIEF).pk)
    changed = {"role": "avdelningschef", "place": department("Socialtjänst"), "deputy_for": chief}
    assert give(sign_in(cast.ADMINISTRATOR), **changed).status_code == 422


def test_a_second_head_of_a_unit_is_refused_and_nothing_is_left(sign_in: SignIn) -> None:
    response = give(sign_in(cast.ADMINISTRATOR), role="enhetschef")
    assert response.status_code == 409
    assert "redan en enhetschef" in response.content.decode()
    assert not User.objects.filter(email="ny@kommun.example").exists()


def test_a_deputy_head_is_not(sign_in: SignIn) -> None:
    head = str(assignment(cast.HEAD_CHILDREN).pk)
    assert give(sign_in(cast.ADMINISTRATOR), role="enhetschef", deputy_for=head).status_code == 302


def test_a_second_chief_is_allowed(sign_in: SignIn) -> None:
    response = give(sign_in(cast.ADMINISTRATOR), role="avdelningschef", place=department("Socialtjänst"))
    assert response.status_code == 302


DECISION = {"decided_by": "Stadsdelsdirektören", "decided_on": "2026-01-15", "reference": "SKH 2026/17"}


def test_roles_that_exclude_each_other_need_a_decision(sign_in: SignIn) -> None:
    client, who = sign_in(cast.ADMINISTRATOR), cast.address(cast.CASEWORKER)
    asked = give(client, email=who, role="samordnare", place="")
    assert asked.status_code == 409
    assert "Vem har beslutat?" in asked.content.decode()
    half = give(client, email=who, role="samordnare", place="", decided_by="Direktören")
    assert half.status_code == 422
    ahead = give(client, email=who, role="samordnare", place="", **DECISION | {"decided_on": day(1)})
    assert ahead.status_code == 422
    assert give(client, email=who, role="samordnare", place="", **DECISION).status_code == 302
    decision = Combination.objects.get(user__email=who)
    assert (decision.reference, decision.recorded_by) == ("SKH 2026/17", assignment(cast.ADMINISTRATOR))


def test_a_decision_that_nobody_needs_is_not_recorded(sign_in: SignIn) -> None:
    give(sign_in(cast.ADMINISTRATOR), **DECISION)
    assert not Combination.objects.filter(user__email="ny@kommun.example").exists()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, cast.REPORTER])
def test_others_do_not_give_assignments(who: str, sign_in: SignIn) -> None:
    assert give(sign_in(who)).status_code == 403


@pytest.mark.parametrize("who", ["administrator.jarva", cast.NYKOPING_ADMINISTRATOR])
def test_another_boards_administrator_finds_nothing(who: str, sign_in: SignIn) -> None:
    assert give(sign_in(who)).status_code == 404


def test_the_citys_administrator_gives_them_on_every_board_of_the_city(sign_in: SignIn) -> None:
    client = sign_in(cast.CITY_ADMINISTRATOR)
    assert give(client).status_code == 302
    assert give(client, "nykoping", place="").status_code == 404
