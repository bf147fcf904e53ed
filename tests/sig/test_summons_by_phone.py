"""An answer that came by phone is noted by the chief; a no is told to the chief, whichever way it came."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import answering, summons
from cases.sig.models import Case, Meeting, Seat, SeatAnswer
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import case_at, consent
from tests.sig.test_summons_answer import OTHER, POLICE, call, link, yes
from vbe.access.context import set_context
from vbe.access.links import fingerprint
from vbe.notices.models import Mail, Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
HEAD = "Enhetschef SIG 19–29"


@pytest.fixture
def case(db: None) -> Case:
    case = case_at(Step.DIRECTOR_INFORMED)
    consent(case)
    return case


def url(meeting: Meeting, function: str = "Polis") -> str:
    seat = meeting.seats.get(function=function)
    return reverse("case_meeting_phone", args=[meeting.case.number, meeting.pk, seat.pk])


def no(meeting: Meeting) -> dict[str, str]:
    return yes(meeting, **{"svar-answer": "nej"})


def record(case: Case) -> str:
    return reverse("case", args=[case.number])


def refusals(case: Case) -> list[Notice]:
    return list(Notice.objects.filter(recipient=case.chief, text__contains="kan inte komma"))


def test_the_chief_notes_what_was_said_and_the_latest_counts(
    sign_in: SignIn, client: ApplicationClient, case: Case
) -> None:
    meeting, chief = call(case), sign_in(cast.CHIEF)
    assert url(meeting) in chief.get(record(case)).content.decode()
    assert "Vad blev svaret?" in chief.get(url(meeting)).content.decode()
    deputy = yes(meeting, **{"svar-answer": "ersattare", "svar-deputy": "Vakthavande befäl"})
    for _twice in range(2):
        assert chief.post(url(meeting), deputy).url == record(case) + "#mote"
    answer = SeatAnswer.objects.get()
    assert (answer.by, answer.heard_from, answer.deputy) == (case.chief, POLICE, "Vakthavande befäl")
    page = chief.get(record(case)).content.decode()
    assert "Skickar ersättare" in page and "per telefon" in page and "Svar per telefon, Polis" in page
    # The one who was asked changes it through the link.
    client.post(link(), no(meeting))
    assert "Kommer inte" in chief.get(record(case)).content.decode()


def test_what_was_said_by_somebody_who_is_no_longer_called_is_nobodys(sign_in: SignIn, case: Case) -> None:
    meeting, chief = call(case), sign_in(cast.CHIEF)
    chief.post(url(meeting), no(meeting))
    chief.post(url(meeting, HEAD), yes(meeting))
    seats = Seat.objects.select_related("meeting", "holder")
    assert {said.answer.seat.function for said in answering.said(seats).values()} == {"Polis", HEAD}
    call(case, OTHER)
    assert {said.answer.seat.function for said in answering.said(seats.all()).values()} == {HEAD}


def test_bad_input_is_shown_again_with_what_was_typed(sign_in: SignIn, case: Case) -> None:
    meeting, chief = call(case), sign_in(cast.CHIEF)
    for bad in ({}, yes(meeting, **{"svar-answer": "kanske"}), yes(meeting, **{"svar-for_time": "i morgon"})):
        assert chief.post(url(meeting), bad).status_code == 422
    nobody = chief.post(url(meeting), yes(meeting, **{"svar-answer": "ersattare", "svar-deputy": "a\x00b"}))
    assert nobody.status_code == 422
    data = yes(meeting, **{"svar-answer": "ersattare", "svar-deputy": "Vakthavande befäl"})
    moved = call(case, days=4)
    stale = chief.post(url(meeting), data)
    assert stale.status_code == 409 and "ny tid" in stale.content.decode()
    assert "Vakthavande befäl" in stale.content.decode() and moved.starts_at.isoformat() in stale.content.decode()
    assert not SeatAnswer.objects.exists()


def test_nothing_is_noted_of_a_meeting_that_is_off_or_a_seat_that_nobody_is_called_to(
    sign_in: SignIn, case: Case
) -> None:
    meeting, chief = call(case), sign_in(cast.CHIEF)
    address = url(meeting)
    call(case, "")
    gone = chief.get(address)
    assert gone.status_code == 409 and "Ingen är kallad till den platsen längre" in gone.content.decode()
    summons.cancel(Meeting.objects.get(), reason="Sjukdom.", by=case.chief, now=timezone.now())
    off = chief.post(url(meeting, HEAD), yes(meeting))
    assert off.status_code == 409 and "Mötet är inställt" in off.content.decode()
    case.step = Step.CLOSED
    case.save()
    seat = meeting.seats.select_related("meeting__case", "holder").get(function=HEAD)
    with pytest.raises(NotAllowed, match="avslutat"):
        answering.refuse_unless_called(seat, meeting.starts_at, timezone.now())


@pytest.mark.parametrize(
    ("who", "status"), [(cast.HEAD_ADULT, 403), (cast.DIRECTOR, 403), (cast.OTHER_CHIEF, 404), (cast.COORDINATOR, 404)]
)
def test_only_whoever_decides_notes_an_answer(sign_in: SignIn, case: Case, who: str, status: int) -> None:
    meeting = call(case)
    assert sign_in(who).get(url(meeting)).status_code == status
    assert sign_in(who).post(url(meeting), yes(meeting)).status_code == status
    assert not SeatAnswer.objects.exists()


def test_a_no_is_told_to_the_chief_once_and_says_nothing(
    sign_in: SignIn, client: ApplicationClient, case: Case
) -> None:
    meeting = call(case)
    secret = link()
    Mail.objects.all().delete()
    client.post(secret, yes(meeting))
    assert not refusals(case)
    for data in (no(meeting), yes(meeting), no(meeting)):
        client.post(secret, data)
    [told] = refusals(case)
    assert told.text == f"{case.number}: någon som är kallad kan inte komma" and told.url == record(case)
    [mail] = Mail.objects.filter(to=case.chief.user.email)
    assert not any(word in mail.subject + mail.body for word in ("Polis", "kallad", "möte"))
    head = reverse("case_meeting_answer", args=[case.number, meeting.pk])
    sign_in(cast.HEAD_ADULT).post(head, no(meeting))
    assert len(refusals(case)) == 2
    # Who heard it on the phone need not be told.
    sign_in(cast.CHIEF).post(url(meeting, HEAD), no(meeting))
    assert len(refusals(case)) == 2


def test_a_required_seat_that_has_said_no_waits_on_the_chiefs_desk(sign_in: SignIn, case: Case) -> None:
    meeting, chief = call(case), sign_in(cast.CHIEF)

    def rows() -> list[str]:
        page = chief.get(reverse("start")).content.decode()
        return [text for text in ("En obligatorisk plats är tom",) if text in page]

    # A seat that is not required may stay empty.
    chief.post(url(meeting), no(meeting))
    assert not rows()
    chief.post(url(meeting, HEAD), no(meeting))
    assert rows()
    assert "En obligatorisk plats" not in sign_in(cast.OTHER_CHIEF).get(reverse("start")).content.decode()
    chief.post(url(meeting, HEAD), yes(meeting))
    assert not rows()
    chief.post(url(meeting, HEAD), no(meeting))
    call(case, days=4)
    assert not rows(), "the no was to another time"


def test_the_database_itself_lets_nobody_else_say_what_was_heard(case: Case) -> None:
    meeting, seat = call(case), Seat.objects.get(email=POLICE)
    secret = link().split("/")[2]
    fields: dict[str, Any] = {"seat": seat, "board": case.board, "for_time": meeting.starts_at, "answer": "ja"}

    def write(row: Any, *, through: str = "") -> None:
        if through:
            set_context(link=fingerprint(through))
        row.save(force_insert=True)

    head, now = assignment(cast.HEAD_ADULT), timezone.now()
    own = fields | {"seat": meeting.seats.get(holder=head), "at": now}
    for by, given in ((head, fields | {"at": now}), (head, own)):
        row = SeatAnswer(pk=new_id(), by=by, heard_from="någon", **given)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), as_application(by):
            write(row)
    # The link reaches the chief of its own case, and nobody else.
    stranger = assignment(cast.OTHER_CHIEF)
    for board, to in ((case.board, stranger), (stranger.board, case.chief)):
        wrong = Notice(board=board, recipient=to, text="x", url="/", answer="last", created_at=now)
        letter = Mail(
            board=board, to=to.user.email if to == stranger else "a@b.example", subject="x", body="x", created_at=now
        )
        for row in (wrong, letter):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic(), as_application():
                write(row, through=secret)
