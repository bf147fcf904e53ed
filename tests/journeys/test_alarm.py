"""Journey: an exercise of an alarm chain, marked by two people, ended and printed."""

import pytest

from tests import cast
from tests.journeys.conftest import Journey, choose, look
from vbe.alarms.models import AlarmRun

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_an_exercise_is_started_marked_by_two_ended_and_printed(visit: Journey) -> None:
    first = visit(cast.INTAKE)
    first.goto("/larmvagar/")
    look(first, "alarm-1-chains")
    first.get_by_role("link", name="Starta …").first.click()
    choose(first, "what", "ovning")
    look(first, "alarm-2-start")
    first.get_by_role("button", name="Starta larmvägen").click()
    first.get_by_text("Det här är en övning").wait_for()

    second = visit(cast.DIRECTOR)
    second.get_by_role("link", name="Övning pågår").first.click()
    first.get_by_role("button", name="Gjort").first.click()
    # It comes to the other's page by itself.
    second.locator("#led-1 .alarm-entries").wait_for()
    second.get_by_role("link", name="Skriv beslutet").first.click()
    second.get_by_label("Vad beslutades?").fill("POSOM aktiveras inte.")
    look(second, "alarm-3-decision")
    second.get_by_role("button", name="Markera som gjort").click()
    second.get_by_text("POSOM aktiveras inte.").wait_for()
    look(second, "alarm-4-run")

    second.get_by_role("link", name="Avsluta …").click()
    second.get_by_label("Sammanfattning").fill("Övningen tog en kvart.")
    look(second, "alarm-5-end")
    second.get_by_role("button", name="Avsluta larmet").click()
    second.get_by_text("Övningen är avslutad.").wait_for()
    second.get_by_role("link", name="Skriv ut").click()
    look(second, "alarm-6-print")
    with second.expect_download() as download:
        second.get_by_role("link", name="Ladda ner som PDF").click()
    assert download.value.suggested_filename.startswith("larmovning-")
    assert AlarmRun.objects.get().ended_by.user.email == cast.address(cast.DIRECTOR)
