"""Summoning to the meetings of a case: called, called anew, cancelled.

Everybody gets each version of a summons once: whoever is called to the same time and place as before is sent nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import sharing
from cases.sig.calling_off import called_by_mail, cancel
from cases.sig.invitations import CANCEL, REQUEST, calendar_file, send_call, send_call_off
from cases.sig.models import Case, Meeting, Seat
from cases.sig.routine import add_participant, end_participation
from cases.sig.seats import Filled, Place, grounds_of, places
from cases.sig.states import NotAllowed, Step
from vbe.notices import outbox
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment

__all__ = [
    "CANCEL",
    "REQUEST",
    "Changed",
    "Filled",
    "Place",
    "calendar_file",
    "call_off_actor",
    "cancel",
    "places",
    "send_call_off",
    "summon",
    "unchanged",
]

# A start-up meeting is called at once; a date further away is a slip of the finger.
LONGEST_AHEAD = timedelta(days=60)
LONGEST_TO_NEXT = timedelta(days=366)


class Changed(Exception):
    """Somebody else has changed the summons since the page was opened."""


def longest_ahead(kind: str) -> timedelta:
    return LONGEST_AHEAD if kind == Meeting.Kind.START_UP else LONGEST_TO_NEXT


def may_follow_up(case: Case) -> bool:
    """Whether the start-up meeting has been held, in this round of the routine or before the case was opened again."""
    return case.has_met or case.taken(Step.HELD) is not None


def may_call(case: Case, kind: str, meeting: Meeting | None = None) -> None:
    """Raise NotAllowed, saying what comes first, unless a meeting of this kind may be called now, or called anew."""
    if case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Inga nya möten kallas i det."))
    if kind == Meeting.Kind.START_UP and case.step != Step.SUMMONED:
        case.refuse_unless_next(Step.SUMMONED)
    if meeting:
        meeting.refuse_if_locked()
    if kind == Meeting.Kind.FOLLOW_UP and not may_follow_up(case):
        raise NotAllowed(_("Ett uppföljningsmöte kallas när uppstartsmötet är hållet."))


def summon(
    case: Case,
    *,
    starts_at: datetime,
    place: str,
    minutes_long: int,
    seats: list[Filled],
    by: Assignment,
    now: datetime,
    kind: str = Meeting.Kind.START_UP,
    meeting: Meeting | None = None,
    pk: UUID | None = None,
    version: int | None = None,
) -> Meeting:
    """Call a meeting; ``meeting`` is called anew with another time, place or seats, and may have been cancelled.

    ``pk`` is the id that a new meeting gets. ``version`` is the sequence that the caller has seen.

    Raises NotAllowed when ``may_call`` does, when the time has passed or lies far ahead, when a required seat is
    neither filled nor waived, and when somebody outside the own activity is called without a ground that covers
    the day of the meeting. Raises Changed, with nothing written, when the summons is no longer the one that was seen.
    """
    if kind == Meeting.Kind.START_UP:
        meeting = meeting or case.start_up
    may_call(case, kind, meeting)
    _refuse_unlikely_time(kind, starts_at, now)
    grounds = grounds_of(case, seats, timezone.localdate(starts_at))
    if meeting and version is not None and version != meeting.sequence:
        raise Changed
    is_new = meeting is None
    meeting = meeting or Meeting(pk=pk or new_id(), case=case, board_id=case.board_id, kind=kind)
    asked = (starts_at, place, minutes_long)
    before, was_off = {} if is_new else called_by_mail(meeting), meeting.cancelled_at is not None
    moved = not is_new and (was_off or _when_and_where(meeting) != asked)
    meeting.starts_at, meeting.place, meeting.minutes_long = asked
    meeting.summoned_at, meeting.sequence = now, 0 if is_new else meeting.sequence + 1
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancel_reason = None, None, ""
    meeting.save(force_insert=is_new)
    _seat(meeting, seats, grounds)
    if kind == Meeting.Kind.START_UP:
        case.start_ups = [meeting]
        if case.step != Step.SUMMONED:
            case.take(Step.SUMMONED, by=by, now=now)
    called = called_by_mail(meeting)
    for address, seat in sorted(called.items()):
        if moved or address not in before:
            _tell(meeting, seat, now, moved=moved and address in before and not was_off)
    for address, seat in sorted(before.items()):
        if address not in called:
            _let_go(meeting, seat, now)
            if not was_off:
                send_call_off(meeting, address, now)
    return meeting


class Emptied(NamedTuple):
    """A seat that nobody is called to any longer; whoever was called by letter is told by nobody but the chief."""

    seat: Seat
    by_letter: bool


def call_off_actor(case: Case, actor: Actor, now: datetime) -> list[Emptied]:
    """Nothing covers ``actor`` any longer: it is called to no meeting to come, and its people leave the case.

    Returns the seats that were emptied. A meeting on a day that something else covers is left as it is.
    """
    emptied = []
    covered = sharing.covered(case, timezone.localdate(now))
    for seat in Seat.objects.filter(meeting__case=case, actor=actor).select_related("meeting", "holder__user"):
        meeting = seat.meeting
        meeting.case = case
        if seat.holder and actor.pk not in covered and seat.holder_id != case.chief_id:
            end_participation(case, seat.holder, timezone.localdate(now))
        is_coming = not (meeting.locked_at or meeting.cancelled_at) and meeting.starts_at > now
        if not (is_coming and seat.called) or sharing.ground_for(case, actor, timezone.localdate(meeting.starts_at)):
            continue
        address, by_letter = seat.holder.user.email if seat.holder else seat.email, seat.by_letter
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        seat.vacate()
        seat.waived_reason = _("Samtycket eller beslutet gäller inte längre")
        seat.save()
        if address:
            send_call_off(meeting, address, now)
        emptied.append(Emptied(seat, by_letter))
    return emptied


def unchanged(
    meeting: Meeting | None, *, starts_at: datetime, place: str, minutes_long: int, seats: list[Filled], **_more: Any
) -> bool:
    """Whether the meeting has been called exactly so already: the second press of a button sends nothing."""
    if meeting is None or meeting.cancelled_at or _when_and_where(meeting) != (starts_at, place, minutes_long):
        return False

    def answer(seat: Filled | Seat) -> tuple[Any, ...]:
        who = (seat.holder and seat.holder.pk, seat.actor and seat.actor.pk)
        return (seat.function, *who, seat.email, seat.by_letter, seat.waived_reason)

    held = [seat for seat in meeting.seats.select_related("holder", "actor") if seat.called or seat.waived_reason]
    return [answer(seat) for seat in seats] == [answer(seat) for seat in held]


def _when_and_where(meeting: Meeting) -> tuple[datetime, str, int]:
    return meeting.starts_at, meeting.place, meeting.minutes_long


def _refuse_unlikely_time(kind: str, starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise NotAllowed(_("Mötet kan inte kallas till en tid som har passerat. Välj en ny tid."))
    if starts_at > now + longest_ahead(kind):
        raise NotAllowed(
            _("Mötet kan läggas högst %(days)s dagar fram. Välj en tidigare dag.") % {"days": longest_ahead(kind).days}
        )


def _seat(meeting: Meeting, seats: list[Filled], grounds: dict[str, str]) -> None:
    """Each seat as answered. A row stays when nobody is called to it any longer: its links then say so."""
    held = {seat.function: seat for seat in meeting.seats.all()}
    for position, filled in enumerate(seats):
        known = held.pop(filled.function, None)
        seat = known or Seat(meeting=meeting, board_id=meeting.board_id, function=filled.function)
        for name in ("required", "holder", "actor", "email", "by_letter", "waived_reason"):
            setattr(seat, name, getattr(filled, name))
        # An actor's function may be filled from inside: then the seat is no actor's.
        seat.position, seat.ground = position, grounds.get(filled.function, "")
        seat.save(force_insert=known is None)
    for seat in held.values():
        seat.vacate()
        seat.save()


def _tell(meeting: Meeting, seat: Seat, now: datetime, *, moved: bool) -> None:
    if seat.holder:
        add_participant(meeting.case, seat.holder, timezone.localdate(now))
        words = {"kind": meeting.get_kind_display().lower(), "case": meeting.case}
        if meeting.kind == Meeting.Kind.SIP:
            words["kind"] = meeting.get_kind_display()
        text = _("Ny tid eller plats för %(kind)s i %(case)s") if moved else _("Du är kallad till %(kind)s i %(case)s")
        outbox.notify(seat.holder, text=text % words, url=reverse("case", args=[meeting.case.number]), now=now)
    send_call(meeting, seat, now, moved=moved)


def _let_go(meeting: Meeting, seat: Seat, now: datetime) -> None:
    """Somebody who is no longer called leaves the case, unless another meeting or the decisions keep them there."""
    holder = seat.holder
    if holder is None or holder.pk == meeting.case.chief_id:
        return
    others = Seat.objects.filter(meeting__case=meeting.case, meeting__cancelled_at=None, holder=holder)
    if not others.exists():
        end_participation(meeting.case, holder, timezone.localdate(now))
