"""A report that was assessed as told to the police waits until somebody has noted what the police was told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.states import Outcome
from cases.concerns.todo import MOST
from tests import cast
from tests.concerns import desk
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory

TITLE = "Anteckna vad polisen fick veta om"


def told_to_police(**fields: Any) -> Concern:
    concern: Concern = ConcernFactory(**fields)
    assess(concern, Outcome.POLICE)
    return concern


def assess(concern: Concern, outcome: Outcome) -> None:
    by = assignment(cast.COORDINATOR)
    concern.assess(outcome, reason="Polisen är informerad.", by=by, now=timezone.now())


def rows(sign_in: SignIn, who: str = cast.COORDINATOR) -> list[Any]:
    todos = sign_in(who).get(reverse("start")).context["todos"]
    return [todo for todo in todos if todo.title.startswith(TITLE)]


def test_it_stands_on_the_start_page_until_it_is_noted(sign_in: SignIn) -> None:
    concern = told_to_police()
    (row,) = rows(sign_in)
    assert row.title == f"{TITLE} {concern}" and row.url == reverse("concern_police", args=[concern.number])
    assert sign_in(cast.COORDINATOR).get(row.url).status_code == 200
    desk.police(concern)
    assert not rows(sign_in)


@pytest.mark.parametrize("later", [Outcome.ADVICE, Outcome.CLOSED, Outcome.MISREGISTERED])
def test_only_the_latest_outcome_counts(sign_in: SignIn, later: Outcome) -> None:
    concern = told_to_police()
    assess(concern, later)
    assert not rows(sign_in)


def test_a_report_with_another_outcome_first_is_reminded_of(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    assess(concern, Outcome.ADVICE)
    assess(concern, Outcome.POLICE)
    assert len(rows(sign_in)) == 1


def test_after_a_year_nobody_is_asked(sign_in: SignIn) -> None:
    concern, now = ConcernFactory(), timezone.now()
    by = assignment(cast.COORDINATOR)
    concern.assess(Outcome.POLICE, reason="Polisen vet.", by=by, now=now - timedelta(days=367))
    assert not rows(sign_in)


def test_they_are_found_by_their_index_however_many_reports_there_are(sign_in: SignIn) -> None:
    told_to_police()
    client = sign_in(cast.COORDINATOR)
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("start"))
    (sql,) = [query["sql"] for query in asked if "concerns_policeinformation" in query["sql"]]
    with as_application(assignment(cast.COORDINATOR)), connection.cursor() as cursor:
        # The few rows of a test are read quicker without an index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        assert "assessment_police" in str(cursor.fetchall())


def test_an_outsider_is_not_reminded(sign_in: SignIn) -> None:
    told_to_police()
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING, cast.REPORTER, cast.INTAKE):
        assert not rows(sign_in, who)


def test_as_many_queries_however_many(sign_in: SignIn, django_assert_num_queries: Any) -> None:
    told_to_police()
    client = sign_in(cast.COORDINATOR)
    client.get(reverse("start"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("start"))
    for _ in range(MOST + 2):
        told_to_police()
    with django_assert_num_queries(len(few)):
        client.get(reverse("start"))
