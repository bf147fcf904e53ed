"""What the record page of a case shows: the stages of its routine, its participants, and what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from cases import deadlines
from cases.sig import called, case_tasks, ledger, meetings, reception, support, tracks
from cases.sig.happening import Happening, newest
from cases.sig.models import Case, Consent, RoutineStep, StandIn
from cases.sig.states import STAGES, Step, order
from vbe.access.templatetags.dates import near_day, sweclock


def stages(case: Case, steps: list[RoutineStep], meeting_on: datetime | None) -> list[dict[str, Any]]:
    """The routine as the stepper shows it: what is done, when and by whom, and what comes next by when."""
    lawful = order(**case.way)
    taken = {step.step: step for step in steps if step.round == case.round}
    at = {name: step.at for name, step in taken.items()}
    rows: list[dict[str, Any]] = []
    for label, parts in STAGES:
        wanted = [step for step in parts if step in lawful]
        if not wanted:
            continue
        row: dict[str, Any] = {"label": label, "state": "todo"}
        if done := taken.get(wanted[-1]):
            row |= {"state": "done", "done_at": done.at, "note": done.by.user.name if done.by else ""}
        if case.next_step in wanted:
            row |= {"state": "current"} | _expected(case, at, meeting_on)
        rows.append(row)
    return rows


def _expected(case: Case, at: dict[str, datetime], meeting_on: datetime | None) -> dict[str, Any]:
    """What the current stage waits for, in words or as a last day."""
    match case.next_step:
        case Step.CHIEF_ACKNOWLEDGED:
            return {"note": _("väntar på kvittens")}
        case Step.SUMMONED:
            return {"due": case.start_up_due_on}
        case Step.HELD if meeting_on:
            when = {"day": near_day(deadlines.local_date(meeting_on)), "clock": sweclock(meeting_on)}
            return {"note": _("kallat till %(day)s %(clock)s") % when}
        case Step.CLOSED if Step.DECIDED in at:
            return {"note": _("när målen är nådda")}
    return {}


def happenings(case: Case, *, with_content: bool, most: int | None = None) -> list[Happening]:
    """What has happened, newest first, at most ``most``. Reasons and consents only for those who may read the content.

    Each source is asked once, and for no more rows than are shown.
    """
    entries = [*_steps(case, most, with_content), *_stand_ins(case, most)]
    if with_content:
        entries += [
            *_openings(case, most),
            *_consents(case, most),
            *ledger.happenings(case, most),
            *called.happenings(case, most),
            *meetings.happenings(case, most),
            *case_tasks.happenings(case, most),
            *support.happenings(case, most),
            *tracks.happenings(case, most),
            *reception.happenings(case, most),
            *_notes(case, most),
            *_transfers(case, most),
        ]
    # Sorted first and turned afterwards: steps taken in the same moment then stand in the routine's order too.
    entries.sort(key=lambda entry: entry.when)
    return entries[::-1][:most]


def _steps(case: Case, most: int | None, with_content: bool) -> Iterator[Happening]:
    for step in newest(case.steps.select_related("by__user"), "at", most=most):
        words = [step.get_outcome_display(), step.reason] if with_content else []
        who = step.by.user.name if step.by else ""
        yield Happening(step.at, str(Step(step.step).label), who, "\n".join(filter(None, words)))


def _stand_ins(case: Case, most: int | None) -> Iterator[Happening]:
    for stand_in in newest(case.stand_ins.select_related("assignment__user"), "starts_at", most=most):
        who = {"name": stand_in.assignment.user.name}
        what = _("%(name)s inkallad som ersättare") % who
        if stand_in.ground == StandIn.Ground.ON_CALL:
            what = _("%(name)s har beredskap och fick besked") % who
        yield Happening(stand_in.starts_at, what, note=stand_in.get_ground_display())


def _openings(case: Case, most: int | None) -> Iterator[Happening]:
    openings = case.emergency_openings.select_related("assignment__user")
    for opening in newest(openings, "opened_at", "ended_at", most=most):
        who = opening.assignment.user.name
        yield Happening(opening.opened_at, _("Ärendet nödöppnades"), who, opening.reason)
        if opening.ended_at:
            yield Happening(opening.ended_at, _("Nödöppningen avslutades"), who)


def _consents(case: Case, most: int | None) -> Iterator[Happening]:
    consents = case.consents.select_related("actor", "recorded_by__user")
    for consent in newest(consents, "recorded_at", "withdrawn_at", most=most):
        actor, who = {"actor": consent.actor}, consent.recorded_by.user.name
        yield Happening(consent.recorded_at, _("Samtycke registrerat: %(actor)s") % actor, who)
        if consent.withdrawn_at:
            yield Happening(consent.withdrawn_at, _("Samtycke återkallat: %(actor)s") % actor)


def _notes(case: Case, most: int | None) -> Iterator[Happening]:
    for note in newest(case.notes.select_related("by__user"), "at", most=most):
        yield Happening(note.at, _("Personens egen röst"), note.by.user.name, note.text)


def _transfers(case: Case, most: int | None) -> Iterator[Happening]:
    asked = case.transfers.select_related("to_board", "board", "asked_by__user", "answered_by__user")
    for one in newest(asked, "asked_at", "answered_at", most=most):
        if one.to_board is None:
            continue
        words = {"to": one.to_board, "from": one.board}
        yield Happening(one.asked_at, _("Överlämnas från %(from)s till %(to)s") % words, one.asked_by.user.name)
        if one.answered_at and one.answered_by:
            what = _("Överlämnandet: %(answer)s") % {"answer": one.get_answer_display().lower()}
            yield Happening(one.answered_at, what, one.answered_by.user.name, one.answer_reason)


def consents_by_actor(consents: list[Consent], today: date) -> list[tuple[Consent, Consent.State]]:
    """The latest word about each actor with its state, those in force first."""
    latest: dict[Any, Consent] = {}
    for consent in consents:
        held = latest.get(consent.actor_id)
        if held is None or (consent.state(today) == Consent.State.IN_FORCE != held.state(today)):
            latest[consent.actor_id] = consent
    rows = [(consent, consent.state(today)) for consent in latest.values()]
    return sorted(rows, key=lambda row: (row[1] != Consent.State.IN_FORCE, str(row[0].actor)))
