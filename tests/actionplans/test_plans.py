"""The list of plans, and beginning one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.models import ActionPlan
from actionplans.states import State
from tests import cast
from tests.conftest import SignIn
from tests.factories import action_plan, board, follow_up
from vbe.organisation.ids import new_id

URL, NEW = reverse("plans"), reverse("plan_new")
CENTRAL = "central.kommunstyrelsen"


def titles(client: Client) -> list[str]:
    return [plan.title for plan in client.get(URL).context["page"]]


@pytest.fixture
def plans(db: None) -> None:
    action_plan(title="Utkast", state=State.DRAFT, year=2026)
    action_plan(title="Framlagd", state=State.PROPOSED, year=2025)
    action_plan(title="Beslutad", year=2024)
    action_plan(title="Järvas", on="jarva")
    action_plan(title="Spånga-Tenstas", on="spanga-tensta", year=2017)
    action_plan(title="Järvas utkast", on="jarva", state=State.DRAFT)
    action_plan(title="Nyköpings", on="nykoping")


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (cast.COORDINATOR, ["Utkast", "Framlagd", "Beslutad"]),
        (cast.SECRETARY, ["Framlagd", "Beslutad"]),
        (cast.REPORTER, ["Beslutad"]),
        (cast.CASEWORKER, ["Beslutad"]),
        (cast.OTHER_COORDINATOR, ["Järvas", "Järvas utkast", "Spånga-Tenstas"]),
        (cast.NYKOPING, ["Nyköpings"]),
        (CENTRAL, ["Järvas", "Beslutad", "Spånga-Tenstas"]),
    ],
)
def test_who_finds_which_plans(plans: None, sign_in: SignIn, who: str, found: list[str]) -> None:
    assert sorted(titles(sign_in(who))) == sorted(found)


def test_the_own_boards_plans_stand_first_the_newest_first(plans: None, sign_in: SignIn) -> None:
    assert titles(sign_in(cast.COORDINATOR)) == ["Utkast", "Framlagd", "Beslutad"]
    assert titles(sign_in(cast.OTHER_COORDINATOR))[-1] == "Spånga-Tenstas"


def test_a_member_reaches_no_plan(plans: None, sign_in: SignIn) -> None:
    assert sign_in(cast.MEMBER).get(URL).status_code == 403


def test_signed_out(client: Client, db: None) -> None:
    assert client.get(URL).status_code == client.get(NEW).status_code == 302


def test_empty_states_say_what_to_do(sign_in: SignIn) -> None:
    assert "Börja på en plan" in sign_in(cast.COORDINATOR).get(URL).content.decode()
    assert "Ingen beslutad plan än" in sign_in(cast.REPORTER).get(URL).content.decode()


def test_same_number_of_queries_for_3_and_300(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    for number in range(3):
        follow_up(action_plan(title=f"Plan {number}").measures.get(), "2026T3")
    few = queries()
    fields = {"board": board("skarholmen"), "year_from": 2024, "year_to": 2024, "created_at": timezone.now()}
    ActionPlan.objects.bulk_create(ActionPlan(title=f"Till {number}", **fields) for number in range(297))
    assert queries() == few <= 16


def begin(client: Client, **changed: Any) -> Any:
    fields = {"id": str(new_id()), "title": "Plan 2027", "year_from": "2027", "year_to": "2028"} | changed
    return client.post(NEW, fields)


def test_a_new_plan_has_a_section_for_each_kind_of_work(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    response = begin(client)
    plan = ActionPlan.objects.get()
    assert response.url == reverse("plan", args=[plan.pk])
    assert (plan.board.code, plan.state, plan.years, plan.version) == ("skarholmen", State.DRAFT, "2027–2028", 1)
    assert list(plan.sections.values_list("level", flat=True)) == [
        "forebyggande",
        "forhindrande",
        "bidrag_lokaler",
        "kompetens",
    ]


def test_the_button_pressed_twice_makes_one_plan(sign_in: SignIn) -> None:
    client, id = sign_in(cast.COORDINATOR), str(new_id())
    assert begin(client, id=id).url == begin(client, id=id).url
    assert ActionPlan.objects.count() == 1
    assert ActionPlan.objects.get().sections.count() == 4


def test_the_id_of_anothers_plan_gives_nothing_of_it(sign_in: SignIn) -> None:
    theirs = action_plan(on="jarva", title="Järvas")
    response = begin(sign_in(cast.COORDINATOR), id=str(theirs.pk))
    assert response.status_code == 409
    assert "Plan 2027" in response.content.decode() and "Järvas" not in response.content.decode()


@pytest.mark.parametrize("who", [cast.REPORTER, cast.SECRETARY, cast.MEMBER, cast.CHIEF, CENTRAL])
def test_who_begins_no_plan(sign_in: SignIn, who: str) -> None:
    client = sign_in(who)
    assert begin(client).status_code == client.get(NEW).status_code == 403
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "x" * 201),
        ("title", "noll\x00"),
        ("year_from", ""),
        ("year_from", "i år"),
        ("year_from", "1999"),
        ("year_to", "2101"),
        ("year_to", "2026"),
        ("year_from", "9" * 30),
        ("id", "inget id"),
    ],
)
def test_bad_input_is_told_and_nothing_lost(sign_in: SignIn, field: str, value: str) -> None:
    response = begin(sign_in(cast.COORDINATOR), **{field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert response.context["form"]["year_to"].value() == (value if field == "year_to" else "2028")
    assert not ActionPlan.objects.exists()
