"""The second lock on surveys: what raw SQL as the application's role reaches, with every filter forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from lagesbild.models import Response, Survey
from tests import cast
from tests.conftest import ApplicationClient, as_application, assignment
from tests.factories import board
from tests.lagesbild.surveys import NO, YES, answer, link, survey
from vbe.access.context import set_context
from vbe.access.links import fingerprint, new_secret
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TABLES = ["lagesbild_survey", "lagesbild_invitation", "lagesbild_response"]


def sql(statement: str, *params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def counts() -> list[int]:
    return [sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]  # noqa: S608


@contextmanager
def as_link(secret: str) -> Iterator[None]:
    with as_application():
        set_context(link=fingerprint(secret))
        yield


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(ProgrammingError, match="row-level security|permission denied"), transaction.atomic():
        yield


@pytest.fixture
def made(client: ApplicationClient) -> Survey:
    """Two invited in Skärholmen, of whom the second has answered; and a survey of Järva."""
    survey(cast.OTHER_COORDINATOR)
    here = survey()
    answer(client, link(here, 1), YES, ["hot"])
    return here


def test_without_a_context_no_row_is_seen(made: Survey) -> None:
    with as_application():
        assert counts() == [0, 0, 0]
    with as_link(new_secret()):
        assert counts() == [0, 0, 0]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        # What each one answered is read by nobody: the coordinator reads counts.
        (cast.COORDINATOR, [1, 2, 0]),
        (cast.COLLEAGUE, [1, 2, 0]),
        (cast.OTHER_COORDINATOR, [1, 2, 0]),
        (cast.NYKOPING, [0, 0, 0]),
        (cast.REPORTER, [0, 0, 0]),
        (cast.CHIEF, [0, 0, 0]),
        (cast.MEMBER, [0, 0, 0]),
        (cast.SECRETARY, [0, 0, 0]),
        ("central.kommunstyrelsen", [0, 0, 0]),
        ("administrator.skarholmen", [0, 0, 0]),
    ],
)
def test_who_sees_a_survey(made: Survey, who: str, seen: list[int]) -> None:
    with as_application(assignment(who)):
        assert counts() == seen
        own = {row[0] for row in sql("SELECT board_id FROM lagesbild_invitation")}
        assert own <= {assignment(who).board_id}


def test_a_link_reaches_its_own_rows_and_no_others(made: Survey) -> None:
    answered, silent = link(made, 1), link(made, 0)
    with as_link(answered):
        assert counts() == [1, 1, 1]
        assert sql("SELECT name FROM lagesbild_invitation") == [("Enhet 1",)]
    with as_link(silent):
        assert counts() == [1, 1, 0]


def test_a_stored_fingerprint_is_no_link(made: Survey) -> None:
    """Whoever has read the table cannot open a page with what stands there."""
    stored = made.invitations.get(name="Enhet 1").links[0]
    with as_link(stored):
        assert counts() == [0, 0, 0]


def test_a_link_writes_nothing_but_its_own_answer(made: Survey) -> None:
    other = made.invitations.get(name="Enhet 1")
    with as_link(link(made, 0)):
        for statement in (
            "UPDATE lagesbild_survey SET state = 'stangd'",
            "UPDATE lagesbild_invitation SET revoked_at = now()",
            "UPDATE lagesbild_invitation SET links = '{}'",
            "UPDATE lagesbild_response SET answers = '{}'",
        ):
            assert sql(statement) == 0
        for table, column in (("invitation", "answered_at"), ("invitation", "email"), ("response", "invitation_id")):
            with refused():
                sql(f"UPDATE lagesbild_{table} SET {column} = {column}")  # noqa: S608
        for table in TABLES:
            with refused():
                sql(f"DELETE FROM {table}")  # noqa: S608
        with refused():
            insert_response(other.pk, made.board_id)
        with refused():
            sql(
                "INSERT INTO lagesbild_invitation (id, survey_id, board_id, name, email, audience, links)"
                " VALUES (%s, %s, %s, 'x', 'x@x.example', 'extern', '{}')",
                new_id(), made.pk, made.board_id,
            )  # fmt: skip


def insert_response(invitation: Any, board_id: Any) -> Any:
    return sql(
        "INSERT INTO lagesbild_response (id, invitation_id, board_id, answers, saved_at) VALUES (%s, %s, %s, '{}', now())",
        new_id(), invitation, board_id,
    )  # fmt: skip


def test_an_answer_lies_on_the_board_of_its_survey(made: Survey) -> None:
    own = made.invitations.get(name="Enhet 0")
    with as_link(link(made, 0)):
        with refused():
            insert_response(own.pk, board("jarva").pk)
        assert insert_response(own.pk, made.board_id) == 1


@pytest.mark.parametrize("stop", ["revoked", "closed", "expired", "draft"])
def test_a_link_that_may_not_answer_writes_nothing(made: Survey, stop: str) -> None:
    answered, silent = link(made, 1), link(made, 0)
    own = made.invitations.get(name="Enhet 0")
    if stop == "revoked":
        made.invitations.update(revoked_at=timezone.now())
    elif stop == "expired":
        Survey.objects.update(closes_on="2024-01-01")
    else:
        Survey.objects.update(state={"closed": "stangd", "draft": "utkast"}[stop])
    with as_link(answered):
        assert counts() == [1, 1, 1]
        assert sql("UPDATE lagesbild_response SET answers = '{}', sent = NULL") == 0
    with as_link(silent):
        with refused():
            insert_response(own.pk, made.board_id)
        sql("SELECT app_survey_answered(now())")
    own.refresh_from_db()
    assert own.answered_at is None


def test_a_link_marks_its_own_invitation_as_answered_and_no_other(made: Survey) -> None:
    with as_link(link(made, 0)):
        sql("SELECT app_survey_answered(now())")
    assert made.invitations.filter(answered_at__isnull=False).count() == 2
    assert not Survey.objects.exclude(pk=made.pk).get().invitations.exclude(answered_at=None).exists()


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, cast.MEMBER])
def test_another_board_changes_nothing_here(made: Survey, who: str) -> None:
    here = made.board_id
    with as_application(assignment(who)):
        assert sql("UPDATE lagesbild_survey SET title = 'x' WHERE board_id = %s", here) == 0
        assert sql("UPDATE lagesbild_invitation SET links = '{}' WHERE board_id = %s", here) == 0
        with refused():
            Survey(
                board_id=here, by=assignment(who), title="x", closes_on="2030-01-01", created_at=timezone.now()
            ).save(force_insert=True)


def test_an_invitation_lies_on_the_board_of_its_survey(made: Survey) -> None:
    """A coordinator of Järva cannot hang an invitation of her own on Skärholmen's survey."""
    with as_application(assignment(cast.OTHER_COORDINATOR)), refused():
        sql(
            "INSERT INTO lagesbild_invitation (id, survey_id, board_id, name, email, audience, links)"
            " VALUES (%s, %s, %s, 'x', 'x@x.example', 'extern', '{}')",
            new_id(), made.pk, board("jarva").pk,
        )  # fmt: skip


