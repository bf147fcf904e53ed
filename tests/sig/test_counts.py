"""Frozen numbers are all that leaves the socialtjänst room."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from cases.sig import statistics
from cases.sig.models import Case, SigCount
from cases.sig.states import Step
from cases.sig.tasks import freeze_counts
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import board, case_at
from vbe.access.context import acting_as_task
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

T1, T2 = Tertial.parse("2026T1"), Tertial.parse("2026T2")
IN_MAY = datetime(2026, 5, 2, 9, tzinfo=UTC)
IN_SEPTEMBER = datetime(2026, 9, 2, 9, tzinfo=UTC)


@pytest.fixture
def skarholmen(db: None) -> Board:
    return board("skarholmen")


def freeze(of: Board, period: Tertial, now: datetime) -> None:
    with as_application():
        statistics.freeze(of, period, now)


def case_of(step: Step, *when: int) -> Case:
    return case_at(step, now=datetime(*when, 9, tzinfo=UTC))  # type: ignore[arg-type, misc]


def counts(of: Board, period: Tertial) -> dict[str, int]:
    return {row.what: row.count for row in SigCount.objects.filter(board=of, period=str(period))}


def test_counts_a_tertials_own_months_and_what_is_open_at_its_end(skarholmen: Board) -> None:
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    case_of(Step.CLOSED, 2026, 3, 3)
    case_of(Step.DECIDED, 2026, 4, 30)
    case_of(Step.CHIEF_TOLD, 2026, 5, 4)
    freeze(skarholmen, T1, IN_MAY)
    # The meeting of 30 April was held in May.
    assert counts(skarholmen, T1) == {
        "nya_arenden": 3,
        "avslutade_arenden": 1,
        "uppstartsmoten": 1,
        "oppna_vid_periodens_slut": 2,
    }
    freeze(skarholmen, T2, IN_SEPTEMBER)
    assert counts(skarholmen, T2) == {
        "nya_arenden": 1,
        "avslutade_arenden": 0,
        "uppstartsmoten": 1,
        "oppna_vid_periodens_slut": 3,
    }


def test_days_are_swedish_days(skarholmen: Board) -> None:
    case_at(Step.CHIEF_TOLD, now=datetime(2026, 4, 30, 22, 30, tzinfo=UTC))
    freeze(skarholmen, T1, IN_MAY)
    assert counts(skarholmen, T1)["nya_arenden"] == 0


def test_frozen_once(skarholmen: Board) -> None:
    freeze(skarholmen, T1, IN_MAY)
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    freeze(skarholmen, T1, IN_SEPTEMBER)
    assert counts(skarholmen, T1)["nya_arenden"] == 0
    assert statistics.frozen_at(skarholmen, T1) == IN_MAY


def test_a_tertial_that_has_not_ended_is_not_frozen(skarholmen: Board) -> None:
    freeze(skarholmen, T1, datetime(2026, 4, 30, 12, tzinfo=UTC))
    assert counts(skarholmen, T1) == {}


def test_a_year_is_its_ended_tertials(skarholmen: Board) -> None:
    freeze(skarholmen, Tertial(2026), IN_SEPTEMBER)
    assert list(statistics.frozen(skarholmen, 2026)) == [T1, T2]
    assert statistics.frozen(skarholmen, 2025) == {}


def test_other_boards_cases_are_not_counted(skarholmen: Board) -> None:
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    freeze(board("jarva"), T1, IN_MAY)
    assert counts(board("jarva"), T1)["nya_arenden"] == 0


def test_the_task_freezes_the_last_ended_tertial_of_boards_with_a_reception(db: None) -> None:
    with as_application():
        freeze_counts()
        freeze_counts()
    boards = set(SigCount.objects.values_list("board__code", flat=True))
    assert {"skarholmen", "jarva", "nykoping"} <= boards
    assert "kommunstyrelsen" not in boards
    assert SigCount.objects.filter(board__code="skarholmen").count() == len(SigCount.What)


@pytest.mark.parametrize("who", [cast.COORDINATOR])
def test_the_coordinator_reads_the_numbers_of_her_board(skarholmen: Board, who: str) -> None:
    freeze(skarholmen, T1, IN_MAY)
    freeze(board("jarva"), T1, IN_MAY)
    with as_application(assignment(who)):
        assert {row.board_id for row in SigCount.objects.all()} == {skarholmen.pk}


@pytest.mark.parametrize("who", [cast.REPORTER, cast.OTHER_COORDINATOR, cast.NYKOPING, cast.MEMBER, cast.CHIEF])
def test_others_read_none(skarholmen: Board, who: str) -> None:
    freeze(skarholmen, T1, IN_MAY)
    with as_application(assignment(who)):
        assert not SigCount.objects.exists()


def test_the_report_reads_them_and_still_no_case(skarholmen: Board) -> None:
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    freeze(skarholmen, T1, IN_MAY)
    with as_application(), acting_as_task("report"):
        assert statistics.frozen(skarholmen, 2026)[T1][SigCount.What.OPENED] == 1
        assert not Case.objects.exists()
    with as_application(), acting_as_task("sig_counts"):
        assert not Case.objects.exists()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, None])
def test_nobody_else_counts_cases(skarholmen: Board, who: str | None) -> None:
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    with as_application(assignment(who) if who else None), connection.cursor() as cursor:
        cursor.execute("SELECT sum(cases) FROM app_sig_counts(%s, '2026-01-01', '2026-04-30')", [skarholmen.pk])
        assert cursor.fetchone() == (0,)


def test_nobody_writes_or_changes_a_number(skarholmen: Board) -> None:
    freeze(skarholmen, T1, IN_MAY)
    row = SigCount(board=skarholmen, period="2026T2", what=SigCount.What.OPENED, count=9, frozen_at=IN_MAY)
    with as_application(assignment(cast.COORDINATOR)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SigCount.objects.update(count=9)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SigCount.objects.all().delete()
