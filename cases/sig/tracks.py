"""The track of a case: chosen by the chief with a reason, walked in steps that the documents ask for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.sig.happening import Happening, newest
from cases.sig.models import Case, SafetyPlan, StepDone, TrackChoice, TrackStep
from cases.sig.states import NotAllowed
from cases.sig.support import Conflict, refuse_if_closed
from vbe.organisation.models import Assignment, Municipality

DATA = Path(__file__).parent / "data" / "tracks.toml"


def load(path: Path = DATA) -> None:
    """Put the steps of the municipality that the file names in place. Repeatable; run as the owner of the table."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    municipality = Municipality.objects.get(code=data["municipality"])
    for position, row in enumerate(data["steps"], start=1):
        TrackStep.objects.update_or_create(
            municipality=municipality, code=row.pop("code"), defaults={"children": ""} | row | {"position": position}
        )


@dataclass(frozen=True)
class Line:
    """A step as the page shows it: with who did it and when, or still to do."""

    step: TrackStep
    done: StepDone | None


@dataclass(frozen=True)
class Track:
    """The track as it is: the chief's latest choice, and its steps."""

    choice: TrackChoice | None
    lines: list[Line]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.done)

    @property
    def next(self) -> Line | None:
        return next((line for line in self.lines if not line.done), None)


def track_of(case: Case) -> Track:
    """Three queries, whatever the number of steps."""
    choice = case.track_choices.select_related("by__user").first()
    children = choice.children if choice else ""
    steps = TrackStep.objects.filter(
        municipality=case.board.municipality_id, track=case.track, children__in={"", children}
    )
    done = {row.step_id: row for row in case.track_steps.filter(cancelled_at=None).select_related("by__user")}
    return Track(choice, [Line(step, done.get(step.pk)) for step in steps])


def choose(case: Case, *, track: str, children: str, reason: str, by: Assignment, now: datetime) -> None:
    """The chief chooses the track, or changes a wrong one; the earlier choice stays to be seen.

    Raises NotAllowed when the case is closed, and when that is the track already.
    """
    refuse_if_closed(case)
    held = case.track_choices.first()
    if held and (held.track, held.children) == (track, children):
        raise NotAllowed(_("Inriktningen är redan vald så."))
    TrackChoice(case=case, board_id=case.board_id, track=track, children=children, reason=reason, by=by, at=now).save(
        force_insert=True
    )
    case.track = track
    case.save(update_fields=["track"])


def do(case: Case, step: TrackStep, *, on: date, note: str, by: Assignment, now: datetime) -> bool:
    """Note that a step was done; False when that was already noted. Raises NotAllowed when the case is closed."""
    refuse_if_closed(case)
    row = StepDone(case=case, board_id=case.board_id, step=step, done_on=on, note=note, by=by, at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def undo(row: StepDone, *, by: Assignment, now: datetime) -> None:
    """Take back a wrong mark."""
    refuse_if_closed(row.case)
    row.cancelled_at, row.cancelled_by = now, by
    row.save(update_fields=["cancelled_at", "cancelled_by"])


def save_safety_plan(plan: SafetyPlan, *, version: int, by: Assignment, now: datetime) -> None:
    """Save the plan on top of ``version``, 0 for the first. Raises Conflict when somebody else has saved since."""
    refuse_if_closed(plan.case)
    held = SafetyPlan.objects.select_for_update().filter(case=plan.case).first()
    if (held.version if held else 0) != version:
        raise Conflict
    plan.board_id, plan.saved_by, plan.saved_at, plan.version = plan.case.board_id, by, now, version + 1
    if held:
        plan.pk = held.pk
        plan.save()
        return
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError:
        raise Conflict from None


def sender(case: Case) -> str:
    """Who a letter, mail or calendar entry of the case says it is from. Never anything that tells of the support when
    somebody is leaving: then what the safety plan says, or the municipality's name alone."""
    if case.track != Case.Track.LEAVING:
        return str(case.board)
    plan = SafetyPlan.objects.filter(case=case).first()
    return plan.sender if plan and plan.sender else str(case.board.municipality)


def panel(case: Case) -> dict[str, Any]:
    """What the record shows of the track."""
    return {"track": track_of(case)}


def happenings(case: Case, most: int | None) -> list[Happening]:
    entries = [
        Happening(
            choice.at, _("Inriktning: %(track)s") % {"track": choice.get_track_display()}, choice.by.user.name,
            choice.reason,
        )
        for choice in newest(case.track_choices.select_related("by__user"), "at", most=most)
    ]  # fmt: skip
    done = case.track_steps.select_related("step", "by__user", "cancelled_by__user")
    for row in newest(done, "at", "cancelled_at", most=most):
        entries.append(Happening(row.at, row.step.text, row.by.user.name, row.note))
        if row.cancelled_at and row.cancelled_by:
            what = _("Återtaget: %(step)s") % {"step": row.step.text}
            entries.append(Happening(row.cancelled_at, what, row.cancelled_by.user.name))
    return entries
