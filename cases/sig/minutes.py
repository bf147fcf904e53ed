"""The minutes of a meeting: its points, saved as they are written, then locked and corrected only by addition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import case_tasks
from cases.sig.models import Case, Meeting, MeetingPoint, MinutesAddendum, Point
from cases.sig.states import NotAllowed, Step
from vbe.organisation.models import Assignment

# The start-up meeting and its follow-ups go through all five points (Spånga-Tensta 2017, s. 14); a forum whose own
# routine is another authority's has those that our case needs of it.
AGENDA: dict[str, tuple[Point, ...]] = {
    Meeting.Kind.REDEX: (Point.FACTS, Point.COMMUNICATION, Point.FOLLOW_UP),
    Meeting.Kind.SIP: (Point.FACTS, Point.DIRECTION, Point.ACTORS, Point.FOLLOW_UP),
    Meeting.Kind.OTHER: (Point.FACTS, Point.DIRECTION, Point.FOLLOW_UP),
}
# Of one point. A meeting that decides more under it has several points in one.
MOST_DECISIONS = 10

SAVED = ["version", "saved_at", "saved_by", "saved_from", "locked_at", "cancelled_at", "next_on", "no_next_reason"]

# A decision's place in the minutes: its point, and which in order; the first has the point's notes.
Place = tuple[Point, int]


class Conflict(Exception):
    """Somebody else saved the minutes since this text was opened."""


@dataclass
class Written:
    notes: str = ""
    decision: str = ""
    responsible: str = ""
    due_on: date | None = None


@dataclass
class Next:
    """When the next meeting is, or why there is none."""

    on: date | None = None
    no_reason: str = ""


def agenda(meeting: Meeting) -> tuple[Point, ...]:
    return AGENDA.get(meeting.kind, tuple(Point))


def read(meeting: Meeting) -> dict[Place, MeetingPoint]:
    """The decisions in the agenda's order; the first of a point that nobody has written is empty."""
    saved = {(Point(row.point), row.position): row for row in meeting.points.all()}
    rows: dict[Place, MeetingPoint] = {}
    for point in agenda(meeting):
        rows[point, 0] = saved.get((point, 0)) or row_at(meeting, (point, 0))
        rows |= {place: row for place, row in saved.items() if place[0] == point and place[1]}
    return rows


def row_at(meeting: Meeting, place: Place) -> MeetingPoint:
    return MeetingPoint(meeting=meeting, board_id=meeting.board_id, point=place[0], position=place[1])


def save(
    meeting: Meeting,
    written: Mapping[Place, Written],
    *,
    version: int,
    next_meeting: Next | None = None,
    by: Assignment | None = None,
    now: datetime | None = None,
    page: UUID | None = None,
) -> int:
    """Save the decisions as written on top of ``version``; returns the new version. What is not named is not touched.

    ``page`` names the open page that saves. A page whose last answer was lost goes on from what it saved itself.

    Raises NotAllowed when the minutes are locked and Conflict, with nothing saved, when somebody else has saved in
    between.
    """
    refuse_unless_open(meeting)
    rows = read(meeting)
    changed = {place: text for place, text in written.items() if text != _written(rows.get(place))}
    following = next_meeting or Next(meeting.next_on, meeting.no_next_reason)
    if not changed and following == Next(meeting.next_on, meeting.no_next_reason):
        # Sent twice, or nothing new: no trace of a change that was none.
        return meeting.version
    current = Q(version=version) | Q(saved_from=page) if page else Q(version=version)
    raised = Meeting.objects.filter(current, pk=meeting.pk, locked_at=None).update(
        version=F("version") + 1,
        saved_at=now,
        saved_by=by,
        saved_from=page,
        next_on=following.on,
        no_next_reason=following.no_reason,
    )
    meeting.refresh_from_db(fields=SAVED)
    if not raised:
        refuse_unless_open(meeting)
        raise Conflict
    for place, text in changed.items():
        row = rows.get(place) or row_at(meeting, place)
        row.notes, row.decision, row.responsible, row.due_on = text.notes, text.decision, text.responsible, text.due_on
        row.save()
    return meeting.version


def _written(row: MeetingPoint | None) -> Written:
    return Written(row.notes, row.decision, row.responsible, row.due_on) if row else Written()


def refuse_unless_open(meeting: Meeting) -> None:
    """Raise NotAllowed when nothing more is written in the minutes."""
    meeting.refuse_if_locked()
    if meeting.cancelled_at:
        raise NotAllowed(_("Mötet är inställt. Det har inget protokoll."))
    if meeting.case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Protokollet kan inte skrivas längre."))


def incomplete(meeting: Meeting) -> list[str]:
    """The points of the agenda that lack a decision, or have one without an owner or a date."""
    rows = [row for row in read(meeting).values() if row.position == 0 or not row.empty]
    missing = {row.point for row in rows if not row.complete}
    return [str(point.label) for point in agenda(meeting) if point in missing]


def adjust(case: Case, meeting: Meeting, *, by: Assignment, now: datetime) -> None:
    """Lock the minutes and give each decision to its owner as a task; the start-up meeting takes the routine's step.

    Raises NotAllowed while a decision lacks owner or date, and while nobody has said when the next meeting is.
    """
    if meeting.kind == Meeting.Kind.START_UP:
        case.refuse_unless_next(Step.HELD)
    refuse_unless_open(meeting)
    if missing := incomplete(meeting):
        raise NotAllowed(_("Skriv beslut, ansvarig och datum för: %(points)s.") % {"points": ", ".join(missing)})
    _refuse_without_next(meeting)
    locked = Meeting.objects.filter(pk=meeting.pk, locked_at=None).update(locked_at=now, locked_by=by)
    meeting.refresh_from_db(fields=["locked_at", "locked_by"])
    if not locked:
        meeting.refuse_if_locked()
    case_tasks.give(case, [row for row in read(meeting).values() if row.complete], by=by, now=now)
    if meeting.kind == Meeting.Kind.START_UP:
        case.take(Step.HELD, by=by, now=now)


def _refuse_without_next(meeting: Meeting) -> None:
    if not meeting.next_on and not meeting.no_next_reason:
        raise NotAllowed(_("Skriv när nästa möte är, eller varför det inte behövs något."))
    if meeting.next_on and meeting.no_next_reason:
        raise NotAllowed(_("Nästa möte har både en dag och ett skäl till att inget behövs. Ta bort det ena."))
    if meeting.next_on and meeting.next_on <= timezone.localdate(meeting.starts_at):
        raise NotAllowed(_("Nästa möte är efter det här mötet. Ändra dagen."))


def add(addendum: MinutesAddendum, *, by: Assignment, now: datetime) -> bool:
    """Add to adjusted minutes; False when the same form was sent before.

    Allowed in a closed case too: the law asks that what is wrong can be corrected. Raises NotAllowed before the
    minutes are adjusted, when the text itself can be changed.
    """
    if addendum.meeting.locked_at is None:
        raise NotAllowed(_("Protokollet är inte justerat. Ändra i texten i stället."))
    addendum.by, addendum.at, addendum.board_id = by, now, addendum.meeting.board_id
    try:
        with transaction.atomic():
            addendum.save(force_insert=True)
    except IntegrityError:
        return False
    return True
