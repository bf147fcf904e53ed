"""Journey: a teacher names a child of 14, the mottagning protects and investigates, the chief convenes and closes."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.sig.models import Case, Intake
from cases.sig.states import Step
from tests import cast
from tests.journeys.conftest import Journey, choose, look
from vbe.notices.models import Mail

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_from_a_named_child_to_a_closed_case(visit: Journey) -> None:
    today = timezone.localdate()
    report(visit(cast.REPORTER), today)
    intake = Intake.objects.get()
    assert intake.person_name == "Prov Provsson"
    assert intake.board.code == "skarholmen"

    reception = visit(cast.INTAKE)
    protect(reception, intake)
    receive(reception, intake)
    case = Case.objects.get()
    assert (case.lead, case.age_band) == ("socialtjanst", "12-17")

    chief = visit(cast.CHIEF)
    wrong_order(chief, case)
    ask_the_family(chief, case, today)
    convene(chief, case, today)
    assert Mail.objects.filter(calendar__contains="BEGIN:VEVENT").exists()
    assert not Mail.objects.filter(body__contains=case.number).exclude(body__contains="http").exists()

    director = visit(cast.DIRECTOR)
    director.goto(f"/arenden/{case.number}/")
    director.get_by_role("button", name="Kvittera att du är informerad").click()
    look(director, "case-9-director")

    hold(chief, case, today)
    conclude(chief, case)
    close(chief, case)
    case.refresh_from_db()
    assert case.step == Step.CLOSED

    for who in (cast.COORDINATOR, cast.OTHER_CHIEF):
        outsider = visit(who)
        assert outsider.request.get(f"/arenden/{case.number}/").status == 404
        assert outsider.request.get(f"/arenden/{case.number}/uppstartsmote/").status == 404


def report(page: Page, today: date, *, age: int = 14, picture: str = "case") -> None:
    page.get_by_role("link", name="Rapportera oro eller händelse").click()
    choose(page, "kind", "oro")
    choose(page, "category", "symboler")
    page.get_by_label("Berätta med egna ord").fill(
        "En ungdom bär märken som personalen känner igen och talar om hämnd."
    )
    page.get_by_role("textbox", name="Plats").fill("Fritidsgården")
    page.locator("[name=happened_on]").fill(today.isoformat())
    choose(page, "source", "egen")
    choose(page, "ground", "beteende")
    page.get_by_text("Jag behöver namnge någon").click()
    choose(page, "sealed-0-about", "barn")
    choose(page, "sealed-0-danger", "nej")
    page.get_by_label("Vem gäller det?").fill("Prov Provsson")
    page.locator("[name=sealed-0-birth_date]").fill(f"{today.year - age}-01-15")
    page.get_by_label("Var bor personen?").select_option(label="Skärholmen")
    page.get_by_label("Vad har du sett eller hört?").fill("Han säger att han ska göra något stort. Jag är orolig.")
    choose(page, "sealed-0-guardians_know", "nej")
    choose(page, "sealed-writer-standing", "anmalningsskyldig")
    page.get_by_role("textbox", name="Ditt namn").fill("Lena Lärare")
    page.get_by_role("textbox", name="Ditt yrke eller uppdrag").fill("Lärare")
    page.get_by_role("textbox", name="Din arbetsplats").fill("Sätraskolan")
    page.get_by_role("textbox", name="Hur når mottagningen dig?").fill("070-174 06 05")
    look(page, f"{picture}-1-sealed-part")
    page.get_by_role("button", name="Skicka rapporten").click()
    page.get_by_text("Sluten del skickad till Mottagningen").wait_for()
    look(page, f"{picture}-2-receipt")


def protect(page: Page, intake: Intake) -> None:
    """The protection assessment at once, and the decision well within its 14 days."""
    look(page, "case-3-reception-start")
    page.goto("/mottagning/")
    look(page, "case-4-reception-list")
    page.get_by_role("link", name="Sluten del från en rapport").click()
    decide(page)


def decide(page: Page, picture: str = "case") -> None:
    page.get_by_role("link", name="Gör skyddsbedömningen").click()
    page.get_by_label("Vad visade skyddsbedömningen?").fill("Tryggt hemma i natt. Mamman är vidtalad.")
    page.get_by_role("button", name="Spara skyddsbedömningen").click()
    page.get_by_role("button", name="Spara en ny skyddsbedömning").wait_for()
    page.get_by_label("Utredning inleds", exact=True).check()
    page.locator("#beslut").get_by_label("Skäl").fill("Oron behöver utredas.")
    look(page, f"{picture}-5-protection")
    page.get_by_role("button", name="Spara beslutet").click()
    page.get_by_text("Utredning pågår").wait_for()


def receive(page: Page, intake: Intake) -> None:
    page.goto(f"/mottagning/{intake.pk}/")
    page.locator("summary", has_text="Bekräfta och starta rutinen").click()
    page.locator("#starta").get_by_label("Barn och unga").check()
    choose(page, "start-ground", "beteende")
    page.locator("#starta").get_by_label("Skäl").fill("Uttalat hot och tydlig förändring. Skyddsbedömning gjord.")
    look(page, "case-5-arrival-decided")
    page.get_by_role("button", name="Bekräfta och starta rutinen").click()
    page.get_by_text("Avdelningschef meddelad").first.wait_for()


def wrong_order(page: Page, case: Case) -> None:
    """The chief goes for the summons before anything else: the page says what comes first, and has the button."""
    page.goto(f"/arenden/{case.number}/uppstartsmote/")
    page.get_by_text("”Kalla till uppstartsmöte” går inte att göra nu. Nästa steg är ”Kvittera ärendet”.").wait_for()
    page.get_by_role("button", name="Kvittera").wait_for()
    look(page, "case-6-wrong-order")


def ask_the_family(page: Page, case: Case, today: date) -> None:
    """The child and the guardians are asked together, and the child's own words are kept."""
    page.goto(f"/arenden/{case.number}/samtycke/")
    page.get_by_label("Vem får ta del av uppgifterna?").select_option(label="Utbildningsförvaltningen, skolan")
    choose(page, "giver", "vardnadshavare")
    choose(page, "way", "muntligt")
    page.get_by_label("Vilka uppgifter gäller det?").fill("Närvaro och planering av stöd i skolan.")
    page.get_by_label("För vilket ändamål?").fill("Samordnat stöd.")
    page.get_by_role("button", name="Registrera svaret").click()
    page.get_by_text("Skriv hur ni har bedömt ålder och mognad").first.wait_for()
    choose(page, "giver", "tillsammans")
    page.get_by_role("button", name="Registrera svaret").click()
    page.get_by_text("Samtycket till Utbildningsförvaltningen, skolan är registrerat.").wait_for()
    look(page, "case-6-consent")
    page.goto(f"/arenden/{case.number}/anteckningar/")
    page.get_by_label("Vad personen säger och vill").fill("”Jag vill börja träna igen.”")
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("cell", name="Jag vill börja träna igen").wait_for()
    look(page, "case-6-own-voice")


