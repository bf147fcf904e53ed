"""What the start page says of reports, by role."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from tests import cast
from tests.conftest import as_application, assignment
from tests.reports import situations
from vbe.access.request import Access
from vbe.notices.outbox import notify
from vbe.reports import todo
from vbe.reports.states import State

MAY = date(2026, 5, 4)


def waits(who: str, today: date = MAY) -> list[Any]:
    acting = assignment(who)
    access = Access.__new__(Access)
    access.user, access.assignment, access.assignments = acting.user, acting, [acting]
    with as_application(acting):
        return todo.todo(SimpleNamespace(access=access, user=acting.user), today)  # type: ignore[arg-type]


def test_a_period_that_has_ended_is_to_be_ordered_and_published_within_a_month(db: None) -> None:
    (item,) = waits(cast.COORDINATOR)
    assert (item.title, item.url) == ("Beställ tertialrapport 1 2026", "/rapporter/bestall/?period=2026T1")
    assert (item.due_on, item.tag_text) == (date(2026, 5, 30), "30 maj")
    (late,) = waits(cast.COORDINATOR, date(2026, 6, 1))
    assert (late.tag_text, late.tag_tone) == ("Försenad", "danger")
    assert waits(cast.COORDINATOR, date(2026, 8, 31)) == []


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (State.ORDERED, None),
        (State.READY, "Läs och publicera tertialrapport 1 2026"),
        (State.FAILED, "Tertialrapport 1 2026 kunde inte göras"),
        (State.PUBLISHED, None),
    ],
)
def test_what_the_samordnare_does_next(db: None, state: State, title: str | None) -> None:
    situations.report(state)
    assert [item.title for item in waits(cast.COORDINATOR)] == ([title] if title else [])
    assert waits(cast.OTHER_COORDINATOR)[0].title == "Beställ tertialrapport 1 2026"


def test_the_secretary_records_what_has_no_decision_and_is_not_replaced(db: None) -> None:
    first = situations.report(State.PUBLISHED)
    assert [item.url for item in waits(cast.SECRETARY)] == [f"/rapporter/{first.pk}/"]
    second = situations.report(State.PUBLISHED, version=2)
    assert [item.url for item in waits(cast.SECRETARY)] == [f"/rapporter/{second.pk}/"]
    situations.decision(second)
    assert waits(cast.SECRETARY) == []


def test_a_member_has_new_reports_to_read_until_marked_as_read(db: None) -> None:
    member, report = assignment(cast.MEMBER), situations.report(State.PUBLISHED)
    notice = notify(member, text="Ny.", url=f"/rapporter/{report.pk}/", now=report.published_at)  # type: ignore[arg-type]
    (item,) = waits(cast.MEMBER)
    assert (item.title, item.waiting_since) == ("Ny.", report.published_at)
    notice.acknowledge(report.published_at)  # type: ignore[arg-type]
    assert waits(cast.MEMBER) == []


@pytest.mark.parametrize("who", [cast.REPORTER, cast.INTAKE, cast.CASEWORKER, "central.kommunstyrelsen"])
def test_others_have_nothing_to_do_with_reports(db: None, who: str) -> None:
    situations.report(State.PUBLISHED)
    assert waits(who) == []
