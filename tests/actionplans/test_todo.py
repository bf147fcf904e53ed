"""What of the plans waits on the start page."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from actionplans import todo
from actionplans.following_up import last_ended, period_to_report
from actionplans.states import State
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import action_plan, follow_up
from vbe.notices.todo import Todo
from vbe.organisation.permissions import allows
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db


def request(who: str) -> Any:
    acting = assignment(who)
    access = SimpleNamespace(
        assignment=acting, acting=acting, allows=lambda permission: allows(acting.role, permission)
    )
    return SimpleNamespace(access=access, user=acting.user)


def waits(who: str, today: date) -> list[Todo]:
    with as_application(assignment(who)):
        return todo.todo(request(who), today)


@pytest.mark.parametrize(
    ("today", "ended", "reported"),
    [
        ("2026-05-01", "2026T1", "2026T1"),
        ("2026-05-15", "2026T1", "2026T1"),
        ("2026-05-16", "2026T1", "2026T2"),
        ("2026-04-30", "2025T3", "2026T1"),
        ("2026-01-01", "2025T3", "2025T3"),
    ],
)
def test_which_tertial_is_reported_when(today: str, ended: str, reported: str) -> None:
    day = date.fromisoformat(today)
    assert (str(last_ended(day)), str(period_to_report(day))) == (ended, reported)


def test_the_samordnare_has_a_follow_up_to_finish() -> None:
    plan = action_plan("Ett", "Två", "Tre")
    follow_up(plan.measures.get(text="Ett"), "2026T1")
    follow_up(plan.measures.get(text="Två"), "2026T1", "", comment="Utan läge")
    [one] = waits(cast.COORDINATOR, date(2026, 5, 4))
    assert one.title == "Följ upp tertial 1 · Handlingsplan"
    assert (one.detail, one.due_on, one.tag_text) == ("2 åtgärder är ej rapporterade", date(2026, 5, 15), "15 maj")
    assert waits(cast.COORDINATOR, date(2026, 5, 20))[0].tag_text == "Försenad 5 dagar"
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, cast.SECRETARY, cast.MEMBER):
        assert waits(who, date(2026, 5, 4)) == []


def test_nothing_waits_when_all_is_reported_or_nothing_is_decided() -> None:
    follow_up(action_plan("Ett").measures.get(), "2026T1")
    action_plan(state=State.DRAFT)
    action_plan(decided_on=date(2026, 5, 2), year=2026)
    assert waits(cast.COORDINATOR, date(2026, 5, 4)) == []


def test_a_contact_has_measures_to_report() -> None:
    plan = action_plan("Ett", "Två")
    plan.measures.update(contact=assignment(cast.CHIEF))
    [one] = waits(cast.CHIEF, date(2026, 5, 4))
    assert (one.title, one.url) == ("Rapportera 2 åtgärder för tertial 1", "/atgarder/?period=2026T1")
    for measure in plan.measures.all():
        follow_up(measure, "2026T1", by=assignment(cast.CHIEF))
    assert waits(cast.CHIEF, date(2026, 5, 4)) == []


def test_the_secretary_has_a_decision_to_record() -> None:
    plan = action_plan(state=State.PROPOSED)
    [one] = waits(cast.SECRETARY, timezone.localdate())
    assert one.title == "Registrera nämndens beslut · Handlingsplan" and one.waiting_since == plan.proposed_at
    assert waits(cast.REPORTER, timezone.localdate()) == []


def figures(who: str, today: date) -> list[Any]:
    with as_application(assignment(who)):
        return todo.figures(request(who), today)


def test_the_key_figure_counts_what_is_reported() -> None:
    plan = action_plan("Ett", "Två")
    follow_up(plan.measures.get(text="Ett"), "2026T2")
    [figure] = figures(cast.COORDINATOR, Tertial.parse("2026T2").end - timedelta(days=3))
    assert (figure.label, figure.value) == ("Åtgärder rapporterade, tertial 2", "1 av 2")
    assert figure.url == f"/handlingsplaner/{plan.pk}/uppfoljning/2026T2/"
    assert figures(cast.REPORTER, timezone.localdate()) == []
    assert figures(cast.OTHER_COORDINATOR, timezone.localdate()) == []
