"""The monthly round: once a board and month, whatever happens to the worker."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings

from cases import deadlines
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import IntakeFactory, board
from tests.log_review.situations import at, entry
from vbe.access.context import acting_as_task
from vbe.log_review import drawing, tasks
from vbe.log_review.models import Review, SampledRead
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

REVIEWED = {"skarholmen", "jarva", "kommunstyrelsen", "nykoping"}


@pytest.fixture(autouse=True)
def first_of_november(monkeypatch: Any) -> None:
    now = datetime(2026, 11, 1, 4, 20, tzinfo=deadlines.STOCKHOLM)
    monkeypatch.setattr(tasks.timezone, "now", lambda: now)


def test_last_months_review_of_each_board_with_a_reviewer() -> None:
    entry(cast.INTAKE, IntakeFactory(arrived_at=at(1)))
    with as_application():
        assert tasks.draw_reviews() == 4
    assert {review.board.code for review in Review.objects.all()} == REVIEWED
    assert set(Review.objects.values_list("month", flat=True)) == {date(2026, 10, 1)}
    assert SampledRead.objects.get().review.board.code == "skarholmen"


def test_twice_is_once() -> None:
    with as_application():
        assert [tasks.draw_reviews() for _n in range(2)] == [4, 0]
    assert Review.objects.count() == 4


def test_a_second_worker_with_the_same_board_finds_it_done() -> None:
    with acting_as_task("log_review"):
        first = drawing.draw_review(board("jarva"), date(2026, 10, 1), now=at())
        assert first and drawing.draw_review(board("jarva"), date(2026, 10, 1), now=at()) is None


def test_killed_at_any_line_leaves_whole_boards_and_the_next_round_does_the_rest(monkeypatch: Any) -> None:
    entry(cast.INTAKE, IntakeFactory(arrived_at=at(1)))
    real, calls = drawing.rows_of, []

    def killed(*args: Any) -> Any:
        calls.append(args)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(drawing, "rows_of", killed)
    with as_application(), pytest.raises(KeyboardInterrupt):
        tasks.draw_reviews()
    assert Review.objects.count() == 2
    with as_application():
        assert tasks.draw_reviews() == 2
    assert {review.board.code for review in Review.objects.all()} == REVIEWED
    assert SampledRead.objects.count() == 1


def test_one_boards_trouble_is_not_the_others(monkeypatch: Any) -> None:
    real = drawing.sampled

    def broken(for_board: Any, *args: Any) -> Any:
        if for_board.code == "jarva":
            raise RuntimeError
        return real(for_board, *args)

    monkeypatch.setattr(drawing, "sampled", broken)
    with as_application():
        assert tasks.draw_reviews() == 3


def test_a_board_whose_reviewer_has_left_gets_none() -> None:
    Assignment.objects.filter(role=Role.LOG_REVIEWER, board__code="jarva").update(ends=date(2026, 10, 31))
    with as_application():
        tasks.draw_reviews()
    assert not Review.objects.filter(board__code="jarva").exists()


def test_nobody_but_the_task_asks_about_reads_or_makes_a_review() -> None:
    from django.db import DatabaseError, connection, transaction

    entry(cast.INTAKE, IntakeFactory(arrived_at=at(1)))
    questions = [
        "SELECT count(*) FROM app_review_reads(%s, '2026-01-01', '2027-01-01', '{}')",
        "SELECT count(*) FROM app_review_counts(%s, '2026-01-01', '2027-01-01')",
    ]
    skarholmen = board("skarholmen")
    with as_application(assignment("loggranskare.skarholmen")), connection.cursor() as cursor:
        for question in questions:
            cursor.execute(question, [skarholmen.pk])
            assert cursor.fetchone() == (0,)
        made = Review(board=skarholmen, month=date(2026, 9, 1), drawn_at=at(), seed="x", read_count=0, day_count=0)
        with pytest.raises(DatabaseError), transaction.atomic():
            made.save(force_insert=True)


def test_it_is_in_the_schedule() -> None:
    planned = settings.CELERY_BEAT_SCHEDULE["draw-log-reviews"]
    assert planned["task"] == tasks.draw_reviews.name
    assert 1 in planned["schedule"].day_of_month
