"""The second lock on reports: what raw SQL as the application's role reaches, with every filter forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import board
from tests.reports import situations
from vbe.access.context import acting_as_task
from vbe.notices.models import Notice
from vbe.reports.models import Report, ReportDecision
from vbe.reports.states import State

TABLES = ["reports_report", "reports_reportfile", "reports_reportdecision"]


def sql(statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError, match="row-level security|permission denied"), transaction.atomic():
        yield


@pytest.fixture(autouse=True)
def reports(db: None) -> tuple[Report, Report]:
    """One published, with a decision, and one ready to publish."""
    published = situations.report(State.PUBLISHED)
    situations.decision(published)
    return published, situations.report(State.READY, period="2026T2")


def counts() -> list[int]:
    return [sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]  # noqa: S608


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (cast.COORDINATOR, [2, 2, 1]),
        (cast.MEMBER, [1, 1, 1]),
        (cast.SECRETARY, [1, 1, 1]),
        (cast.DIRECTOR, [1, 1, 1]),
        ("central.kommunstyrelsen", [1, 1, 1]),
        (cast.OTHER_COORDINATOR, [0, 0, 0]),
        ("namndsekreterare.jarva", [0, 0, 0]),
        (cast.NYKOPING, [0, 0, 0]),
        (cast.REPORTER, [0, 0, 0]),
        (cast.CASEWORKER, [0, 0, 0]),
        (None, [0, 0, 0]),
    ],
)
def test_who_sees_what_of_skarholmen(who: str | None, seen: list[int]) -> None:
    with as_application(assignment(who) if who else None):
        assert counts() == seen


def test_another_task_sees_nothing() -> None:
    with as_application(), acting_as_task("outbox"):
        assert counts() == [0, 0, 0]


PUBLISHED = "state = 'publicerad'"


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.SECRETARY, cast.MEMBER])
@pytest.mark.parametrize(
    "change", ["figures = '{}'", "state = 'klar', published_at = NULL, published_by_id = NULL", "summary = 'x'"]
)
def test_a_published_report_is_nobodys_to_change(who: str, change: str) -> None:
    with as_application(assignment(who)):
        assert sql(f"UPDATE reports_report SET {change} WHERE {PUBLISHED}") == 0  # noqa: S608


def test_the_worker_changes_neither_a_published_report_nor_its_file(reports: tuple[Report, Report]) -> None:
    published, _ready = reports
    with as_application(), acting_as_task("report"):
        assert sql(f"UPDATE reports_report SET figures = '{{}}' WHERE {PUBLISHED}") == 0  # noqa: S608
        assert sql("UPDATE reports_reportfile SET content = '' WHERE report_id = %s", published.pk) == 0


def test_the_worker_does_not_publish() -> None:
    publish = "UPDATE reports_report SET state = 'publicerad', published_at = now(), published_by_id = ordered_by_id"
    with as_application(), acting_as_task("report"), refused():
        sql(f"{publish} WHERE state = 'klar'")


def test_without_the_checked_file_of_just_these_figures_nothing_is_published(reports: tuple[Report, Report]) -> None:
    _published, ready = reports
    ready.file.figures_hash = "0" * 64
    ready.file.save()
    me = assignment(cast.COORDINATOR)
    publish = "UPDATE reports_report SET state = 'publicerad', published_at = now(), published_by_id = %s WHERE id = %s"
    with as_application(me), refused():
        sql(publish, me.pk, ready.pk)
    ready.file.figures_hash = ready.figures_hash
    ready.file.save()
    with as_application(me):
        with refused():
            sql(publish, assignment(cast.COLLEAGUE).pk, ready.pk)
        assert sql(publish, me.pk, ready.pk) == 1


@pytest.mark.parametrize("column", ["board_id", "period", "version", "ordered_by_id", "ordered_at", "corrects"])
def test_what_was_ordered_stays_what_it_is(column: str) -> None:
    with as_application(assignment(cast.COORDINATOR)), refused():
        sql(f"UPDATE reports_report SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.SECRETARY])
def test_only_the_worker_writes_a_file(who: str, reports: tuple[Report, Report]) -> None:
    with as_application(assignment(who)):
        assert sql("SELECT count(*) FROM reports_reportfile")[0][0]
        assert sql("UPDATE reports_reportfile SET content = ''") == 0


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(table: str) -> None:
    with as_application(assignment(cast.COORDINATOR)), refused():
        sql(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    ("who", "of", "by"),
    [
        (cast.OTHER_COORDINATOR, "skarholmen", cast.OTHER_COORDINATOR),
        (cast.COORDINATOR, "skarholmen", cast.COLLEAGUE),
        (cast.COORDINATOR, "jarva", cast.COORDINATOR),
        (cast.MEMBER, "skarholmen", cast.MEMBER),
    ],
)
def test_a_forged_order_is_refused(who: str, of: str, by: str) -> None:
    order = Report(board=board(of), period="2025", ordered_by=assignment(by), ordered_at=timezone.now())
    with as_application(assignment(who)), refused():
        order.save(force_insert=True)


@pytest.mark.parametrize(
    ("who", "ready", "of"),
    [
        (cast.COORDINATOR, False, "skarholmen"),
        (cast.MEMBER, False, "skarholmen"),
        (cast.SECRETARY, True, "skarholmen"),
        (cast.SECRETARY, False, "jarva"),
    ],
)
def test_a_forged_decision_is_refused(who: str, ready: bool, of: str, reports: tuple[Report, Report]) -> None:
    forged = ReportDecision(
        report=reports[ready],
        board=board(of),
        decided_on=timezone.localdate(),
        paragraph="§ 1",
        outcome="godkand",
        by=assignment(who),
        at=timezone.now(),
    )
    with as_application(assignment(who)), refused():
        forged.save(force_insert=True)


def test_only_the_reports_task_notifies_without_a_person() -> None:
    me = assignment(cast.COORDINATOR)
    told = Notice(board=me.board, recipient=me, text="Klar", url="/", created_at=timezone.now())
    with as_application(), acting_as_task("drafts"), refused():
        told.save(force_insert=True)
    with as_application(), acting_as_task("report"):
        told.save(force_insert=True)
