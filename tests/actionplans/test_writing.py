"""Writing in a draft, row by row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.forms.cells import MeasureCells
from actionplans.models import ActionPlan, Measure, Section
from actionplans.states import State
from tests import cast
from tests.actionplans.written import again, measure_row, section_row, send_measure, send_section
from tests.conftest import SignIn, assignment
from tests.factories import action_plan
from vbe.organisation.ids import new_id

OOB = {"hx-swap-oob": "true"}


@pytest.fixture
def plan(db: None) -> ActionPlan:
    return action_plan("Ett", "Två", "Tre", state=State.DRAFT)


@pytest.fixture
def writer(sign_in: SignIn) -> Client:
    return sign_in(cast.COORDINATOR)


def measure(plan: ActionPlan, text: str = "Ett") -> Measure:
    return plan.measures.get(text=text)


def order(plan: ActionPlan) -> list[str]:
    return list(plan.measures.filter(removed=False).order_by("position").values_list("text", flat=True))


def new_row(plan: ActionPlan) -> Measure:
    return Measure(pk=new_id(), plan=plan, section=plan.sections.get())


# --- Saving ---------------------------------------------------------------------------------------------------------


def test_the_draft_is_shown_with_a_form_in_every_row(plan: ActionPlan, writer: Client) -> None:
    page = writer.get(reverse("plan", args=[plan.pk])).content.decode()
    assert page.count("data-cells") == 1 + 4 + 1  # the section, its measures and an empty row, a new section
    for heading in ("Åtgärd", "Ansvarig", "Samverkan", "Tidplan", "Uppföljning"):
        assert f">{heading}</th>" in page


def test_the_column_of_partners_waits_until_there_are_any(plan: ActionPlan, writer: Client) -> None:
    url = reverse("plan", args=[plan.pk])
    assert "visa-samverkan" in writer.get(url).content.decode()
    row = measure(plan)
    refused = send_measure(writer, row, measure_row(row, text="", partners="Polis"), htmx=False).content.decode()
    assert "Polis</textarea>" in refused and "visa-samverkan" not in refused
    send_measure(writer, row, measure_row(row, partners="Polis"))
    assert "visa-samverkan" not in writer.get(url).content.decode()


@pytest.mark.parametrize("htmx", [True, False])
def test_a_row_is_saved_with_who_and_when(plan: ActionPlan, writer: Client, htmx: bool) -> None:
    row = measure(plan)
    typed = {
        "text": "Ettan",
        "partners": "Polis, Skola",
        "time_plan": "HT 2026",
        "follow_up": "",
        "responsible": "Alla",
    }
    response = send_measure(writer, row, measure_row(row, **typed), htmx=htmx)
    assert response.status_code == (200 if htmx else 302)
    again(row)
    assert (row.text, row.partners, row.time_plan, row.responsible) == ("Ettan", ["Polis", "Skola"], "HT 2026", "Alla")
    assert row.changed_by == assignment(cast.COORDINATOR) and row.changed_at


def test_the_answer_says_what_is_saved_now(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan)
    answer = send_measure(writer, row, measure_row(row, text="  Ettan  ")).content.decode()
    assert MeasureCells(again(row), row.pk).marks(**OOB) in answer


def test_line_breaks_and_long_texts_are_kept(plan: ActionPlan, writer: Client) -> None:
    section = plan.sections.get()
    text = "Stycke ett.\n\n- punkt\n" + "å" * 40_000
    assert send_section(writer, section, section_row(section, text=text.replace("\n", "\r\n"))).status_code == 200
    assert again(section).text == text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": ""}, "Skriv vad som ska göras"),
        ({"text": " \n "}, "Skriv vad som ska göras"),
        ({"text": "x" * 2001}, "2000"),
        ({"text": "noll\x00"}, "tillåtna"),
        ({"text": "Kontakta 199006022397"}, "personnummer"),
        ({"responsible": "x" * 301}, "300"),
        ({"partners": "x" * 201}, "högst 200 tecken"),
        ({"partners": ",".join("abcdefgh" * 4)}, "högst 30 namn"),
        ({"partners": "noll\x00"}, "tecken som inte går att spara"),
    ],
)
def test_what_cannot_be_saved_is_told_and_nothing_lost(
    plan: ActionPlan, writer: Client, typed: dict[str, str], words: str
) -> None:
    row = measure(plan)
    answer = send_measure(writer, row, measure_row(row, **typed))
    assert answer.status_code == 422 and words in answer.content.decode()
    page = send_measure(writer, row, measure_row(row, **typed), htmx=False)
    assert page.status_code == 422 and words in page.content.decode()
    bound = next(part for part in page.context["parts"][0].rows if part.form.is_bound).form
    assert all(bound[name].value() == value for name, value in typed.items())
    assert again(row).text == "Ett"


def test_a_section_needs_a_heading(plan: ActionPlan, writer: Client) -> None:
    section = plan.sections.get()
    assert send_section(writer, section, section_row(section, heading="")).status_code == 422
    assert send_section(writer, section, section_row(section, depth="3")).status_code == 422
    assert send_section(writer, section, section_row(section, level="finns-inte")).status_code == 422


# --- The empty row --------------------------------------------------------------------------------------------------


def test_a_new_measure_comes_last_and_brings_a_new_empty_row(plan: ActionPlan, writer: Client) -> None:
    row = new_row(plan)
    answer = send_measure(writer, row, measure_row(row, text="Fyra"))
    assert order(plan) == ["Ett", "Två", "Tre", "Fyra"]
    assert "beforeend" in answer.content.decode() and "Ny åtgärd" in answer.content.decode()


def test_a_new_measure_sent_twice_is_one(plan: ActionPlan, writer: Client) -> None:
    row = new_row(plan)
    data = measure_row(row, text="Fyra")
    for htmx in (True, True, False):
        assert send_measure(writer, row, data, htmx=htmx).status_code in (200, 302)
    assert order(plan) == ["Ett", "Två", "Tre", "Fyra"]


def test_an_empty_row_without_text_is_not_stored_and_not_lost(plan: ActionPlan, writer: Client) -> None:
    row = new_row(plan)
    page = send_measure(writer, row, measure_row(row, responsible="Alla"), htmx=False)
    assert page.status_code == 422 and "Alla</textarea>" in page.content.decode()
    assert plan.measures.count() == 3


def test_the_id_of_another_plans_measure_is_no_new_row(plan: ActionPlan, writer: Client) -> None:
    theirs = action_plan("Hemlig", on="jarva", state=State.DRAFT).measures.get()
    row = Measure(pk=theirs.pk, plan=plan, section=plan.sections.get())
    assert send_measure(writer, row, measure_row(row, text="Min")).status_code == 404
    assert again(theirs).text == "Hemlig"


def test_the_section_must_be_the_plans_own(plan: ActionPlan, writer: Client) -> None:
    other = action_plan(state=State.DRAFT).sections.get()
    row = Measure(pk=new_id(), plan=plan, section=other)
    assert send_measure(writer, row, measure_row(row, text="Fel")).status_code == 404


# --- Order, taking out and back -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "press", "result"),
    [
        ("Två", "upp", ["Två", "Ett", "Tre"]),
        ("Två", "ner", ["Ett", "Tre", "Två"]),
        ("Ett", "upp", ["Ett", "Två", "Tre"]),
        ("Tre", "ner", ["Ett", "Två", "Tre"]),
    ],
)
def test_moving(plan: ActionPlan, writer: Client, text: str, press: str, result: list[str]) -> None:
    row = measure(plan, text)
    answer = send_measure(writer, row, measure_row(row), gor=press)
    assert answer["HX-Retarget"] == "#dokument"
    assert order(plan) == result


def test_what_was_typed_is_saved_with_the_move(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan, "Två")
    send_measure(writer, row, measure_row(row, text="Tvåan"), gor="upp", htmx=False)
    assert order(plan) == ["Tvåan", "Ett", "Tre"]


def test_taken_out_and_back_in_its_place(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan, "Två")
    answer = send_measure(writer, row, measure_row(row, text=""), gor="ta_bort")
    assert order(plan) == ["Ett", "Tre"]
    assert "Borttagen: Två" in answer.content.decode()
    assert "Ångra" in writer.get(reverse("plan", args=[plan.pk])).content.decode()
    send_measure(writer, row, {}, gor="angra")
    assert order(plan) == ["Ett", "Två", "Tre"]
    assert again(row).text == "Två"


def test_a_section_taken_out_takes_its_measures_along_and_back(plan: ActionPlan, writer: Client) -> None:
    section = plan.sections.get()
    send_section(writer, section, section_row(section), gor="ta_bort")
    assert not plan.measures.kept().exists()
    assert "är borttaget" in writer.get(reverse("plan", args=[plan.pk])).content.decode()
    send_section(writer, section, {}, gor="angra")
    assert plan.measures.kept().count() == 3


def test_a_new_section_is_placed_where_it_is_asked_to_be(plan: ActionPlan, writer: Client) -> None:
    first = plan.sections.get()
    for heading, after in (("Sist", ""), ("Efter första", str(first.pk)), ("Okänd plats", "inget id")):
        section = Section(pk=new_id(), plan=plan)
        assert (
            send_section(writer, section, section_row(section, heading=heading, depth="2"), efter=after).status_code
            == 200
        )
    headings = list(plan.sections.order_by("position").values_list("heading", flat=True))
    assert headings == ["Förebyggande arbete", "Efter första", "Sist", "Okänd plats"]


def test_a_section_is_given_a_table(plan: ActionPlan, writer: Client) -> None:
    section = plan.sections.create(heading="Utan tabell", position=2)
    send_section(writer, section, section_row(section), gor="tabell")
    assert again(section).table == "Åtgärder"


def test_a_press_that_means_nothing_only_saves(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan)
    assert send_measure(writer, row, measure_row(row, text="Ettan"), gor="sprang").status_code == 200
    assert again(row).text == "Ettan"


# --- Two who write at once ------------------------------------------------------------------------------------------


def test_two_in_the_same_row_but_not_the_same_cell_are_both_saved(plan: ActionPlan, sign_in: SignIn) -> None:
    row = measure(plan)
    mine, theirs = measure_row(row, text="Ettan"), measure_row(row, responsible="Alla")
    send_measure(sign_in(cast.COLLEAGUE), row, theirs)
    assert send_measure(sign_in(cast.COORDINATOR), row, mine).status_code == 200
    again(row)
    assert (row.text, row.responsible) == ("Ettan", "Alla")


def test_what_the_page_has_not_shown_it_does_not_stand_on(plan: ActionPlan, sign_in: SignIn) -> None:
    """Otherwise the next save of the row would take the colleague's cell for one's own change back."""
    row, writer = measure(plan), sign_in(cast.COORDINATOR)
    mine = measure_row(row, text="Ettan")
    send_measure(sign_in(cast.COLLEAGUE), row, measure_row(row, responsible="Alla"))
    answer = send_measure(writer, row, mine).content.decode()
    name, marks = re.findall(r'name="([\w-]+-var)" value="([^"]+)"', answer)[0]
    assert name in mine and marks != mine[name]
    assert send_measure(writer, row, mine | {name: marks}).status_code == 200
    assert again(row).responsible == "Alla"


@pytest.mark.parametrize("htmx", [True, False])
def test_two_in_the_same_cell_both_are_shown_and_nothing_lost(plan: ActionPlan, sign_in: SignIn, htmx: bool) -> None:
    row, writer = measure(plan), sign_in(cast.COORDINATOR)
    mine = measure_row(row, text="Min text", responsible="Alla")
    send_measure(sign_in(cast.COLLEAGUE), row, measure_row(row, text="Kollegans text"))
    response = send_measure(writer, row, mine, htmx=htmx)
    page = response.content.decode()
    assert response.status_code == (422 if htmx else 409)
    assert "Min text" in page and "Kollegans text" in page
    again(row)
    assert (row.text, row.responsible) == ("Kollegans text", "Enhetschefer")


def test_having_seen_both_ones_own_can_be_saved(plan: ActionPlan, sign_in: SignIn) -> None:
    row, writer = measure(plan), sign_in(cast.COORDINATOR)
    mine = measure_row(row, text="Min text")
    send_measure(sign_in(cast.COLLEAGUE), row, measure_row(row, text="Kollegans text"))
    shown = send_measure(writer, row, mine, htmx=False)
    form = next(part.form for part in shown.context["parts"][0].rows if part.form.is_bound)
    assert send_measure(writer, row, dict(form.data.items())).status_code == 200
    assert again(row).text == "Min text"


def test_the_same_text_twice_is_no_conflict(plan: ActionPlan, sign_in: SignIn) -> None:
    row = measure(plan)
    data = measure_row(row, text="Samma")
    send_measure(sign_in(cast.COLLEAGUE), row, data)
    assert send_measure(sign_in(cast.COORDINATOR), row, data).status_code == 200


def test_a_forged_form_without_what_it_read_overwrites_nothing(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan)
    data = {name: value for name, value in measure_row(row, text="Smög in").items() if not name.endswith("-var")}
    assert send_measure(writer, row, data).status_code == 422
    assert again(row).text == "Ett"


# --- Who may, and when ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.COLLEAGUE, 200),
        (cast.SECRETARY, 403),
        (cast.REPORTER, 403),
        (cast.MEMBER, 403),
        (cast.OTHER_COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_writes(plan: ActionPlan, sign_in: SignIn, who: str, status: int) -> None:
    row, section, client = measure(plan), plan.sections.get(), sign_in(who)
    assert send_measure(client, row, measure_row(row, text="Ny text")).status_code == status
    assert send_section(client, section, section_row(section, heading="Ny rubrik")).status_code == status
    assert (again(row).text == "Ny text") == (status == 200)


@pytest.mark.parametrize("state", [State.PROPOSED, State.DECIDED])
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_not_a_draft_is_not_changed(sign_in: SignIn, state: State, htmx: bool) -> None:
    plan = action_plan("Ett", state=state)
    row, client = measure(plan), sign_in(cast.COORDINATOR)
    for press in ("spara", "upp", "ta_bort", "angra"):
        response = send_measure(client, row, measure_row(row, text="Ändrad"), htmx=htmx, gor=press)
        assert response.status_code == (422 if htmx else 409)
        assert "kan inte ändras" in response.content.decode()
    again(row)
    assert (row.text, row.removed) == ("Ett", False)


def test_a_plan_put_forward_while_one_writes_is_not_changed(plan: ActionPlan, writer: Client) -> None:
    row = measure(plan)
    data = measure_row(row, text="För sent")
    plan.propose(now=timezone.now())
    response = send_measure(writer, row, data, htmx=False)
    assert response.status_code == 409
    assert again(row).text == "Ett"


def test_signed_out_and_read(plan: ActionPlan, client: Client, writer: Client) -> None:
    row = measure(plan)
    assert send_measure(client, row, measure_row(row)).status_code == 401
    url = reverse("measure_save", args=[plan.pk, row.section_id, row.pk])
    assert writer.get(url).status_code == 405


def test_the_cover_is_changed(plan: ActionPlan, writer: Client) -> None:
    url = reverse("plan_cover", args=[plan.pk])
    cover: dict[str, Any] = {"id": str(plan.pk), "title": "Ny rubrik", "year_from": "2027", "year_to": "2027"}
    assert writer.post(url, cover).status_code == 302
    assert (again(plan).title, plan.years) == ("Ny rubrik", "2027")
    assert writer.post(url, cover | {"title": ""}).status_code == 422
    ActionPlan.objects.filter(pk=plan.pk).update(state=State.PROPOSED)
    refused = writer.post(url, cover | {"title": "För sent"})
    assert refused.status_code == 409 and "För sent" in refused.content.decode()
