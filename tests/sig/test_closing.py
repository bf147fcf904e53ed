"""Closing a case: what is still open is said first, and no measure is left running."""

from __future__ import annotations

from email.message import Message
from typing import Any

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from cases.sig import support
from cases.sig.models import Case, Meeting, SupportMeasure
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at, consent, meeting, task
from tests.sig.supported import measure
from tests.sig.test_outbox import received, send, summonses
from vbe.notices.models import Mail, Notice

__all__ = ["received"]

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
State = SupportMeasure.State
DONE = {"avslut-outcome": "malen_nadda", "avslut-reason": "Målen är nådda."}


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DECIDED)


def url(case: Case, name: str = "case_close") -> str:
    return reverse(name, args=[case.number])


def test_what_is_open_is_said_with_the_way_there(sign_in: SignIn, case: Case) -> None:
    measure(case, State.RUNNING)
    meeting(case)
    task(case)
    consent(case)
    page = sign_in(cast.CHIEF).get(url(case, "case"))
    matters = {matter.what: (matter.count, matter.url) for matter in page.context["matters"]}
    assert matters["Insatser som väntar eller pågår"] == (1, url(case, "support"))
    assert matters["Möten som inte är hållna eller justerade"] == (1, url(case, "case_meetings"))
    assert matters["Samtycken som gäller"] == (1, url(case, "case_consent"))
    assert "Uppgifter som inte är klara" in matters
    # Whoever does not close is not asked.
    assert "matters" not in sign_in(cast.HEAD_ADULT).get(url(case, "case")).context


@pytest.mark.parametrize("state", [State.PLANNED, State.RUNNING])
def test_a_measure_that_goes_on_holds_the_case_open(sign_in: SignIn, case: Case, state: State) -> None:
    measure(case, state)
    chief = sign_in(cast.CHIEF)
    refused = chief.post(url(case), DONE)
    assert refused.status_code == 409 and "Avsluta dem först" in refused.content.decode()
    assert "Målen är nådda." in refused.content.decode()
    case.refresh_from_db()
    assert case.step == Step.DECIDED
    assert sign_in(cast.OTHER_CHIEF).post(url(case), DONE).status_code == 404


def test_handed_over_it_ends_here_with_who_takes_it_over(sign_in: SignIn, case: Case) -> None:
    running, proposed = measure(case, State.RUNNING), measure(case)
    sent = DONE | {"avslut-taken_over_by": "Vuxenenheten fortsätter med boendestödet."}
    assert sign_in(cast.CHIEF).post(url(case), sent).status_code == 302
    for row in (case, running, proposed):
        row.refresh_from_db()
    assert (case.step, running.state, running.result) == (Step.CLOSED, State.ENDED, "overlamnad")
    assert (running.result_words, running.ends) == (sent["avslut-taken_over_by"], timezone.localdate())
    # Nobody decided it: the case is closed, and it will not be given.
    assert (proposed.state, proposed.decided_by) == (State.DECLINED, case.chief)


def test_without_measures_nobody_is_asked_who_takes_them_over(sign_in: SignIn, case: Case) -> None:
    measure(case, State.ENDED)
    chief = sign_in(cast.CHIEF)
    assert "taken_over_by" not in chief.get(url(case, "case")).context["close_form"].fields
    assert chief.post(url(case), DONE).status_code == 302


def test_the_rule_is_the_domains(case: Case) -> None:
    measure(case, State.RUNNING)
    with pytest.raises(NotAllowed, match="Avsluta dem först"):
        support.settle(case, taken_over_by="", by=case.chief, now=timezone.now())


def called(case: Case, *, days: int = 7, kind: Meeting.Kind = Meeting.Kind.FOLLOW_UP) -> Meeting:
    """A meeting that a head of unit, and the police by mail, are called to."""
    one = meeting(case, kind, days=days)
    seats = case.board
    one.seats.create(board=seats, function="Enhetschef", required=True, holder=assignment(cast.HEAD_ADULT), position=0)
    one.seats.create(board=seats, function="Polis", required=False, email="kontakt@polisen.example", position=1)
    return one


