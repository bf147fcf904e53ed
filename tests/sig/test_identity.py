"""Who a case is about is shown once, for a reason that is logged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases.sig.models import Identity, StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
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


def test_protected_identity_is_revealed_by_those_who_lead(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED, protected=True)
    assert case.identity.protected
    chief, page = sign_in(cast.CHIEF), reverse("case", args=[case.number])
    shown = chief.post(reverse("case_identity", args=[case.number]), REASON).content.decode()
    assert "Prov Provsson" in shown and "Skyddade personuppgifter" in shown
    head = sign_in(cast.HEAD_ADULT)
    assert head.post(reverse("case_identity", args=[case.number]), REASON).status_code == 403
    assert not head.get(page).context["may_reveal"]
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    StandIn.objects.create(
        case=case, board=case.board, assignment=deputy, ground=StandIn.Ground.RECUSED, starts_at=case.opened_at
    )
    client = sign_in(cast.DEPUTY, "avdelningschef")
    assert "Prov Provsson" in client.post(reverse("case_identity", args=[case.number]), REASON).content.decode()


def test_the_database_hides_protected_identity_from_those_who_take_part() -> None:
    case = case_at(Step.SUMMONED, protected=True)
    for who, rows in ((cast.HEAD_ADULT, 0), (cast.CHIEF, 1)):
        with as_application(assignment(who)):
            assert Identity.objects.filter(case=case).count() == rows


def test_what_is_shown_is_taken_away_by_the_page_itself(sign_in: SignIn) -> None:
    case = case_at()
    page = sign_in(cast.CHIEF).post(reverse("case_identity", args=[case.number]), REASON).content.decode()
    assert 'data-hide-after="180"' in page and "js/reveal" in page
