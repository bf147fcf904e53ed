"""Every kind of meeting is called from the same page, called anew and cancelled; nobody is told the same thing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, Meeting, Seat
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at, consent
from tests.sig.forms import summons as filled
from tests.sig.forms import working_day
from tests.sig.test_summons import POLICE, calls, key
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def new(case: Case) -> str:
    return reverse("case_meeting_new", args=[case.number])


def change(meeting: Meeting) -> str:
    return reverse("case_meeting_summon", args=[meeting.case.number, meeting.pk])


def read(calendar: str) -> dict[str, tuple[str, str]]:
    """The event of a calendar file as RFC 5545 writes it, read by nobody's library: name → parameters and value."""
    assert calendar.endswith("\r\n") and "\n" not in calendar.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    lines = calendar.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2] == "END:VCALENDAR"
    begin, end = lines.index("BEGIN:VEVENT"), lines.index("END:VEVENT")

    def properties() -> Iterator[tuple[str, tuple[str, str]]]:
        for line in [*lines[1:begin], *lines[begin + 1 : end]]:
            found = re.fullmatch(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^;:",]*))*):(.*)', line)
            assert found, line
            yield found[1], (found[2], found[3])

    assert sum(line == "BEGIN:VEVENT" for line in lines) == 1
    assert "BEGIN:VTIMEZONE" in lines and "TZID:Europe/Stockholm" in lines
    return dict(properties())


def starts(event: dict[str, tuple[str, str]]) -> datetime:
    parameters, value = event["DTSTART"]
    assert parameters == ";TZID=Europe/Stockholm"
    return datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo("Europe/Stockholm"))


