from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lagesbild.todo import todo
from tests import cast
from tests.conftest import as_application, assignment
from tests.lagesbild.pictures import draft, published
from vbe.organisation.permissions import allows

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def ask(who: str = cast.COORDINATOR, today: date = TODAY) -> list[Any]:
    acting = assignment(who)
    access = SimpleNamespace(acting=acting, allows=lambda permission: allows(acting.role, permission))
    with as_application(acting):
        return todo(SimpleNamespace(access=access), today)  # type: ignore[arg-type]


def test_from_september_this_years_picture_is_asked_for() -> None:
    published(year=2025)
    assert ask(today=date(2026, 8, 31)) == []
    [row] = ask(today=date(2026, 9, 1))
    assert (row.title, row.url, row.due_on) == ("Lägesbild för 2026 saknas", reverse("picture_new"), date(2026, 12, 31))


def test_a_published_picture_of_the_year_is_enough() -> None:
    published(year=2026)
    assert ask() == []


def test_a_draft_waits_instead() -> None:
    picture = draft()
    [row] = ask()
    assert (row.title, row.url, row.due_on) == (
        picture.title,
        reverse("picture", args=[picture.pk]),
        date(2026, 12, 31),
    )


@pytest.mark.parametrize("who", [cast.REPORTER, cast.CHIEF, cast.MEMBER, "central.kommunstyrelsen"])
def test_others_have_nothing(who: str) -> None:
    draft()
    assert ask(who) == []


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_boards_draft_is_not_ones_own(who: str) -> None:
    draft()
    assert [row.url for row in ask(who)] == [reverse("picture_new")]


def test_one_query() -> None:
    for year in (2023, 2024, 2025):
        published(year=year)
    acting = assignment(cast.COORDINATOR)
    access = SimpleNamespace(acting=acting, allows=lambda permission: allows(acting.role, permission))
    with as_application(acting), CaptureQueriesContext(connection) as queries:
        todo(SimpleNamespace(access=access), TODAY)  # type: ignore[arg-type]
    assert len(queries) == 1
