"""The demonstration's plans: the real documents, and what two boards have made of them since. Run as the owner."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from actionplans import sources
from actionplans.models import ActionPlan, FollowUp, Measure, Section, Status
from actionplans.models.plan import closes_on
from actionplans.states import Outcome
from vbe.demo.organisation import email, read
from vbe.organisation.models import Assignment, Board
from vbe.organisation.permissions import Role
from vbe.reports.tertials import Tertial

# Chapters that a later year's plan still has use for; the rest of the old document tells of its own year.
KEPT_CHAPTERS = {"Inledning och syfte", "Uppföljning", "Samverkan"}
# The last measures of the plan are silent, in the tertial that is followed up now more of them than before.
SILENT_NOW, SILENT_BEFORE = 9, 3


def load_plans(now: datetime) -> None:
    """The documents as they were decided, then a plan for last year, one in force and one being written."""
    documents = {plan.board.code: plan for plan in map(_document, sorted(sources.DATA.glob("*-20*.toml")))}
    sources.load_guidelines(sources.DATA / "guidelines.toml")
    sources.load_resources(sources.DATA / "resources.toml")
    ended = Tertial.of(timezone.localdate(now)).previous
    skarholmen = _decided(documents["skarholmen"], "skarholmen", ended.year - 1, paragraph="§ 9")
    for number in (1, 2, 3):
        _follow_up(skarholmen, Tertial(ended.year - 1, number), silent=SILENT_BEFORE)
    in_force = _decided(skarholmen, "skarholmen", ended.year, paragraph="§ 7")
    for number in range(1, ended.number + 1):
        _follow_up(in_force, Tertial(ended.year, number), SILENT_NOW if number == ended.number else SILENT_BEFORE)
    _revision(in_force, "skarholmen", ended.year + 1, now)
    jarva = _decided(documents["spanga-tensta"], "jarva", ended.year, paragraph="§ 12")
    _follow_up(jarva, ended, silent=4)
    _revision(jarva, "jarva", ended.year + 1, now).propose(now=now - timedelta(days=2))


def _document(path: Path) -> ActionPlan:
    return sources.load_plan(path, Board.objects.get(code=sources.read(path)["board"]))


def _holder(role: Role, code: str) -> Assignment:
    return Assignment.objects.get(role=role, board__code=code, user__email=email(_ACCOUNT[role], code))


_ACCOUNT = {Role.COORDINATOR: "samordnare", Role.SECRETARY: "namndsekreterare", Role.CHIEF: "avdelningschef"}


def _decided(before: ActionPlan, code: str, year: int, paragraph: str) -> ActionPlan:
    """Next year's version, put before the board in January and decided in February."""
    written = timezone.make_aware(datetime.combine(date(year, 1, 20), time(10)))
    plan = _revision(before, code, year, written)
    plan.propose(now=written)
    plan.decide(
        Outcome.AS_PROPOSED,
        on=date(year, 2, 26),
        paragraph=paragraph,
        dnr=f"SDN 1.1-{year % 100 * 10 + 4}/{year}",
        by=_holder(Role.SECRETARY, code),
        now=written + timedelta(days=38),
        today=date(year, 2, 27),
    )
    return plan


def _revision(before: ActionPlan, code: str, year: int, now: datetime) -> ActionPlan:
    plan = before.revise(by=_holder(Role.COORDINATOR, code), now=now, today=date(year, 1, 20))
    plan.title = f"Handlingsplan mot våldsbejakande extremism {year}"
    plan.year_from = plan.year_to = year
    plan.save()
    Section.objects.filter(plan=plan, table="").exclude(heading__in=KEPT_CHAPTERS).delete()
    contact = _holder(Role.CHIEF, code)
    for measure in Measure.objects.filter(plan=plan):
        measure.time_plan = _moved(measure.time_plan, before.year_from, year)
        measure.contact = contact if measure.responsible.startswith("Socialtjänst") else None
        measure.measured_as = _said(measure).get("measured_as", "")
        measure.save()
    return plan


def _said(measure: Measure) -> dict[str, Any]:
    return next((row for row in read("follow_up.toml")["measures"] if row["measure"] in measure.text), {})


def _moved(time_plan: str, before: int, year: int) -> str:
    """The same time plan ``year - before`` years later: *HT 2019*, *2019-2020* and *190501* alike."""
    later = re.sub(r"\b20\d\d\b", lambda found: str(int(found[0]) + year - before), time_plan)
    return re.sub(r"\b\d{2}(?=\d{4}\b)(?<!20)", f"{year % 100}", later) if re.fullmatch(r"\d{6}", later) else later


def _follow_up(plan: ActionPlan, period: Tertial, silent: int) -> None:
    by = _holder(Role.COORDINATOR, plan.board.code)
    measures = list(Measure.objects.filter(plan=plan).in_document_order())
    at = timezone.make_aware(datetime.combine(closes_on(period) - timedelta(days=4), time(14, 20)))
    for measure in measures[: len(measures) - silent]:
        said = _said(measure)
        # What is done in the autumn had not been done in the spring.
        started = said.get("from", 1) <= period.number
        FollowUp.objects.create(
            measure=measure,
            period=str(period),
            status=said.get("status", Status.ON_TRACK) if started else Status.NOT_STARTED,
            comment=said.get("comment", "") if started else "",
            number=said.get("number") if started else None,
            by=by,
            at=at,
        )
