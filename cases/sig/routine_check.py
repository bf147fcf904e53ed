"""*Rutinkontroll*: every step of a case, who and when, if its limit was kept, and who was told. No person in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cases.deadlines import STOCKHOLM, local_date
from cases.sig.models import Case, RoutineStep, StandIn, Told
from cases.sig.states import Step, order
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.reports.making import checked_sheet


@dataclass(frozen=True)
class Line:
    """One step of the routine. ``limit`` says in words when it should have been taken; ``kept``: None while open."""

    what: str
    at: datetime | None
    who: str = ""
    title: str = ""
    limit: str = ""
    kept: bool | None = None
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Round:
    number: int
    lines: list[Line]


def rounds(case: Case, now: datetime) -> list[Round]:
    """The routine of each time it was walked, in order; in the present one also the steps that remain."""
    places = ("by__user", "by__unit", "by__department")
    steps = list(case.steps.select_related(*places).order_by("at", "id"))
    told = list(case.told.select_related("recipient__user", "recipient__unit", "recipient__department"))
    return [
        Round(number, _lines(case, number, [s for s in steps if s.round == number], told, now))
        for number in range(1, case.round + 1)
    ]


def _lines(case: Case, number: int, steps: list[RoutineStep], told: list[Told], now: datetime) -> list[Line]:
    taken = {step.step: step for step in steps}
    lines = [_line(case, step, taken, [t for t in told if (t.round, t.step) == (number, step.step)]) for step in steps]
    if number < case.round or case.next_step is None:
        return lines
    lawful = order(**case.way)
    left = lawful[lawful.index(Step(case.step)) + 1 :]
    return [*lines, *(_remaining(case, step, taken, now) for step in left)]


def _line(case: Case, step: RoutineStep, taken: dict[str, RoutineStep], told: list[Told]) -> Line:
    due = _due(case, Step(step.step), taken)
    return Line(
        str(Step(step.step).label),
        step.at,
        step.by.user.name if step.by else "",
        step.by.title if step.by else _("systemet"),
        _written(due),
        step.at <= due if due else None,
        told,
    )


def _remaining(case: Case, step: Step, taken: dict[str, RoutineStep], now: datetime) -> Line:
    due = _due(case, step, taken)
    return Line(str(step.label), None, limit=_written(due), kept=False if due and now > due else None)


def _due(case: Case, step: Step, taken: dict[str, RoutineStep]) -> datetime | None:
    """The moment until which a step is in time; None where the routine sets none."""
    told = taken.get(Step.CHIEF_TOLD)
    match step:
        case Step.CHIEF_TOLD:
            # At once: in the same moment as the case began, or nearly.
            return taken[Step.CONFIRMED].at + timedelta(minutes=5)
        case Step.CHIEF_ACKNOWLEDGED if told:
            return told.at + timedelta(minutes=case.routine.acknowledge_minutes)
        case Step.DIRECTOR_ACKNOWLEDGED if Step.DIRECTOR_INFORMED in taken:
            return taken[Step.DIRECTOR_INFORMED].at + timedelta(minutes=case.routine.director_minutes)
        case Step.SUMMONED if not case.is_again:
            return _end_of(case.start_up_due_on)
    return None


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, STOCKHOLM)


def _written(due: datetime | None) -> str:
    if due is None:
        return ""
    if due == _end_of(local_date(due)):
        return _("senast %(day)s") % {"day": swedate(local_date(due))}
    return _("senast %(day)s %(clock)s") % {"day": swedate(due), "clock": sweclock(due)}


def stand_ins(case: Case) -> list[StandIn]:
    places = ("assignment__user", "assignment__unit", "assignment__department")
    return list(case.stand_ins.select_related(*places).order_by("starts_at", "id"))


def context(case: Case, now: datetime) -> dict[str, Any]:
    walked = rounds(case, now)
    late = sum(line.kept is False for one in walked for line in one.lines)
    late += sum(
        told.in_time is False or (told.in_time is None and bool(told.due_at and told.due_at < now))
        for told in case.told.all()
    )
    return {"case": case, "rounds": walked, "stand_ins": stand_ins(case), "late": late, "now": now}


def document(case: Case, now: datetime) -> bytes:
    """The same as PDF/A-3a and PDF/UA-1. Raises NotValid."""
    shown = context(case, now)
    marks = [
        str(case.pk),
        now.isoformat(),
        [[str(line.at), line.what] for one in shown["rounds"] for line in one.lines],
    ]
    shown["mark"] = hashlib.sha256(json.dumps(marks).encode()).hexdigest()
    return checked_sheet("sig/routine_check_pdf.html", shown, at=now, identifier=shown["mark"])