def test_meetings_to_come_leave_the_calendars(sign_in: SignIn, case: Case, received: list[Message]) -> None:
    coming, begun, off = called(case), called(case, days=-1), called(case, days=9, kind=Meeting.Kind.REDEX)
    Meeting.objects.filter(pk=off.pk).update(
        cancelled_at=timezone.now(), cancelled_by=case.chief, cancel_reason="Sjuk", sequence=1
    )
    Mail.objects.all().delete()
    chief = sign_in(cast.CHIEF)
    assert "ställs in när du avslutar" in chief.get(url(case, "case")).content.decode()
    # Pressed twice: nobody is told again.
    assert [chief.post(url(case), DONE).status_code for _press in range(2)] == [302, 302]
    coming.refresh_from_db(), begun.refresh_from_db(), off.refresh_from_db()
    assert (coming.sequence, coming.cancelled_by, coming.cancel_reason) == (1, case.chief, "Ärendet är avslutat")
    assert (begun.cancelled_at, begun.sequence, off.sequence, off.cancel_reason) == (None, 0, 1, "Sjuk")
    send()
    first = summonses(received)
    assert sorted(str(letter["To"]) for letter in first) == [cast.address(cast.HEAD_ADULT), "kontakt@polisen.example"]
    for letter in first:
        text, file = (part.get_payload(decode=True).decode() for part in parts(letter))
        calendar = vobject.readOne(file)
        event = calendar.vevent
        assert (calendar.method.value, event.status.value, event.sequence.value) == ("CANCEL", "CANCELLED", "1")
        assert event.uid.value == f"{coming.pk}@vbe"
        said = str(letter["Subject"]) + text + file
        assert case.number not in said and "avslutat" not in said and "Målen" not in said
    assert Notice.objects.filter(recipient=assignment(cast.HEAD_ADULT), text__contains="är inställt").count() == 1
    record = chief.get(url(case, "case")).content.decode()
    assert "Inställt: Uppföljningsmöte" in record and "Ärendet är avslutat" in record
    # As after a worker that died between sending and noting it.
    Mail.objects.update(sent_at=None)
    send()
    again = summonses(received)[len(first) :]
    assert {letter["Message-ID"] for letter in again} == {letter["Message-ID"] for letter in first}
    assert len(again) == len(first) == len({letter["Message-ID"] for letter in first})


def parts(letter: Message) -> list[Any]:
    return list(letter.get_payload())


def test_a_start_up_meeting_that_is_not_held_is_called_off_with_the_case(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    Mail.objects.all().delete()
    early = {"avslut-outcome": "obekraftad", "avslut-reason": "Oron är obekräftad."}
    assert chief.post(url(case), early).status_code == 302
    files = [vobject.readOne(mail.calendar) for mail in Mail.objects.exclude(calendar="")]
    assert [(file.method.value, file.vevent.sequence.value) for file in files] == [("CANCEL", "1")] * 2
    # Opened again, it is called anew with the number after that.
    assert chief.post(url(case, "case_reopen"), {"oppna-reason": "Ny oro."}).status_code == 302
    assert case.meetings.get().cancelled_at


def test_handed_over_to_another_municipality_nobody_waits_at_a_meeting(sign_in: SignIn, case: Case) -> None:
    coming, chief = called(case), sign_in(cast.CHIEF)
    Mail.objects.all().delete()
    sent = {"kommun-recipient": "Nyköping", "kommun-reason": "Har flyttat.", "kommun-ground": "egen_kontakt"}
    assert chief.post(url(case, "case_to_municipality"), sent).status_code == 302
    files = {mail.to: vobject.readOne(mail.calendar) for mail in Mail.objects.exclude(calendar="")}
    assert {(file.method.value, file.vevent.uid.value) for file in files.values()} == {("CANCEL", f"{coming.pk}@vbe")}
    assert set(files) == {cast.address(cast.HEAD_ADULT), "kontakt@polisen.example"}


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("case_close", DONE),
        ("case_meeting_cancel", {"installt-reason": "Sjuk."}),
        (
            "case_to_municipality",
            {"kommun-recipient": "Nyköping", "kommun-reason": "Flyttar.", "kommun-ground": "egen_kontakt"},
        ),
    ],
)
def test_who_is_called_by_letter_is_told_by_whoever_cancels(
    sign_in: SignIn, case: Case, name: str, sent: dict[str, str]
) -> None:
    coming, before = meeting(case), meeting(case, days=-1)
    for one in (coming, before):
        one.seats.create(board=case.board, function=f"Granne {one.starts_at:%d}", required=False, by_letter=True)
    chief, more = sign_in(cast.CHIEF), [coming.pk] if name == "case_meeting_cancel" else []
    path, said = reverse(name, args=[case.number, *more]), f"Kallade med brev: Granne {coming.starts_at:%d}."
    refused = chief.post(path, dict.fromkeys(sent, ""))
    assert refused.status_code == 422 and said not in refused.content.decode()
    assert said in chief.post(path, sent, follow=True).content.decode()
    assert said not in chief.post(path, sent, follow=True).content.decode()
