"""Journey: the network goes away while a report is written and comes back; the button is pressed twice in a hurry."""

import json

import pytest
from playwright.sync_api import expect

from cases.concerns.models import Concern
from cases.submission.models import Draft
from tests import cast
from tests.journeys.conftest import Journey
from tests.journeys.test_doors import describe

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])
TEXT = "Sju klistermärken på anslagstavlan vid entrén."


@pytest.fixture
def width() -> int:
    return 1360


@pytest.fixture
def expected(expected: tuple[str, ...]) -> tuple[str, ...]:
    return (*expected, "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")


def test_what_is_written_without_a_network_is_stored_and_sent_once(visit: Journey) -> None:
    page = visit(cast.REPORTER)
    page.goto("/oro/ny/")
    page.context.set_offline(True)
    describe(page, TEXT, "Biblioteket i Kista", category="klistermarken")
    expect(page.locator(".saved")).to_contain_text("Ingen kontakt just nu – skriv vidare")
    assert not Draft.objects.exists()

    page.context.set_offline(False)
    expect(page.locator(".saved")).to_contain_text("Utkast sparat")
    assert json.loads(Draft.objects.get().fields)["text"] == TEXT

    page.get_by_role("button", name="Skicka rapporten").dblclick()
    page.get_by_role("heading", name="Tack, rapporten är skickad").wait_for()
    page.wait_for_load_state("networkidle")
    assert Concern.objects.get().text == TEXT
    assert not Draft.objects.exists()