def convene(page: Page, case: Case, today: date) -> None:
    page.reload()
    look(page, "case-6-chief-start")
    page.goto(f"/arenden/{case.number}/")
    page.get_by_role("button", name="Kvittera").click()
    page.get_by_role("button", name="Informera").click()
    look(page, "case-7-informed")
    page.get_by_role("link", name="Kalla till uppstartsmöte").click()
    day = today + timedelta(days=1)
    page.get_by_label("Dag", exact=False).first.fill(day.isoformat())
    page.get_by_label("Klockslag").fill("13:00")
    page.get_by_role("textbox", name="Plats").fill("Bodholmsplan 2, rum Vårberg")
    look(page, "case-8-summons")
    page.get_by_role("button", name="Kalla till uppstartsmöte").click()
    free = page.get_by_label("Mötet ska hållas fast dagen är ledig")
    if free.count():
        free.check()
        page.get_by_role("button", name="Kalla till uppstartsmöte").click()
    page.get_by_text("Uppstartsmöte kallat").first.wait_for()


def hold(page: Page, case: Case, today: date) -> None:
    page.goto(f"/arenden/{case.number}/protokoll/")
    due = (today + timedelta(days=14)).isoformat()
    for prefix in ("fakta", "inriktning", "kommunikation", "aktorer", "uppfoljning"):
        page.locator(f"[name={prefix}-notes]").fill("Genomgång av läget.")
        page.locator(f"[name={prefix}-decision]").fill("Fast kontakt och föräldrastöd.")
        page.locator(f"[name={prefix}-responsible]").fill("Enhetschef barn och unga")
        page.locator(f"[name={prefix}-due_on]").fill(due)
    page.locator("[name=nasta-on]").fill((today + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Spara", exact=True).click()
    look(page, "case-10-minutes")
    page.get_by_role("button", name="Justera …").click()
    page.get_by_role("button", name="Justera och lås").click()
    page.get_by_text("Justerat").first.wait_for()


def conclude(page: Page, case: Case) -> None:
    page.goto(f"/arenden/{case.number}/utredning/")
    page.get_by_label("Vad kom utredningen fram till?").fill("Behov av stöd i skolan och en fast kontakt.")
    page.get_by_role("button", name="Avsluta utredningen").click()
    page.get_by_text("Avslutad").first.wait_for()
    look(page, "case-10-concluded")


def close(page: Page, case: Case) -> None:
    page.goto(f"/arenden/{case.number}/")
    look(page, "case-11-decide")
    page.get_by_label("Beslut", exact=False).first.fill("Stöd enligt protokollet.")
    page.get_by_role("button", name="Spara beslutet").click()
    page.get_by_role("button", name="Avsluta ärendet …").click()
    choose(page, "avslut-outcome", "malen_nadda")
    page.get_by_label("Varför avslutas ärendet?").fill("Målen är uppnådda.")
    page.get_by_role("button", name="Avsluta ärendet", exact=True).click()
    page.get_by_text("Avslutat").first.wait_for()
    look(page, "case-12-closed")
