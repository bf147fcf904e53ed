"""A query that is written once answers as the query does, for each who asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet, Value
from django.utils import timezone

from tests import cast
from tests.conftest import assignment
from vbe.access.prepared import Prepared
from vbe.access.queries import with_ids
from vbe.access.request import reachable, reachable_assignments
from vbe.organisation.models import Assignment

pytestmark = pytest.mark.django_db


def test_each_asks_for_what_is_their_own() -> None:
    today = timezone.localdate()
    for who in (cast.COORDINATOR, cast.NYKOPING, cast.DEPUTY, cast.CHIEF):
        user = assignment(who).user_id
        asked, written = reachable_assignments(user, today), reachable(user, today)
        assert asked == list(written)
        assert [found.in_full for found in asked] == [found.in_full for found in written]
    assert len(reachable_assignments(assignment(cast.NYKOPING).user_id, today)) == 2


def test_each_day_is_asked_for_anew() -> None:
    held = assignment(cast.COORDINATOR)
    assert reachable_assignments(held.user_id, held.starts) == [held]
    assert reachable_assignments(held.user_id, held.starts - timedelta(days=1)) == []


def test_all_is_fetched_at_once(django_assert_num_queries: Any) -> None:
    user = assignment(cast.HEAD_ADULT).user_id
    with django_assert_num_queries(1):
        (held,) = reachable_assignments(user, timezone.localdate())
        assert held.board.municipality.name and held.unit.name


def test_the_database_keeps_the_plan() -> None:
    """What a connection asks often is planned once; the rules of the rows still say who sees what."""
    user = assignment(cast.COORDINATOR).user_id
    for _time in range(5):
        reachable_assignments(user, timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%organisation_assi%"])
        assert cursor.fetchone()[0] >= 1
    assert reachable_assignments(assignment(cast.NYKOPING).user_id, timezone.localdate())[0].user_id != user


def test_rows_by_their_ids_however_many() -> None:
    held = [assignment(cast.COORDINATOR).pk, assignment(cast.CHIEF).pk]
    assert set(Assignment.objects.filter(with_ids(held)).values_list("pk", flat=True)) == set(held)
    assert not Assignment.objects.filter(with_ids([])).exists()


def marked(ids: object) -> QuerySet[Assignment]:
    found = Assignment.objects.annotate(mark=Value("m")).select_related("board__municipality__routine", "unit")
    return found.filter(with_ids(ids)).order_by("id")


def test_what_several_rows_refer_to_is_one_object(django_assert_num_queries: Any) -> None:
    ids = [assignment(who).pk for who in (cast.COORDINATOR, cast.CHIEF, cast.HEAD_ADULT, cast.NYKOPING)]
    expected = list(marked(ids))
    with django_assert_num_queries(1):
        asked = Prepared(marked, "ids")(ids)
        assert asked == expected
        assert [(one.mark, one.unit, one.board.municipality.routine) for one in asked] == [
            ("m", one.unit, one.board.municipality.routine) for one in expected
        ]
        # What is referred to from the other side knows where it stands, as with Django's own rows.
        assert all(one.board.municipality.routine.municipality is one.board.municipality for one in asked)
    assert {one.unit is None for one in asked} == {True, False}
    assert len({id(one.board) for one in asked}) == len({one.board_id for one in asked}) == 2
