"""The list of cases, and the search that answers to whole numbers only."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig.listed import CaseList
from cases.sig.models import Case, RoutineStep
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import IntakeFactory, case_at
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL, SEARCH = "/arenden/", "/arenden/sok/"
NUMBER = "19900602-2397"


@pytest.mark.parametrize(
    ("who", "status", "sees"),
    [
        (cast.INTAKE, 200, True),
        (cast.CHIEF, 200, True),
        (cast.DIRECTOR, 200, True),
        (cast.HEAD_ADULT, 200, False),
        (cast.CASEWORKER, 200, False),
        (cast.OTHER_DEPARTMENT_CHIEF, 200, False),
        (cast.OTHER_CHIEF, 200, False),
        (cast.COORDINATOR, 404, False),
        (cast.REPORTER, 404, False),
        (cast.MEMBER, 404, False),
        (cast.NYKOPING, 404, False),
    ],
)
def test_who_sees_which_cases(sign_in: SignIn, who: str, status: int, sees: bool) -> None:
    case = case_at()
    page = sign_in(who).get(URL)
    assert page.status_code == status
    assert (case.number in page.content.decode()) == sees
    assert "Prov" not in page.content.decode()


def test_open_first_and_closed_on_request(sign_in: SignIn) -> None:
    closed, called = case_at(Step.CLOSED), case_at(Step.SUMMONED)
    chief = sign_in(cast.CHIEF)
    assert list(chief.get(URL).context["page"]) == [called]
    assert list(chief.get(URL + "?visa=avslutade").context["page"]) == [closed]
    assert list(chief.get(URL + "?visa=hittepå").context["page"]) == [called]


def test_a_row_says_what_waits_and_when(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    [row] = sign_in(cast.CHIEF).get(URL).context["page"]
    assert row.waits_for == "Uppstartsmöte kallat"
    assert row.due_on == timezone.localdate(case.start_up.starts_at)
    assert row.waiting_since == case.steps.get(step=Step.SUMMONED).at
    # The director sees that it is called, not when it meets.
    assert sign_in(cast.DIRECTOR).get(URL).context["page"][0].due_on is None


def test_pages_of_twenty_five_with_the_same_number_of_queries(sign_in: SignIn) -> None:
    chief = sign_in(cast.CHIEF)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(URL).status_code == 200
        return len(captured)

    many(3)
    queries()
    few = queries()
    many(297)
    assert queries() == few
    assert len(chief.get(URL + "?page=12").context["page"]) == 25


def many(count: int) -> None:
    """That many cases like the first one, without walking the routine for each."""
    pattern = Case.objects.order_by("opened_at").first() or case_at()
    intakes = IntakeFactory.create_batch(count - (Case.objects.count() == 1))
    cases = [
        copy(pattern, intake=intake, number=f"SKH-2020-{Case.objects.count() + n:05d}")
        for n, intake in enumerate(intakes)
    ]
    Case.objects.bulk_create(cases)
    first = pattern.steps.get(step=pattern.step)
    RoutineStep.objects.bulk_create(copy(first, case=case) for case in cases)


def copy(row: Any, **changed: Any) -> Any:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    for name, value in changed.items():
        values.pop(f"{name}_id", None)
        values[name] = value
    return type(row)(**values)


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.REPORTER, cast.MEMBER, cast.NYKOPING])
def test_outsiders_cannot_search(sign_in: SignIn, who: str) -> None:
    case = case_at()
    assert sign_in(who).post(SEARCH, {"term": case.number}).status_code == 404


def test_a_whole_case_number_leads_to_the_case(sign_in: SignIn) -> None:
    case = case_at()
    for term in (case.number, case.number.lower(), f" {case.number} "):
        assert sign_in(cast.CHIEF).post(SEARCH, {"term": term}).url == reverse("case", args=[case.number])


def test_a_whole_personal_number_leads_to_the_case(sign_in: SignIn) -> None:
    case = case_at(person_number="199006022397")
    for term in (NUMBER, "900602-2397", "199006022397"):
        assert sign_in(cast.CHIEF).post(SEARCH, {"term": term}).url == reverse("case", args=[case.number])


def test_two_cases_about_one_person_are_both_shown(sign_in: SignIn) -> None:
    cases = [case_at(person_number="199006022397") for _n in range(2)]
    page = sign_in(cast.CHIEF).post(SEARCH, {"term": NUMBER})
    assert all(case.number in page.content.decode() for case in cases)


@pytest.mark.parametrize("who", [cast.INTAKE, cast.DIRECTOR, cast.HEAD_ADULT, cast.OTHER_DEPARTMENT_CHIEF])
def test_only_those_who_may_see_an_identity_search_by_person(sign_in: SignIn, who: str) -> None:
    case = case_at(person_number="199006022397")
    page = sign_in(who).post(SEARCH, {"term": NUMBER})
    assert page.status_code == 200
    assert case.number not in page.content.decode()


@pytest.mark.parametrize("term", ["Prov", "Provsson", "SKH", "2397", "fotbollen", "SKH-2026-%", "' OR 1=1", "199006"])
def test_names_texts_and_parts_find_nothing(sign_in: SignIn, term: str) -> None:
    case = case_at(person_number="199006022397")
    page = sign_in(cast.CHIEF).post(SEARCH, {"term": term})
    assert page.status_code == 200
    assert case.number not in page.content.decode()


@pytest.mark.parametrize("term", ["Prov Provsson", "  prov   PROVSSON "])
def test_a_whole_name_leads_to_the_case_and_the_log_keeps_its_fingerprint(sign_in: SignIn, term: str) -> None:
    case = case_at()
    assert sign_in(cast.CHIEF).post(SEARCH, {"term": term}).url == reverse("case", args=[case.number])
    entry = Entry.objects.using("audit").get(action=Action.SEARCHED)
    assert entry.terms.startswith("namn med avtryck") and "rov" not in entry.terms.removeprefix("namn med avtryck")


@pytest.mark.parametrize("who", [cast.INTAKE, cast.HEAD_ADULT, cast.OTHER_CHIEF])
def test_a_name_finds_nothing_where_one_may_not_ask(sign_in: SignIn, who: str) -> None:
    case = case_at(Step.SUMMONED)
    page = sign_in(who).post(SEARCH, {"term": "Prov Provsson"})
    assert page.status_code == 200 and case.number not in page.content.decode()


def test_another_boards_case_is_not_found(sign_in: SignIn) -> None:
    case = case_at(who="jarva", person_number="199006022397")
    for term in (case.number, NUMBER):
        page = sign_in(cast.CHIEF).post(SEARCH, {"term": term})
        assert page.status_code == 200
        assert "Inget ärende" in page.content.decode()


@pytest.mark.parametrize("term", ["", "x" * 121, "a\x00b"])
def test_bad_input(sign_in: SignIn, term: str) -> None:
    assert sign_in(cast.CHIEF).post(SEARCH, {"term": term}).status_code == 422


def test_the_log_keeps_that_somebody_searched_but_not_for_whom(sign_in: SignIn) -> None:
    case_at(person_number="199006022397")
    page = sign_in(cast.CHIEF).post(SEARCH, {"term": "200001052380"})
    assert "20000105" not in page.content.decode()
    entry = Entry.objects.using("audit").get(action=Action.SEARCHED)
    assert (entry.kind, entry.object_id, entry.reason) == ("sig.case", None, "")


def test_search_is_never_an_address(sign_in: SignIn) -> None:
    assert sign_in(cast.CHIEF).get(SEARCH, {"term": NUMBER}).status_code == 405
    assert Case.objects.count() == 0


def test_a_list_that_is_long_says_how_far_it_reaches(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case_at() for _case in range(3)]
    assert sign_in(cast.CHIEF).get(URL).context["most"] is None
    monkeypatch.setattr("cases.sig.views.cases.CaseList", partial(CaseList, most=2))
    page = sign_in(cast.CHIEF).get(URL)
    assert list(page.context["page"]) == [cases[2], cases[1]] and page.context["page"].paginator.count == 2
    assert "Fler än" in page.content.decode()
