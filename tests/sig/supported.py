"""Support as the tests meet it: a measure in some state, and the forms as the browser sends them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.sig import support, tracks
from cases.sig.models import Case, SafetyPlan, SupportMeasure, SupportReview, TrackStep
from tests import cast
from tests.conftest import assignment
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment

State = SupportMeasure.State


def day(days: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def measure(
    case: Case, state: State = State.PROPOSED, *, by: Assignment | None = None, **fields: Any
) -> SupportMeasure:
    """A measure that has come as far as ``state``."""
    now, today = timezone.now(), timezone.localdate()
    row = SupportMeasure(
        case=case,
        name="Boendestöd",
        own_goal="Jag vill ha en egen lägenhet.",
        needs="En trygg bostad",
        goal="Eget boende till sommaren",
        responsible=case.chief,
        starts=today,
        review_on=today + timedelta(days=28),
    )
    for name, value in fields.items():
        setattr(row, name, value)
    support.propose(row, by=by or assignment(cast.HEAD_ADULT), now=now)
    if state != State.PROPOSED:
        support.decide(row, approved=state != State.DECLINED, reason="Behövs.", by=case.chief, now=now)
    if state in (State.RUNNING, State.ENDED):
        support.start(row, on=today, now=now)
    if state == State.ENDED:
        support.end(row, on=today, result="uppnatt", words="Egen lägenhet.", by=case.chief, now=now)
    return row


def everything(case: Case) -> SupportMeasure:
    """A row of all support in ``case``, which is open; the measure that goes on."""
    now, today, chief = timezone.now(), timezone.localdate(), case.chief
    row = measure(case, State.RUNNING, by=chief)
    looked = SupportReview(measure=row, held_on=today, going="fortsatter", words="Det går bra.", next_on=today)
    support.review(looked, by=chief, now=now)
    tracks.choose(case, track="avhoppare", children="", reason="Vill lämna.", by=chief, now=now)
    step = TrackStep.objects.get(code="avhopp-vilja")
    tracks.do(case, step, on=today, note="Sagt i samtal.", by=chief, now=now)
    plan = SafetyPlan(case=case, contact="Ring Kim.", sender="Kundtjänst", if_threatened="Ring 112.")
    tracks.save_safety_plan(plan, version=0, by=chief, now=now)
    return row


def proposal(case: Case, **changed: Any) -> dict[str, Any]:
    data = {
        "id": str(new_id()),
        "name": "Boendestöd",
        "own_goal": "Jag vill ha en egen lägenhet.",
        "needs": "En trygg bostad",
        "protective": "Sin syster",
        "goal": "Eget boende till sommaren",
        "answers": f"person:{case.chief_id}",
        "starts": day(),
        "ends": "",
        "review_on": day(28),
    }
    return data | changed


def review(**changed: Any) -> dict[str, Any]:
    data = {"id": str(new_id()), "held_on": day(), "going": "fortsatter", "words": "Det går bra.", "next_on": day(28)}
    return {f"uppfoljning-{name}": value for name, value in (data | changed).items()}


def ending(**changed: Any) -> dict[str, Any]:
    data = {"on": day(), "result": "uppnatt", "words": "Har en egen lägenhet."}
    return {f"avslut-{name}": value for name, value in (data | changed).items()}


def safety(**changed: Any) -> dict[str, Any]:
    data = {
        "version": "0",
        "contact": "Ring före klockan tio, fråga efter Kim.",
        "never": "Aldrig brev hem.",
        "sender": "Kommunens kundtjänst",
        "sign": "Säger ”tack, det är bra”.",
        "if_threatened": "Ring 112. Enhetschefen ringer polisen.",
        "around": "",
    }
    return data | changed
