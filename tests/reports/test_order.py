"""Ordering a report: what can be chosen, what is refused, and that nothing is made twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import board
from tests.reports import situations
from vbe.reports import ordering
from vbe.reports.models import Report
from vbe.reports.states import NotAllowed, State
from vbe.reports.tertials import Tertial

URL = "/rapporter/bestall/"


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The reports that a worker has been asked to begin with."""
    asked: list[Any] = []
    monkeypatch.setattr("vbe.reports.views.start_soon", asked.append)
    return asked


def ended() -> str:
    """A tertial that has ended and is reported."""
    return str(next(p for p in ordering.periods(timezone.localdate()) if p.has_ended(timezone.localdate())))


def test_an_order_is_a_row_in_the_queue_and_asks_a_worker_once_it_is_kept(
    sign_in: SignIn, started: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(cast.COORDINATOR).post(URL, {"period": ended(), "summary": "Ett lugnt tertial."})
    report = Report.objects.get()
    assert response.status_code == 302 and response.url == f"/rapporter/{report.pk}/"
    assert (report.board.code, report.period, report.version, report.state) == ("skarholmen", ended(), 1, State.ORDERED)
    assert (report.summary, report.ordered_by) == ("Ett lugnt tertial.", assignment(cast.COORDINATOR))
    assert started == [report.pk]


def test_pressing_twice_gives_the_same_report(
    sign_in: SignIn, started: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    client = sign_in(cast.COORDINATOR)
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(URL, {"period": ended()})
        second = client.post(URL, {"period": ended()}, follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert "redan beställd" in second.content.decode()
    assert Report.objects.count() == len(started) == 1


def test_a_colleague_who_was_a_moment_faster_has_ordered_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = situations.report()
    # Their row is committed between our look and our insert.
    looks = iter([Report.objects.none(), Report.objects.filter(pk=theirs.pk)])
    monkeypatch.setattr("vbe.reports.models.ReportQuerySet.of", lambda *args: next(looks))
    assert order("2026T1") == (theirs, False)


def order(period: str, *, corrects: str = "", today: date = date(2026, 11, 21)) -> tuple[Report, bool]:
    return ordering.order(
        board("skarholmen"),
        Tertial.parse(period),
        summary="",
        corrects=corrects,
        by=assignment(cast.COORDINATOR),
        now=timezone.now(),
        today=today,
    )


@pytest.mark.parametrize("state", [s for s in State if s != State.PUBLISHED])
def test_what_is_not_published_yet_is_not_ordered_again(db: None, state: State) -> None:
    lease = {"lease": situations.LEASE, "lease_until": timezone.now()} if state == State.WORKING else {}
    there = situations.report(state, **lease)
    assert order("2026T1", corrects="Fel status.") == (there, False)


def test_a_published_report_is_corrected_in_a_new_version_that_says_what(db: None) -> None:
    situations.report(State.PUBLISHED)
    with pytest.raises(NotAllowed, match="Skriv vad som rättas"):
        order("2026T1")
    report, is_new = order("2026T1", corrects="Två åtgärder hade fel status.")
    assert is_new and (report.version, report.corrects) == (2, "Två åtgärder hade fel status.")


def test_a_correction_without_what_is_asked_for_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    situations.report(State.PUBLISHED, period=ended())
    response = sign_in(cast.COORDINATOR).post(URL, {"period": ended(), "summary": "Min långa text"})
    assert response.status_code == 422
    assert "Skriv vad som rättas" in response.content.decode()
    assert "Min långa text" in response.content.decode()


@pytest.mark.parametrize(("period", "why"), [("2027T1", "har börjat"), ("2027", "har börjat"), ("2026T3", "Tertial 3")])
def test_a_period_that_has_not_begun_or_is_not_reported_is_refused(db: None, period: str, why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        order(period)


def test_the_choices_are_ended_periods_first_then_those_going_on(db: None) -> None:
    assert [str(period) for period in ordering.periods(date(2026, 11, 21))] == [
        "2026T2", "2026T1", "2025", "2025T2", "2025T1", "2026",
    ]  # fmt: skip
    assert [str(period) for period in ordering.periods(date(2026, 5, 1))][:1] == ["2026T1"]
    assert "2026T2" not in {str(period) for period in ordering.periods(date(2026, 4, 30))}


def test_a_period_that_goes_on_is_marked(sign_in: SignIn) -> None:
    page = sign_in(cast.COORDINATOR).get(URL).content.decode()
    assert "pågår till 31 dec" in page


def test_a_link_from_the_start_page_has_chosen_the_period(sign_in: SignIn) -> None:
    page = sign_in(cast.COORDINATOR).get(URL, {"period": ended()}).content.decode()
    assert f'value="{ended()}"' in page and "checked" in page
    assert sign_in(cast.COORDINATOR).get(URL, {"period": "strunt"}).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period", ""),
        ("period", "2031T1"),
        ("period", "2026T3"),
        ("period", "strunt"),
        ("period", "2026T1\x00"),
        ("summary", "x" * 6001),
        ("summary", "noll\x00tecken"),
        ("summary", "Gäller 199006022397."),
    ],
)
def test_bad_input_is_refused_with_words_and_nothing_is_ordered(sign_in: SignIn, field: str, value: str) -> None:
    response = sign_in(cast.COORDINATOR).post(URL, {"period": ended(), "summary": "Text"} | {field: value})
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "who", [cast.MEMBER, cast.SECRETARY, cast.DIRECTOR, cast.CHIEF, cast.REPORTER, "central.kommunstyrelsen"]
)
def test_only_the_samordnare_orders(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).post(URL, {"period": ended()}).status_code == 403
    assert not Report.objects.exists()


def test_another_boards_samordnare_orders_for_the_own_board(sign_in: SignIn) -> None:
    sign_in(cast.OTHER_COORDINATOR).post(URL, {"period": ended(), "board": str(board("skarholmen").pk)})
    assert Report.objects.get().board.code == "jarva"
