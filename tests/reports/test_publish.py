"""Publishing, the summary, new figures and the board's decision: each step once, in order, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn, assignment
from tests.reports import situations
from vbe.notices.models import Mail, Notice
from vbe.reports.models import Report, ReportDecision
from vbe.reports.states import State


@pytest.fixture(autouse=True)
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    asked: list[Any] = []
    monkeypatch.setattr("vbe.reports.views.start_soon", asked.append)
    return asked


def url(report: Report, part: str = "") -> str:
    return f"/rapporter/{report.pk}/{part}"


def again(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


# Publishing


def test_publishing_tells_the_boards_members_and_secretary(sign_in: SignIn) -> None:
    report = situations.report(State.READY)
    response = sign_in(cast.COORDINATOR).post(url(report, "publicera/"), {"shown": report.figures_hash})
    assert response.status_code == 302
    published = again(report)
    assert (published.state, published.published_by) == (State.PUBLISHED, assignment(cast.COORDINATOR))
    assert {n.recipient for n in Notice.objects.all()} == {assignment(cast.MEMBER), assignment(cast.SECRETARY)}
    assert {n.text for n in Notice.objects.all()} == {"Tertialrapport 1 2026 är publicerad."}
    assert Mail.objects.count() == 2 and not any("apport" in mail.subject for mail in Mail.objects.all())
    assert sign_in(cast.MEMBER).get(url(report, "fil/")).status_code == 200


def test_pressing_twice_publishes_once(sign_in: SignIn) -> None:
    report, client = situations.report(State.READY), sign_in(cast.COORDINATOR)
    for _press in range(2):
        assert client.post(url(report, "publicera/"), {"shown": report.figures_hash}).status_code == 302
    assert Notice.objects.count() == 2


@pytest.mark.parametrize("sent", [{"shown": "0" * 64}, {"shown": "x" * 65}, {"shown": "a\x00"}, {}])
def test_only_what_was_shown_is_published(sign_in: SignIn, sent: dict[str, str]) -> None:
    report = situations.report(State.READY)
    response = sign_in(cast.COORDINATOR).post(url(report, "publicera/"), sent)
    assert response.status_code == 409
    assert "gjorts om sedan du öppnade sidan" in response.content.decode()
    assert again(report).state == State.READY


@pytest.mark.parametrize("state", [State.ORDERED, State.FAILED])
def test_what_is_not_ready_is_not_published(sign_in: SignIn, state: State) -> None:
    report = situations.report(state)
    assert sign_in(cast.COORDINATOR).post(url(report, "publicera/"), {"shown": ""}).status_code == 409
    assert again(report).state == state


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.OTHER_COORDINATOR, 404),
        (cast.NYKOPING, 404),
        (cast.MEMBER, 403),
        (cast.SECRETARY, 403),
        (cast.REPORTER, 403),
    ],
)
def test_nobody_else_publishes_rewrites_or_makes_again(sign_in: SignIn, who: str, status: int) -> None:
    report = situations.report(State.READY)
    client = sign_in(who)
    assert client.post(url(report, "publicera/"), {"shown": report.figures_hash}).status_code == status
    assert client.post(url(report, "sammanfattning/"), {"summary": "x"}).status_code == status
    assert client.post(url(report, "gor-om/")).status_code == status
    assert again(report).state == State.READY


def test_publishing_is_not_a_get(sign_in: SignIn) -> None:
    report = situations.report(State.READY)
    for part in ("publicera/", "gor-om/"):
        assert sign_in(cast.COORDINATOR).get(url(report, part)).status_code == 405


# The summary


def test_a_new_summary_makes_the_file_again_of_the_same_figures(
    sign_in: SignIn, started: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    report = situations.report(State.READY)
    with django_capture_on_commit_callbacks(execute=True):
        sent = {"summary": "Nya ord.", "seen": report.edition}
        assert sign_in(cast.COORDINATOR).post(url(report, "sammanfattning/"), sent).status_code == 302
    rewritten = again(report)
    assert (rewritten.state, rewritten.summary, rewritten.version) == (State.ORDERED, "Nya ord.", 1)
    assert rewritten.figures["tables"] == report.figures["tables"]
    assert started == [report.pk]


def test_the_first_time_there_is_a_draft_of_plain_facts(sign_in: SignIn) -> None:
    report = situations.report(State.READY)
    page = sign_in(cast.COORDINATOR).get(url(report, "sammanfattning/")).content.decode()
    assert "Ett förslag att utgå från" in page and "av dem är rapporterade" in page
    assert again(report).summary == ""


def test_a_hidden_total_is_not_told_in_the_draft(sign_in: SignIn) -> None:
    content = situations.frozen()
    for table in content["tables"]:
        if table["total"]:
            table["total"]["cells"] = [{"hidden": True} for _cell in table["total"]["cells"]]
    report = situations.report(State.READY, figures=content)
    page = sign_in(cast.COORDINATOR).get(url(report, "sammanfattning/")).content.decode()
    assert "visas inte, för att det är litet" in page


def test_two_who_write_at_the_same_time_both_see_both(sign_in: SignIn) -> None:
    report = situations.report(State.READY)
    seen = report.edition
    Report.objects.filter(pk=report.pk).update(summary="Kollegans ord.")
    client = sign_in(cast.COORDINATOR)
    response = client.post(url(report, "sammanfattning/"), {"summary": "Mina ord.", "seen": seen})
    page = response.content.decode()
    assert response.status_code == 409 and "Mina ord." in page and "Kollegans ord." in page
    assert again(report).summary == "Kollegans ord."
    sent = {"summary": "Bådas ord.", "seen": again(report).edition}
    assert sent["seen"] in page
    assert client.post(url(report, "sammanfattning/"), sent).status_code == 302


@pytest.mark.parametrize("state", [State.ORDERED, State.PUBLISHED])
def test_the_words_of_what_is_made_or_published_stay_and_nothing_typed_is_lost(sign_in: SignIn, state: State) -> None:
    report = situations.report(state)
    sent = {"summary": "Mina ord.", "seen": report.edition}
    response = sign_in(cast.COORDINATOR).post(url(report, "sammanfattning/"), sent)
    assert response.status_code == 409 and "Mina ord." in response.content.decode()
    assert again(report).summary == ""


@pytest.mark.parametrize("words", ["x" * 6001, "noll\x00tecken", "Gäller 199006022397."])
def test_a_summary_that_cannot_be_kept_is_shown_again(sign_in: SignIn, words: str) -> None:
    report = situations.report(State.READY)
    sent = {"summary": words, "seen": report.edition}
    assert sign_in(cast.COORDINATOR).post(url(report, "sammanfattning/"), sent).status_code == 422
    assert again(report).state == State.READY


def test_the_same_words_again_make_nothing(sign_in: SignIn, started: list[Any]) -> None:
    report = situations.report(State.READY, summary="Ord.")
    sent = {"summary": "Ord.", "seen": "gammal"}
    assert sign_in(cast.COORDINATOR).post(url(report, "sammanfattning/"), sent).status_code == 302
    assert again(report).state == State.READY and not started


# Again


def test_new_figures_are_counted_only_when_asked_for(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    ready = situations.report(State.READY)
    client.post(url(ready, "gor-om/"))
    assert again(ready).state == State.ORDERED and again(ready).figures == ready.figures
    other = situations.report(State.READY, period="2026T2")
    client.post(url(other, "gor-om/"), {"nya_siffror": "1"})
    assert again(other).figures is None
    assert client.post(url(other, "gor-om/"), {"nya_siffror": "1"}).status_code == 302


def test_what_is_published_is_not_made_again(sign_in: SignIn) -> None:
    report = situations.report(State.PUBLISHED)
    assert sign_in(cast.COORDINATOR).post(url(report, "gor-om/"), {"nya_siffror": "1"}).status_code == 409


# The board's decision


def decided(**changes: str) -> dict[str, str]:
    today = timezone.localdate().isoformat()
    return {"decided_on": today, "paragraph": "§ 7", "dnr": "SKH 2026/114", "outcome": "godkand"} | changes


def test_the_secretary_records_the_decision_beside_the_file(sign_in: SignIn) -> None:
    report = situations.report(State.PUBLISHED)
    assert sign_in(cast.SECRETARY).post(url(report, "beslut/"), decided()).status_code == 302
    decision = ReportDecision.objects.get()
    assert (decision.report, decision.paragraph, decision.by) == (report, "§ 7", assignment(cast.SECRETARY))
    page = sign_in(cast.MEMBER).get(url(report)).content.decode()
    assert "§ 7" in page and "SKH 2026/114" in page and "Nämnden godkänner rapporten" in page


def test_the_same_decision_twice_is_one_and_another_one_corrects_it(sign_in: SignIn) -> None:
    report, client = situations.report(State.PUBLISHED), sign_in(cast.SECRETARY)
    for _press in range(2):
        assert client.post(url(report, "beslut/"), decided()).status_code == 302
    assert ReportDecision.objects.count() == 1
    client.post(url(report, "beslut/"), decided(paragraph="§ 8"))
    assert [d.paragraph for d in report.decisions.all()] == ["§ 8", "§ 7"]
    assert "§ 8" in sign_in(cast.MEMBER).get(url(report)).content.decode()
    assert "Nämndens beslut rättat" in sign_in(cast.COORDINATOR).get(url(report)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"decided_on": ""},
        {"decided_on": "igår"},
        {"decided_on": "0000-00-00"},
        {"decided_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
        {"decided_on": "2026-05-04"},
        {"paragraph": ""},
        {"paragraph": "x" * 21},
        {"paragraph": "§\x007"},
        {"dnr": "x" * 61},
        {"outcome": ""},
        {"outcome": "avslag"},
    ],
)
def test_a_decision_that_cannot_be_right_is_shown_again(sign_in: SignIn, changes: dict[str, str]) -> None:
    report = situations.report(State.PUBLISHED)
    response = sign_in(cast.SECRETARY).post(url(report, "beslut/"), decided(**changes))
    assert response.status_code == 422
    assert "ds-error-summary" in response.content.decode()
    assert not ReportDecision.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [(cast.COORDINATOR, 403), (cast.MEMBER, 403), (cast.DIRECTOR, 403), ("namndsekreterare.jarva", 404)],
)
def test_nobody_else_records_it(sign_in: SignIn, who: str, status: int) -> None:
    report = situations.report(State.PUBLISHED)
    assert sign_in(who).post(url(report, "beslut/"), decided()).status_code == status


def test_what_is_not_published_has_no_decision(sign_in: SignIn) -> None:
    assert sign_in(cast.SECRETARY).post(url(situations.report(State.READY), "beslut/"), decided()).status_code == 404
