"""The worker's work, line by line: leases, attempts, frozen figures, and what the samordnare is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory
from tests.reports import situations
from vbe.notices.models import Notice
from vbe.reports import figures, pdf, queue, tasks
from vbe.reports.models import Report, ReportFile
from vbe.reports.states import State


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Setting pages takes seconds and is tested elsewhere: here the figures that would be set."""
    given: list[dict[str, Any]] = []

    def render(frozen: dict[str, Any], *, on_step: Any) -> bytes:
        on_step("Sätter sidor", 3, 7)
        given.append(frozen)
        return b"%PDF " + figures.canonical(frozen)

    monkeypatch.setattr(pdf, "render", render)
    monkeypatch.setattr(pdf, "problems", lambda content: [])
    monkeypatch.setattr(tasks, "page_count", lambda content: 7)
    return given


@pytest.fixture(autouse=True)
def without_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The heart beats on a connection of its own, which does not see a test's transaction."""
    monkeypatch.setattr(queue, "_beat", lambda renew, lease, done: None)


def make(report: Report) -> Report:
    """As the worker, with the application's rights."""
    with as_application():
        tasks.make(str(report.pk))
    return Report.objects.get(pk=report.pk)


def test_an_ordered_report_becomes_a_checked_file_and_its_samordnare_is_told_once(db: None, drawn: list[Any]) -> None:
    report = make(situations.report(summary="Ett lugnt tertial."))
    assert (report.state, report.lease, report.attempts, report.problem) == (State.READY, None, 0, "")
    assert report.file.figures_hash == report.figures_hash == report.figures["hash"]
    assert (report.file.pages, report.file.size) == (7, len(report.file.content))
    assert report.figures["summary"] == "Ett lugnt tertial."
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (assignment(cast.COORDINATOR), f"/rapporter/{report.pk}/")
    make(report)
    assert Notice.objects.count() == len(drawn) == 1


def test_the_figures_count_the_boards_own_concerns_and_hide_the_few(db: None, drawn: list[Any]) -> None:
    day = timezone.localdate().replace(month=1, day=15)
    ConcernFactory.create_batch(7, happened_on=day)
    ConcernFactory(category="hot", happened_on=day)
    ConcernFactory.create_batch(9, in_jarva=True, happened_on=day)
    report = make(situations.report(period=f"{day.year}T1"))
    table = next(table for table in report.figures["tables"] if table["id"] == "concerns_category")
    assert table["total"]["cells"][0] == {"n": 8}
    threats = next(row for row in table["rows"] if row["key"] == "hot")
    assert threats["cells"][0] == {"hidden": True}


def test_cases_are_counted_for_every_tertial_that_has_ended(db: None, drawn: list[Any]) -> None:
    year = timezone.localdate().year - 1
    report = make(situations.report(period=f"{year}T2"))
    table = next(table for table in report.figures["tables"] if table["id"] == "sig")
    assert {row["key"]: row["cells"][:2] for row in table["rows"]}["nya_arenden"] == [{"n": 0}, {"n": 0}]
    assert table["source"].startswith("Frysta antal från socialtjänsten")


def test_figures_are_frozen_once_and_kept_through_a_restart(db: None, drawn: list[Any], monkeypatch: Any) -> None:
    report = situations.report()
    broken = iter([RuntimeError("out of memory")])
    render = pdf.render

    def break_once(*args: Any, **options: Any) -> bytes:
        for error in broken:
            raise error
        return render(*args, **options)

    monkeypatch.setattr(pdf, "render", break_once)
    first = make(report)
    assert (first.state, first.attempts, first.stage) == (State.ORDERED, 1, "Försöker igen om en stund")
    ConcernFactory.create_batch(9)
    second = make(report)
    assert second.state == State.READY
    assert (second.figures, second.cut_off) == (first.figures, first.cut_off)


def test_the_same_figures_give_the_same_hash_and_the_hash_that_is_printed(db: None) -> None:
    frozen = situations.frozen("Text")
    assert figures.sealed(dict(reversed(frozen.items())), "Text") == frozen
    assert figures.sealed(frozen, "Annan text")["hash"] != frozen["hash"]


def test_a_worker_that_died_is_replaced_and_the_page_tells(db: None, drawn: list[Any], sign_in: SignIn) -> None:
    stopped = timezone.now() - timedelta(minutes=4)
    report = situations.report(
        State.WORKING, lease=situations.LEASE, lease_until=stopped + queue.LEASE, stage="Sätter sidor", attempts=1
    )
    client, url = sign_in(cast.COORDINATOR), f"/rapporter/{report.pk}/"
    clock = f"{timezone.localtime(stopped):%H.%M}"
    assert f"Arbetet avbröts {clock}. Det börjas om av sig självt" in client.get(f"{url}lage/").content.decode()
    made = make(report)
    assert made.state == State.READY
    assert abs(made.interrupted_at - stopped) < timedelta(seconds=1)
    again = f"{timezone.localtime(made.resumed_at):%H.%M}"
    assert f"Arbetet avbröts {clock} och börjades om {again}." in client.get(url).content.decode()


