"""The second lock on plans: what raw SQL as the application's role reaches, with every filter forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from actionplans.models import ActionPlan, FollowUp, Measure
from actionplans.states import State
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import action_plan, follow_up
from vbe.access.context import set_context
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db

CENTRAL = "central.kommunstyrelsen"
TABLES = ["actionplan", "section", "measure"]


def sql(statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def seen(who: str | None, table: str = "actionplan") -> int:
    with as_application(assignment(who) if who else None):
        return sql(f"SELECT count(*) FROM actionplans_{table}")[0][0]


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="row-level security|permission denied|not a draft"), transaction.atomic():
        yield


@pytest.mark.parametrize("table", [*TABLES, "followup", "reminder", "guidelinearea", "resource"])
def test_without_a_context_nothing_is_seen(table: str) -> None:
    follow_up(action_plan().measures.get(), "2024T1")
    assert seen(None, table) == 0


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("who", "state", "seen_by"),
    [
        (cast.COORDINATOR, State.DRAFT, 1),
        (cast.COLLEAGUE, State.DRAFT, 1),
        (cast.SECRETARY, State.DRAFT, 0),
        (cast.REPORTER, State.DRAFT, 0),
        (CENTRAL, State.DRAFT, 0),
        (cast.OTHER_COORDINATOR, State.DRAFT, 0),
        (cast.SECRETARY, State.PROPOSED, 1),
        (cast.REPORTER, State.PROPOSED, 0),
        (CENTRAL, State.PROPOSED, 0),
        (cast.OTHER_COORDINATOR, State.PROPOSED, 0),
        (cast.SECRETARY, State.DECIDED, 1),
        (cast.REPORTER, State.DECIDED, 1),
        (cast.CHIEF, State.DECIDED, 1),
        (CENTRAL, State.DECIDED, 1),
        (cast.MEMBER, State.DECIDED, 0),
        (cast.OTHER_COORDINATOR, State.DECIDED, 0),
        (cast.NYKOPING, State.DECIDED, 0),
    ],
)
def test_who_sees_a_plan_of_skarholmen(table: str, who: str, state: State, seen_by: int) -> None:
    action_plan(state=state)
    assert seen(who, table) == seen_by


def test_a_successor_reads_what_its_predecessor_decided() -> None:
    action_plan(on="spanga-tensta")
    assert seen(cast.OTHER_COORDINATOR, "measure") == 1
    assert seen(cast.COORDINATOR, "measure") == 0


def test_a_predecessors_draft_is_not_the_successors() -> None:
    action_plan(on="spanga-tensta", state=State.DRAFT)
    assert seen(cast.OTHER_COORDINATOR) == 0


def test_somebody_elses_assignment_in_the_context_gives_nothing() -> None:
    action_plan()
    acting = assignment(cast.COORDINATOR)
    acting.user_id = assignment(cast.MEMBER).user_id
    with as_application(acting):
        assert sql("SELECT count(*) FROM actionplans_actionplan")[0][0] == 0


@pytest.mark.parametrize(
    ("who", "seen_by"),
    [
        (cast.COORDINATOR, 1),
        (cast.CHIEF, 1),
        (cast.REPORTER, 0),
        (cast.SECRETARY, 0),
        (CENTRAL, 0),
        (cast.OTHER_COORDINATOR, 0),
        (cast.NYKOPING, 0),
    ],
)
def test_a_follow_up_is_the_samordnares_and_the_contacts(who: str, seen_by: int) -> None:
    plan = action_plan()
    plan.measures.update(contact=assignment(cast.CHIEF))
    follow_up(plan.measures.get(), "2024T1")
    assert seen(who, "followup") == seen_by


def test_the_report_counts_what_is_decided_and_no_draft() -> None:
    follow_up(action_plan().measures.get(), "2024T1")
    action_plan(state=State.DRAFT)
    with as_application():
        set_context(task="report")
        assert ActionPlan.objects.count() == Measure.objects.count() == FollowUp.objects.count() == 1
        set_context(task="outbox")
        assert ActionPlan.objects.count() == Measure.objects.count() == FollowUp.objects.count() == 0


@pytest.mark.parametrize("who", [cast.SECRETARY, cast.REPORTER, cast.OTHER_COORDINATOR, cast.NYKOPING, cast.MEMBER])
def test_nobody_else_begins_a_plan_here(who: str) -> None:
    with as_application(assignment(who)), refused():
        ActionPlan(
            board=assignment(cast.COORDINATOR).board, title="x", year_from=1, year_to=1, created_at=timezone.now()
        ).save(force_insert=True)


def test_a_plan_is_not_begun_decided_or_as_a_document() -> None:
    acting = assignment(cast.COORDINATOR)
    fields = {"board": acting.board, "title": "x", "year_from": 1, "year_to": 1, "created_at": timezone.now()}
    with as_application(acting):
        for wrong in ({"state": State.DECIDED, "document": True}, {"document": True}, {"state": State.PROPOSED}):
            with refused():
                ActionPlan(**fields, **wrong).save(force_insert=True)


def test_a_decided_plan_is_not_changed_or_deleted_by_anybody() -> None:
    plan = action_plan()
    with as_application(assignment(cast.COORDINATOR)):
        assert sql("UPDATE actionplans_actionplan SET title = 'x'") == 0
        assert sql("UPDATE actionplans_section SET heading = 'x'") == 0
        assert sql("DELETE FROM actionplans_actionplan") == sql("DELETE FROM actionplans_measure") == 0
        with refused():
            sql("UPDATE actionplans_measure SET text = 'x'")
        with refused():
            Measure(plan=plan, section=plan.sections.get(), text="Ny").save(force_insert=True)


def test_the_secretary_decides_and_writes_nothing() -> None:
    action_plan(state=State.PROPOSED)
    with as_application(assignment(cast.SECRETARY)):
        assert sql("UPDATE actionplans_section SET heading = 'x'") == sql("DELETE FROM actionplans_measure") == 0
        assert sql("UPDATE actionplans_measure SET contact_id = NULL") == 0
        assert sql("UPDATE actionplans_actionplan SET state = 'beslutad', decided_on = '2026-01-01'") == 1


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, CENTRAL])
def test_a_draft_is_out_of_others_reach(who: str) -> None:
    plan = action_plan(state=State.DRAFT)
    section = plan.sections.get()
    with as_application(assignment(who)):
        assert sql("UPDATE actionplans_measure SET text = 'x'") == sql("DELETE FROM actionplans_section") == 0
        with refused():
            Measure(plan=plan, section=section, text="Ny").save(force_insert=True)


@pytest.mark.parametrize("who", [cast.REPORTER, cast.OTHER_COORDINATOR, cast.SECRETARY, cast.NYKOPING])
def test_who_may_not_report(who: str) -> None:
    measure, acting = action_plan().measures.get(), assignment(who)
    with as_application(acting), refused():
        FollowUp(measure=measure, period="2024T1", by=acting, at=timezone.now()).save(force_insert=True)


def test_nobody_reports_in_anothers_name_or_on_a_draft() -> None:
    measure, draft = action_plan().measures.get(), action_plan(state=State.DRAFT).measures.get()
    acting, other = assignment(cast.COORDINATOR), assignment(cast.COLLEAGUE)
    with as_application(acting):
        FollowUp(measure=measure, period="2024T1", by=acting, at=timezone.now()).save(force_insert=True)
        with refused():
            FollowUp(measure=measure, period="2024T2", by=other, at=timezone.now()).save(force_insert=True)
        with refused():
            FollowUp(measure=draft, period="2024T1", by=acting, at=timezone.now()).save(force_insert=True)
        with refused():
            sql("UPDATE actionplans_followup SET by_id = %s", other.pk)
        with refused():
            sql("DELETE FROM actionplans_followup")


def test_guidelines_and_resources_are_read_and_not_written() -> None:
    with as_application(assignment(cast.COORDINATOR)):
        for table in ("guidelinearea", "guidelineheading", "guidelinemethod", "resource"):
            with refused():
                sql(f"DELETE FROM actionplans_{table}")
        with refused():
            sql("INSERT INTO actionplans_guidelinearea (id, position, name, text) VALUES (%s, 1, '', '')", new_id())
