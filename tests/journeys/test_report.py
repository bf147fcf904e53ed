"""Journey: the samordnare follows up measures, orders and publishes T1; a member downloads it; the file is valid."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from actionplans.models import ActionPlan, FollowUp
from cases.concerns.models import Concern
from tests import cast
from tests.journeys.conftest import Journey, choose, look
from tests.workers import WORKER, celery
from vbe.demo.plans import load_plans
from vbe.reports.conformance import problems
from vbe.reports.models import Report, ReportDecision
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


def test_from_follow_up_to_a_file_in_the_members_hand(visit: Journey, tmp_path: Path) -> None:
    now = timezone.now()
    load_plans(now)
    year = Tertial.of(timezone.localdate(now)).previous.year
    plan = ActionPlan.objects.get(board__code="skarholmen", year_from=year)
    in_t1 = FollowUp.objects.filter(measure__plan=plan, period=f"{year}T1")
    assert in_t1.count() == 27, "three of thirty measures are silent"

    page = visit(cast.COORDINATOR)
    look(page, "report-1-start")
    page.goto(f"/handlingsplaner/{plan.pk}/")
    look(page, "report-2-plan")
    page.goto(f"/handlingsplaner/{plan.pk}/uppfoljning/{year}T1/")
    for number in range(3):
        silent = page.locator("tr", has=page.locator("select option[value='']:checked")).first
        silent.get_by_label("Läge").select_option("enligt_plan")
        page.get_by_text(f"{28 + number} av 30 åtgärder rapporterade").wait_for()
    look(page, "report-3-followed-up")
    assert in_t1.count() == 30

    page.goto("/rapporter/")
    look(page, "report-4-none-yet")
    page.get_by_role("link", name="Beställ rapport").first.click()
    page.get_by_label(f"Tertialrapport 1 {year}").check()
    page.get_by_label("Sammanfattning").fill(
        "Arbetet går enligt plan.\n\n- Föräldrastödet når fler\n- Klottret saneras"
    )
    look(page, "report-5-order")
    page.get_by_role("button", name="Beställ rapporten").click()
    page.get_by_text("Rapporten görs").wait_for()
    look(page, "report-6-in-the-making")
    with celery(REPORT_SWEEP_SECONDS="1") as start:
        start(*WORKER, "--pool", "solo", "--beat", "--schedule", str(tmp_path / "schedule"))
        page.get_by_role("button", name="Publicera").first.wait_for(timeout=40_000)
    look(page, "report-7-ready")
    page.get_by_role("button", name="Publicera").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Publicera").click()
    page.get_by_text("Rapporten är publicerad").wait_for()
    look(page, "report-8-published")

    member = visit(cast.MEMBER)
    look(member, "report-9-member")
    member.goto("/rapporter/")
    with member.expect_download() as download:
        member.get_by_role("link", name="Ladda ner").first.click()
    assert download.value.suggested_filename == f"tertialrapport-1-{year}-skarholmen.pdf"
    assert problems(Path(download.value.path()).read_bytes()) == []
    look(member, "report-10-member-reports")
    assert member.request.get("/handlingsplaner/").status == 403

    secretary = visit(cast.SECRETARY)
    report = Report.objects.get()
    secretary.goto(f"/rapporter/{report.pk}/beslut/")
    look(secretary, "report-11-decision")
    choose(secretary, "outcome", ReportDecision.Outcome.values[0])
    secretary.get_by_label("När beslutade nämnden?").fill(timezone.localdate(now).isoformat())
    secretary.get_by_label("Paragraf").fill("§ 11")
    secretary.get_by_role("button", name="Registrera beslutet").click()
    secretary.get_by_text("§ 11").first.wait_for()
    assert ReportDecision.objects.get().paragraph == "§ 11"
    assert not Concern.objects.exists()
