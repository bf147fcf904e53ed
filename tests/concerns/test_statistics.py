from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns import statistics, todo
from cases.concerns.models import Category, Concern, Milieu
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import ConcernFactory, attachment, board
from vbe.access.context import set_context
from vbe.organisation.permissions import allows

TODAY = date(2026, 11, 21)


def request(who: str) -> Any:
    acting = assignment(who)
    access = SimpleNamespace(assignment=acting, allows=lambda permission: allows(acting.role, permission))
    return SimpleNamespace(access=access, user=acting.user)


def ask(function: Any, who: str = cast.COORDINATOR, today: date = TODAY) -> Any:
    asked = request(who)
    with as_application(asked.access.assignment):
        return function(asked, today)


def at(days_ago: int) -> datetime:
    return timezone.make_aware(datetime(2026, 11, 21, 12)) - timedelta(days=days_ago)


def test_a_report_is_counted_once_on_the_board_of_its_place(db: None) -> None:
    ConcernFactory(happened_on=TODAY)
    ConcernFactory(happened_on=TODAY, in_jarva=True)
    ConcernFactory(happened_on=TODAY, handed_over=True)
    ConcernFactory(happened_on=TODAY, in_nykoping=True)
    assert ask(statistics.on_desk).this_year == 1
    assert ask(statistics.on_desk, cast.OTHER_COORDINATOR).this_year == 2


def test_years_are_compared_until_the_same_day(db: None) -> None:
    for day in (date(2026, 1, 1), TODAY, date(2025, 1, 1), date(2025, 11, 21), date(2025, 11, 22), date(2024, 6, 1)):
        ConcernFactory(happened_on=day)
    count = ask(statistics.on_desk)
    assert (count.this_year, count.last_year) == (2, 2)


def test_the_day_before_on_a_leap_day() -> None:
    assert statistics.a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert statistics.a_year_before(date(2026, 3, 1)) == date(2025, 3, 1)


def test_what_waits_and_the_oldest(db: None) -> None:
    ConcernFactory(reported_at=at(1))
    ConcernFactory(reported_at=at(3))
    ConcernFactory(reported_at=at(9), closed=True)
    count = ask(statistics.on_desk)
    assert (count.to_assess, count.oldest) == (2, at(3))


def test_by_category_the_most_frequent_first(db: None) -> None:
    ConcernFactory(happened_on=TODAY, category=Category.SYMBOLS)
    ConcernFactory.create_batch(2, happened_on=TODAY, category=Category.GRAFFITI)
    ConcernFactory(happened_on=date(2025, 2, 1), category=Category.LEAFLETS)
    ConcernFactory(happened_on=date(2020, 2, 1), category=Category.THREATS)
    rows = [(row.category, row.this_year, row.last_year) for row in ask(statistics.by_category)]
    assert rows == [(Category.GRAFFITI, 2, 0), (Category.SYMBOLS, 1, 0), (Category.LEAFLETS, 0, 1)]


def test_counts_are_few_queries(db: None) -> None:
    for count, many in ((statistics.on_desk, 2), (statistics.by_category, 1)):
        # What one request has asked it does not ask again.
        asked = request(cast.COORDINATOR)
        with as_application(asked.access.assignment), CaptureQueriesContext(connection) as queries:
            count(asked, TODAY)
        assert len(queries) == many


def test_todo_has_what_waits_on_the_own_desk_the_earliest_due_first(db: None) -> None:
    soon = ConcernFactory(due_on=date(2026, 11, 23), reported_at=at(0))
    today = ConcernFactory(due_on=TODAY)
    attachment(today)
    late = ConcernFactory(due_on=date(2026, 11, 20), sealed=True)
    ConcernFactory(in_jarva=True)
    ConcernFactory(closed=True)
    rows = ask(todo.todo)
    assert [row.url for row in rows] == [reverse("concern", args=[c.number]) for c in (late, today, soon)]
    assert [(row.tag_text, row.tag_tone) for row in rows] == [
        ("Försenad 1 dag", "danger"),
        ("Bedöm i dag", "warning"),
        ("23 nov", "neutral"),
    ]
    assert "du ser den inte" in rows[0].detail
    assert "fil bifogad" in rows[1].detail
    assert "Medborgarkontoret" in rows[2].detail
    assert soon.reporter.name not in rows[2].detail


def test_todo_is_as_many_queries_for_3_and_300(db: None) -> None:
    asked = request(cast.COORDINATOR)
    for more in (3, 297):
        ConcernFactory.create_batch(more)
        with as_application(asked.access.assignment), CaptureQueriesContext(connection) as queries:
            todo.todo(asked, TODAY)
        # What waits, the looks asked for, what is followed up, the removals, what the police were told.
        assert len(queries) == 5


