"""The document as it is read."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.following_up import period_to_report
from actionplans.models import ActionPlan
from actionplans.sources import DATA, load_plan
from actionplans.states import State
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import action_plan, board, follow_up
from vbe.audit.models import Action, Entry

CENTRAL = "central.kommunstyrelsen"


def address(plan: ActionPlan, name: str = "plan") -> str:
    return reverse(name, args=[plan.pk])


def page(client: Client, plan: ActionPlan, **query: str) -> str:
    response = client.get(address(plan), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["plan", "plan_compare", "plan_csv"])
@pytest.mark.parametrize(
    ("who", "state", "status"),
    [
        (cast.COORDINATOR, State.DRAFT, 200),
        (cast.SECRETARY, State.DRAFT, 404),
        (cast.SECRETARY, State.PROPOSED, 200),
        (cast.REPORTER, State.PROPOSED, 404),
        (cast.REPORTER, State.DECIDED, 200),
        (CENTRAL, State.PROPOSED, 404),
        (CENTRAL, State.DECIDED, 200),
        (cast.OTHER_COORDINATOR, State.DECIDED, 404),
        (cast.NYKOPING, State.DECIDED, 404),
        (cast.MEMBER, State.DECIDED, 403),
    ],
)
def test_who_reads_it(sign_in: SignIn, name: str, who: str, state: State, status: int) -> None:
    assert sign_in(who).get(address(action_plan(state=state), name)).status_code == status


@pytest.mark.parametrize(
    ("document", "code", "columns", "lacking"),
    [
        ("spanga-tensta-2017", "spanga-tensta", ["Ansvarig", "Samverkan", "Uppföljning"], "Tidplan"),
        ("skarholmen-2019", "skarholmen", ["Ansvarig", "Tidplan", "Uppföljning"], "Samverkan"),
    ],
)
def test_the_columns_follow_the_document(
    sign_in: SignIn, document: str, code: str, columns: list[str], lacking: str
) -> None:
    plan = load_plan(DATA / f"{document}.toml", board(code))
    response = sign_in(CENTRAL).get(address(plan))
    tables = [part.headings for part in response.context["parts"] if part.rows]
    assert tables and all(headings == ["Åtgärd", *columns] for headings in tables)
    assert f'role="columnheader">{lacking}' not in response.content.decode()


def test_sections_with_their_text_and_measures(sign_in: SignIn) -> None:
    plan = action_plan("Informera om <b>symboler</b>")
    plan.sections.update(text="Så gör vi.\n\n- ett\n- *två* <script>")
    text = page(sign_in(cast.REPORTER), plan)
    assert "<li>ett</li>" in text and "<em>två</em> &lt;script&gt;" in text
    assert "Informera om &lt;b&gt;symboler&lt;/b&gt;" in text


def test_only_the_measures(sign_in: SignIn) -> None:
    plan = action_plan("Informera om symboler")
    plan.sections.create(heading="Bakgrund", text="Lång bakgrund.", position=2)
    client = sign_in(cast.REPORTER)
    assert "Lång bakgrund" in page(client, plan)
    assert "Lång bakgrund" not in page(client, plan, visa="atgarder")
    assert "Informera om symboler" in page(client, plan, visa="atgarder")


def test_the_samordnare_sees_how_far_the_follow_up_has_come(sign_in: SignIn) -> None:
    plan = action_plan("Ett", "Två")
    period = period_to_report(timezone.localdate())
    follow_up(plan.measures.get(text="Ett"), str(period), "avviker")
    text = page(sign_in(cast.COORDINATOR), plan)
    assert "1 av 2 åtgärder rapporterade" in text and "Avviker" in text and "Ej rapporterat" in text
    others = page(sign_in(cast.REPORTER), plan)
    assert "rapporterade" not in others and "Avviker" not in others


def test_what_was_taken_out_of_a_draft_is_not_read_by_the_secretary(sign_in: SignIn) -> None:
    plan = action_plan("Behålls", "Struken", state=State.DRAFT)
    plan.measures.get(text="Struken").remove()
    ActionPlan.objects.filter(pk=plan.pk).update(state=State.PROPOSED)
    assert "Struken" not in page(sign_in(cast.SECRETARY), plan)


def test_same_number_of_queries_for_3_and_300_measures(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)

    def queries(plan: ActionPlan) -> int:
        plan.measures.update(contact=assignment(cast.CHIEF))
        with CaptureQueriesContext(connection) as captured:
            page(client, plan)
        return len(captured)

    assert queries(action_plan(*"abc")) == queries(action_plan(*map(str, range(300)))) <= 26


def test_a_newer_version_is_pointed_at(sign_in: SignIn) -> None:
    plan = action_plan()
    draft = plan.revise(by=assignment(cast.COORDINATOR), now=timezone.now(), today=timezone.localdate())
    assert "En ny version är på gång" in page(sign_in(cast.COORDINATOR), plan)
    assert str(draft.pk) not in page(sign_in(cast.REPORTER), plan)
    ActionPlan.objects.filter(pk=draft.pk).update(state=State.DECIDED, decided_on=timezone.localdate())
    assert "Planen är ersatt" in page(sign_in(cast.REPORTER), plan)


# --- Comparing ------------------------------------------------------------------------------------------------------


def test_added_changed_and_removed_measures(sign_in: SignIn) -> None:
    plan = action_plan("Samma", "Ändras", "Tas bort")
    draft = plan.revise(by=assignment(cast.COORDINATOR), now=timezone.now(), today=timezone.localdate())
    draft.measures.filter(text="Ändras").update(responsible="Alla", partners=["Polis", "Skola"])
    draft.measures.get(text="Tas bort").remove()
    section = draft.sections.get()
    section.measures.create(plan=draft, text="Ny", position=9)
    changes = sign_in(cast.COORDINATOR).get(address(draft, "plan_compare")).context["changes"]
    assert [measure.text for measure in changes.added] == ["Ny"]
    assert [measure.text for measure in changes.removed] == ["Tas bort"]
    assert [(one.measure.text, one.fields) for one in changes.changed] == [
        (
            "Ändras",
            [
                {"label": "Ansvarig", "before": "Enhetschefer", "after": "Alla"},
                {"label": "Samverkan", "before": "", "after": "Polis, Skola"},
            ],
        )
    ]
    assert changes.same == 1


def test_nothing_to_compare_with(sign_in: SignIn) -> None:
    text = sign_in(cast.REPORTER).get(address(action_plan(), "plan_compare")).content.decode()
    assert "ingen tidigare version" in text


# --- As a file ------------------------------------------------------------------------------------------------------


def rows(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_has_a_row_a_measure(sign_in: SignIn) -> None:
    plan = action_plan("Ett", "=HYPERLINK(1)")
    response = sign_in(cast.REPORTER).get(address(plan, "plan_csv"))
    assert response["Content-Disposition"] == 'attachment; filename="handlingsplan-skarholmen-2024-version-1.csv"'
    head, *body = rows(response)
    assert head[:3] == ["Nummer", "Avsnitt", "Åtgärd"] and len(head) == 7
    assert [row[:3] for row in body] == [
        ["1", "Förebyggande aktiviteter", "Ett"],
        ["2", "Förebyggande aktiviteter", "'=HYPERLINK(1)"],
    ]


def test_the_samordnares_file_has_the_follow_ups(sign_in: SignIn) -> None:
    plan = action_plan("Ett", "Två")
    follow_up(plan.measures.get(text="Ett"), "2024T2", "genomford", number="1.50", comment="Klart")
    follow_up(plan.measures.get(text="Ett"), "2024T1")
    _head, *body = rows(sign_in(cast.COORDINATOR).get(address(plan, "plan_csv")))
    assert [row[0:1] + row[7:11] for row in body] == [
        ["1", "2024T1", "Enligt plan", "", ""],
        ["1", "2024T2", "Genomförd", "Klart", "1,5"],
        ["2"],
    ]


def test_taking_the_file_is_logged(sign_in: SignIn) -> None:
    plan = action_plan()
    sign_in(cast.REPORTER).get(address(plan, "plan_csv"))
    entry = Entry.objects.using("audit").get(action=Action.EXPORTED)
    assert (entry.object_id, entry.reason) == (plan.pk, "csv")
