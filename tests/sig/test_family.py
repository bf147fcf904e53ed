"""Concern about a child in the family: in one step to the reception where it lives, and both ends know."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import FamilyReport, Intake
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, board, case_at, emergency, recusal
from tests.sig.sealed import sealed_part
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def child(lives: str = "jarva", **changed: str) -> dict[str, str]:
    data = {
        "barn-id": "01912345-0000-7000-8000-0000000000d1",
        "barn-person_name": "Lilla Provsson",
        "barn-birth_date": f"{timezone.localdate().year - 8}-03-01",
        "barn-home": str(board(lives).pk) if lives != "vet_ej" else lives,
        "barn-description": "Barnet har sett bråk hemma.",
        "barn-contact": "Prov Handläggare, 08-508 000 00",
        "barn-confirmed": "on",
    }
    return data | {f"barn-{name}": value for name, value in changed.items()}


def from_intake(intake: Intake) -> str:
    return reverse("intake_family", args=[intake.pk])


def test_it_arrives_where_the_child_lives_and_both_ends_know(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    page, head = reverse("case_family", args=[case.number]), sign_in(cast.HEAD_ADULT)
    for _again in range(2):
        assert head.post(page, child()).url == reverse("case", args=[case.number])
    sent = FamilyReport.objects.get()
    arrived = sent.intake
    assert (arrived.board.code, arrived.unit.kind, arrived.source) == ("jarva", Unit.Kind.INTAKE, "befintligt_arende")
    assert (arrived.registered_by, arrived.person_name) == (assignment(cast.HEAD_ADULT), "Lilla Provsson")
    assert arrived.decision_due_on
    assert Intake.objects.filter(board__code="jarva").count() == 1
    assert "1 anmälan skickad" in head.get(reverse("case", args=[case.number])).content.decode()
    there = sign_in(cast.OTHER_INTAKE).get(reverse("intake", args=[arrived.pk])).content.decode()
    assert "Anmält från ett ärende i Skärholmens stadsdelsnämnd" in there and case.number not in there
    # What it says is read where it arrived, and nowhere else.
    assert head.get(reverse("intake", args=[arrived.pk])).status_code == 403
    assert sign_in(cast.CHIEF).get(reverse("intake", args=[arrived.pk])).status_code == 404


def test_on_the_own_board_the_link_is_there(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    sign_in(cast.CHIEF).post(reverse("case_family", args=[case.number]), child("skarholmen"))
    arrived = FamilyReport.objects.get().intake
    page = sign_in(cast.INTAKE).get(reverse("intake", args=[arrived.pk])).content.decode()
    assert f'Anmält från <a href="{reverse("case", args=[case.number])}"' in page


def test_what_is_known_is_filled_in_and_confirmed(sign_in: SignIn) -> None:
    part = sealed_part()
    part.intake.particulars.siblings = "En lillasyster, ungefär tio år."
    part.intake.particulars.save()
    reception = sign_in(cast.INTAKE)
    shown = reception.get(from_intake(part.intake)).content.decode()
    assert "En lillasyster, ungefär tio år." in shown and "Prov Provsson" not in shown
    without = child()
    del without["barn-confirmed"]
    answer = reception.post(from_intake(part.intake), without)
    assert answer.status_code == 422 and "confirmed" in answer.context["form"].errors
    assert reception.post(from_intake(part.intake), child()).url == reverse("intake", args=[part.intake_id])
    page = reception.get(reverse("intake", args=[part.intake_id])).content.decode()
    assert "Anmälan skickad" in page and "Järva" in page


def test_nobody_knows_where_goes_to_the_socialjour(sign_in: SignIn) -> None:
    sign_in(cast.INTAKE).post(from_intake(IntakeFactory(adult=True)), child("vet_ej"))
    assert FamilyReport.objects.get().intake.unit.kind == Unit.Kind.DUTY


def test_a_closed_case_does_not_stop_it(sign_in: SignIn) -> None:
    case = case_at(Step.CLOSED, adult=True)
    assert sign_in(cast.CHIEF).post(reverse("case_family", args=[case.number]), child()).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"person_name": ""},
        {"person_name": "x" * 201},
        {"person_number": "19900602-2398"},
        {"birth_date": "2999-01-01"},
        {"birth_date": "1850-01-01"},
        {"home": ""},
        {"home": "01912345-0000-7000-8000-000000000099"},
        {"description": " "},
        {"description": "a\x00"},
        {"contact": ""},
        {"id": "x"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, changed: dict[str, str]) -> None:
    answer = sign_in(cast.INTAKE).post(from_intake(IntakeFactory()), child(**changed))
    assert answer.status_code == 422
    assert Intake.objects.count() == 1


def test_another_municipalitys_reception_is_no_choice(sign_in: SignIn) -> None:
    assert sign_in(cast.INTAKE).post(from_intake(IntakeFactory()), child("nykoping")).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [(cast.CHIEF, 403), (cast.OTHER_INTAKE, 404), (cast.DIRECTOR, 403), (cast.REPORTER, 404)]
)
def test_who_may_send_from_the_reception(sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(who).post(from_intake(IntakeFactory()), child()).status_code == status


def test_an_emergency_opening_sends_nothing_and_the_director_neither(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, adult=True)
    emergency(case)
    for who in (cast.CASEWORKER, cast.DIRECTOR, cast.INTAKE):
        assert sign_in(who).post(reverse("case_family", args=[case.number]), child()).status_code == 403


def test_the_database_takes_no_report_from_outside_and_shows_both_ends_alone() -> None:
    case = case_at(Step.SUMMONED, adult=True)
    arrived = IntakeFactory(unit=Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE))
    sent = FamilyReport.objects.create(
        intake=arrived, origin=case.intake, from_board=case.board, unit_name="Mottagningen",
        by=assignment(cast.CHIEF), at=timezone.now(),
    )  # fmt: skip
    recusal(case, cast.HEAD_YOUNG)
    sees: dict[str, Any] = {cast.INTAKE: 1, cast.CHIEF: 1, cast.HEAD_ADULT: 1, cast.OTHER_INTAKE: 1}
    for who in (*sees, cast.HEAD_YOUNG, cast.DIRECTOR, cast.CASEWORKER, cast.COORDINATOR, cast.NYKOPING):
        with as_application(assignment(who)):
            assert FamilyReport.objects.filter(pk=sent.pk).count() == sees.get(who, 0), who
    for by in map(assignment, (cast.CASEWORKER, cast.REPORTER, cast.COORDINATOR)):
        with pytest.raises(ProgrammingError, match="row-level security"), as_application(by), transaction.atomic():
            IntakeFactory.build(
                unit=arrived.unit, board=arrived.board, source="befintligt_arende", registered_by=by
            ).save(force_insert=True)