def test_figures_in_words(db: None) -> None:
    assert [figure.note for figure in ask(todo.figures)] == ["inget väntar", "lika många som samma tid i fjol"]
    ConcernFactory(reported_at=at(2), happened_on=TODAY)
    ConcernFactory.create_batch(3, closed=True, happened_on=date(2025, 3, 1))
    assert [(figure.value, figure.note) for figure in ask(todo.figures)] == [
        ("1", "äldst: 2 dagar"),
        ("1", "−2 mot samma tid i fjol"),
    ]


def test_chart_rows_lead_to_the_queue(db: None) -> None:
    assert ask(todo.by_category) is None
    ConcernFactory(happened_on=TODAY)
    [row] = ask(todo.by_category)["rows"]
    assert row == {
        "label": "Klotter eller skadegörelse",
        "value": 1,
        "previous": 0,
        "url": f"{reverse('concerns')}?kategori=klotter",
    }


@pytest.mark.parametrize("who", [cast.REPORTER, cast.INTAKE, cast.CHIEF, cast.MEMBER])
def test_roles_without_a_desk_get_nothing(db: None, who: str) -> None:
    ConcernFactory(happened_on=TODAY)
    assert ask(todo.todo, who) == []
    assert ask(todo.figures, who) == []
    assert ask(todo.by_category, who) is None


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_desk_counts_none_of_it(db: None, who: str) -> None:
    ConcernFactory(happened_on=TODAY)
    assert ask(todo.todo, who) == []
    assert ask(statistics.on_desk, who).this_year == 0


# --- Counts for publication ------------------------------------------------------------------------------------------

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def counted(who: str | None = None, of: str = "skarholmen", task: str = "") -> dict[Any, int]:
    with as_application(assignment(who) if who else None):
        if task:
            set_context(task=task)
        return statistics.by_category_and_milieu(board(of), *YEAR)


def known(who: str | None, until: date, of: str = "skarholmen") -> bool:
    with as_application(assignment(who) if who else None):
        return statistics.any_until(board(of), until)


def test_by_category_and_milieu_once_by_place_and_day(db: None) -> None:
    ConcernFactory.create_batch(2, happened_on=date(2026, 1, 1), milieu=Milieu.RIGHT)
    ConcernFactory(happened_on=date(2026, 12, 31), category=Category.SYMBOLS, closed=True)
    ConcernFactory(happened_on=date(2025, 12, 31))
    ConcernFactory(happened_on=date(2027, 1, 1))
    ConcernFactory(happened_on=date(2026, 5, 1), handed_over=True)
    # What was registered wrongly is counted in nothing.
    ConcernFactory(happened_on=date(2026, 5, 1), state="fel")
    assert counted(cast.COORDINATOR) == {
        (Category.GRAFFITI, Milieu.RIGHT): 2,
        (Category.SYMBOLS, Milieu.UNKNOWN): 1,
    }
    assert counted(cast.OTHER_COORDINATOR, "jarva") == {(Category.GRAFFITI, Milieu.UNKNOWN): 1}


@pytest.mark.parametrize("who", [cast.REPORTER, cast.CHIEF, cast.SECRETARY, "central.kommunstyrelsen"])
def test_readers_of_pictures_get_counts_and_no_report(db: None, who: str) -> None:
    ConcernFactory(happened_on=TODAY, from_jarva=True)
    assert sum(counted(who).values()) == 1
    assert known(who, TODAY) and not known(who, TODAY - timedelta(days=1))
    with as_application(assignment(who)):
        assert not Concern.objects.exists()


@pytest.mark.parametrize("who", [cast.MEMBER, cast.OTHER_COORDINATOR, cast.NYKOPING, "central.kommunstyrelsen", None])
def test_others_count_nothing(db: None, who: str | None) -> None:
    ConcernFactory(happened_on=TODAY, in_nykoping=who == "central.kommunstyrelsen")
    of = "nykoping" if who == "central.kommunstyrelsen" else "skarholmen"
    assert counted(who, of) == {} and not known(who, TODAY, of)


def test_what_was_registered_wrongly_is_nothing(db: None) -> None:
    ConcernFactory(happened_on=TODAY, state="fel")
    assert not known(cast.COORDINATOR, TODAY)


def test_the_report_counts_without_reading(db: None) -> None:
    ConcernFactory(happened_on=TODAY)
    assert sum(counted(task="report").values()) == 1
    assert counted(task="outbox") == {}
    with as_application():
        set_context(task="report")
        assert not Concern.objects.exists()
