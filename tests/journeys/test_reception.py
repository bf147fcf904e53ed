"""Journey: the police tell of somebody of 23, who first says no, and is asked again on the day and says yes."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.sig.models import Case, ContactAttempt, Intake
from tests import cast
from tests.journeys.conftest import Journey, choose, look

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_an_adult_who_first_says_no_and_later_yes(visit: Journey) -> None:
    reception = visit(cast.INTAKE)
    register(reception)
    intake = Intake.objects.get()
    assert (intake.source, intake.decision_due_on) == ("polis", None)
    decline(reception, intake)
    left_in_peace(reception)
    # The day has come.
    ContactAttempt.objects.update(again_on=timezone.localdate())
    ask_again(reception, intake)
    start_the_routine(reception, intake)
    case = Case.objects.get()
    assert (case.lead, case.age_band) == ("sig_vuxen", "19-29")
    chief = visit(cast.CHIEF)
    chief.goto(f"/arenden/{case.number}/")
    chief.get_by_text("Personen är nådd").first.wait_for()
    look(chief, "reception-8-record")
    assert visit(cast.COORDINATOR).request.get(f"/mottagning/{intake.pk}/").status == 404


def register(page: Page) -> None:
    page.goto("/mottagning/")
    page.get_by_role("link", name="Registrera det som kommit in").click()
    choose(page, "source", "polis")
    page.get_by_label("Vad har kommit fram?").fill("Polisen berättar att han har hotat en granne och vill ha hjälp.")
    page.locator("[name=person_name]").fill("Prov Provsson")
    page.get_by_label("Födelsedatum").fill(f"{timezone.localdate().year - 23}-01-15")
    page.get_by_role("button", name="Registrera").click()
    page.get_by_text("Ta ställning till det här.").wait_for()
    look(page, "reception-1-arrival")


def decline(page: Page, intake: Intake) -> None:
    page.get_by_role("link", name="Sök kontakt", exact=True).click()
    choose(page, "kontakt-way", "telefon")
    choose(page, "kontakt-outcome", "tackar_nej")
    page.get_by_label("Anteckning").fill("Vill inte ses nu. Får gärna höra av oss efter jul.")
    page.get_by_role("button", name="Spara kontaktförsöket").click()
    page.get_by_text("Välj en dag för ett nytt försök.").first.wait_for()
    look(page, "reception-2-needs-a-day")
    page.get_by_label("Dag för nytt försök").fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Spara kontaktförsöket").click()
    page.get_by_text("Kontaktförsöket är sparat.").wait_for()
    choose(page, "info-told", "ja")
    page.get_by_label("Vilken dag fick personen veta?").fill(timezone.localdate().isoformat())
    page.locator("#information").get_by_role("button", name="Spara").click()
    page.get_by_text("Uppgifterna är sparade.").wait_for()
    look(page, "reception-3-declined")


def left_in_peace(page: Page) -> None:
    page.goto("/")
    assert page.get_by_text("Sök kontakt på nytt").count() == 0
    page.goto("/mottagning/?visa=tackar_nej")
    page.get_by_role("cell", name="Tackar nej").first.wait_for()
    look(page, "reception-4-list")


def ask_again(page: Page, intake: Intake) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sök kontakt på nytt: polisen").click()
    page.goto(f"/mottagning/{intake.pk}/kontakt/")
    choose(page, "kontakt-way", "besok")
    choose(page, "kontakt-outcome", "nadd")
    page.get_by_label("Anteckning").fill("Säger ja till stöd och vill ha hjälp att söka arbete.")
    page.get_by_role("button", name="Spara kontaktförsöket").click()
    page.get_by_text("Personen är nådd").first.wait_for()
    look(page, "reception-5-reached")


def start_the_routine(page: Page, intake: Intake) -> None:
    page.goto(f"/mottagning/{intake.pk}/")
    page.locator("summary", has_text="Bekräfta och starta rutinen").click()
    page.locator("#starta").get_by_label("SIG 19–29").check()
    choose(page, "start-ground", "behov")
    page.locator("#starta").get_by_label("Skäl").fill("Han vill ha samordnat stöd, och det behövs.")
    look(page, "reception-6-decide")
    page.get_by_role("button", name="Bekräfta och starta rutinen").click()
    page.get_by_text("Avdelningschef meddelad").first.wait_for()
    look(page, "reception-7-started")
