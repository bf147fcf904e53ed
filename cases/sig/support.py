"""Support in a case: proposed by those who take part, decided and ended by the chief, followed up until then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.happening import Happening, newest
from cases.sig.models import Case, SupportMeasure, SupportReview
from cases.sig.sharing import ground_for
from cases.sig.states import NotAllowed, Step
from vbe.organisation.models import Actor, Assignment

State = SupportMeasure.State
OPEN = (State.RUNNING, State.PLANNED, State.PROPOSED)
# So many stand on the record; the others on the page of support.
MOST = 5


class Conflict(Exception):
    """Somebody else changed the proposal, or the chief decided it, since the page was opened."""


def refuse_if_closed(case: Case) -> None:
    if case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Det går inte att skriva mer i det."))


def refuse_without_ground(case: Case, actor: Actor | None, day: date) -> None:
    """An actor outside the activity is told something about the person: that needs a ground (legal.md L10, L11)."""
    if actor and ground_for(case, actor, day) is None:
        raise NotAllowed(
            _(
                "%(actor)s står utanför verksamheten, och ingen grund för att dela uppgifter finns. Registrera ett "
                "samtycke eller ett beslut först, eller välj en ansvarig i ärendet."
            )
            % {"actor": actor}
        )


def propose(measure: SupportMeasure, *, by: Assignment, now: datetime) -> bool:
    """Add a proposal under its own id; False when the same form has been sent before.

    Raises NotAllowed when the case is closed, and when an actor outside lacks a ground.
    """
    refuse_if_closed(measure.case)
    if SupportMeasure.objects.filter(pk=measure.pk, case=measure.case).exists():
        return False
    refuse_without_ground(measure.case, measure.actor, timezone.localdate(now))
    measure.board_id, measure.proposed_by, measure.proposed_at = measure.case.board_id, by, now
    measure.save(force_insert=True)
    return True


def change(measure: SupportMeasure, *, version: int, now: datetime) -> None:
    """Save a changed proposal on top of ``version``. Raises Conflict when that is no longer the latest."""
    refuse_if_closed(measure.case)
    refuse_without_ground(measure.case, measure.actor, timezone.localdate(now))
    held = SupportMeasure.objects.select_for_update().get(pk=measure.pk)
    if held.version != version or held.state != State.PROPOSED:
        raise Conflict
    measure.version = version + 1
    measure.save()


def decide(measure: SupportMeasure, *, approved: bool, reason: str, by: Assignment, now: datetime) -> None:
    """The chief's decision: the measure will be given, or not. Given from its first day on."""
    refuse_if_closed(measure.case)
    measure.refuse_unless(State.PROPOSED)
    if approved:
        refuse_without_ground(measure.case, measure.actor, timezone.localdate(now))
    measure.state = State.PLANNED if approved else State.DECLINED
    measure.reason, measure.decided_by, measure.decided_at = reason, by, now
    measure.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def start(measure: SupportMeasure, *, on: date, now: datetime) -> None:
    """Note that a decided measure has begun."""
    refuse_if_closed(measure.case)
    measure.refuse_unless(State.PLANNED)
    if measure.ends and measure.ends < on:
        raise NotAllowed(_("Insatsen skulle ha slutat före den dagen. Föreslå en ny insats i stället."))
    measure.state, measure.starts = State.RUNNING, on
    measure.save(update_fields=["state", "starts"])


def review(row: SupportReview, *, by: Assignment, now: datetime) -> bool:
    """Note how a measure goes; False when the same form has been sent before."""
    measure = row.measure
    refuse_if_closed(measure.case)
    if SupportReview.objects.filter(pk=row.pk, measure=measure).exists():
        return False
    measure.refuse_unless(State.RUNNING, State.PLANNED)
    row.case, row.board_id, row.by, row.at = measure.case, measure.board_id, by, now
    row.save(force_insert=True)
    measure.review_on = row.next_on
    measure.save(update_fields=["review_on"])
    return True


def end(measure: SupportMeasure, *, on: date, result: str, words: str, by: Assignment, now: datetime) -> None:
    """The chief ends a measure, with what came of it."""
    refuse_if_closed(measure.case)
    measure.refuse_unless(State.RUNNING, State.PLANNED)
    measure.state, measure.result, measure.result_words = State.ENDED, result, words
    # One that never began ends on the day it would have begun.
    measure.ends, measure.review_on = max(on, measure.starts), None
    measure.ended_by, measure.ended_at = by, now
    fields = ["state", "result", "result_words", "ends", "review_on", "ended_by", "ended_at"]
    measure.save(update_fields=fields)


def goes_on(case: Case) -> bool:
    """Whether a decided measure is planned or running."""
    return case.measures.filter(state__in=(State.PLANNED, State.RUNNING)).exists()


def settle(case: Case, *, taken_over_by: str, by: Assignment, now: datetime) -> None:
    """The chief closes the case: each measure ends, handed over to whoever ``taken_over_by`` says, and proposals lapse.

    Raises NotAllowed when a measure goes on and nobody takes it over: the chief who decides on the support also ends it
    (Spånga-Tensta 2017, s. 14).
    """
    if not taken_over_by and goes_on(case):
        raise NotAllowed(_("Insatser pågår eller är planerade. Avsluta dem först, eller skriv vem som tar över dem."))
    for measure in case.measures.filter(state__in=OPEN):
        measure.case = case
        if measure.state == State.PROPOSED:
            decide(measure, approved=False, reason=_("Ärendet avslutas."), by=by, now=now)
            continue
        handed = SupportMeasure.Result.HANDED_OVER
        end(measure, on=timezone.localdate(now), result=handed, words=taken_over_by, by=by, now=now)


def responsible_in(case: Case, today: date) -> list[Assignment]:
    """Who may answer for a measure inside the activity: those who take part in the case today, the chief first."""
    part = case.participations.filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today)
    held = [p.assignment for p in part.select_related("assignment__user", "assignment__unit").order_by("starts", "id")]
    return sorted(held, key=lambda assignment: assignment.pk != case.chief_id)


def panel(case: Case) -> dict[str, Any]:
    """What the record shows of the support: at most five, and how many there are."""
    shown = list(case.measures.with_people().in_plan_order().filter(state__in=OPEN)[:MOST])
    return {"measures": shown, "measures_others": case.measures.count() - len(shown)}


def happenings(case: Case, most: int | None) -> list[Happening]:
    """Decisions and follow-ups, for those who may read the content."""
    entries = []
    measures = case.measures.with_people().select_related("ended_by__user")
    for measure in newest(measures, "proposed_at", "decided_at", "ended_at", most=most):
        what = {"name": measure.name}
        entries.append(
            Happening(measure.proposed_at, _("Insats föreslagen: %(name)s") % what, measure.proposed_by.user.name)
        )
        if measure.decided_at and measure.decided_by:
            text = _("Insats beslutad: %(name)s") if measure.state != State.DECLINED else _("Insats avslagen: %(name)s")
            entries.append(Happening(measure.decided_at, text % what, measure.decided_by.user.name, measure.reason))
        if measure.ended_at and measure.ended_by:
            entries.append(
                Happening(
                    measure.ended_at,
                    _("Insats avslutad: %(name)s") % what,
                    measure.ended_by.user.name,
                    measure.get_result_display(),
                )
            )
    return entries
