"""The steps of a plan, pressed in the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.models import ActionPlan
from actionplans.states import State
from tests import cast
from tests.actionplans.written import again
from tests.conftest import SignIn
from tests.factories import action_plan

STEPS = ["plan_propose", "plan_take_back", "plan_decide", "plan_revise", "plan_discard"]


def press(client: Client, plan: ActionPlan, step: str, **fields: Any) -> Any:
    return client.post(reverse(step, args=[plan.pk]), fields)


def decide(client: Client, plan: ActionPlan, **changed: Any) -> Any:
    fields = {"outcome": "enligt_forslag", "decided_on": "2026-02-26", "paragraph": "§ 7", "dnr": "SKH 2026/31"}
    return press(client, plan, "plan_decide", **fields | changed)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_put_forward_taken_back_put_forward_and_decided(sign_in: SignIn) -> None:
    plan, client = action_plan(state=State.DRAFT), sign_in(cast.COORDINATOR)
    press(client, plan, "plan_propose")
    assert again(plan).state == State.PROPOSED
    press(client, plan, "plan_take_back")
    assert again(plan).state == State.DRAFT
    press(client, plan, "plan_propose")
    response = decide(sign_in(cast.SECRETARY), plan)
    assert said(response) == ["Beslutet är registrerat."]
    again(plan)
    assert (plan.state, str(plan.decided_on), plan.paragraph, plan.dnr) == (
        State.DECIDED,
        "2026-02-26",
        "§ 7",
        "SKH 2026/31",
    )
    page = sign_in(cast.REPORTER).get(reverse("plan", args=[plan.pk])).content.decode()
    assert "Beslutad 26 feb 2026 § 7" in page and "SKH 2026/31" in page


def test_referred_back_by_the_secretary_who_still_reads_it(sign_in: SignIn) -> None:
    plan, secretary = action_plan(state=State.PROPOSED), sign_in(cast.SECRETARY)
    assert decide(secretary, plan, outcome="aterremiss").status_code == 302
    assert again(plan).state == State.DRAFT
    assert secretary.get(reverse("plan", args=[plan.pk])).status_code == 200
    page = sign_in(cast.COORDINATOR).get(reverse("plan", args=[plan.pk])).content.decode()
    assert "Nämnden har återremitterat planen" in page


@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        ("plan_propose", State.PROPOSED, "redan framlagd"),
        ("plan_take_back", State.DRAFT, "redan ett utkast"),
    ],
)
def test_pressed_twice_is_told_and_changes_nothing(sign_in: SignIn, step: str, state: State, words: str) -> None:
    plan = action_plan(state=state)
    response = press(sign_in(cast.COORDINATOR), plan, step)
    assert response.status_code == 302 and words in said(response)[0]
    assert again(plan).state == state


def test_a_decision_sent_twice_is_recorded_once(sign_in: SignIn) -> None:
    plan, client = action_plan(state=State.PROPOSED), sign_in(cast.SECRETARY)
    decide(client, plan)
    first = again(plan).recorded_at
    assert said(decide(client, plan))[-1] == "Beslutet är redan registrerat."
    assert again(plan).recorded_at == first


def test_another_decision_on_a_decided_plan_is_refused_with_what_was_typed(sign_in: SignIn) -> None:
    plan, client = action_plan(state=State.PROPOSED), sign_in(cast.COORDINATOR)
    decide(client, plan)
    response = decide(client, plan, paragraph="§ 8")
    assert response.status_code == 409
    assert response.context["decision"]["paragraph"].value() == "§ 8"
    assert again(plan).paragraph == "§ 7"


@pytest.mark.parametrize(
    ("step", "state"),
    [
        ("plan_propose", State.DECIDED),
        ("plan_take_back", State.DECIDED),
        ("plan_revise", State.DRAFT),
        ("plan_revise", State.PROPOSED),
        ("plan_discard", State.PROPOSED),
        ("plan_discard", State.DECIDED),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused_in_words(sign_in: SignIn, step: str, state: State) -> None:
    plan = action_plan(state=state)
    response = press(sign_in(cast.COORDINATOR), plan, step)
    assert response.status_code == 409 and "Det gick inte" in response.content.decode()
    assert again(plan).state == state and ActionPlan.objects.count() == 1


TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", ""),
        ("outcome", "finns-inte"),
        ("decided_on", ""),
        ("decided_on", "26 februari"),
        ("decided_on", TOMORROW),
        ("decided_on", "1026-02-26"),
        ("paragraph", ""),
        ("paragraph", "x" * 21),
        ("dnr", "x" * 61),
        ("dnr", "noll\x00"),
    ],
)
def test_a_wrong_decision_is_told_and_kept(sign_in: SignIn, field: str, value: str) -> None:
    plan = action_plan(state=State.PROPOSED)
    response = decide(sign_in(cast.SECRETARY), plan, **{field: value})
    assert response.status_code == 422
    form = response.context["decision"]
    assert field in form.errors and form[field].value() == value
    assert "data-open" in response.content.decode()
    assert again(plan).state == State.PROPOSED


def test_a_new_version_is_begun_once(sign_in: SignIn) -> None:
    plan, client = action_plan("Ett", "Två"), sign_in(cast.COORDINATOR)
    first = press(client, plan, "plan_revise")
    second = press(client, plan, "plan_revise")
    draft = plan.revision
    assert first.url == second.url == reverse("plan", args=[draft.pk])
    assert "redan en nyare version" in said(second)[-1]
    assert draft.measures.count() == 2


def test_a_version_that_another_board_has_begun_is_told_of(sign_in: SignIn) -> None:
    plan, theirs = action_plan("Ett"), action_plan(on="jarva", state=State.DRAFT)
    ActionPlan.objects.filter(pk=theirs.pk).update(revises=plan)
    response = press(sign_in(cast.COORDINATOR), plan, "plan_revise")
    assert response.status_code == 409 and "av en annan nämnd" in response.content.decode()


def test_the_successor_begins_a_new_version_of_its_predecessors_plan(sign_in: SignIn) -> None:
    plan, client = action_plan(on="spanga-tensta"), sign_in(cast.OTHER_COORDINATOR)
    assert press(client, plan, "plan_revise").status_code == 302
    assert plan.revision.board.code == "jarva"
    # What the predecessor decided is read, and is nobody's to change or follow up.
    assert press(client, plan, "plan_propose").status_code == 403


def test_a_draft_is_thrown_away_and_can_be_begun_again(sign_in: SignIn) -> None:
    plan, client = action_plan(), sign_in(cast.COORDINATOR)
    press(client, plan, "plan_revise")
    press(client, again(plan).revision, "plan_discard")
    assert ActionPlan.objects.count() == 1
    press(client, plan, "plan_revise")
    assert ActionPlan.objects.count() == 2


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.REPORTER, {403}),
        (cast.CHIEF, {403}),
        (cast.MEMBER, {403}),
        ("central.kommunstyrelsen", {403}),
        (cast.OTHER_COORDINATOR, {404}),
        (cast.NYKOPING, {404}),
    ],
)
def test_who_takes_no_step(sign_in: SignIn, step: str, who: str, status: set[int]) -> None:
    plan = action_plan(state=State.PROPOSED)
    assert press(sign_in(who), plan, step).status_code in status
    assert again(plan).state == State.PROPOSED


@pytest.mark.parametrize("step", ["plan_propose", "plan_take_back", "plan_revise", "plan_discard"])
def test_the_secretary_only_records_decisions(sign_in: SignIn, step: str) -> None:
    assert press(sign_in(cast.SECRETARY), action_plan(state=State.PROPOSED), step).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_signed_out_and_read(sign_in: SignIn, client: Client, step: str) -> None:
    plan = action_plan(state=State.PROPOSED)
    assert press(client, plan, step).status_code == 401
    assert sign_in(cast.COORDINATOR).get(reverse(step, args=[plan.pk])).status_code == 405
