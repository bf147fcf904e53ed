"""The minutes: saved while they are written, never over somebody else's text, locked when adjusted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from cases.sig.models import Case, Meeting, MeetingPoint, Point
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, emergency, hold, meeting
from tests.sig.forms import minutes as filled
from vbe.organisation.ids import new_id
from vbe.organisation.models import Absence

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.SUMMONED)


def url(case: Case, name: str = "case_minutes") -> str:
    return reverse(name, args=[case.number])


def test_saved_by_the_button(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    answer = chief.post(url(case), filled(chief.get(url(case))))
    assert answer.url == reverse("meeting_minutes", args=[case.number, case.start_up.pk])
    meeting = Meeting.objects.get()
    assert (meeting.version, meeting.points.count()) == (1, 5)
    assert meeting.saved_by == assignment(cast.CHIEF)
    assert "Beslut om Fakta" in chief.get(url(case)).content.decode()


def test_saved_while_writing_with_the_version_handed_back(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.get(url(case))
    answer = chief.post(url(case), filled(page), headers=HTMX)
    assert answer.status_code == 200
    assert answer.context["version"] == 1
    assert 'value="1"' in answer.content.decode()
    # The same page goes on, even when that answer was lost on the way.
    answer = chief.post(url(case), filled(page, **{"fakta-notes": "Mer"}), headers=HTMX)
    assert answer.status_code == 200
    assert MeetingPoint.objects.get(point="fakta").notes == "Mer"


def test_half_written_minutes_are_saved(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    form = chief.get(url(case)).context["form"]
    data = {"version": "0", "page": str(form.version["page"].value()), "fakta-notes": "Börjar här"}
    assert chief.post(url(case), data).status_code == 302
    assert MeetingPoint.objects.get(point="fakta").notes == "Börjar här"


def test_somebody_elses_text_is_never_overwritten(sign_in: SignIn, case: Case) -> None:
    Absence.objects.create(assignment=assignment(cast.CHIEF), starts="2099-01-01", ends="2099-12-31")
    mine, theirs = sign_in(cast.CHIEF), sign_in(cast.CHIEF)
    my_page, their_page = mine.get(url(case)), theirs.get(url(case))
    theirs.post(url(case), filled(their_page, **{"fakta-notes": "Deras text"}))
    page = mine.post(url(case), filled(my_page, **{"fakta-notes": "Min text"}))
    assert page.status_code == 409
    text = page.content.decode()
    assert "Deras text" in text
    assert text.count("Min text") == 2
    assert MeetingPoint.objects.get(point="fakta").notes == "Deras text"
    # What is shown can be saved as it stands, on top of theirs.
    again = page.context["form"]
    answer = mine.post(
        url(case),
        filled(my_page, version=again.version["version"].value(), page=str(new_id()), **{"fakta-notes": "Min text"}),
    )
    assert answer.status_code == 302
    assert MeetingPoint.objects.get(point="fakta").notes == "Min text"


def test_a_conflict_while_writing_says_so_and_saves_nothing(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    first, second = chief.get(url(case)), chief.get(url(case))
    chief.post(url(case), filled(first, **{"fakta-notes": "Först"}))
    answer = chief.post(url(case), filled(second, **{"fakta-notes": "Sedan"}), headers=HTMX)
    assert answer.status_code == 422
    assert "Någon annan har sparat" in answer.content.decode()
    assert MeetingPoint.objects.get(point="fakta").notes == "Först"


@pytest.mark.parametrize(
    "changed",
    [
        {"fakta-due_on": "snart"},
        {"fakta-1-decision": "x" * 4001},
        {"nasta-on": "2200-01-01"},
        {"nasta-no_reason": "a\x00"},
        {"fakta-due_on": "0020-01-01"},
        {"fakta-notes": "x" * 10_001},
        {"fakta-decision": "a\x00"},
        {"fakta-responsible": "x" * 121},
        {"version": "-1"},
        {"version": "många"},
        {"version": "9" * 30},
        {"page": "x"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, Any]) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.post(url(case), filled(chief.get(url(case)), **changed))
    assert page.status_code == 422
    assert "Anteckning om Uppföljning" in page.content.decode()
    assert not MeetingPoint.objects.exists()


def test_participants_write_and_only_the_chief_locks(sign_in: SignIn, case: Case) -> None:
    chief, head = sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT)
    assert head.post(url(case), filled(head.get(url(case)))).status_code == 302
    assert Meeting.objects.get().saved_by == assignment(cast.HEAD_ADULT)
    assert "Beslut om Fakta" in chief.get(url(case)).content.decode()
    assert 'id="justera"' not in head.get(url(case)).content.decode()
    assert head.post(url(case, "case_adjust")).status_code == 403
    with as_application(assignment(cast.HEAD_ADULT)), connection.cursor() as cursor:
        cursor.execute("UPDATE sig_meeting SET place = 'Annat rum' WHERE locked_at IS NULL")
        assert cursor.rowcount == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute("UPDATE sig_meeting SET locked_at = now(), locked_by_id = %s", [case.chief_id])


@pytest.mark.parametrize("who", [cast.HEAD_YOUNG, cast.OTHER_CHIEF, cast.COORDINATOR, cast.CASEWORKER])
def test_outsiders_neither_read_nor_write(sign_in: SignIn, case: Case, who: str) -> None:
    outsider, address = sign_in(who), reverse("meeting_minutes", args=[case.number, case.start_up.pk])
    assert outsider.get(address).status_code == outsider.post(address, {"fakta-notes": "Hej"}).status_code == 404


def test_an_emergency_opening_reads_and_does_not_write(sign_in: SignIn, case: Case) -> None:
    emergency(case)
    reader = sign_in(cast.CASEWORKER)
    page = reader.get(url(case))
    assert page.status_code == 200 and "<textarea" not in page.content.decode()
    assert reader.post(url(case), filled(page)).status_code == 403


def test_a_point_has_several_decisions(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    more = {"fakta-1-decision": "Ring skolan", "fakta-1-responsible": "Kurator", "fakta-1-due_on": "2099-01-01"}
    chief.post(url(case), filled(chief.get(url(case)), **more))
    assert [row.decision for row in case.start_up.points.filter(point="fakta")] == ["Beslut om Fakta", "Ring skolan"]
    # A page that does not hold the second one leaves it alone.
    page = chief.get(url(case))
    chief.post(url(case), filled(page, **{"fakta-notes": "Ny text"}))
    assert case.start_up.points.get(point="fakta", position=1).decision == "Ring skolan"
    chief.post(url(case), filled(chief.get(url(case)), **{"fakta-1-decision": "Ring", "fakta-1-due_on": ""}))
    assert "datum för: Fakta." in chief.post(url(case, "case_adjust")).content.decode()


def test_a_decision_that_came_meanwhile_is_shown_and_kept(sign_in: SignIn, case: Case) -> None:
    mine, theirs = sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT)
    my_page, their_page = mine.get(url(case)), theirs.get(url(case))
    theirs.post(url(case), filled(their_page, **{"fakta-1-decision": "Deras beslut"}))
    page = mine.post(url(case), filled(my_page, **{"fakta-notes": "Min text"}))
    assert page.status_code == 409 and "Deras beslut" in page.content.decode()
    version = page.context["form"].version["version"].value()
    data = filled(my_page, version=version, page=str(new_id()), **{"fakta-notes": "Min text"})
    assert mine.post(url(case), data).status_code == 302
    assert MeetingPoint.objects.get(point="fakta", position=1).decision == "Deras beslut"


def test_adjusting_is_refused_while_a_point_lacks_something(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case)), **{"fakta-decision": "", "aktorer-due_on": ""}))
    page = chief.post(url(case, "case_adjust"))
    assert page.status_code == 409
    assert "Skriv beslut, ansvarig och datum för: Fakta, Samverkansaktörer." in page.content.decode()
    case.refresh_from_db()
    assert case.step == Step.SUMMONED


@pytest.mark.parametrize(
    ("next_on", "reason", "said"),
    [
        ("", "", "Skriv när nästa möte är"),
        ("2099-01-01", "Behövs inte.", "Ta bort det ena"),
        ("2020-01-01", "", "Nästa möte är efter det här mötet"),
    ],
)
def test_every_meeting_names_the_next_or_says_why_not(
    sign_in: SignIn, case: Case, next_on: str, reason: str, said: str
) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case)), **{"nasta-on": next_on, "nasta-no_reason": reason}))
    page = chief.post(url(case, "case_adjust"))
    assert page.status_code == 409 and said in page.content.decode()
    chief.post(url(case), filled(chief.get(url(case)), **{"nasta-on": "", "nasta-no_reason": "Ärendet avslutas."}))
    assert chief.post(url(case, "case_adjust")).status_code == 302


def test_minutes_of_a_follow_up_meeting_leave_the_routine_alone(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    held = meeting(case)
    address = reverse("meeting_minutes", args=[case.number, held.pk])
    assert [section.point for section in chief.get(address).context["form"]] == list(Point)
    chief.post(address, filled(chief.get(address)))
    assert chief.post(reverse("meeting_adjust", args=[case.number, held.pk])).status_code == 302
    held.refresh_from_db()
    case.refresh_from_db()
    assert held.locked_at and case.step == Step.DECIDED
    again = chief.post(reverse("meeting_adjust", args=[case.number, held.pk]), follow=True)
    assert "redan justerat" in again.content.decode()


def test_another_forum_has_its_own_agenda_and_says_whom_to_call(sign_in: SignIn) -> None:
    case = case_at(Step.DECIDED)
    forum = meeting(case, Meeting.Kind.REDEX)
    page = sign_in(cast.CHIEF).get(reverse("meeting_minutes", args=[case.number, forum.pk]))
    assert [section.point for section in page.context["form"]] == [Point.FACTS, Point.COMMUNICATION, Point.FOLLOW_UP]
    text = page.content.decode()
    assert "Ingången är Socialjouren" in text and "08-465 004 30" in text


def test_a_cancelled_meeting_and_a_closed_case_take_no_minutes(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    off = meeting(case)
    Meeting.objects.filter(pk=off.pk).update(cancelled_at=case.opened_at, cancelled_by=case.chief)
    left = meeting(case)
    data = filled(chief.get(reverse("meeting_minutes", args=[case.number, left.pk])))
    for one, said in ((off, "inställt"), (left, "avslutat")):
        if one == left:
            Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
        answer = chief.post(reverse("meeting_minutes", args=[case.number, one.pk]), data)
        assert answer.status_code == 409 and said in answer.content.decode()


def test_the_database_itself_keeps_locked_minutes(case: Case) -> None:
    hold(case, by=case.chief, now=case.opened_at)
    with as_application(assignment(cast.CHIEF)), connection.cursor() as cursor:
        cursor.execute("UPDATE sig_meetingpoint SET due_on = '2099-01-01'")
        assert cursor.rowcount == 0


def test_adjusted_minutes_are_locked(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.get(url(case))
    chief.post(url(case), filled(page))
    assert chief.post(url(case, "case_adjust")).url == reverse("case", args=[case.number])
    case.refresh_from_db()
    assert case.step == Step.HELD
    assert "Redan gjort" in chief.post(url(case, "case_adjust"), follow=True).content.decode()
    late = chief.post(url(case), filled(page, version="1", **{"fakta-notes": "Efteråt"}))
    assert late.status_code == 409
    assert "Protokollet är justerat" in late.content.decode()
    # Locked while somebody wrote: what she wrote is on the page, to be added.
    assert "Efteråt" in late.content.decode()
    assert "<textarea" not in chief.get(url(case)).content.decode()
    with pytest.raises(NotAllowed):
        Meeting.objects.get().refuse_if_locked()


def test_before_the_meeting_is_called_there_is_nothing_to_write(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    for answer in (chief.get(url(case)), chief.post(url(case)), chief.post(url(case, "case_adjust"))):
        assert answer.status_code == 409
        assert "när uppstartsmötet är kallat" in answer.content.decode()


def test_notes_and_decisions_are_stored_encrypted(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case))))
    with connection.cursor() as cursor:
        cursor.execute("SELECT notes || decision FROM sig_meetingpoint")
        assert not any("Fakta" in row[0] or "Beslut" in row[0] for row in cursor.fetchall())
