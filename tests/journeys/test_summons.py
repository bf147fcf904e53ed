"""Journeys: nobody outside is called without a ground; the police are, on a row of law; the deputy convenes."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.sig.models import Case, Consent, SeatAnswer
from cases.sig.states import Step
from tests import cast
from tests.conftest import assignment
from tests.factories import case_at, consent
from tests.journeys.conftest import Journey, choose, look
from tests.sig.forms import working_day
from vbe.notices.models import Mail
from vbe.organisation.models import Absence

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])
POLICE = "kontakt@polisen.example"


def fill(page: Page) -> None:
    page.get_by_label("Dag", exact=False).first.fill(working_day(2).isoformat())
    page.get_by_label("Klockslag").fill("13:00")
    page.get_by_role("textbox", name="Plats").fill("Bodholmsplan 2, rum Vårberg")


def decide(page: Page, case: Case) -> None:
    """From the summons: the row of law, its questions, and the reason."""
    page.goto(f"/arenden/{case.number}/uppstartsmote/")
    page.get_by_role("listitem").filter(has_text="Polismyndigheten").get_by_role(
        "link", name="välj rättslig grund"
    ).click()
    page.get_by_label("OSL 10:18 a").check()
    look(page, "summons-3-rows-of-law")
    page.get_by_role("button", name="Gå vidare till frågorna").click()
    page.get_by_label("Vilka uppgifter får lämnas?").fill("Uppgift om konkret risk.")
    for question in page.locator("input[name^='fraga-'][value='ja']").all():
        question.check()
    page.get_by_label("Skäl").fill("Risken är konkret, och inget mindre räcker.")
    look(page, "summons-3-questions")
    page.get_by_role("button", name="Besluta").click()
    page.get_by_text("Polismyndigheten kan nu kallas").wait_for()


def test_who_has_said_no_is_not_shared_about(visit: Journey) -> None:
    chief, case = visit(cast.CHIEF), case_at(Step.DIRECTOR_INFORMED)
    refused = consent(case)
    Consent.objects.filter(pk=refused.pk).update(answer=Consent.Answer.NO)
    chief.goto(f"/arenden/{case.number}/")
    look(chief, "summons-1-before")
    chief.get_by_role("link", name="Kalla till uppstartsmöte").click()
    chief.get_by_text("Personen vill inte att uppgifter delas").wait_for()
    assert chief.get_by_label("Polis, lokalpolisområdet").count() == 0
    look(chief, "summons-2-missing")
    fill(chief)
    chief.get_by_role("button", name="Kalla till uppstartsmöte").click()
    chief.get_by_text("Kallelsen är skickad").wait_for()
    assert not Mail.objects.filter(to=POLICE).exists()
    assert not case.start_up.seats.filter(actor__name="Polismyndigheten").exclude(email="").exists()


def test_the_police_are_called_on_a_row_of_law_and_answer(visit: Journey) -> None:
    chief, case = visit(cast.CHIEF), case_at(Step.DIRECTOR_INFORMED)
    decide(chief, case)
    chief.goto(f"/arenden/{case.number}/uppstartsmote/")
    fill(chief)
    chief.get_by_label("Polis, lokalpolisområdet").fill(POLICE)
    chief.get_by_text("OSL 10:18 a").first.wait_for()
    chief.get_by_label("Lägg till aktör").select_option(label="Rädda Barnen")
    chief.get_by_role("button", name="Lägg till", exact=True).click()
    chief.get_by_text("Rädda Barnen:").wait_for()
    assert chief.get_by_label("Polis, lokalpolisområdet").input_value() == POLICE
    look(chief, "summons-3-police")
    chief.get_by_role("button", name="Kalla till uppstartsmöte").click()
    chief.get_by_text("Kallelsen är skickad").wait_for()

    [path] = re.findall(r"(/kallelse/\S+/)", Mail.objects.get(to=POLICE).body)
    police = visit(None)
    police.goto(path)
    look(police, "summons-4-link")
    choose(police, "svar-answer", "ersattare")
    police.get_by_label("Vem kommer i stället?").fill("Vakthavande befäl")
    police.get_by_role("button", name="Skicka svaret").click()
    police.get_by_text("Ditt svar är sparat").wait_for()
    look(police, "summons-5-answered")
    assert SeatAnswer.objects.get().deputy == "Vakthavande befäl"

    chief.reload()
    chief.get_by_text("Skickar ersättare").wait_for()
    look(chief, "summons-6-answers")
    chief.get_by_role("button", name="Ställ in mötet …").click()
    chief.get_by_label("Varför ställs mötet in?").fill("Chefen är sjuk.")
    look(chief, "summons-7-cancel")
    chief.get_by_role("button", name="Ställ in mötet", exact=True).click()
    chief.get_by_role("link", name="Kalla på nytt").wait_for()
    look(chief, "summons-8-cancelled")
    police.reload()
    police.get_by_text("Mötet är inställt").wait_for()


def test_the_chief_is_on_holiday_and_the_deputy_convenes(visit: Journey) -> None:
    today = timezone.localdate()
    Absence.objects.create(
        assignment=assignment(cast.CHIEF), starts=today - timedelta(days=1), ends=today + timedelta(days=14)
    )
    deputy, case = visit(cast.DEPUTY), case_at(Step.CHIEF_TOLD)
    assert case.chief == assignment(cast.DEPUTY, "avdelningschef")
    deputy.goto(f"/arenden/{case.number}/")
    look(deputy, "summons-9-deputy")
    deputy.get_by_role("button", name="Kvittera").click()
    deputy.get_by_role("button", name="Informera").click()
    deputy.get_by_role("link", name="Kalla till uppstartsmöte").click()
    fill(deputy)
    deputy.get_by_role("button", name="Kalla till uppstartsmöte").click()
    deputy.get_by_text("Kallelsen är skickad").wait_for()
    case = Case.objects.get()
    assert case.step == Step.SUMMONED
    assert case.steps.get(step=Step.SUMMONED).by == assignment(cast.DEPUTY, "avdelningschef")

    head = visit(cast.HEAD_ADULT)
    head.goto(f"/arenden/{case.number}/")
    choose(head, "svar-answer", "ja")
    head.get_by_role("button", name="Svara på kallelsen").click()
    head.get_by_text("Ditt svar är sparat").wait_for()
    look(head, "summons-10-holder")
