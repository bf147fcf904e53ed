"""Somebody who turns out to have protected identity: marked at the reception, seen by few, and taken over by the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, FamilyReport, Identity, Intake
from cases.sig.states import IntakeState, NotAllowed
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at
from tests.sig.forms import confirmation
from tests.sig.noted import assessed, noted
from tests.sig.sealed import sealed_part
from tests.sig.test_outcomes import link
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
PERSON = {"person_number": "199006022397", "birth_date": "1990-06-02"}
SHOWN = ("Prov Provsson", "19900602-2397", "2 juni 1990")


def url(arrived: Intake, name: str = "intake") -> str:
    return reverse(name, args=[arrived.pk])


def identity_on(page: Any) -> list[str]:
    text = page.content.decode()
    return [part for part in SHOWN if part in text]


def test_marked_afterwards_it_is_seen_by_those_who_may_see_protected_identity(
    sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    arrived, reception, chief = IntakeFactory(**PERSON), sign_in(cast.INTAKE), sign_in(cast.CHIEF)
    before = reception.get(url(arrived))
    assert identity_on(before) == list(SHOWN) and url(arrived, "intake_protect") in before.content.decode()
    assert identity_on(chief.get(url(arrived))) == []
    for _again in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert reception.post(url(arrived, "intake_protect")).url == url(arrived)
    arrived.refresh_from_db()
    assert arrived.protected
    [entry] = Entry.objects.using("audit").filter(action=Action.WROTE)
    assert (entry.object_id, entry.path_name) == (arrived.pk, "intake_protect")
    masked = reception.get(url(arrived))
    text = masked.content.decode()
    assert identity_on(masked) == [] and "Skyddade personuppgifter" in text and "Be avdelningschefen" in text
    assert url(arrived, "intake_protect") not in text
    assert identity_on(chief.get(url(arrived))) == list(SHOWN)
    # A form that is shown again shows no more.
    refused = reception.post(url(arrived, "intake_confirm"), {})
    assert refused.status_code == 422 and identity_on(refused) == []
    assert "redan markerat" in reception.post(url(arrived, "intake_protect"), follow=True).content.decode()


def of_a_sealed_part() -> Intake:
    return sealed_part(**PERSON).intake


def of_a_child_in_the_family() -> Intake:
    return noted(IntakeFactory()).intake


def by_phone() -> Intake:
    return IntakeFactory(**PERSON)


@pytest.mark.parametrize("door", [of_a_sealed_part, of_a_child_in_the_family, by_phone])
def test_the_case_takes_it_over_by_whichever_door_it_came(sign_in: SignIn, door: Any) -> None:
    arrived, reception = door(), sign_in(cast.INTAKE)
    assert not arrived.protected
    assert reception.post(url(arrived, "intake_protect")).status_code == 302
    assert reception.post(url(arrived, "intake_confirm"), confirmation()).status_code == 302
    case = Case.objects.get(intake=arrived)
    assert case.identity.protected
    for who in (cast.INTAKE, cast.CHIEF):
        assert identity_on(sign_in(who).get(url(arrived))) == []


def test_the_case_that_it_is_put_to_takes_it_over(sign_in: SignIn) -> None:
    case, reception = case_at(**PERSON), sign_in(cast.INTAKE)
    plain, marked = assessed(IntakeFactory(**PERSON)), assessed(IntakeFactory(**PERSON))
    assert link(reception, plain, case.number).status_code == 302
    assert not Identity.objects.get(case=case).protected
    assert reception.post(url(marked, "intake_protect")).status_code == 302
    assert link(reception, marked, case.number).status_code == 302
    assert Identity.objects.get(case=case).protected


def test_nobody_else_protects_an_identity() -> None:
    case = case_at(**PERSON)
    for protected, who in [
        (True, cast.OTHER_INTAKE),
        (True, cast.COORDINATOR),
        (False, cast.INTAKE),
    ]:
        Intake.objects.filter(belongs_to=case).update(state=IntakeState.NO_ACTION, belongs_to=None)
        arrived = IntakeFactory(**PERSON, protected=protected)
        arrived.decide(
            IntakeState.LINKED, reason="Skäl.", by=assignment(cast.INTAKE), now=timezone.now(), belongs_to=case
        )
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT sig_protect_identity(%s)", [case.pk])
        assert not Identity.objects.get(case=case).protected, who


def test_a_child_report_was_tried() -> None:
    assert of_a_child_in_the_family().pk == FamilyReport.objects.get().intake_id


def test_in_a_case_it_is_the_cases_matter(sign_in: SignIn) -> None:
    case = case_at(**PERSON)
    answer = sign_in(cast.INTAKE).post(url(case.intake, "intake_protect"), follow=True)
    assert "redan beslutat" in answer.content.decode()
    case.intake.refresh_from_db()
    assert not case.intake.protected
    with pytest.raises(NotAllowed, match="hör redan till ett ärende"):
        case.intake.protect()


def test_what_was_decided_without_a_case_is_marked_too(sign_in: SignIn) -> None:
    arrived = IntakeFactory(**PERSON)
    arrived.decide(IntakeState.ORDINARY, reason="Skäl.", by=assignment(cast.INTAKE), now=timezone.now())
    assert sign_in(cast.INTAKE).post(url(arrived, "intake_protect")).status_code == 302
    assert identity_on(sign_in(cast.INTAKE).get(url(arrived))) == []


@pytest.mark.parametrize(
    ("who", "status"), [(cast.CHIEF, 403), (cast.OTHER_INTAKE, 404), (cast.COORDINATOR, 404), (cast.REPORTER, 404)]
)
def test_who_may_mark_it(sign_in: SignIn, who: str, status: int) -> None:
    arrived = IntakeFactory()
    assert sign_in(who).post(url(arrived, "intake_protect")).status_code == status
    with as_application(assignment(who)):
        assert Intake.objects.filter(pk=arrived.pk).update(protected=True) == 0
