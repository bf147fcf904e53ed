"""The minutes: saved while they are written, never over somebody else's text, locked when adjusted."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from cases.sig.models import Case, Meeting, MeetingPoint
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at
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
    assert answer.url == url(case)
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


def test_participants_read_and_only_the_chief_writes(sign_in: SignIn, case: Case) -> None:
    chief, head = sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT)
    data = filled(chief.get(url(case)))
    chief.post(url(case), data)
    page = head.get(url(case)).content.decode()
    assert "Beslut om Fakta" in page
    assert "<textarea" not in page
    assert head.post(url(case), data).status_code == 403


def test_adjusting_is_refused_while_a_point_lacks_something(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case)), **{"fakta-decision": "", "aktorer-due_on": ""}))
    page = chief.post(url(case, "case_adjust"))
    assert page.status_code == 409
    assert "Skriv beslut, ansvarig och datum för: Fakta, Samverkansaktörer." in page.content.decode()
    case.refresh_from_db()
    assert case.step == Step.SUMMONED


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
