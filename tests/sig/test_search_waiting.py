"""The search finds what waits in the reception too: by a whole number or name, where one may ask, and logged."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig import outcomes
from cases.sig.models import Intake
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import IntakeFactory, case_at, recusal
from tests.sig.noted import assessed
from vbe.audit.models import Action, Entry
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
SEARCH = "/arenden/sok/"
NUMBER, TWELVE = "19900602-2397", "199006022397"


@pytest.fixture
def arrived(db: None) -> Intake:
    return assessed(IntakeFactory(person_number=NUMBER))


def found(client: Any, term: str) -> str:
    return client.post(SEARCH, {"term": term}, follow=True).content.decode()


@pytest.mark.parametrize("who", [cast.INTAKE, cast.CHIEF])
def test_a_whole_number_or_name_leads_to_what_waits(sign_in: SignIn, arrived: Intake, who: str) -> None:
    client = sign_in(who)
    for term in (TWELVE, "900602-2397", "  prov   PROVSSON "):
        assert client.post(SEARCH, {"term": term}).url == reverse("intake", args=[arrived.pk])
    entries = Entry.objects.using("audit").filter(action=Action.SEARCHED)
    assert {(entry.kind, entry.object_id) for entry in entries} == {("sig.intake", arrived.pk)}
    assert not any("rov" in entry.terms or "2397" in entry.terms for entry in entries)


@pytest.mark.parametrize(
    "term", ["Prov", "Provsson", "Provsson Prov", "2397", "199006", "fotbollen", "Skärholmen", "%"]
)
def test_parts_and_texts_find_nothing(sign_in: SignIn, arrived: Intake, term: str) -> None:
    page = sign_in(cast.INTAKE).post(SEARCH, {"term": term})
    assert page.status_code == 200 and str(arrived.pk) not in page.content.decode()
    assert term.strip("%") == "" or f'value="{term}"' not in page.content.decode()


@pytest.mark.parametrize(
    "who", [cast.DIRECTOR, cast.HEAD_ADULT, cast.OTHER_CHIEF, cast.OTHER_INTAKE, cast.OTHER_DEPARTMENT_CHIEF]
)
def test_nothing_where_one_may_not_ask(sign_in: SignIn, arrived: Intake, who: str) -> None:
    for term in (TWELVE, "Prov Provsson"):
        page = sign_in(who).post(SEARCH, {"term": term})
        assert page.status_code == 200 and str(arrived.pk) not in page.content.decode()


def test_what_is_decided_has_left_the_search(sign_in: SignIn, arrived: Intake) -> None:
    outcomes.no_investigation(arrived, reason="Ingen oro.", by=assignment(cast.INTAKE), now=timezone.now())
    for term in (TWELVE, "Prov Provsson"):
        page = sign_in(cast.CHIEF).post(SEARCH, {"term": term})
        assert page.status_code == 200 and str(arrived.pk) not in page.content.decode()


def test_a_case_and_a_new_report_about_one_person_are_both_shown(sign_in: SignIn, arrived: Intake) -> None:
    case = case_at(person_number=TWELVE)
    page = sign_in(cast.CHIEF).post(SEARCH, {"term": NUMBER}).content.decode()
    assert reverse("case", args=[case.number]) in page and reverse("intake", args=[arrived.pk]) in page
    assert "Det här gäller samma person" in page and "Prov" not in page
    # The mottagning reads what came in, and learns of cases where it takes up what came in.
    assert sign_in(cast.INTAKE).post(SEARCH, {"term": NUMBER}).url == reverse("intake", args=[arrived.pk])


def test_a_protected_person_is_found_by_name_by_those_who_may_see_it(sign_in: SignIn) -> None:
    hidden = IntakeFactory(person_number=NUMBER, protected=True)
    assert str(hidden.pk) not in found(sign_in(cast.INTAKE), "Prov Provsson")
    assert sign_in(cast.CHIEF).post(SEARCH, {"term": "Prov Provsson"}).url == reverse("intake", args=[hidden.pk])
    assert sign_in(cast.INTAKE).post(SEARCH, {"term": NUMBER}).url == reverse("intake", args=[hidden.pk])


def test_nothing_for_somebody_who_is_recused(sign_in: SignIn, arrived: Intake) -> None:
    recusal(arrived, cast.INTAKE)
    for term in (TWELVE, "Prov Provsson"):
        assert str(arrived.pk) not in found(sign_in(cast.INTAKE), term)


def test_as_many_questions_however_much_waits(sign_in: SignIn, arrived: Intake) -> None:
    client = sign_in(cast.INTAKE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.post(SEARCH, {"term": "Någon Annan"})
        return len(captured)

    queries()
    few = queries()
    elsewhere = Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE)
    IntakeFactory.create_batch(40)
    IntakeFactory.create_batch(5, unit=elsewhere, person_name="Någon Annan")
    assert queries() == few
