"""Journey: the samordnare logs a concern and assesses it."""

import pytest

from cases.concerns.models import Concern
from tests import cast
from tests.journeys.conftest import Journey, choose, look

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_the_samordnare_logs_and_assesses_a_concern(visit: Journey) -> None:
    page = visit(cast.COORDINATOR)
    look(page, "concern-1-start")

    page.get_by_role("link", name="Rapportera oro eller händelse").click()
    choose(page, "kind", "handelse")
    choose(page, "category", "klotter")
    page.get_by_label("Berätta med egna ord").fill("Symboler på gaveln. Ring 199006022397 om ni undrar.")
    page.get_by_role("textbox", name="Plats").fill("Skärholmens centrum, gaveln mot torget")
    page.locator("[name=happened_on]").fill("2026-01-05")
    choose(page, "source", "egen")
    choose(page, "ground", "handelse")
    look(page, "concern-2-form")
    page.get_by_role("button", name="Skicka rapporten").click()

    page.get_by_text("199006022397").first.wait_for()
    assert not Concern.objects.exists(), "a personal number is refused"
    look(page, "concern-3-refused")
    page.get_by_label("Berätta med egna ord").fill("Tre stora symboler på gaveln mot torget, röd färg.")
    page.get_by_role("button", name="Skicka rapporten").click()
    page.get_by_text("Tack, rapporten är skickad").wait_for()
    look(page, "concern-4-receipt")

    page.goto("/oro/")
    look(page, "concern-5-queue")
    page.get_by_role("link", name="Skärholmens centrum, gaveln mot torget").click()
    choose(page, "outcome", "kunskap")
    page.get_by_label("Skäl").fill("Tredje gången på samma plats i höst. Tas upp i lägesbilden.")
    look(page, "concern-6-record")
    page.get_by_role("button", name="Spara bedömningen").click()
    page.get_by_text("Bedömd").first.wait_for()
    look(page, "concern-7-assessed")

    concern = Concern.objects.get()
    assert concern.state == "bedomd"
    assert concern.assessments.get().by.user.email == cast.address(cast.COORDINATOR)
