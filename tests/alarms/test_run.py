"""A chain that runs: started with one button, marked by several people, ended with a summary, printed."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests import cast
from tests.alarms.running import started, step, whole
from tests.conftest import SignIn, as_application, assignment
from vbe.alarms.models import AlarmRun, RunEntry, RunStep
from vbe.audit.models import Action, Entry
from vbe.notices.models import AlarmChain


def url(run: AlarmRun, name: str = "alarm") -> str:
    return reverse(name, args=[run.pk])


def mark(client: Any, found: RunStep, **data: str) -> Any:
    return client.post(reverse("alarm_mark", args=[found.pk]), data)


def test_one_button_starts_it_once_and_an_exercise_is_marked_as_one(sign_in: SignIn) -> None:
    chain, client = AlarmChain.objects.all()[0], sign_in(cast.INTAKE)
    start, data = reverse("alarm_start", args=[chain.pk]), {"id": str(uuid4()), "what": "ovning"}
    assert client.post(start, data | {"what": ""}).status_code == 422
    assert [client.post(start, data).status_code for _ in range(2)] == [302, 302]
    run = AlarmRun.objects.get()
    assert run.exercise and run.steps.count() == 5
    assert "Det här är en övning" in client.get(url(run)).content.decode()
    assert f"Övning pågår: {run}" in sign_in(cast.DIRECTOR).get(reverse("start")).content.decode()
    assert url(run) in sign_in(cast.OTHER_COORDINATOR).get(reverse("alarm_chains")).content.decode()


def test_of_two_who_mark_a_step_the_first_stands_and_the_second_sees_it(sign_in: SignIn) -> None:
    run = started()
    first, second = sign_in(cast.INTAKE), sign_in(cast.DIRECTOR)
    answer = mark(first, step(run, 1))
    assert answer.url == f"{url(run)}#led-1"
    # Pressed twice by one person it is one mark, and no refusal.
    assert mark(first, step(run, 1)).status_code == 302
    late = mark(second, step(run, 1))
    assert late.status_code == 409 and f"{assignment(cast.INTAKE).user} markerade ledet" in late.content.decode()
    entry = RunEntry.objects.get()
    assert entry.by == assignment(cast.INTAKE)
    assert assignment(cast.INTAKE).user.name in second.get(url(run)).content.decode()


def test_what_goes_on_is_marked_each_time(sign_in: SignIn) -> None:
    run, client = started(via="TiB"), sign_in(cast.INTAKE)
    assert [mark(client, step(run, 2)).status_code for _ in range(2)] == [302, 302]
    assert step(run, 2).entries.count() == 2 and step(run, 2).can_be_marked


def test_a_decision_says_what_was_decided_and_a_condition_whether_it_is_met(sign_in: SignIn) -> None:
    run, client = started(via="TiB"), sign_in(cast.INTAKE)
    assert mark(client, step(run, 1)).status_code == 422
    assert mark(client, step(run, 1), text="CKL behövs inte.").status_code == 302
    # Both condition and decision: without the condition there is nothing to decide.
    assert mark(client, step(run, 4)).status_code == 422
    assert mark(client, step(run, 4), met="ja").status_code == 422
    assert mark(client, step(run, 4), met="nej").status_code == 302
    page = client.get(url(run)).content.decode()
    assert "CKL behövs inte." in page and "Nej, villkoret är inte uppfyllt" in page


@pytest.mark.parametrize("text", ["", "x" * 1001, "Gäller 19900602-2397.", "noll\x00"])
def test_a_note_that_cannot_be_kept_is_said(sign_in: SignIn, text: str) -> None:
    run, client = started(), sign_in(cast.INTAKE)
    assert client.post(reverse("alarm_note", args=[step(run, 1).pk]), {"text": text}).status_code == 422
    assert not RunEntry.objects.exists()


def test_what_looks_like_a_person_is_rewritten_or_confirmed(sign_in: SignIn) -> None:
    run, client = started(), sign_in(cast.INTAKE)
    note, data = reverse("alarm_note", args=[step(run, 1).pk]), {"text": "Sebastian Bergström ringer tillbaka."}
    refused = client.post(note, data)
    assert refused.status_code == 422 and "Det ser ut som en person" in refused.content.decode()
    assert "Sebastian Bergström ringer tillbaka." in refused.content.decode()
    assert client.post(note, data | {"kept": "on"}).status_code == 302


def test_it_ends_once_with_a_summary_and_then_nothing_changes(sign_in: SignIn) -> None:
    run, client = whole(), sign_in(cast.DIRECTOR)
    end = url(run, "alarm_end")
    assert "Led som ingen har markerat" in client.get(end).content.decode()
    assert client.post(end, {"summary": ""}).status_code == 422
    assert client.post(end, {"summary": "Övningen gick väl."}).status_code == 302
    late = client.post(end, {"summary": "En annan text."})
    assert late.status_code == 409 and "En annan text." in late.content.decode()
    assert mark(client, step(run, 2)).status_code == 409
    with as_application(assignment(cast.DIRECTOR)), connection.cursor() as cursor:
        cursor.execute("UPDATE alarms_alarmrun SET summary = 'x'")
        assert cursor.rowcount == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            step(run, 2).entries.create(kind="anteckning", text="Sent", by=assignment(cast.DIRECTOR), at=timezone.now())
    for change in ("UPDATE alarms_runentry SET text = 'x'", "DELETE FROM alarms_runentry"):
        with as_application(assignment(cast.DIRECTOR)), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(change)


def test_the_page_asks_for_news_and_is_told_only_what_is_new(sign_in: SignIn) -> None:
    run, client = started(), sign_in(cast.DIRECTOR)
    news = {"HTTP_HX_REQUEST": "true"}
    asks = client.get(url(run)).context["poll_url"]
    assert client.get(asks, **news).status_code == 204
    mark(sign_in(cast.INTAKE), step(run, 1))
    assert assignment(cast.INTAKE).user.name in client.get(asks, **news).content.decode()
    run.end("Klart.", by=assignment(cast.INTAKE), now=timezone.now())
    assert client.get(asks, **news).headers["HX-Refresh"] == "true"


def test_exercises_are_counted_and_listed_apart(sign_in: SignIn) -> None:
    for exercise in (True, True, False):
        started(exercise=exercise).end("Klart.", by=assignment(cast.INTAKE), now=timezone.now())
    client = sign_in(cast.COORDINATOR)
    page = client.get(reverse("alarms"))
    assert page.context["count"] == {"real": 1, "exercises": 2} and len(page.context["page"]) == 1
    assert len(client.get(reverse("alarms"), {"visa": "ovningar"}).context["page"]) == 2


def test_it_is_printed_with_who_and_when(sign_in: SignIn) -> None:
    run, client = whole(), sign_in(cast.INTAKE)
    assert "Socialjouren ringer tillbaka." in client.get(url(run, "alarm_print")).content.decode()
    response = client.get(url(run, "alarm_file"))
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "Socialjouren ringer tillbaka." in " ".join(said.split()) and "Övning" in said
    assert Entry.objects.using("audit").filter(action=Action.DOWNLOADED, object_id=run.pk).count() == 1


def test_an_outsider_sees_nothing_of_it(sign_in: SignIn) -> None:
    run = whole()
    for who, status in ((cast.NYKOPING, 404), (cast.REPORTER, 403), (cast.CASEWORKER, 403), (cast.MEMBER, 403)):
        assert sign_in(who).get(url(run)).status_code == status
        assert mark(sign_in(who), step(run, 2)).status_code == status
    for who in (cast.NYKOPING, cast.REPORTER):
        with as_application(assignment(who)):
            assert not AlarmRun.objects.exists() and not RunEntry.objects.exists()


def test_as_many_queries_for_many_notes(sign_in: SignIn) -> None:
    run, client = whole(), sign_in(cast.INTAKE)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(url(run))
        counts.append(len(asked))
        for found in run.steps.all():
            for n in range(4):
                found.note(f"Prov {n}", by=assignment(cast.DIRECTOR), now=timezone.now())
    assert counts[0] == counts[1]
