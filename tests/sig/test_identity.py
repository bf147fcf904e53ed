"""Who a case is about is shown once, for a reason that is logged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
REASON = {"identitet-why": "mote", "identitet-text": "Förbereder uppstartsmötet"}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.CHIEF, 200),
        (cast.HEAD_ADULT, 200),
        (cast.HEAD_YOUNG, 404),
        (cast.INTAKE, 403),
        (cast.DIRECTOR, 403),
        (cast.OTHER_CHIEF, 404),
        (cast.COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_see_it(sign_in: SignIn, who: str, status: int) -> None:
    case = case_at(Step.SUMMONED, person_number="199006022397")
    page = sign_in(who).post(reverse("case_identity", args=[case.number]), REASON)
    assert page.status_code == status
    shown = "Prov Provsson" in page.content.decode()
    assert shown == (status == 200)
    revealed = Entry.objects.using("audit").filter(action=Action.REVEALED)
    assert revealed.count() == (status == 200)


def test_the_reason_is_logged_and_the_next_load_is_masked(sign_in: SignIn) -> None:
    case, chief = case_at(person_number="199006022397"), sign_in(cast.CHIEF)
    url = reverse("case_identity", args=[case.number])
    page = chief.post(url, REASON)
    assert "19900602-2397" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    entry = Entry.objects.using("audit").get(action=Action.REVEALED)
    assert entry.reason == "Förbereda eller hålla ett möte: Förbereder uppstartsmötet"
    assert (entry.object_id, entry.assignment_id) == (case.pk, assignment(cast.CHIEF).pk)
    later = chief.get(reverse("case", args=[case.number])).content.decode()
    assert "Prov" not in later
    assert "2397" not in later
    assert "Prov" not in str(dict(chief.session))
    assert chief.get(url).status_code == 405


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"identitet-why": "mote"},
        {"identitet-text": "Nyfiken"},
        {"identitet-why": "nyfiken", "identitet-text": "x"},
        {"identitet-why": "mote", "identitet-text": "x" * 301},
        {"identitet-why": "mote", "identitet-text": "a\x00"},
        {"identitet-why": "mote", "identitet-text": "Gäller 199006022397"},
    ],
)
def test_without_a_reason_it_stays_hidden(sign_in: SignIn, data: dict[str, str]) -> None:
    page = sign_in(cast.CHIEF).post(reverse("case_identity", args=[case_at().number]), data)
    assert page.status_code == 422
    assert "Prov" not in page.content.decode()
    assert not Entry.objects.using("audit").filter(action=Action.REVEALED).exists()


def test_a_person_without_name_or_number(sign_in: SignIn) -> None:
    case = case_at(person_name="", birth_date="")
    page = sign_in(cast.CHIEF).post(reverse("case_identity", args=[case.number]), REASON)
    assert page.content.decode().count("Inte känt") == 3
