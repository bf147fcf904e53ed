"""Journeys: the library in another district; the association without an account; the caller who follows with a code."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.concerns.models import Concern, Door
from cases.doors.models import Question
from cases.sig.models import Intake
from tests import cast
from tests.concerns.test_pictures import png
from tests.journeys.conftest import Journey, choose, look

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_a_library_reports_to_another_district_and_an_association_without_an_account(visit: Journey) -> None:
    library = visit(cast.REPORTER)
    library.goto("/hur-gor-jag/")
    library.get_by_role("link", name="Klotter, klistermärken eller flygblad").click()
    look(library, "doors-1-guide")
    library.get_by_role("link", name="Rapportera vad du har sett").click()
    describe(library, "Sju klistermärken på anslagstavlan vid entrén.", "Biblioteket i Kista", category="klistermarken")
    library.get_by_label("Stadsdel obligatoriskt").select_option(label="Järva")
    library.get_by_role("button", name="Skicka rapporten").click()
    library.get_by_text("Tack, rapporten är skickad").wait_for()
    assert Concern.objects.get().board.code == "jarva"

    desk = visit(cast.OTHER_COORDINATOR)
    desk.goto("/oro/")
    desk.get_by_role("link", name="Biblioteket i Kista").wait_for()
    desk.get_by_role("link", name="Rapporteringslänkar").click()
    desk.get_by_role("link", name="Ny länk").first.click()
    desk.get_by_label("Eller skriv vem länken är till").fill("Tensta Badmintonförening")
    look(desk, "doors-2-new-link")
    desk.get_by_role("button", name="Skapa länken").click()
    address = desk.locator("code.secret-key").inner_text()

    association = visit(None)
    association.goto("/" + address.split("/", 3)[3])
    look(association, "doors-3-by-link")
    describe(association, "Flera affischer om våld sattes upp i omklädningsrummet.", "Spånga sim- och idrottshall")
    association.locator("[name=attachments]").set_input_files(
        {"name": "affisch.png", "mimeType": "image/png", "buffer": png()}
    )
    association.get_by_text("Jag behöver namnge någon").click()
    name_somebody(association, 0, "Prov Provsson")
    choose(association, "sealed-writer-standing", "privat")
    look(association, "doors-3-sealed")
    association.get_by_role("button", name="Lägg till en person till").click()
    association.get_by_role("heading", name="Person 2").wait_for()
    name_somebody(association, 1, "Test Testsson")
    association.locator("[name=attachments]").set_input_files(
        {"name": "affisch.png", "mimeType": "image/png", "buffer": png()}
    )
    association.get_by_role("button", name="Skicka rapporten").click()
    association.get_by_text("Din kvittokod").wait_for()
    look(association, "doors-4-code")
    report = Concern.objects.get(door=Door.LINK, reporter=None)
    assert report.attachments.count() == 1
    assert [intake.person_name for intake in Intake.objects.order_by("id")] == ["Prov Provsson", "Test Testsson"]

    code = association.locator("code.secret-key").inner_text()
    association.get_by_role("link", name="Följ rapporten").click()
    association.get_by_label("Kvittokod").fill(code)
    association.get_by_role("button", name="Visa läget").click()
    association.get_by_role("heading", name="Sluten del 2").wait_for()
    assert "Provsson" not in association.content()
    look(association, "doors-4-followed")


def test_a_caller_follows_the_report_with_the_code_that_was_read_out(visit: Journey) -> None:
    desk = visit(cast.COORDINATOR)
    desk.goto("/oro/")
    desk.get_by_role("link", name="Registrera samtal eller brev").click()
    choose(desk, "in-door", "telefon")
    describe(desk, "Symboler har målats på husväggen i natt.", "Bredängs centrum")
    look(desk, "doors-5-register")
    desk.get_by_role("button", name="Registrera rapporten").click()
    code = desk.locator("code.secret-key").inner_text()
    desk.get_by_role("link", name="Öppna rapporten").click()
    desk.goto(f"/oro/{Concern.objects.get().number}/rapportoren/")
    desk.get_by_label("Din fråga").fill("Var på väggen sitter symbolerna?")
    desk.get_by_role("button", name="Ställ frågan").click()
    desk.get_by_text("Var på väggen sitter symbolerna?").first.wait_for()

    caller = visit(None)
    caller.goto("/kvitto/")
    caller.get_by_label("Kvittokod").fill(code)
    caller.get_by_role("button", name="Visa läget").click()
    look(caller, "doors-6-receipt")
    caller.get_by_label("Ditt svar").fill("Till höger om dörren mot gården.")
    caller.get_by_role("button", name="Skicka svaret").click()
    caller.get_by_text("Till höger om dörren").wait_for()
    assert Question.objects.get().answer.text == "Till höger om dörren mot gården."

    desk.goto("/")
    desk.get_by_role("link", name="HÄN-").first.wait_for()
    look(desk, "doors-7-start")


def name_somebody(page: Page, number: int, name: str) -> None:
    """The least that the sealed part asks about a young person."""
    field = f"sealed-{number}-"
    choose(page, f"{field}about", "barn")
    choose(page, f"{field}danger", "nej")
    page.locator(f"[name={field}person_name]").fill(name)
    page.locator(f"[name={field}age_unknown]").check()
    page.locator(f"[name={field}home]").select_option(label="Järva")
    page.locator(f"[name={field}description]").fill("Satte upp affischerna och pratade om att slåss på lördag.")
    choose(page, f"{field}guardians_know", "vet_ej")


def describe(page: Page, text: str, place: str, category: str = "flygblad") -> None:
    """What the report's form asks for, whichever door it stands at."""
    choose(page, "kind", "handelse")
    choose(page, "category", category)
    page.get_by_label("Berätta med egna ord").fill(text)
    page.get_by_role("textbox", name="Plats").fill(place)
    page.locator("[name=happened_on]").fill(timezone.localdate().isoformat())
    choose(page, "source", "egen")
    choose(page, "ground", "handelse")
