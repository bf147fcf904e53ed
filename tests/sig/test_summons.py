"""The summons: every required seat filled or waived, nobody outside without consent, mail that says nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from cases import deadlines
from cases.sig import summons
from cases.sig.models import Case, Meeting, Seat
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at, consent
from tests.sig.forms import summons as filled
from tests.sig.forms import working_day
from vbe.notices.models import Mail, Notice
from vbe.notices.tasks import as_message

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
POLICE = "kontakt@polisen.example"


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DIRECTOR_INFORMED, person_number="199006022397")


def url(case: Case) -> str:
    return reverse("case_summon", args=[case.number])


def key(page: Any, function: str, name: str) -> str:
    number = [place.function for place in page.context["form"].places].index(function)
    return f"seat-{number}-{name}"


def calls() -> list[Mail]:
    return list(Mail.objects.exclude(calendar="").order_by("created_at", "to"))


def test_called_with_the_required_seats(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    answer = chief.post(url(case), filled(chief.get(url(case))))
    assert answer.url == reverse("case", args=[case.number])
    assert {seat.function: seat.holder.user.name for seat in Seat.objects.all() if seat.holder} == {
        "Enhetschef SIG 19–29": "Patrik Nyström",
        "Enhetschef för aktuell enhet": "Åsa Bergvall",
    }
    assert {mail.to for mail in calls()} == {cast.address(cast.HEAD_ADULT), cast.address(cast.HEAD_CHILDREN)}
    assert Notice.objects.filter(recipient=assignment(cast.HEAD_ADULT)).exists()
    assert sign_in(cast.HEAD_ADULT).get(answer.url).status_code == 200


def test_the_calendar_file_says_when_and_where_and_nothing_else(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case))))
    meeting = Meeting.objects.get()
    for mail in calls():
        [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert Calendar.from_ical(mail.calendar)["METHOD"] == mail.calendar_method == "REQUEST"
        assert event["SUMMARY"] == "Möte"
        assert event["LOCATION"] == "Bodholmsplan 2"
        assert event["SEQUENCE"] == 0
        assert event["UID"] == f"{meeting.pk}@vbe"
        assert event.decoded("DTSTART") == meeting.starts_at
        assert event.decoded("DTEND") == meeting.starts_at + timedelta(minutes=60)
        assert str(event["ATTENDEE"]) == f"mailto:{mail.to}"
        assert set(event) == {
            "UID",
            "SEQUENCE",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "LOCATION",
            "ORGANIZER",
            "ATTENDEE",
            "STATUS",
        }
        sent = as_message(mail).message().as_string()
        # The recipient's own address may say what it likes.
        everything = (mail.subject + mail.body + str(event.to_ical()) + sent).replace(mail.to, "")
        for secret in ("Prov", "900602", case.number, "SIG", "insats", "oro ", "beteende", "socialtj"):
            assert secret.lower() not in everything.lower(), secret


def test_called_again_with_a_higher_sequence_and_the_dropped_told(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    chief.post(url(case), filled(chief.get(url(case))))
    Mail.objects.all().delete()
    page = chief.get(url(case))
    assert page.context["form"]["place"].value() == "Bodholmsplan 2"
    changed = {
        key(page, "Enhetschef SIG 19–29", "holder"): "",
        key(page, "Enhetschef SIG 19–29", "waived"): "Sjuk, ingen ersättare",
    }
    answer = chief.post(url(case), filled(page, day=working_day(4).isoformat(), place="Rum 4", **changed))
    assert answer.status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.sequence, meeting.place) == (1, "Rum 4")
    by_address = {mail.to: mail for mail in calls()}
    kept, dropped = by_address[cast.address(cast.HEAD_CHILDREN)], by_address[cast.address(cast.HEAD_ADULT)]
    assert (kept.calendar_method, dropped.calendar_method) == ("REQUEST", "CANCEL")
    for mail in (kept, dropped):
        [event] = Calendar.from_ical(mail.calendar).walk("VEVENT")
        assert (event["SEQUENCE"], event["UID"]) == (1, f"{meeting.pk}@vbe")
    assert event["STATUS"] in ("CONFIRMED", "CANCELLED")
    assert not case.participations.filter(assignment=assignment(cast.HEAD_ADULT)).exists(), "out at once"
    assert Case.objects.get().step == Step.SUMMONED


def test_the_second_press_sends_nothing_more(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    data = filled(chief.get(url(case)))
    chief.post(url(case), data)
    sent = len(calls())
    assert "redan skickad" in chief.post(url(case), data, follow=True).content.decode()
    assert len(calls()) == sent
    assert Meeting.objects.get().sequence == 0


def test_looking_at_the_page_calls_nobody(sign_in: SignIn, case: Case) -> None:
    page = sign_in(cast.CHIEF).get(url(case))
    assert not Meeting.objects.exists()
    assert "7 aktörer kan inte kallas ännu" in page.content.decode()
    assert "Polismyndigheten" in page.content.decode()


def test_an_actor_outside_needs_consent_on_the_day_of_the_meeting(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.get(url(case))
    police = key(page, "Polis, lokalpolisområdet", "email")
    refused = chief.post(url(case), filled(page, **{police: POLICE}))
    assert refused.status_code == 409
    assert "Inget samtycke är registrerat, och ingen annan rättslig grund är vald." in refused.content.decode()
    assert POLICE in refused.content.decode()
    assert not Meeting.objects.exists()

    ends_too_soon = consent(case)
    ends_too_soon.ends = timezone.localdate()
    ends_too_soon.save()
    again = chief.post(url(case), filled(page, **{police: POLICE}))
    assert again.status_code == 409 and "Samtycket gäller till" in again.content.decode()

    consent(case)
    assert chief.post(url(case), filled(page, **{police: POLICE})).status_code == 302
    assert POLICE in {mail.to for mail in calls()}
    assert Seat.objects.get(email=POLICE).actor.name == "Polismyndigheten"


def test_a_required_seat_is_filled_or_waived(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.get(url(case))
    holder, waived = (key(page, "Enhetschef SIG 19–29", name) for name in ("holder", "waived"))
    empty = chief.post(url(case), filled(page, **{holder: ""}))
    assert empty.status_code == 422
    assert "varför funktionen inte kallas" in empty.content.decode()
    both = chief.post(url(case), filled(page, **{waived: "Sjuk"}))
    assert both.status_code == 422
    assert chief.post(url(case), filled(page, **{holder: "", waived: "Sjuk"})).status_code == 302
    assert Seat.objects.get(function="Enhetschef SIG 19–29").waived_reason == "Sjuk"


def test_the_model_refuses_what_the_form_would_have(case: Case, now: Any) -> None:
    def call(**changed: Any) -> None:
        seats = [summons.Filled("Enhetschef SIG 19–29", required=True, waived_reason="Sjuk")]
        told: dict[str, Any] = {"starts_at": now + timedelta(days=1), "seats": seats}
        summons.summon(case, place="Rum 1", minutes_long=60, by=case.chief, now=now, **(told | changed))

    for changed in (
        {"starts_at": now - timedelta(minutes=1)},
        {"starts_at": now + timedelta(days=61)},
        {"seats": [summons.Filled("Enhetschef SIG 19–29", required=True)]},
    ):
        with pytest.raises(NotAllowed):
            call(**changed)
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "i morgon"}, "day"),
        ({"day": (timezone.localdate() - timedelta(days=1)).isoformat(), "free_day": "on"}, "day"),
        ({"day": (timezone.localdate() + timedelta(days=62)).isoformat(), "free_day": "on"}, "day"),
        ({"clock": "26:00"}, "clock"),
        ({"minutes_long": "5"}, "minutes_long"),
        ({"minutes_long": "x"}, "minutes_long"),
        ({"place": ""}, "place"),
        ({"place": "x" * 201}, "place"),
        ({"place": "a\x00b"}, "place"),
        ({"place": "Hemma hos 19900602-2397"}, "place"),
        ({"place": "Ring 070-174 06 05"}, "place"),
        ({"seat-0-holder": "x"}, "seat-0-holder"),
        ({"seat-0-holder": "00000000-0000-7000-8000-000000000000"}, "seat-0-holder"),
        ({"seat-3-email": "inte en adress"}, "seat-3-email"),
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, str], field: str) -> None:
    chief = sign_in(cast.CHIEF)
    page = chief.post(url(case), filled(chief.get(url(case)), **changed))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Meeting.objects.exists()


def test_another_boards_head_is_not_a_choice(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    stranger = str(assignment("enhetschef-sig-vuxen.jarva").pk)
    assert chief.post(url(case), filled(chief.get(url(case)), **{"seat-0-holder": stranger})).status_code == 422


def test_a_free_day_is_asked_about_first(sign_in: SignIn, case: Case) -> None:
    chief, free = sign_in(cast.CHIEF), free_day()
    asked = chief.post(url(case), filled(chief.get(url(case)), day=free.isoformat()))
    assert asked.status_code == 422
    assert "Mötet ska hållas fast dagen är ledig" in asked.content.decode()
    data = filled(chief.get(url(case)), day=free.isoformat(), free_day="on")
    assert chief.post(url(case), data).status_code == 302


def free_day() -> date:
    days = (timezone.localdate() + timedelta(days=n) for n in range(1, 9))
    return next(day for day in days if not deadlines.is_working_day(day))


@pytest.mark.parametrize("step", [Step.CHIEF_TOLD, Step.HELD])
def test_the_wrong_order_is_refused(sign_in: SignIn, step: Step) -> None:
    case = case_at(step)
    for answer in (sign_in(cast.CHIEF).get(url(case)), sign_in(cast.CHIEF).post(url(case))):
        assert answer.status_code == 409
        assert "går inte att göra nu" in answer.content.decode()
