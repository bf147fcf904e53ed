"""Journeys of support: somebody who leaves, a relative, and a parent who returns with children."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from actionplans.models import Resource
from actionplans.sources import DATA, load_guidelines, load_resources
from cases.sig.models import Case, RelativeSupport, SupportMeasure
from cases.sig.states import Step
from tests import cast
from tests.factories import case_at
from tests.journeys.conftest import Journey, choose, look

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_somebody_who_leaves(visit: Journey) -> None:
    load_resources(DATA / "resources.toml")
    load_guidelines(DATA / "guidelines.toml")
    case = case_at(Step.SUMMONED, birth_date="1999-06-02")
    chief, head = visit(cast.CHIEF), visit(cast.HEAD_ADULT)
    choose_track(chief, case, "avhoppare", "Personen har själv bett om stöd att lämna.")

    head.goto(f"/arenden/{case.number}/inriktning/")
    head.get_by_role("link", name="Skriv säkerhetsplanen").click()
    head.get_by_label("Så når vi personen säkert").fill("Ring vardagar mellan 10 och 12.")
    head.get_by_label("Neutral avsändare").fill("Medborgarservice")
    head.get_by_label("Det gör vi om något händer").fill("Ring 112, därefter enhetschefen.")
    look(head, "support-1-safety-plan")
    head.get_by_role("button", name="Spara säkerhetsplanen").click()
    done(head, "Polisens personsäkerhetsverksamhet")
    look(head, "support-2-track")

    head.goto(f"/arenden/{case.number}/insatser/")
    head.get_by_role("link", name="Föreslå en insats").first.click()
    look(head, "support-3-catalogue")
    head.get_by_role("link", name="Enheten för hemlösa").click()
    head.get_by_label("Jag har frågat verksamheten").check()
    head.get_by_label("Vad vill personen själv?").fill("Jag vill bo där ingen hittar mig.")
    head.get_by_label("Vilket behov gäller det?").fill("Kan inte bo kvar.")
    head.get_by_label("Mål med insatsen").fill("Ett eget kontrakt inom ett halvår")
    head.get_by_label("Vem ansvarar?").select_option(index=1)
    look(head, "support-4-proposal")
    head.get_by_role("button", name="Föreslå insatsen").click()
    head.get_by_text("Väntar på avdelningschefens beslut").wait_for()

    measure = SupportMeasure.objects.get()
    assert measure.resource == Resource.objects.get(name__startswith="Enheten för hemlösa")
    chief.goto(f"/arenden/{case.number}/insatser/{measure.pk}/")
    choose(chief, "beslut-approved", "ja")
    chief.locator("#beslut").get_by_label("Skäl").fill("Behovet är tydligt.")
    look(chief, "support-5-decide")
    chief.get_by_role("button", name="Spara beslutet").click()
    chief.get_by_role("button", name="Insatsen har börjat").click()
    chief.get_by_text("Insatsen pågår.").wait_for()
    look(chief, "support-6-running")
    chief.goto(f"/arenden/{case.number}/insatser/utskrift/")
    look(chief, "support-7-plan")
    chief.goto(f"/arenden/{case.number}/")
    look(chief, "support-8-record")


def test_a_relative(visit: Journey) -> None:
    case = case_at(Step.SUMMONED)
    worker = visit(cast.CASEWORKER)
    worker.goto("/anhorigstod/")
    look(worker, "relative-1-empty")
    worker.get_by_role("link", name="Öppna anhörigstöd").first.click()
    choose(worker, "came", "sjalv")
    worker.get_by_label("Den anhörigas namn").fill("Anhörig Andersson")
    worker.get_by_label("Så nås den anhöriga").fill("070-174 06 05 efter klockan 17")
    worker.get_by_label("Vad behöver den anhöriga").fill("Någon att tala med.")
    look(worker, "relative-2-begin")
    worker.get_by_role("button", name="Öppna anhörigstödet").click()
    worker.get_by_role("button", name="Har fått veta att stöd finns").click()
    choose(worker, "informera-how", "samtal")
    look(worker, "relative-3-inform")
    worker.get_by_role("button", name="Notera", exact=True).click()
    worker.get_by_text("Stöd pågår").first.wait_for()
    worker.get_by_role("button", name="Lägg till en insats").click()
    worker.locator("[name=insats-name]").fill("Stödsamtal")
    worker.get_by_label("Vad vill den anhöriga uppnå?").fill("Sova bättre.")
    worker.get_by_role("button", name="Spara insatsen").click()
    worker.get_by_text("Insatsen är sparad.").wait_for()
    look(worker, "relative-4-record")

    support = RelativeSupport.objects.get()
    head = visit(cast.HEAD_ADULT)
    head.goto(f"/arenden/{case.number}/")
    assert support.number not in head.content()
    assert head.request.get(f"/anhorigstod/{support.pk}/").status == 404

    worker.get_by_text("Avsluta insatsen").first.click()
    worker.locator("details textarea").first.fill("Sover bättre.")
    worker.get_by_role("button", name="Avsluta insatsen").click()
    worker.get_by_text("Insatsen är avslutad.").wait_for()
    worker.get_by_role("button", name="Avsluta anhörigstödet").first.click()
    choose(worker, "avslut-outcome", "hjalpt")
    worker.locator("#avsluta").get_by_label("Berätta med några ord").fill("Det räcker för nu.")
    worker.locator("#avsluta").get_by_role("button", name="Avsluta anhörigstödet").click()
    worker.get_by_text("Behovet är tillgodosett").wait_for()
    look(worker, "relative-5-closed")


def test_a_parent_who_returns_with_children(visit: Journey) -> None:
    case = case_at(Step.SUMMONED, birth_date="1990-06-02")
    chief = visit(cast.CHIEF)
    choose_track(chief, case, "atervandare", "Har återvänt med två barn.", children="med")
    assert chief.get_by_text("Polisen har bedömt att en kontakt är lämplig").count() == 0
    done(chief, "Polisens orosanmälan om barnen")
    look(chief, "returning-1-track")
    choose_track(chief, case, "atervandare", "Barnen bor hos den andra föräldern.", children="utan")
    chief.get_by_text("Polisen har bedömt att en kontakt är lämplig").wait_for()
    assert [choice.children for choice in case.track_choices.all()] == ["utan", "med"]


def choose_track(page: Page, case: Case, track: str, reason: str, children: str = "") -> None:
    page.goto(f"/arenden/{case.number}/inriktning/")
    choose(page, "track", track)
    if children:
        choose(page, "children", children)
    page.locator("#valj").get_by_label("Skäl").fill(reason)
    page.get_by_role("button", name="Spara inriktningen").click()
    page.get_by_text("Inriktningen är vald").wait_for()


def done(page: Page, step: str) -> None:
    """Mark a step as done yesterday."""
    row = page.locator("li", has_text=step).last
    row.get_by_text("Gjort? Skriv när").click()
    row.get_by_label("Vilken dag?").fill((timezone.localdate() - timedelta(days=1)).isoformat())
    row.get_by_role("button", name="Steget är gjort").click()
    page.get_by_text("Steget är gjort.").wait_for()