def test_a_follow_up_begins_with_the_latest_meetings_seats(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    consent(case)
    case.start_up.seats.create(
        board=case.board, function="Polis, lokalpolisområdet", required=False, email=POLICE, position=9,
        actor=case.consents.get().actor,
    )  # fmt: skip
    Mail.objects.all().delete()
    chief = sign_in(cast.CHIEF)
    page = chief.get(new(case) + "?dag=2027-01-11")
    assert page.context["form"]["day"].value() == "2027-01-11"
    assert page.context["form"][key(page, "Polis, lokalpolisområdet", "email")].value() == POLICE
    data = filled(page)
    assert chief.post(new(case), data).url == reverse("case", args=[case.number])
    meeting = Meeting.objects.get(kind=Meeting.Kind.FOLLOW_UP)
    assert {seat.function for seat in meeting.seats.all() if seat.called} == {
        "Enhetschef SIG 19–29",
        "Enhetschef för aktuell enhet",
        "Polis, lokalpolisområdet",
    }
    assert len(calls()) == 3
    assert Notice.objects.filter(text=f"Du är kallad till uppföljningsmöte i {case}").count() == 2
    # Sent again, and sent again with another place under the same id: one meeting, and the others are not doubled.
    assert "redan skickad" in chief.post(new(case), data, follow=True).content.decode()
    assert (len(calls()), Meeting.objects.count()) == (3, 2)
    record = chief.get(reverse("case", args=[case.number])).content.decode()
    assert "Uppföljningsmöte" in record and "Kallelse skickad: Uppföljningsmöte" in record


def test_a_follow_up_comes_after_the_start_up_and_other_forums_at_any_time(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    page = chief.get(new(case))
    assert [value for value, _label in page.context["form"].fields["chosen_kind"].choices] == ["redex", "sip", "annat"]
    refused = chief.post(new(case), filled(page, chosen_kind="uppfoljning"))
    assert refused.status_code == 422
    # Nothing is required there; a SIP is called with whoever is needed.
    assert chief.post(new(case), filled(page, chosen_kind="sip")).status_code == 302
    assert Meeting.objects.get(kind="sip").seats.exclude(required=False).count() == 0
    assert chief.get(new(case_at(Step.CLOSED))).status_code == 409


def test_only_those_whom_a_change_concerns_are_told(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    meeting = case.start_up
    Mail.objects.all().delete()
    page = chief.get(change(meeting))
    young = str(assignment(cast.HEAD_YOUNG).pk)
    day = timezone.localtime(meeting.starts_at)
    same = {"day": day.date().isoformat(), "clock": f"{day:%H:%M:%S.%f}", "free_day": "on"}
    sent = filled(page, **same, **{key(page, "Enhetschef SIG 12–18", "holder"): young})
    assert chief.post(change(meeting), sent).status_code == 302
    assert [mail.to for mail in calls()] == [cast.address(cast.HEAD_YOUNG)]
    meeting.refresh_from_db()
    assert meeting.sequence == 1
    # Somebody who opened the page before that change is told of it, and writes over nothing.
    stale = chief.post(change(meeting), filled(page, place="Rum 9"))
    assert stale.status_code == 409 and "har ändrats sedan du öppnade sidan" in stale.content.decode()
    assert stale.context["form"]["place"].value() == "Rum 9"
    meeting.refresh_from_db()
    assert meeting.place == "Bodholmsplan 2"


def test_a_cancelled_meeting_leaves_the_calendars_and_is_called_anew(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    meeting = case.start_up
    first = read(calls()[0].calendar)
    cancel = reverse("case_meeting_cancel", args=[case.number, meeting.pk])
    assert chief.post(cancel, {"installt-reason": ""}).status_code == 422
    Mail.objects.all().delete()
    for _press in range(2):
        assert chief.post(cancel, {"installt-reason": "Chefen är sjuk."}).status_code == 302
    off = [read(mail.calendar) for mail in calls()]
    assert len(off) == 2 and {event["METHOD"][1] for event in off} == {"CANCEL"}
    assert {(e["UID"], e["SEQUENCE"][1], e["STATUS"][1]) for e in off} == {(first["UID"], "1", "CANCELLED")}
    assert not Mail.objects.filter(body__contains="sjuk").exists()
    record = chief.get(reverse("case", args=[case.number])).content.decode()
    assert "Mötet är inställt" in record and "Chefen är sjuk." in record and "Kalla på nytt" in record
    case = Case.objects.get(pk=case.pk)
    assert case.waits_for == "Uppstartsmöte ska kallas på nytt" and case.due_on == case.start_up_due_on

    Mail.objects.all().delete()
    page = chief.get(reverse("case_summon", args=[case.number]))
    assert chief.post(reverse("case_summon", args=[case.number]), filled(page)).status_code == 302
    anew = [read(mail.calendar) for mail in calls()]
    assert len(anew) == 2
    meeting.refresh_from_db()
    for event in anew:
        assert (event["METHOD"][1], event["UID"], event["SEQUENCE"][1]) == ("REQUEST", first["UID"], "2")
        assert starts(event) == meeting.starts_at and event["SUMMARY"][1] == "Möte"
    assert meeting.cancelled_at is None and Meeting.objects.count() == 1


def test_a_seat_changes_holder(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    seat = Seat.objects.get(function="Enhetschef SIG 19–29")
    adjusted = case_at(Step.HELD).start_up
    assert chief.post(change(adjusted)).status_code == 409
    record = reverse("case", args=[case.number])
    head = sign_in(cast.HEAD_ADULT)
    assert head.get(record).status_code == 200
    page = chief.get(change(case.start_up))
    waived = {"seat-0-holder": "", "seat-0-waived": "Sjuk"}
    assert chief.post(change(case.start_up), filled(page, day=working_day(5).isoformat(), **waived)).status_code == 302
    seat.refresh_from_db()
    assert seat.holder is None and seat.waived_reason == "Sjuk"
    # She came in today, and is out of it at once.
    assert not case.participations.filter(assignment=assignment(cast.HEAD_ADULT)).exists()
    assert head.get(record).status_code == 404


@pytest.mark.parametrize(("who", "status"), [(cast.OTHER_CHIEF, 404), (cast.COORDINATOR, 404), (cast.HEAD_ADULT, 403)])
def test_nobody_else_calls_or_cancels(sign_in: SignIn, who: str, status: int) -> None:
    case, client = case_at(Step.SUMMONED), sign_in(who)
    for path in (new(case), change(case.start_up)):
        assert client.get(path).status_code == status
    cancel = reverse("case_meeting_cancel", args=[case.number, case.start_up.pk])
    assert client.post(cancel, {"installt-reason": "Nej."}).status_code == status
    assert not Meeting.objects.exclude(cancelled_at=None).exists()


def test_another_cases_meeting_is_not_called_from_here(sign_in: SignIn) -> None:
    here, there = case_at(Step.SUMMONED), case_at(Step.SUMMONED)
    path = reverse("case_meeting_summon", args=[here.number, there.start_up.pk])
    assert sign_in(cast.CHIEF).get(path).status_code == 404
    # A made-up form whose id is another case's meeting: a meeting of its own, or a form shown again.
    chief = sign_in(cast.CHIEF)
    page = chief.get(new(here))
    answer = chief.post(new(here), filled(page, id=str(there.start_up.pk)))
    assert answer.status_code == 409
    there.start_up.refresh_from_db()
    assert there.start_up.case_id == there.pk and Meeting.objects.count() == 2


def test_the_record_asks_as_many_questions_with_many_answers(
    sign_in: SignIn,
) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    seat = case.start_up.seats.first()
    record = reverse("case", args=[case.number])
    chief.get(record)

    def answers(count: int) -> int:
        for minute in range(count):
            seat.answers.create(
                board=case.board, answer="ja", for_time=case.start_up.starts_at, by=seat.holder,
                at=timezone.now() + timedelta(minutes=minute),
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            chief.get(record)
        return len(queries)

    assert answers(3) == answers(60)


def test_calling_is_logged(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    cancel = reverse("case_meeting_cancel", args=[case.number, case.start_up.pk])
    with django_capture_on_commit_callbacks(execute=True):
        chief.post(cancel, {"installt-reason": "Sjuk."})
    entry = Entry.objects.using("audit").filter(action=Action.WROTE).latest("position")
    assert (entry.kind, entry.record_id, entry.reason) == ("sig.meeting", case.pk, "")
