"""Journey: the start-up meeting is held, its tasks done, the school given an excerpt on consent, and a follow-up held."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cases.sig.models import Case, Excerpt, Meeting
from cases.sig.states import Step
from tests import cast
from tests.conftest import assignment
from tests.factories import case_at, consent, meeting
from tests.journeys.conftest import Journey, look
from vbe.organisation.models import Actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_from_the_start_up_meeting_to_the_follow_up(visit: Journey) -> None:
    chief = visit(cast.CHIEF)
    case = case_at(Step.SUMMONED)
    hold(chief, case, case.start_up, "meetings-1-minutes", more=True)
    Case.objects.filter(pk=case.pk).update(step=Step.DECIDED)

    head = visit(cast.HEAD_ADULT)
    look(head, "meetings-2-start")
    head.get_by_role("link", name=f"{case.number} · Uppgift").first.click()
    look(head, "meetings-3-tasks")
    head.get_by_role("button", name="Klar").first.click()
    head.get_by_text("Uppgiften är klar.").wait_for()

    school = Actor.objects.get(municipality=case.board.municipality, name__contains="skola")
    excerpt(chief, case, school)
    add(head, case)

    follow_up = meeting(case)
    head.goto("/moten/")
    look(head, "meetings-7-list")
    hold(chief, case, follow_up, "meetings-8-follow-up")
    follow_up.refresh_from_db()
    assert follow_up.locked_at
    look(chief, "meetings-9-record")


def hold(page: Page, case: Case, held: Meeting, name: str, *, more: bool = False) -> None:
    today = timezone.localdate()
    page.goto(f"/arenden/{case.number}/moten/{held.pk}/")
    owner = assignment(cast.HEAD_ADULT)
    for prefix in ("fakta", "inriktning", "kommunikation", "aktorer", "uppfoljning"):
        page.locator(f"[name={prefix}-notes]").fill("Genomgång av läget.\n\nHemligt om brodern.")
        page.locator(f"[name={prefix}-decision]").fill("Fast kontakt och föräldrastöd.")
        page.locator(f"[name={prefix}-responsible]").fill(f"{owner.user.name}, {owner.title}")
        page.locator(f"[name={prefix}-due_on]").fill((today + timedelta(days=14)).isoformat())
    if more:
        page.get_by_text("Lägg till ett beslut").first.click()
        page.locator("[name=fakta-1-decision]").fill("Ring skolan.")
        page.locator("[name=fakta-1-responsible]").fill("Kurator")
        page.locator("[name=fakta-1-due_on]").fill((today + timedelta(days=3)).isoformat())
    page.locator("[name=nasta-on]").fill((today + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Spara", exact=True).click()
    look(page, name)
    page.get_by_role("button", name="Justera …").click()
    page.get_by_role("button", name="Justera och lås").click()
    page.get_by_text("Justerat").first.wait_for()


def excerpt(page: Page, case: Case, school: Actor) -> None:
    page.goto(f"/arenden/{case.number}/moten/{case.start_up.pk}/utdrag/")
    page.get_by_label("Vem ska ha utdraget?").select_option(str(school.pk))
    page.locator("input[value=fakta-a0]").check()
    look(page, "meetings-4-no-ground")
    consent(case, school.name)
    page.get_by_role("button", name="Granska utdraget").click()
    page.get_by_role("heading", name="Så här blir utdraget").wait_for()
    look(page, "meetings-5-preview")
    page.get_by_role("button", name="Gör utdraget").click()
    page.get_by_text("infört bland utlämnandena").wait_for()
    look(page, "meetings-6-adjusted")
    assert Excerpt.objects.get().actor == school


def add(page: Page, case: Case) -> None:
    page.goto(f"/arenden/{case.number}/moten/{case.start_up.pk}/tillagg/")
    page.get_by_label("Personen har en annan uppfattning").check()
    page.get_by_role("textbox", name="Text").fill("Jag var inte där.")
    page.get_by_role("button", name="Spara tillägget").click()
    page.get_by_text("Omtvistat").wait_for()
