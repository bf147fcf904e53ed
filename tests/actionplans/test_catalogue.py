"""The guidelines beside a plan, the resources one searches, and what a measure has beside its words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import GuidelineHeading, Measure, Resource
from actionplans.sources import DATA, load_guidelines, load_resources
from actionplans.states import State
from tests import cast
from tests.actionplans.written import again
from tests.conftest import SignIn, assignment
from tests.factories import action_plan

GUIDELINES, RESOURCES = reverse("guidelines"), reverse("resources")


@pytest.fixture
def loaded(db: None) -> None:
    load_guidelines(DATA / "guidelines.toml")
    load_resources(DATA / "resources.toml")


# --- Guidelines -----------------------------------------------------------------------------------------------------


def test_areas_headings_actors_and_methods(loaded: None, sign_in: SignIn) -> None:
    page = sign_in(cast.REPORTER).get(GUIDELINES).content.decode()
    for words in ("Förebyggande arbete", "Anhörigstöd", "Särskilt ansvariga aktörer:", "10 exempel på metoder"):
        assert words in page


def test_a_plans_measures_stand_under_their_headings(loaded: None, sign_in: SignIn) -> None:
    plan = action_plan("Under rubrik", "Utan rubrik", state=State.DRAFT)
    heading = GuidelineHeading.objects.get(name="Anhörigstöd")
    plan.measures.filter(text="Under rubrik").update(guideline=heading)
    response = sign_in(cast.COORDINATOR).get(GUIDELINES, {"plan": str(plan.pk)})
    found = {h.name: [m.text for m in h.measures] for area in response.context["areas"] for h in area.headings.all()}
    assert found["Anhörigstöd"] == ["Under rubrik"]
    assert [measure.text for measure in response.context["without"]] == ["Utan rubrik"]
    assert response.content.decode().count("Ingen åtgärd i planen") == 6


@pytest.mark.parametrize("chosen", ["", "strunt", "\u0661"])
def test_a_plan_that_cannot_be_chosen_is_left_out(loaded: None, sign_in: SignIn, chosen: str) -> None:
    response = sign_in(cast.COORDINATOR).get(GUIDELINES, {"plan": chosen})
    assert response.status_code == 200 and response.context["plan"] is None


def test_a_plan_one_may_not_read_is_not_chosen(loaded: None, sign_in: SignIn) -> None:
    draft, theirs = action_plan(state=State.DRAFT), action_plan(on="jarva")
    for plan in (draft, theirs):
        assert sign_in(cast.REPORTER).get(GUIDELINES, {"plan": str(plan.pk)}).context["plan"] is None


def test_another_municipality_has_its_own(loaded: None, sign_in: SignIn) -> None:
    client = sign_in(cast.NYKOPING)
    assert "inga riktlinjer här än" in client.get(GUIDELINES).content.decode()
    assert "Ingen resurs" in client.get(RESOURCES).content.decode()


@pytest.mark.parametrize("url", [GUIDELINES, RESOURCES])
def test_who_reads_them(loaded: None, sign_in: SignIn, client: Client, url: str) -> None:
    assert sign_in(cast.MEMBER).get(url).status_code == 403
    assert client.get(url).status_code == 302
    assert sign_in("central.kommunstyrelsen").get(url).status_code == 200


def test_same_number_of_queries_for_a_plan_with_3_and_300_measures(loaded: None, sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)

    def queries(*texts: str) -> int:
        plan = action_plan(*texts, state=State.DRAFT)
        plan.measures.update(guideline=GuidelineHeading.objects.first())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(GUIDELINES, {"plan": str(plan.pk)}).status_code == 200
        return len(captured)

    assert queries(*"abc") == queries(*map(str, range(300))) <= 20


# --- Resources ------------------------------------------------------------------------------------------------------


def found(client: Client, **query: str) -> set[str]:
    return {resource.name for resource in client.get(RESOURCES, query).context["found"]}


def everything() -> set[str]:
    return set(Resource.objects.values_list("name", flat=True))


def test_all_are_shown_with_the_day_they_were_checked(loaded: None, sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    assert found(client) == everything()
    assert "31 maj 2017" in client.get(RESOURCES).content.decode()


def test_searching_by_words_level_function_and_age(loaded: None, sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    assert found(client, sok="MARIA mini") == {"Mini Maria"}
    assert found(client, niva="forhindrande") == set(
        Resource.objects.filter(level="forhindrande").values_list("name", flat=True)
    )
    acting = found(client, funktion="atgardande")
    assert acting and acting == {r.name for r in Resource.objects.all() if "atgardande" in r.functions}
    assert "Särskilt kvalificerad kontaktperson" in found(client, alder="16")
    assert "Särskilt kvalificerad kontaktperson" not in found(client, alder="45")
    assert found(client, sok="finns inte alls") == set()


@pytest.mark.parametrize(
    "query", [{"sok": "x" * 101}, {"niva": "strunt"}, {"funktion": "strunt"}, {"alder": "gammal"}, {"alder": "-1"}]
)
def test_a_filter_that_makes_no_sense_is_left_out(loaded: None, sign_in: SignIn, query: dict[str, str]) -> None:
    assert found(sign_in(cast.REPORTER), **query) == everything()


def test_same_number_of_queries_for_3_and_300_resources(loaded: None, sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            found(client)
        return len(captured)

    few, one = queries(), Resource.objects.all()[0]
    fields = {"board": one.board, "level": one.level, "checked_on": one.checked_on}
    Resource.objects.bulk_create(Resource(name=f"Nr {number}", **fields) for number in range(300))
    assert queries() == few <= 14


# --- Beside the words of a measure ----------------------------------------------------------------------------------


def send(client: Client, measure: Measure, **fields: Any) -> Any:
    return client.post(reverse("measure", args=[measure.plan_id, measure.pk]), {"contact": "", **fields})


def test_a_contact_is_chosen_also_when_the_plan_is_decided(loaded: None, sign_in: SignIn) -> None:
    plan = action_plan("Ett", "Två")
    one, two = plan.measures.order_by("position")
    chief = assignment(cast.CHIEF)
    assert send(sign_in(cast.COORDINATOR), one, contact=str(chief.pk)).status_code == 302
    assert (again(one).contact, again(two).contact) == (chief, None)


def test_one_contact_for_all_with_the_same_responsible(loaded: None, sign_in: SignIn) -> None:
    plan = action_plan("Ett", "Två", "Tre", state=State.DRAFT)
    plan.measures.filter(text="Tre").update(responsible="Alla")
    chief = assignment(cast.CHIEF)
    one = plan.measures.get(text="Ett")
    send(sign_in(cast.COORDINATOR), one, contact=str(chief.pk), same_responsible="on")
    contacts = dict(plan.measures.values_list("text", "contact"))
    assert contacts == {"Ett": chief.pk, "Två": chief.pk, "Tre": None}


def test_guideline_and_what_is_counted_belong_to_the_draft(loaded: None, sign_in: SignIn) -> None:
    heading = GuidelineHeading.objects.get(name="Anhörigstöd")
    fields = {"guideline": str(heading.pk), "measured_as": "möten"}
    draft, decided = action_plan(state=State.DRAFT).measures.get(), action_plan().measures.get()
    client = sign_in(cast.COORDINATOR)
    for measure in (draft, decided):
        assert send(client, measure, **fields).status_code == 302
    assert (again(draft).guideline, draft.measured_as) == (heading, "möten")
    assert (again(decided).guideline, decided.measured_as) == (None, "")


@pytest.mark.parametrize("who", [cast.MEMBER, cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_who_is_no_possible_contact(loaded: None, sign_in: SignIn, who: str) -> None:
    measure = action_plan().measures.get()
    response = send(sign_in(cast.COORDINATOR), measure, contact=str(assignment(who).pk))
    assert response.status_code == 422 and "contact" in response.context["form"].errors
    assert again(measure).contact is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("contact", "strunt"), ("guideline", "strunt"), ("measured_as", "x" * 81), ("measured_as", "noll\x00")],
)
def test_bad_input_is_told(loaded: None, sign_in: SignIn, field: str, value: str) -> None:
    response = send(sign_in(cast.COORDINATOR), action_plan(state=State.DRAFT).measures.get(), **{field: value})
    assert response.status_code == 422 and field in response.context["form"].errors


@pytest.mark.parametrize(
    ("who", "status"),
    [(cast.REPORTER, 403), (cast.SECRETARY, 403), (cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404)],
)
def test_who_may_not(loaded: None, sign_in: SignIn, who: str, status: int) -> None:
    measure = action_plan().measures.get()
    client = sign_in(who)
    assert send(client, measure).status_code == status
    assert client.get(reverse("measure", args=[measure.plan_id, measure.pk])).status_code == status
