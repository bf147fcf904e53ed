"""The frozen tables of cases: by age, track, time, meetings and consents; and what may be read of them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from cases.sig import statistics
from cases.sig.models import Case, Consent, RoutineStep, SigPart
from cases.sig.states import Step
from lagesbild.disclosure import Hidden, NoData, Shown
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import board, case_at, consent
from vbe.organisation.models import Actor, Board
from vbe.reports import case_figures
from vbe.reports.tertials import Tertial

T1, T2 = Tertial.parse("2026T1"), Tertial.parse("2026T2")
IN_MAY, IN_SEPTEMBER = datetime(2026, 5, 2, 9, tzinfo=UTC), datetime(2026, 9, 2, 9, tzinfo=UTC)
PAGE = reverse("sig_numbers")
Table = SigPart.Table


@pytest.fixture
def skarholmen(db: None) -> Board:
    return board("skarholmen")


def parts(of: Board, period: Tertial = T1, now: datetime = IN_MAY) -> dict[SigPart.Table, dict[str, int]]:
    with as_application():
        statistics.freeze(of, period, now)
    return statistics.frozen_parts(of, period)


def some(table: dict[str, int]) -> dict[str, int]:
    return {part: n for part, n in table.items() if n}


def case_of(step: Step, *when: int) -> Case:
    return case_at(step, now=datetime(*when, 9, tzinfo=UTC))  # type: ignore[arg-type, misc]


def test_new_cases_by_age_and_track(skarholmen: Board) -> None:
    first = case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    second = case_of(Step.CHIEF_TOLD, 2026, 2, 7)
    case_of(Step.CHIEF_TOLD, 2026, 5, 7)
    Case.objects.filter(pk=first.pk).update(track=Case.Track.LEAVING, age_band="19-29")
    Case.objects.filter(pk=second.pk).update(age_band="12-17")
    counted = parts(skarholmen)
    assert some(counted[Table.BANDS]) == {"19-29": 1, "12-17": 1}
    assert some(counted[Table.TRACKS]) == {"avhoppare": 1, "individ": 1}
    # A part that nothing fell in is told as a zero.
    assert counted[Table.BANDS]["30+"] == 0


def test_time_to_acknowledgement_by_the_municipalitys_limit(skarholmen: Board) -> None:
    limit = timedelta(minutes=skarholmen.municipality.routine.acknowledge_minutes)
    second = timedelta(seconds=1)
    for waited in (limit, limit + second, timedelta(days=1) + second):
        case = case_of(Step.CHIEF_ACKNOWLEDGED, 2026, 1, 7)
        told = case.steps.get(step=Step.CHIEF_TOLD).at
        RoutineStep.objects.filter(case=case, step=Step.CHIEF_ACKNOWLEDGED).update(at=told + waited)
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    assert parts(skarholmen)[Table.ACKNOWLEDGED] == {"i_tid": 1, "snart_efter": 1, "senare": 1, "inte": 1}


def test_time_to_the_start_up_meeting_and_the_meetings_held(skarholmen: Board) -> None:
    for days in (0, 1, 13):
        case = case_of(Step.DECIDED, 2026, 1, 7)
        case.meetings.update(starts_at=datetime.combine(case.start_up_due_on, IN_MAY.timetz()) + timedelta(days=days))
    case_of(Step.SUMMONED, 2026, 1, 7)
    counted = parts(skarholmen)
    assert counted[Table.START_UP] == {"i_tid": 1, "snart_efter": 1, "senare": 1, "inte": 1}
    assert some(counted[Table.MEETINGS]) == {"uppstartsmote": 3}


def test_consents_given_and_withdrawn_in_the_tertial(skarholmen: Board) -> None:
    case = case_of(Step.CHIEF_ACKNOWLEDGED, 2026, 1, 7)
    for given in (date(2026, 1, 8), date(2026, 5, 1)):
        Consent.objects.create(
            case=case, board=skarholmen, actor=Actor.objects.first(), scope="s", purpose="p", way="muntligt",
            given_on=given, ends=date(2026, 12, 1), recorded_by=assignment(cast.CHIEF), recorded_at=IN_MAY,
            withdrawn_at=IN_MAY,
        )  # fmt: skip
    assert some(parts(skarholmen)[Table.CONSENTS]) == {"lamnade": 1}
    assert some(parts(skarholmen, T2, IN_SEPTEMBER)[Table.CONSENTS]) == {"lamnade": 1, "aterkallade": 2}


def test_a_no_to_sharing_is_no_consent_given(skarholmen: Board) -> None:
    case = case_of(Step.CHIEF_ACKNOWLEDGED, 2026, 1, 7)
    given = consent(case)
    Consent.objects.filter(pk=given.pk).update(answer=Consent.Answer.NO, given_on=date(2026, 1, 8))
    assert some(parts(skarholmen)[Table.CONSENTS]) == {"nekade": 1}


def test_what_came_of_the_cases_that_ended(skarholmen: Board) -> None:
    case_of(Step.CLOSED, 2026, 1, 7)
    moved = case_of(Step.CLOSED, 2026, 1, 7)
    RoutineStep.objects.filter(case=moved, step=Step.CLOSED).update(outcome="flyttat")
    outcomes = some(parts(skarholmen)[Table.OUTCOMES])
    assert outcomes["flyttat"] == 1 and sum(outcomes.values()) == 2


def test_frozen_once_and_not_another_boards(skarholmen: Board) -> None:
    assert some(parts(skarholmen)[Table.BANDS]) == {}
    case_of(Step.CHIEF_TOLD, 2026, 1, 7)
    assert some(parts(skarholmen)[Table.BANDS]) == {}
    assert some(parts(board("jarva"))[Table.BANDS]) == {}


def freeze(of: Board, period: Tertial, **counts: int) -> None:
    """Frozen numbers of the ages, as if so many cases had been."""
    names = {"young": "12-17", "adult": "19-29", "older": "30+"}
    SigPart.objects.bulk_create(
        SigPart(board=of, period=str(period), table=Table.BANDS, part=names[name], count=n, frozen_at=IN_MAY)
        for name, n in counts.items()
    )


def told(of: Board) -> dict[str, list[str]]:
    bands = case_figures.tables(of, [T1])[0]
    return {line.label: line.cells for line in bands.lines}


def test_a_small_number_is_hidden_and_so_is_what_gives_it_away(skarholmen: Board) -> None:
    freeze(skarholmen, T1, young=3, adult=12, older=0)
    # Fifteen in all may be known from a report: with only the three hidden, twelve would tell it.
    assert told(skarholmen)["12–17 år"] == told(skarholmen)["19–29 år"] == ["dolt"]


def test_large_numbers_and_zeros_are_told(skarholmen: Board) -> None:
    freeze(skarholmen, T1, young=8, adult=12, older=0)
    assert (told(skarholmen)["12–17 år"], told(skarholmen)["30 år eller äldre"]) == (["8"], ["0"])


def test_what_nobody_counted_looks_different(skarholmen: Board) -> None:
    assert told(skarholmen)["12–17 år"] == ["–"]
    assert {case_figures._in_words(cell) for cell in (Shown(0), Hidden(), NoData())} == {"0", "dolt", "–"}


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF])
def test_the_page_and_its_file_say_the_same(sign_in: SignIn, skarholmen: Board, who: str) -> None:
    ended = case_figures.periods(datetime.now(UTC).date())[0]
    freeze(skarholmen, ended, young=8, adult=12, older=0)
    client = sign_in(who)
    lines = client.get(PAGE).context["tables"][0].lines
    rows = list(
        csv.reader(io.StringIO(client.get(reverse("sig_numbers_csv")).content.decode("utf-8-sig")), delimiter=";")
    )
    assert [[line.label, *line.cells] for line in lines] == [row[1:] for row in rows[1 : len(lines) + 1]]
    assert lines[1].cells[0] == "8"


def test_another_board_sees_its_own(sign_in: SignIn, skarholmen: Board) -> None:
    ended = case_figures.periods(datetime.now(UTC).date())[0]
    freeze(skarholmen, ended, young=8, adult=12)
    assert sign_in(cast.OTHER_COORDINATOR).get(PAGE).context["tables"][0].lines[1].cells[0] == "–"
