"""The steps a plan takes, asked of the model itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from actionplans.models import ActionPlan, Measure
from actionplans.states import NotAllowed, Outcome, State
from tests import cast
from tests.conftest import assignment
from tests.factories import action_plan, board
from vbe.organisation.models import Assignment
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 10)


def decide(plan: ActionPlan, outcome: Outcome = Outcome.AS_PROPOSED, on: date = TODAY) -> None:
    by = assignment(cast.SECRETARY)
    plan.decide(outcome, on=on, paragraph="§ 7", dnr="SKH 2026/1", by=by, now=timezone.now(), today=TODAY)


def test_from_draft_to_decided() -> None:
    plan = action_plan(state=State.DRAFT)
    plan.propose(now=timezone.now())
    assert plan.state == State.PROPOSED
    decide(plan)
    plan.refresh_from_db()
    assert (plan.state, plan.decided_on, plan.paragraph, plan.dnr) == (State.DECIDED, TODAY, "§ 7", "SKH 2026/1")
    assert plan.recorded_by == assignment(cast.SECRETARY)


def test_referred_back_it_is_a_draft_with_the_decision_kept() -> None:
    plan = action_plan(state=State.PROPOSED)
    decide(plan, Outcome.REFERRED_BACK)
    plan.refresh_from_db()
    assert (plan.state, plan.outcome, plan.decided_on) == (State.DRAFT, Outcome.REFERRED_BACK, TODAY)


def test_taken_back() -> None:
    plan = action_plan(state=State.PROPOSED)
    plan.take_back()
    assert plan.state == State.DRAFT


@pytest.mark.parametrize("state", [State.PROPOSED, State.DECIDED])
def test_only_a_draft_is_put_forward_or_thrown_away(state: State) -> None:
    plan = action_plan(state=state)
    with pytest.raises(NotAllowed):
        plan.propose(now=timezone.now())
    with pytest.raises(NotAllowed):
        plan.discard()
    with pytest.raises(NotAllowed):
        plan.rename(title="x", year_from=2026, year_to=2026)


@pytest.mark.parametrize("state", [State.DRAFT, State.DECIDED])
def test_only_what_is_put_forward_is_decided_or_taken_back(state: State) -> None:
    plan = action_plan(state=state)
    with pytest.raises(NotAllowed):
        decide(plan)
    with pytest.raises(NotAllowed):
        plan.take_back()


def test_a_decision_is_not_recorded_before_its_day() -> None:
    with pytest.raises(NotAllowed):
        decide(action_plan(state=State.PROPOSED), on=TODAY + timedelta(days=1))


def test_a_plan_without_measures_is_not_put_forward() -> None:
    plan = action_plan(state=State.DRAFT)
    plan.sections.update(removed=True)
    with pytest.raises(NotAllowed, match="inga åtgärder"):
        plan.propose(now=timezone.now())


def test_what_was_taken_out_is_gone_when_it_is_put_forward() -> None:
    plan = action_plan("Behålls", "Tas bort", state=State.DRAFT)
    plan.measures.get(text="Tas bort").remove()
    plan.propose(now=timezone.now())
    assert [measure.text for measure in plan.measures.all()] == ["Behålls"]


def test_of_two_who_act_at_once_one_acts() -> None:
    plan = action_plan(state=State.DRAFT)
    same = ActionPlan.objects.get(pk=plan.pk)
    plan.propose(now=timezone.now())
    with pytest.raises(NotAllowed, match="Någon annan"):
        same.propose(now=timezone.now())


def revise(plan: ActionPlan, who: str = cast.COORDINATOR) -> ActionPlan:
    return plan.revise(by=assignment(who), now=timezone.now(), today=TODAY)


def test_a_new_version_keeps_each_measures_key() -> None:
    plan = action_plan("Ett", "Två")
    draft = revise(plan)
    assert (draft.state, draft.version, draft.revises, draft.year_from) == (State.DRAFT, 2, plan, 2026)
    assert set(draft.measures.values_list("key", "text")) == set(plan.measures.values_list("key", "text"))
    assert not set(draft.measures.values_list("pk")) & set(plan.measures.values_list("pk"))
    assert {measure.section.plan_id for measure in draft.measures.all()} == {draft.pk}
    assert plan.measures.count() == 2


def test_a_plan_has_one_next_version() -> None:
    plan = action_plan()
    assert revise(plan) == revise(plan)
    assert ActionPlan.objects.count() == 2


@pytest.mark.parametrize("state", [State.DRAFT, State.PROPOSED])
def test_only_a_decided_plan_is_revised(state: State) -> None:
    with pytest.raises(NotAllowed):
        revise(action_plan(state=state))


def test_a_predecessors_plan_is_revised_on_the_successors_board() -> None:
    draft = revise(action_plan(on="spanga-tensta", decided_on=date(2017, 5, 1), year=2017), cast.OTHER_COORDINATOR)
    assert draft.board == board("jarva")


def test_who_has_left_or_is_anothers_does_not_report_what_comes() -> None:
    plan = action_plan("Kvar", "Slutat", "Annan nämnds")
    for text, who in (("Kvar", cast.CHIEF), ("Slutat", cast.REPORTER), ("Annan nämnds", cast.OTHER_CHIEF)):
        plan.measures.filter(text=text).update(contact=assignment(who))
    Assignment.objects.filter(pk=assignment(cast.REPORTER).pk).update(ends=TODAY - timedelta(days=1))
    contacts = dict(revise(plan).measures.values_list("text", "contact"))
    assert contacts == {"Kvar": assignment(cast.CHIEF).pk, "Slutat": None, "Annan nämnds": None}
    assert plan.measures.filter(contact=None).count() == 0


def in_force(day: date) -> set[str]:
    return set(ActionPlan.objects.in_force(day).values_list("title", flat=True))


def test_in_force_from_the_decision_until_the_next_versions() -> None:
    first = action_plan(title="Första", decided_on=date(2025, 2, 1), year=2025)
    second = revise(first)
    ActionPlan.objects.filter(pk=second.pk).update(
        title="Andra", state=State.DECIDED, decided_on=date(2026, 3, 1), paragraph="§ 1"
    )
    assert in_force(date(2025, 1, 31)) == set()
    assert in_force(date(2025, 2, 1)) == {"Första"}
    assert in_force(date(2026, 2, 28)) == {"Första"}
    assert in_force(date(2026, 3, 1)) == {"Andra"}


def test_a_draft_replaces_nothing() -> None:
    plan = action_plan()
    revise(plan)
    assert not ActionPlan.objects.with_replaced().get(pk=plan.pk).replaced
    assert in_force(TODAY) == {"Handlingsplan"}


def test_an_older_document_is_in_force_from_its_first_year() -> None:
    plan = action_plan(year=2019)
    ActionPlan.objects.filter(pk=plan.pk).update(document=True, decided_on=None)
    assert in_force(date(2018, 12, 31)) == set()
    assert in_force(date(2019, 1, 1)) == {"Handlingsplan"}


@pytest.mark.parametrize(
    ("state", "period", "words"),
    [
        (State.DRAFT, "2026T1", "inte beslutad"),
        (State.PROPOSED, "2026T1", "inte beslutad"),
        (State.DECIDED, "2026T3", "inte börjat"),
        (State.DECIDED, "2023T3", "gällde inte"),
    ],
)
def test_when_a_plan_is_not_followed_up(state: State, period: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        action_plan(state=state).refuse_unless_followed_up(Tertial.parse(period), TODAY)


@pytest.mark.parametrize("period", ["2024T1", "2025T3", "2026T1", "2026T2"])
def test_when_a_plan_is_followed_up(period: str) -> None:
    action_plan().refuse_unless_followed_up(Tertial.parse(period), TODAY)


def test_a_replaced_plan_is_followed_up_for_its_own_time() -> None:
    first = action_plan(decided_on=date(2025, 2, 1), year=2025)
    second = revise(first)
    ActionPlan.objects.filter(pk=second.pk).update(state=State.DECIDED, decided_on=date(2026, 3, 1), paragraph="§ 1")
    first.refuse_unless_followed_up(Tertial.parse("2025T3"), TODAY)
    with pytest.raises(NotAllowed):
        first.refuse_unless_followed_up(Tertial.parse("2026T1"), TODAY)


def test_the_database_keeps_what_is_decided() -> None:
    """Also when every rule in Python is forgotten, and also for the owner of the tables."""
    plan = action_plan()
    with pytest.raises(IntegrityError, match="not a draft"), transaction.atomic():
        plan.measures.update(text="Ändrad i efterhand")
    plan.measures.update(contact=assignment(cast.CHIEF))
    assert Measure.objects.get(plan=plan).contact == assignment(cast.CHIEF)


def test_the_database_refuses_a_decision_without_a_day() -> None:
    plan = action_plan(state=State.PROPOSED)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPlan.objects.filter(pk=plan.pk).update(state=State.DECIDED)
    assert connection.in_atomic_block
