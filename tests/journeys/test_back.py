"""Journey: sent, back with the browser's button, and sent again."""

import pytest

from cases.concerns.models import Concern
from tests import cast
from tests.journeys.conftest import Journey
from tests.journeys.test_doors import describe

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


@pytest.fixture
def width() -> int:
    return 1360


def test_back_and_sent_again_makes_no_second_report(visit: Journey) -> None:
    page = visit(cast.REPORTER)
    page.goto("/oro/ny/")
    describe(page, "Sju klistermärken på anslagstavlan vid entrén.", "Biblioteket i Kista", category="klistermarken")
    page.get_by_role("button", name="Skicka rapporten").click()
    page.get_by_text("Tack, rapporten är skickad").wait_for()
    page.go_back()
    assert page.get_by_label("Berätta med egna ord").input_value(), "the browser kept no text: nothing to prove"
    page.get_by_role("button", name="Skicka rapporten").click()
    page.get_by_text("Rapporten är redan skickad.").wait_for()
    assert Concern.objects.count() == 1
