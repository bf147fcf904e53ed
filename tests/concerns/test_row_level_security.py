"""The second lock on reports: what raw SQL as the application's role reaches, with every filter forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.concerns.models import Assessment, Concern
from cases.concerns.states import Outcome
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import ConcernFactory, board

REFUSED = "row-level security|permission denied"


def sql(statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def count(who: str | None) -> int:
    with as_application(assignment(who) if who else None):
        return sql("SELECT count(*) FROM concerns_concern")[0][0]


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        yield


def test_without_a_context_no_row_is_seen(db: None) -> None:
    concern = ConcernFactory()
    concern.assess(Outcome.ADVICE, reason="Ringde.", by=assignment(cast.COORDINATOR), now=timezone.now())
    with as_application():
        assert sql("SELECT count(*) FROM concerns_concern")[0][0] == 0
        assert sql("SELECT count(*) FROM concerns_assessment")[0][0] == 0


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (cast.COORDINATOR, 1),
        (cast.COLLEAGUE, 1),
        (cast.REPORTER, 1),
        ("rapportor.jarva", 0),
        (cast.OTHER_COORDINATOR, 0),
        (cast.NYKOPING, 0),
        (cast.INTAKE, 0),
        (cast.CHIEF, 0),
        ("administrator.skarholmen", 0),
        ("central.kommunstyrelsen", 0),
    ],
)
def test_who_sees_a_report_of_skarholmen(db: None, who: str, seen: int) -> None:
    ConcernFactory()
    assert count(who) == seen


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over"])
def test_sent_from_here_and_handed_over_are_seen_by_both_desks(db: None, trait: str) -> None:
    ConcernFactory(**{trait: True})
    assert (count(cast.COORDINATOR), count(cast.OTHER_COORDINATOR)) == (1, 1)


def test_somebody_elses_assignment_in_the_context_gives_nothing(db: None) -> None:
    ConcernFactory()
    acting = assignment(cast.COORDINATOR)
    acting.user_id = assignment(cast.MEMBER).user_id
    with as_application(acting):
        assert sql("SELECT count(*) FROM concerns_concern")[0][0] == 0


def new_report(**forged: Any) -> Concern:
    return ConcernFactory.build(**forged)


def test_a_reporter_inserts_the_own_report(db: None) -> None:
    with as_application(assignment(cast.REPORTER)):
        new_report().save(force_insert=True)


@pytest.mark.parametrize(
    "forged",
    [
        {"reporter": cast.COORDINATOR},
        {"board": "nykoping"},
        {"reporter_board": "jarva"},
        {"state": "bedomd"},
        {"state": "avslutad"},
        {"previous_board": "jarva"},
    ],
)
def test_a_forged_report_is_refused_by_the_database(db: None, forged: dict[str, str]) -> None:
    fields: dict[str, Any] = dict(forged)
    for name in ("board", "reporter_board", "previous_board"):
        if name in fields:
            fields[name] = board(fields[name])
    if "reporter" in fields:
        fields["reporter"] = assignment(fields["reporter"]).user
    report = new_report(**fields)
    with as_application(assignment(cast.REPORTER)), refused():
        report.save(force_insert=True)


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, cast.INTAKE])
def test_updating_another_desks_report_touches_no_row(db: None, who: str) -> None:
    ConcernFactory()
    with as_application(assignment(who)):
        assert sql("UPDATE concerns_concern SET state = 'avslutad'") == 0


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over"])
def test_what_left_the_desk_can_be_read_but_not_changed(db: None, trait: str) -> None:
    ConcernFactory(**{trait: True})
    with as_application(assignment(cast.COORDINATOR)):
        assert sql("UPDATE concerns_concern SET state = 'avslutad'") == 0
        assert sql("UPDATE concerns_concern SET board_id = %s", board("skarholmen").pk) == 0


def test_a_report_is_not_moved_without_a_trace_nor_out_of_the_municipality(db: None) -> None:
    ConcernFactory()
    with as_application(assignment(cast.COORDINATOR)):
        with refused():
            sql("UPDATE concerns_concern SET board_id = %s", board("jarva").pk)
        with refused():
            own = board("skarholmen").pk
            sql("UPDATE concerns_concern SET board_id = %s, previous_board_id = %s", board("nykoping").pk, own)


@pytest.mark.parametrize("column", ["text", "place", "reporter_id", "number", "reported_at", "ground"])
def test_what_the_reporter_wrote_is_nobodys_to_change(db: None, column: str) -> None:
    ConcernFactory()
    with as_application(assignment(cast.COORDINATOR)), refused():
        sql(f"UPDATE concerns_concern SET {column} = {column}")  # noqa: S608


def test_nothing_is_deleted(db: None) -> None:
    ConcernFactory()
    for table in ("concerns_concern", "concerns_assessment"):
        with as_application(assignment(cast.COORDINATOR)), refused():
            sql(f"DELETE FROM {table}")  # noqa: S608


def assessment(concern: Concern, by: str) -> Assessment:
    return Assessment(
        concern=concern,
        board=concern.board,
        outcome="rad",
        reason="Ringde.",
        by=assignment(by),
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("who", "by"),
    [
        (cast.COORDINATOR, cast.COLLEAGUE),
        (cast.OTHER_COORDINATOR, cast.OTHER_COORDINATOR),
        (cast.REPORTER, cast.REPORTER),
        (cast.NYKOPING, cast.NYKOPING),
    ],
)
def test_a_forged_assessment_is_refused(db: None, who: str, by: str) -> None:
    forged = assessment(ConcernFactory(), by)
    with as_application(assignment(who)), refused():
        forged.save(force_insert=True)


def test_an_assessment_is_never_changed(db: None) -> None:
    assessment(ConcernFactory(), cast.COORDINATOR).save(force_insert=True)
    with as_application(assignment(cast.COORDINATOR)), refused():
        sql("UPDATE concerns_assessment SET reason = 'x'")


def test_the_coordinators_room_imports_nothing_of_the_socialtjanst_room() -> None:
    for path in Path("cases/concerns").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.startswith(("cases.sig", "cases.submission")) for name in names), path