def test_who_was_asked_is_not_rewritten(made: Survey) -> None:
    with as_application(assignment(cast.COORDINATOR)):
        for table, column in (
            ("survey", "board_id"),
            ("survey", "by_id"),
            ("invitation", "survey_id"),
            ("invitation", "email"),
            ("invitation", "answered_at"),
        ):
            with refused():
                sql(f"UPDATE lagesbild_{table} SET {column} = {column}")  # noqa: S608


def test_only_the_own_board_counts_answers(made: Survey) -> None:
    ask = "SELECT question, choice, answers FROM app_survey_counts(%s::uuid[])"
    with as_application(assignment(cast.COORDINATOR)):
        assert sorted(sql(ask, [made.pk])) == [("sett", "ja", 1), ("vad", "hot", 1)]
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, cast.MEMBER):
        with as_application(assignment(who)):
            assert sql(ask, [made.pk]) == []
    with as_link(link(made, 1)):
        assert sql(ask, [made.pk]) == []


def test_what_is_only_saved_is_not_counted(made: Survey, client: ApplicationClient) -> None:
    client.post(f"/enkat/{link(made, 0)}/fraga/1/spara/", {"answer": NO})
    assert Response.objects.count() == 2
    with as_application(assignment(cast.COORDINATOR)):
        counted = sql("SELECT choice FROM app_survey_counts(%s::uuid[])", [made.pk])
    assert ("nej",) not in counted
