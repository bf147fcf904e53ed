"""*Varför ser jag detta?*: on every record, for everybody who gets in, the right ground in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.sig.models import StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, action_plan, case_at, consent, emergency
from tests.lagesbild.pictures import published
from tests.test_access_table import PEOPLE, TABLE, Things, things  # noqa: F401
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Board

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

# Every page of a record; a record's page that is new is added here.
RECORDS = [
    "concern",
    "receipt",
    "intake",
    "case",
    "case_minutes",
    "case_meetings",
    "meeting_minutes",
    "case_tasks",
    "case_consent",
    "plan",
    "plan_compare",
    "measure",
    "follow_up",
    "my_measures",
    "picture",
    "survey",
    "invitation",
    "board_report",
]
# By whom, on which page, the words that name the ground; for all others the acting assignment's own.
GROUNDS = {
    ("summoned head", "case"): "Du deltar i ärendet sedan",
    ("summoned head", "case_minutes"): "kallad av",
    ("summoned head", "case_meetings"): "kallad av",
    ("summoned head", "meeting_minutes"): "kallad av",
    ("summoned head", "case_tasks"): "kallad av",
    ("director", "case"): "Du ser att rutinen följs",
    ("intake", "case"): "Du ser att rutinen följs",
    ("reporter", "receipt"): "Du har skrivit rapporten",
    ("central", "plan"): "insyn",
    ("central", "picture"): "insyn",
    ("central", "board_report"): "insyn",
    ("director", "my_measures"): "Du är kontakt för åtgärderna här.",
}


@pytest.mark.parametrize("person", PEOPLE)
def test_every_record_says_why_to_everybody_who_gets_in(person: str, things: Things, sign_in: SignIn) -> None:  # noqa: F811
    account, role = PEOPLE[person]
    client, acting = sign_in(account, role), assignment(account, role)
    for name in RECORDS:
        if person not in TABLE[name].who:
            continue
        page = client.get(reverse(name, args=TABLE[name].args(things)))
        if page.status_code != 200:
            continue
        why = page.context["why"]
        assert why is not None and "Varför ser jag detta?" in page.content.decode(), name
        expected = GROUNDS.get((person, name))
        if expected:
            assert expected in why.text, name
        else:
            assert f"i {acting.board} sedan {swedate(acting.starts)}" in why.text, name


def test_the_words_name_role_and_board(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number]))
    starts = swedate(assignment(cast.COORDINATOR).starts)
    assert page.context["why"].text == f"Du är samordnare i Skärholmens stadsdelsnämnd sedan {starts}."


def test_a_report_from_ones_own_staff_or_handed_over(sign_in: SignIn) -> None:
    there, handed = ConcernFactory(in_jarva=True), ConcernFactory(handed_over=True)
    client = sign_in(cast.COORDINATOR)
    assert "egen personal" in client.get(reverse("concern", args=[there.number])).context["why"].text
    assert client.get(reverse("concern", args=[handed.number])).context["why"] is not None


def test_an_emergency_opening_says_until_when(sign_in: SignIn) -> None:
    case = case_at(Step.HELD)
    emergency(case)
    text = sign_in(cast.CASEWORKER).get(reverse("case", args=[case.number])).context["why"].text
    assert text.startswith("Du nödöppnade ärendet") and "gäller till" in text


def test_a_predecessors_plan_says_who_succeeded_whom(sign_in: SignIn) -> None:
    old = Board.objects.filter(successor__code="jarva").order_by("code")[0]
    plan = action_plan(on=old.code)
    text = sign_in(cast.OTHER_COORDINATOR).get(reverse("plan", args=[plan.pk])).context["why"].text
    assert f"Akten hör till {old}" in text and "efterträdde" in text


def test_who_gets_in_by_no_way_meets_no_explanation(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    assert sign_in(cast.CASEWORKER).get(reverse("case", args=[case.number])).status_code == 404


def why_queries(client: Any, url: str) -> int:
    """How many of the page's queries the explanation takes."""
    from unittest import mock

    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as with_why:
        client.get(url)
    target = {
        "case": "cases.sig.views.case.why_case",
        "concern": "cases.concerns.views.why_concern",
        "plan": "actionplans.views.plan.why_plan",
        "picture": "lagesbild.views.why_picture",
    }
    name = next(
        key
        for key, path in {"case": "/arenden/", "concern": "/oro/", "plan": "plan", "picture": "lagesbild"}.items()
        if path in url
    )
    with mock.patch(target[name], return_value=None), CaptureQueriesContext(connection) as without:
        client.get(url)
    return len(with_why) - len(without)


@pytest.mark.parametrize("who", [cast.CHIEF, cast.HEAD_ADULT, cast.DIRECTOR, cast.CASEWORKER])
def test_it_costs_two_queries_at_most_in_a_case(sign_in: SignIn, who: str) -> None:
    case = case_at(Step.SUMMONED)
    consent(case)
    emergency(case)
    # The page of an emergency opening also asks for the opening it ends.
    most = 3 if who == cast.CASEWORKER else 2
    assert why_queries(sign_in(who), reverse("case", args=[case.number])) <= most


def test_it_costs_two_queries_at_most_elsewhere(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    for url in (
        reverse("concern", args=[ConcernFactory().number]),
        reverse("plan", args=[action_plan().pk]),
        reverse("picture", args=[published().pk]),
    ):
        assert why_queries(client, url) <= 2, url


def test_a_stand_in_reads_why(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD)
    StandIn.objects.create(
        case=case,
        board=case.board,
        assignment=assignment(cast.DEPUTY, "avdelningschef"),
        ground="utebliven_kvittens",
        starts_at=case.opened_at,
    )
    text = sign_in(cast.DEPUTY, "avdelningschef").get(reverse("case", args=[case.number])).context["why"].text
    assert text.startswith(f"Du är ersättare för {case.chief.user}") and "tills chefen kvitterar" in text
