"""What the demonstration's log holds about its cases: who opened, wrote, revealed, searched and was refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cases.sig.models import Case, RoutineStep
from cases.sig.states import Step
from vbe.audit import sealing, verifying
from vbe.audit.models import Action, Entry, Through
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

PAGES = {
    Step.CONFIRMED: "intake_confirm",
    Step.CHIEF_ACKNOWLEDGED: "case_acknowledge",
    Step.DIRECTOR_INFORMED: "case_inform",
    Step.SUMMONED: "case_summon",
    Step.HELD: "case_adjust",
    Step.DECIDED: "case_decide",
    Step.CLOSED: "case_close",
}


def load_log(now: datetime) -> None:
    """Entries as the cases' own steps would have left them, in the order of time."""
    entries = [entry for case in Case.objects.with_routine() for entry in _of(case)]
    Entry.objects.bulk_create(sorted((entry for entry in entries if entry.at < now), key=lambda entry: entry.at))


def seal_log(now: datetime) -> None:
    """Seal what has been loaded, and go through it."""
    sealing.seal(now)
    verifying.keep(verifying.verify(now), now)


def _of(case: Case) -> Iterator[Entry]:
    steps = list(case.steps.select_related("by__user", "by__unit", "by__department"))
    for step in steps:
        if step.by:
            yield from _step(case, step, step.by)
    outsider = Assignment.objects.filter(board=case.board, role=Role.COORDINATOR).first()
    if outsider and len(steps) > 3:
        refused = _entry(case, outsider, steps[2].at + timedelta(hours=3), Action.REFUSED, "case", reason="404")
        refused.through = ""
        yield refused


def _step(case: Case, step: RoutineStep, by: Assignment) -> Iterator[Entry]:
    at = step.at
    taken = Step(step.step)
    if taken == Step.CONFIRMED:
        opened = _entry(case, by, at - timedelta(minutes=12), Action.OPENED, "intake")
        opened.kind, opened.object_id, opened.record_id = "sig.intake", case.intake_id, case.intake_id
        yield opened
    else:
        yield _entry(case, by, at - timedelta(minutes=6), Action.OPENED, "case")
    if taken == Step.SUMMONED:
        reason = "Förbereda eller hålla ett möte: Ska kalla vårdnadshavarna"
        yield _entry(case, by, at - timedelta(minutes=4), Action.REVEALED, "case_identity", reason=reason)
    if page := PAGES.get(taken):
        yield _entry(case, by, at, Action.WROTE, page)


def _entry(case: Case, by: Assignment, at: datetime, action: Action, page: str, *, reason: str = "") -> Entry:
    takes_part = case.participations.filter(assignment=by).exists()
    return Entry(
        at=at,
        action=action,
        user_id=by.user_id,
        assignment_id=by.pk,
        role=by.title,
        board_id=case.board_id,
        kind="sig.case",
        object_id=case.pk,
        record_id=case.pk,
        reason=reason,
        path_name=page,
        through=Through.PARTICIPATION if takes_part else Through.ASSIGNMENT,
    )
