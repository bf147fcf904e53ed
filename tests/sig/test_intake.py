"""One arrival: opened with a trace, decided once."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import outcomes
from cases.sig.models import Case, Identity, Intake
from cases.sig.states import IntakeState, Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import IntakeFactory, case_at
from tests.sig.forms import confirmation
from tests.sig.noted import assessed
from tests.sig.test_identity import REASON
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Absence, Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(intake: Intake, name: str = "intake") -> str:
    return reverse(name, args=[intake.pk])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.INTAKE, 200),
        (cast.CHIEF, 200),
        (cast.OTHER_INTAKE, 404),
        (cast.OTHER_CHIEF, 404),
        (cast.HEAD_CHILDREN, 403),
        (cast.DIRECTOR, 403),
        (cast.COORDINATOR, 404),
        (cast.REPORTER, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_open_it(sign_in: SignIn, who: str, status: int) -> None:
    arrived = IntakeFactory()
    page = sign_in(who).get(url(arrived))
    assert page.status_code == status
    assert (arrived.description in page.content.decode()) == (status == 200)


@pytest.mark.parametrize("name", ["intake_confirm", "intake_decide"])
@pytest.mark.parametrize(
    ("who", "status"), [(cast.CHIEF, 403), (cast.OTHER_INTAKE, 404), (cast.COORDINATOR, 404), (cast.REPORTER, 404)]
)
def test_who_may_decide(sign_in: SignIn, who: str, status: int, name: str) -> None:
    intake = IntakeFactory()
    data = confirmation() | {"other-state": "ordinarie", "other-reason": "Nej", "other-reference": "IFO-2026-7"}
    assert sign_in(who).post(url(intake, name), data).status_code == status
    assert Intake.objects.get().state == IntakeState.OPEN


SHOWN = ("Prov Provsson", "19900602-2397", "2 juni 1990")
PERSON = {"person_number": "199006022397", "birth_date": "1990-06-02"}


def identity_on(page: Any) -> list[str]:
    text = page.content.decode()
    return [part for part in SHOWN if part in text]


def test_who_it_is_about_is_shown_to_whoever_handles_the_reception(sign_in: SignIn) -> None:
    arrived = IntakeFactory(**PERSON)
    assert identity_on(sign_in(cast.INTAKE).get(url(arrived))) == list(SHOWN)
    read = sign_in(cast.CHIEF).get(url(arrived))
    assert identity_on(read) == [] and "bara för den som handlägger mottagningen" in read.content.decode()
    # A form that is shown again shows no more.
    refused = sign_in(cast.INTAKE).post(url(arrived, "intake_confirm"), {})
    assert refused.status_code == 422 and identity_on(refused) == list(SHOWN)
    # Nor less when it was decided without a case.
    arrived.decide(IntakeState.ORDINARY, reason="Skäl.", by=assignment(cast.INTAKE), now=timezone.now())
    assert identity_on(sign_in(cast.INTAKE).get(url(arrived))) == list(SHOWN)
    assert identity_on(sign_in(cast.CHIEF).get(url(arrived))) == []


@pytest.mark.parametrize("how", ["started", "added"])
def test_in_a_case_the_identity_is_shown_on_the_cases_page_alone(sign_in: SignIn, how: str) -> None:
    case = case_at(**PERSON)
    arrived = case.intake
    if how == "added":
        arrived = assessed(IntakeFactory(**PERSON))
        outcomes.link(arrived, case, reason="Samma.", by=assignment(cast.INTAKE), now=timezone.now())
    reception, chief = sign_in(cast.INTAKE).get(url(arrived)), sign_in(cast.CHIEF).get(url(arrived))
    page = reverse("case", args=[case.number])
    assert identity_on(reception) == identity_on(chief) == []
    where = "Identiteten visas på sidan för"
    assert f'{where} <a href="{page}">' in chief.content.decode()
    assert where not in reception.content.decode() and "för den som får se den" in reception.content.decode()
    asked = sign_in(cast.CHIEF).post(reverse("case_identity", args=[case.number]), REASON)
    assert identity_on(asked) == list(SHOWN)
    # The reception works on with what came in.
    for name in ("intake_contact", "intake_investigation", "intake_family"):
        assert identity_on(opened := sign_in(cast.INTAKE).get(url(arrived, name))) == []
        assert opened.status_code == 200


def test_opening_is_logged_without_content(sign_in: SignIn) -> None:
    intake = IntakeFactory()
    sign_in(cast.INTAKE).get(url(intake))
    entry = Entry.objects.using("audit").get(action=Action.OPENED)
    assert (entry.object_id, entry.kind, entry.reason) == (intake.pk, "sig.intake", "")
    assert entry.assignment_id == assignment(cast.INTAKE).pk


def test_each_unit_says_who_will_be_told(sign_in: SignIn) -> None:
    text = sign_in(cast.INTAKE).get(url(IntakeFactory())).content.decode()
    assert "Karin Lindqvist-Hallström" in text
    assert "Elisabet Wrede" in text


def test_confirming_starts_the_routine_and_tells_the_chief(sign_in: SignIn) -> None:
    intake = IntakeFactory(person_number="199006022397")
    answer = sign_in(cast.INTAKE).post(url(intake, "intake_confirm"), confirmation())
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.number])
    assert case.number.startswith("SKH-")
    assert case.step == Step.CHIEF_TOLD
    notice = Notice.objects.get(recipient=assignment(cast.CHIEF))
    assert case.number in notice.text
    assert notice.due_at is not None
    mail = Mail.objects.get()
    assert mail.to == cast.address(cast.CHIEF)
    for secret in ("Prov", "199006022397", intake.description):
        assert secret not in notice.text + mail.subject + mail.body


def test_the_second_press_leads_to_the_same_case(sign_in: SignIn) -> None:
    intake, reception = IntakeFactory(), sign_in(cast.INTAKE)
    first = reception.post(url(intake, "intake_confirm"), confirmation())
    second = reception.post(url(intake, "intake_confirm"), confirmation(), follow=True)
    assert second.redirect_chain[0][0] == first.url
    assert "redan beslutat" in second.content.decode()
    assert Case.objects.count() == 1
    third = reception.post(url(intake, "intake_decide"), {"other-state": "ingen_atgard", "other-reason": "x"})
    assert third.url == first.url
    assert Intake.objects.get().state == IntakeState.CONFIRMED


@pytest.mark.parametrize("state", ["ordinarie", "ingen_atgard"])
def test_another_decision_is_saved_with_reason(sign_in: SignIn, state: str) -> None:
    intake, reception = assessed(IntakeFactory()), sign_in(cast.INTAKE)
    data = {"other-state": state, "other-reason": "Redan känd av enheten.", "other-reference": "IFO-2026-7"}
    assert reception.post(url(intake, "intake_decide"), data).url == reverse("intakes")
    intake.refresh_from_db()
    assert (intake.state, intake.reason, intake.decided_by) == (state, data["other-reason"], assignment(cast.INTAKE))
    assert not Case.objects.exists()
    page = reception.get(url(intake)).content.decode()
    assert "Redan känd av enheten." in page
    assert "starta rutinen" not in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"start-unit": ""}, "unit"),
        ({"start-unit": "x"}, "unit"),
        ({"start-ground": ""}, "ground"),
        ({"start-ground": "asikt"}, "ground"),
        ({"start-reason": " "}, "reason"),
        ({"start-reason": "x" * 2001}, "reason"),
        ({"start-reason": "a\x00"}, "reason"),
    ],
)
def test_bad_input_starts_nothing(sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    page = sign_in(cast.INTAKE).post(url(IntakeFactory(), "intake_confirm"), confirmation(**changed))
    assert page.status_code == 422
    assert field in page.context["confirm_form"].errors
    assert not Case.objects.exists()


def test_another_boards_unit_is_not_a_choice(sign_in: SignIn) -> None:
    page = sign_in(cast.INTAKE).post(url(IntakeFactory(), "intake_confirm"), confirmation(board="jarva"))
    assert page.status_code == 422
    assert "unit" in page.context["confirm_form"].errors


@pytest.mark.parametrize("data", [{}, {"other-state": "bekraftad", "other-reason": "x"}, {"other-state": "ordinarie"}])
def test_bad_other_decisions(sign_in: SignIn, data: dict[str, str]) -> None:
    assert sign_in(cast.INTAKE).post(url(IntakeFactory(), "intake_decide"), data).status_code == 422
    assert Intake.objects.get().state == IntakeState.OPEN


def test_when_no_chief_is_on_duty_nothing_is_written_and_nothing_is_lost(sign_in: SignIn) -> None:
    chief = assignment(cast.CHIEF)
    other = assignment(cast.OTHER_DEPARTMENT_CHIEF)
    for away in (chief, assignment(cast.DEPUTY, "avdelningschef"), other):
        Absence.objects.create(assignment=away, starts="2020-01-01", ends="2099-12-31")
    page = sign_in(cast.INTAKE).post(url(IntakeFactory(), "intake_confirm"), confirmation())
    assert page.status_code == 409
    assert "Ingen avdelningschef eller ersättare är i tjänst" in page.content.decode()
    assert confirmation()["start-reason"] in page.content.decode()
    assert Intake.objects.get().state == IntakeState.OPEN
    assert not Case.objects.exists()


def test_a_known_person_is_pointed_out_without_reading_other_identities(sign_in: SignIn) -> None:
    known = case_at(person_number="199006022397")
    again = IntakeFactory(person_number="900602-2397")
    unknown = IntakeFactory(person_number="199912282382")
    reception = sign_in(cast.INTAKE)
    assert "Det finns redan ett ärende: <a" in (page := reception.get(url(again)).content.decode())
    assert known.number in page
    assert known.number not in reception.get(url(unknown)).content.decode()


def test_a_person_known_on_another_board_stays_unknown(sign_in: SignIn) -> None:
    case_at(who="jarva", person_number="199006022397")
    again = IntakeFactory(person_number="199006022397")
    assert "Samma person" not in sign_in(cast.INTAKE).get(url(again)).content.decode()


def test_a_birth_date_that_cannot_be_read_does_not_stop_the_routine(sign_in: SignIn) -> None:
    intake = IntakeFactory(birth_date="vet inte")
    reception = sign_in(cast.INTAKE)
    assert reception.get(url(intake)).status_code == 200
    assert reception.post(url(intake, "intake_confirm"), confirmation()).status_code == 302
    assert Case.objects.get().age_band == Case.AgeBand.UNKNOWN


def test_the_identity_lives_apart_and_encrypted(sign_in: SignIn) -> None:
    from django.db import connection

    case = case_at(person_number="199006022397")
    assert Identity.objects.get(case=case).name == "Prov Provsson"
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, number, birth_date FROM sig_identity")
        assert not any(secret in str(cursor.fetchone()) for secret in ("Prov", "1990", "2397"))


def test_the_envelopes_time_is_shown(sign_in: SignIn) -> None:
    assert Unit.objects.exists()
    from tests.sig.sealed import sealed_part

    part = sealed_part()
    assert "Sluten del skickad" in sign_in(cast.INTAKE).get(url(part.intake)).content.decode()