def test_a_living_workers_report_is_left_in_peace(db: None, drawn: list[Any]) -> None:
    soon = timezone.now() + timedelta(seconds=30)
    report = situations.report(State.WORKING, lease=situations.LEASE, lease_until=soon)
    assert make(report).lease == situations.LEASE
    assert not drawn


def test_who_has_lost_the_lease_changes_nothing(db: None, drawn: list[Any], monkeypatch: Any) -> None:
    report = situations.report()

    def taken_over(frozen: Any, *, on_step: Any) -> bytes:
        Report.objects.filter(pk=report.pk).update(lease=situations.LEASE)
        return b"%PDF late"

    monkeypatch.setattr(pdf, "render", taken_over)
    left = make(report)
    assert (left.state, left.lease) == (State.WORKING, situations.LEASE)
    assert not ReportFile.objects.exists() and not Notice.objects.exists()


def test_three_attempts_then_it_says_so_and_can_be_tried_again(
    db: None, drawn: list[Any], monkeypatch: Any, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    report = situations.report()
    with monkeypatch.context() as patched:
        patched.setattr(pdf, "render", lambda *args, **options: 1 / 0)
        states = [make(report).state for _attempt in range(3)]
    assert states == [State.ORDERED, State.ORDERED, State.FAILED]
    assert Notice.objects.get().text == "Tertialrapport 1 2026 kunde inte göras."
    client = sign_in(cast.COORDINATOR)
    assert "tre gånger" in client.get(f"/rapporter/{report.pk}/").content.decode()
    assert client.post(f"/rapporter/{report.pk}/gor-om/").status_code == 302
    assert make(report).state == State.READY


def test_a_worker_that_dies_three_times_over_the_same_report_leaves_it(db: None, drawn: list[Any]) -> None:
    past = timezone.now() - timedelta(minutes=1)
    report = situations.report(State.WORKING, lease=situations.LEASE, lease_until=past, attempts=3)
    assert make(report).state == State.FAILED
    assert not drawn and Notice.objects.count() == 1


def test_a_file_that_fails_the_check_is_not_stored_and_the_page_says_why(
    db: None, drawn: list[Any], monkeypatch: Any, sign_in: SignIn
) -> None:
    monkeypatch.setattr(pdf, "problems", lambda content: ["PDF/UA-1, 7.1-3: innehåll saknar tagg (4 ställen)"])
    report = make(situations.report())
    assert report.state == State.FAILED and not ReportFile.objects.exists()
    client, url = sign_in(cast.COORDINATOR), f"/rapporter/{report.pk}/"
    assert "innehåll saknar tagg (4 ställen)" in client.get(url).content.decode()
    refused = client.post(f"{url}publicera/", {"shown": report.figures_hash})
    assert refused.status_code == 409
    assert Report.objects.get().state == State.FAILED


def test_the_sweep_orders_what_nobody_does(db: None, monkeypatch: Any) -> None:
    past, soon = timezone.now() - timedelta(minutes=1), timezone.now() + timedelta(minutes=1)
    ordered = situations.report()
    dead = situations.report(State.WORKING, period="2026T2", lease=situations.LEASE, lease_until=past)
    situations.report(State.WORKING, period="2025T2", lease=situations.LEASE, lease_until=soon)
    situations.report(State.READY, period="2025T1")
    situations.report(State.PUBLISHED, period="2025")
    asked: list[str] = []
    monkeypatch.setattr(tasks.make, "delay", asked.append)
    with as_application():
        assert tasks.sweep() == 2
    assert set(asked) == {str(ordered.pk), str(dead.pk)}


def test_a_queue_that_is_down_loses_nothing(db: None, monkeypatch: Any, sign_in: SignIn) -> None:
    report, asked = situations.report(), []
    monkeypatch.setattr("vbe.reports.queue.current_app.send_task", broken_queue)
    queue.start_soon(report.pk)
    monkeypatch.setattr(tasks.make, "delay", asked.append)
    with as_application():
        assert tasks.sweep() == 1
    assert asked == [str(report.pk)]


def broken_queue(*args: Any, **options: Any) -> None:
    raise queue.OperationalError("no Redis")


def test_progress_is_words_and_steps_and_ends_by_loading_the_page(db: None, sign_in: SignIn) -> None:
    soon = timezone.now() + timedelta(seconds=30)
    lease = {"lease": situations.LEASE, "lease_until": soon}
    report = situations.report(State.WORKING, stage="Sätter sidor", step_done=3, step_total=7, **lease)
    client, url = sign_in(cast.COORDINATOR), f"/rapporter/{report.pk}/lage/"
    part = client.get(url)
    assert "Sätter sidor" in part.content.decode() and "3 av 7" in part.content.decode()
    assert "<html" not in part.content.decode()
    assert client.get(url, {"visat": part.context["said"]}).status_code == 204
    Report.objects.filter(pk=report.pk).update(state=State.FAILED, lease=None, lease_until=None)
    assert client.get(url)["HX-Refresh"] == "true"
    assert sign_in(cast.OTHER_COORDINATOR).get(url).status_code == 404
    assert sign_in(cast.MEMBER).get(url).status_code == 403
