"""Writing a plan in the browser: nothing typed is lost, not by a refusal, a session that ends, or another tab."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from actionplans.models import ActionPlan
from actionplans.states import State
from tests import cast
from tests.factories import action_plan
from tests.journeys.conftest import Journey

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


@pytest.fixture
def width() -> int:
    return 1360


@pytest.fixture
def plan(city: None) -> ActionPlan:
    return action_plan("Ett", "Två", "Tre", state=State.DRAFT)


def write(page: Page, label: str, row: int, text: str) -> None:
    cell = page.locator(".cells").get_by_label(label, exact=True).nth(row)
    cell.fill(text)
    cell.press("Tab")


def line(page: Page, words: str) -> None:
    expect(page.locator("#sparat")).to_contain_text(words)


def all_saved(page: Page) -> None:
    expect(page.locator("[data-unsaved]")).to_have_count(0)
    line(page, "Sparat")


def texts(plan: ActionPlan) -> list[str]:
    return list(plan.measures.order_by("position").values_list("text", flat=True))


def test_what_is_typed_in_a_plan_is_not_lost(visit: Journey, plan: ActionPlan) -> None:
    page = visit(cast.COORDINATOR)
    page.goto(reverse("plan", args=[plan.pk]))

    # Refused: the row says why, and keeps its words when another row is moved.
    write(page, "Åtgärd", 0, "Kontakta 199006022397")
    line(page, "Inte sparat")
    write(page, "Ansvarig", 3, "Bara ansvarig")
    expect(page.locator(".row-new .cell-note")).to_contain_text("Skriv vad som ska göras")
    page.get_by_role("button", name="Flytta upp: Tre").click()
    expect(page.get_by_label("Åtgärd", exact=True).nth(1)).to_have_value("Tre")
    assert texts(plan) == ["Ett", "Tre", "Två"]
    expect(page.get_by_label("Åtgärd", exact=True).nth(0)).to_have_value("Kontakta 199006022397")
    expect(page.get_by_label("Ansvarig", exact=True).nth(3)).to_have_value("Bara ansvarig")
    write(page, "Åtgärd", 3, "Fyra")
    write(page, "Åtgärd", 0, "Ettan")
    all_saved(page)
    expect(page.locator(".cells tbody tr")).to_have_count(5)
    assert texts(plan) == ["Ettan", "Tre", "Två", "Fyra"]

    # The session ends in the middle of a cell; signed in in another tab, the same page goes on.
    page.context.clear_cookies(name="sessionid")
    write(page, "Åtgärd", 1, "Trean")
    line(page, "Logga in i en annan flik")
    sign_in_beside(page)
    write(page, "Tidplan", 1, "HT 2026")
    all_saved(page)
    assert texts(plan) == ["Ettan", "Trean", "Två", "Fyra"]


def sign_in_beside(page: Page) -> None:
    beside = page.context.new_page()
    beside.goto("/logga-in/")
    beside.get_by_label("E-post").fill(cast.address(cast.COORDINATOR))
    beside.get_by_label("Lösenord").fill(cast.PASSWORD)
    beside.get_by_role("button", name="Logga in").click()
    beside.wait_for_url("**/")
    beside.close()
