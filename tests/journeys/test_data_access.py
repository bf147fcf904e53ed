"""Journey: somebody asks what is held; the reception masks, the chief reviews, and the extract is handed over."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.sig import data_access_work
from cases.sig.models import DataAccessRequest, DataAccessWork
from tests import cast
from tests.journeys.conftest import Journey, choose, look
from tests.sig.extracts import SECRET, person_case

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def work() -> None:
    for waiting in data_access_work.waiting(timezone.now()):
        assert data_access_work.do(waiting)


def test_an_extract_from_the_question_to_the_handing_over(visit: Journey) -> None:
    person_case(contact=f"{SECRET}, 070-174 06 05")
    reception = visit(cast.INTAKE)
    ask(reception)
    mask_everything(reception)
    review(visit(cast.CHIEF))
    hand_over(reception)
    assert visit(cast.COORDINATOR).request.get("/registerutdrag/").status == 404


def ask(page: Page) -> None:
    page.goto("/mottagning/")
    page.get_by_role("link", name="Registerutdrag").click()
    look(page, "extract-1-empty")
    page.get_by_role("link", name="Ta emot en begäran").first.click()
    page.get_by_role("button", name="Registrera och samla in").click()
    page.get_by_text("Välj vem som frågar").or_(
        page.locator("[data-field-error], .ds-validation-message")
    ).first.wait_for()
    look(page, "extract-2-errors")
    choose(page, "asker", "personen")
    page.get_by_label("Hur kontrollerades identiteten?").fill("Legitimation vid besök.")
    page.locator("[name=person_name]").fill("Prov Provsson")
    page.locator("[name=person_number]").fill("19900602-2397")
    page.get_by_role("button", name="Registrera och samla in").click()
    page.get_by_text("Samlar in det som finns").wait_for()
    look(page, "extract-3-gathering")
    work()
    page.get_by_role("link", name="Läs och maska nästa del").wait_for()
    look(page, "extract-4-gathered")


def mask_everything(page: Page) -> None:
    page.get_by_role("link", name="Läs och maska nästa del").click()
    page.get_by_text(SECRET).first.wait_for()
    page.locator("[name=ground]").select_option("gdpr-15-4")
    look(page, "extract-5-mask")
    page.get_by_role("button", name="Spara och gå vidare").click()
    for _part in range(DataAccessRequest.objects.get().records.count() - 1):
        page.get_by_text("Sparat:").first.wait_for()
        if page.locator("[name=ground]").count():
            page.locator("[name=ground]").select_option("osl-26-1")
        page.get_by_role("button", name="Spara och gå vidare").click()
    page.get_by_role("link", name="Förhandsgranska").click()
    page.get_by_text("[maskat enligt GDPR artikel 15.4]").first.wait_for()
    assert page.get_by_text(SECRET).count() == 0
    look(page, "extract-6-preview")
    page.get_by_role("link", name="Till begäran").first.click()
    page.get_by_role("button", name="Skicka till granskning …").click()
    look(page, "extract-7-send")
    page.get_by_role("button", name="Skicka till granskning", exact=True).click()
    page.get_by_text("Utdraget är skickat till granskning.").wait_for()


def review(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Granska registerutdraget").first.click()
    look(page, "extract-8-review")
    page.get_by_role("button", name="Lämna ut …").click()
    page.get_by_role("button", name="Lämna ut", exact=True).click()
    page.get_by_text("Sätter sidor").wait_for()
    look(page, "extract-9-setting")
    work()
    page.get_by_role("link", name="Ladda ner utdraget").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Ladda ner utdraget").click()
    assert download.value.suggested_filename.endswith(".pdf")


def hand_over(page: Page) -> None:
    page.goto("/registerutdrag/")
    look(page, "extract-10-list")
    page.get_by_role("link", name="SKH-REG").first.click()
    page.get_by_role("button", name="Anteckna överlämnandet …").click()
    choose(page, "overlamna-way", "personligen")
    look(page, "extract-11-hand-over")
    page.get_by_role("button", name="Anteckna", exact=True).click()
    page.get_by_text("Det är antecknat att utdraget är överlämnat.").wait_for()
    look(page, "extract-12-done")
    assert DataAccessRequest.objects.get().state == DataAccessRequest.State.DELIVERED
    assert DataAccessWork.objects.filter(kind="dokument", done_at__isnull=False).exists()
