"""Seeking the person: attempts, a no that waits for its day, and what the person has been told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import ContactAttempt, Intake, PersonInformation
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at, emergency
from tests.sig.test_todo import asked

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TODAY = timezone.localdate


def url(intake: Intake) -> str:
    return reverse("intake_contact", args=[intake.pk])


def attempt(**changed: Any) -> dict[str, Any]:
    now = timezone.localtime() - timedelta(minutes=2)
    data = {
        "kontakt-id": "01912345-0000-7000-8000-0000000000b1",
        "kontakt-made_on": now.date().isoformat(),
        "kontakt-made_clock": f"{now:%H:%M}",
        "kontakt-way": "telefon",
        "kontakt-outcome": "inte_nadd",
        "kontakt-again_on": "",
        "kontakt-text": "Svarade inte.",
    }
    return data | {f"kontakt-{name}": value for name, value in changed.items()}


def told(**changed: Any) -> dict[str, Any]:
    data = {
        "info-id": "01912345-0000-7000-8000-0000000000b2", "info-told": "inte_an",
        "info-why_not": "Vi har inte nått personen.", "info-interpreter": "Somaliska",
    }  # fmt: skip
    return data | {f"info-{name}": value for name, value in changed.items()}


def declined(intake: Intake, days: int) -> ContactAttempt:
    """Said no, to be asked again so many days from today."""
    now = timezone.now()
    return ContactAttempt.objects.create(
        intake=intake, board=intake.board, by=assignment(cast.INTAKE), at=now, made_at=now, way="telefon",
        outcome="tackar_nej", again_on=TODAY() + timedelta(days=days),
    )  # fmt: skip


def test_a_no_is_a_state_with_its_day(sign_in: SignIn) -> None:
    intake, reception = IntakeFactory(adult=True), sign_in(cast.INTAKE)
    assert "Sök kontakt" in reception.get(reverse("intake", args=[intake.pk])).content.decode()
    without = reception.post(url(intake), attempt(outcome="tackar_nej"))
    assert without.status_code == 422 and "again_on" in without.context["contact_form"].errors
    assert "Svarade inte." in without.content.decode()
    again = (TODAY() + timedelta(days=20)).isoformat()
    for _again in range(2):
        assert reception.post(url(intake), attempt(outcome="tackar_nej", again_on=again)).url == url(intake)
    assert ContactAttempt.objects.get().again_on.isoformat() == again
    assert "Tackar nej" in reception.get("/mottagning/").content.decode()
    assert len(reception.get("/mottagning/?visa=tackar_nej").context["rows"]) == 1
    IntakeFactory()
    assert len(reception.get("/mottagning/?visa=tackar_nej").context["rows"]) == 1


@pytest.mark.parametrize(("days", "title"), [(1, None), (0, "Sök kontakt på nytt: telefon")])
def test_it_is_asked_for_on_the_day_and_not_before(days: int, title: str | None) -> None:
    declined(IntakeFactory(adult=True), days)
    rows, _figures = asked(cast.INTAKE)
    assert [row.title for row in rows] == ([title] if title else [])
    if title:
        assert rows[0].due_on == TODAY()


@pytest.mark.parametrize("outcome", ["nadd", "inte_nadd"])
def test_a_no_that_a_later_attempt_has_changed_hides_nothing(sign_in: SignIn, outcome: str) -> None:
    intake = IntakeFactory(adult=True)
    assert [row.title for row in asked(cast.INTAKE)[0]] == ["Ta ställning: telefon"]
    declined(intake, 20)
    assert asked(cast.INTAKE)[0] == []
    assert sign_in(cast.INTAKE).post(url(intake), attempt(outcome=outcome)).status_code == 302
    # The attempt is dated two minutes ago; put the no before it.
    ContactAttempt.objects.filter(outcome="tackar_nej").update(made_at=timezone.now() - timedelta(hours=1))
    assert [row.title for row in asked(cast.INTAKE)[0]] == ["Ta ställning: telefon"]
    declined(intake, 20)
    assert asked(cast.INTAKE)[0] == []


def test_a_no_leaves_a_childs_days_running() -> None:
    declined(IntakeFactory(), 20)
    assert [row.title for row in asked(cast.INTAKE)[0]] == ["Sök kontakt på nytt: telefon"]


def test_in_a_case_the_chief_is_asked_on_the_day() -> None:
    case = case_at(Step.DECIDED, adult=True)
    declined(case.intake, 1)
    assert asked(cast.CHIEF)[0] == []
    declined(case.intake, 0)
    [row], _figures = asked(cast.CHIEF)
    assert (row.title, row.due_on) == (f"{case.number} · Sök kontakt på nytt", TODAY())
    assert asked(cast.OTHER_CHIEF)[0] == []


def test_what_was_noted_before_the_case_is_on_its_record(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    declined(case.intake, 5)
    for who in (cast.CHIEF, cast.HEAD_ADULT):
        assert "Tackar nej" in sign_in(who).get(reverse("case", args=[case.number])).content.decode()
    director = sign_in(cast.DIRECTOR).get(reverse("case", args=[case.number])).content.decode()
    assert "Tackar nej" not in director and "Kontaktförsök" not in director


def test_a_participant_adds_an_attempt_and_the_state_follows(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    page, head = reverse("case_contact", args=[case.number]), sign_in(cast.HEAD_ADULT)
    assert head.post(page, attempt()).url == page
    assert "Kontakt söks" in head.get(reverse("case", args=[case.number])).content.decode()
    other = attempt(id="01912345-0000-7000-8000-0000000000b7", outcome="nadd", text="Vill ses.")
    assert head.post(page, other).status_code == 302
    record = sign_in(cast.CHIEF).get(reverse("case", args=[case.number])).content.decode()
    assert "Personen är nådd" in record and "Vill ses." in record


def test_what_the_person_knows_stands_once_on_the_record_and_once_in_the_timeline(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    head = sign_in(cast.HEAD_ADULT)
    assert head.post(reverse("case_information", args=[case.number]), told()).status_code == 302
    record = head.get(reverse("case", args=[case.number])).content.decode()
    assert record.count("Vi har inte nått personen.") == 2 and "Personen vet inte än att ärendet finns" in record
    director = sign_in(cast.DIRECTOR).get(reverse("case", args=[case.number])).content.decode()
    assert "Vi har inte nått personen." not in director
    assert sign_in(cast.OTHER_CHIEF).post(reverse("case_information", args=[case.number]), told()).status_code == 404


def test_nothing_is_added_to_a_closed_case(sign_in: SignIn) -> None:
    case = case_at(Step.CLOSED, adult=True)
    chief = sign_in(cast.CHIEF)
    for name, data in (("case_contact", attempt()), ("case_information", told())):
        answer = chief.post(reverse(name, args=[case.number]), data)
        assert answer.status_code == 409 and "Ärendet är avslutat" in answer.content.decode()
    assert not ContactAttempt.objects.exists() and not PersonInformation.objects.exists()


def test_what_the_person_knows_and_the_interpreter(sign_in: SignIn) -> None:
    intake, reception = IntakeFactory(adult=True), sign_in(cast.INTAKE)
    send = reverse("intake_information", args=[intake.pk])
    for _again in range(2):
        assert reception.post(send, told()).url == url(intake)
    page = reception.get(reverse("intake", args=[intake.pk])).content.decode()
    assert "Vi har inte nått personen." in page and "Somaliska" in page
    since = told(id="01912345-0000-7000-8000-0000000000b3", told="ja", told_on=TODAY().isoformat(), how="Vid besöket.")
    assert reception.post(send, since).status_code == 302
    latest = PersonInformation.objects.order_by("at").last()
    # What belongs to the other choice is left out.
    assert latest and (latest.told_on, latest.how, latest.why_not) == (TODAY(), "Vid besöket.", "")
    assert PersonInformation.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [
        {"why_not": ""},
        {"told": "ja"},
        {"told": "ja", "told_on": (TODAY() + timedelta(days=1)).isoformat()},
        {"told": "kanske"},
        {"interpreter": "x" * 201},
    ],
)
def test_bad_information_is_shown_again(sign_in: SignIn, changed: dict[str, str]) -> None:
    send = reverse("intake_information", args=[IntakeFactory().pk])
    assert sign_in(cast.INTAKE).post(send, told(**changed)).status_code == 422
    assert not PersonInformation.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"way": "brevduva"},
        {"outcome": ""},
        {"made_on": (TODAY() + timedelta(days=1)).isoformat()},
        {"again_on": (TODAY() - timedelta(days=1)).isoformat()},
        {"again_on": (TODAY() + timedelta(days=400)).isoformat()},
        {"text": "a\x00"},
        {"id": "x"},
    ],
)
def test_a_bad_attempt_is_shown_again(sign_in: SignIn, changed: dict[str, str]) -> None:
    assert sign_in(cast.INTAKE).post(url(IntakeFactory()), attempt(**changed)).status_code == 422
    assert not ContactAttempt.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [(cast.CHIEF, 403), (cast.OTHER_INTAKE, 404), (cast.CASEWORKER, 403), (cast.COORDINATOR, 404)]
)
def test_who_may_note_at_the_reception(sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(who).post(url(IntakeFactory()), attempt()).status_code == status
    assert not ContactAttempt.objects.exists()


def test_an_emergency_opening_reads_and_writes_nothing(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    declined(case.intake, 5)
    emergency(case)
    page, worker = reverse("case_contact", args=[case.number]), sign_in(cast.CASEWORKER)
    assert "Tackar nej" in worker.get(page).content.decode()
    assert worker.post(page, attempt()).status_code == 403
    with pytest.raises(ProgrammingError, match="row-level security"), as_application(assignment(cast.CASEWORKER)):
        declined_by(case.intake, cast.CASEWORKER).save(force_insert=True)


def declined_by(intake: Intake, who: str) -> ContactAttempt:
    now = timezone.now()
    return ContactAttempt(
        intake_id=intake.pk, board_id=intake.board_id, by=assignment(who), at=now, made_at=now, way="telefon",
        outcome="inte_nadd",
    )  # fmt: skip
