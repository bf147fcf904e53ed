"""The minutes of the start-up meeting: five points, saved as they are written, then locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from cases.sig.models import Case, Meeting, MeetingPoint, Point
from cases.sig.models.meeting import incomplete, lock
from cases.sig.states import Step
from vbe.organisation.models import Assignment

__all__ = ["Conflict", "Written", "adjust", "incomplete", "read", "save"]


class Conflict(Exception):
    """Somebody else saved the minutes since this text was opened."""


@dataclass
class Written:
    notes: str = ""
    decision: str = ""
    responsible: str = ""
    due_on: date | None = None


def read(meeting: Meeting) -> dict[Point, MeetingPoint]:
    """The five points in order; a point nobody has written is empty."""
    saved = {point.point: point for point in meeting.points.all()}
    return {
        point: saved.get(point.value) or MeetingPoint(meeting=meeting, board_id=meeting.board_id, point=point)
        for point in Point
    }


def save(
    meeting: Meeting,
    written: dict[Point, Written],
    *,
    version: int,
    by: Assignment | None = None,
    now: datetime | None = None,
    page: UUID | None = None,
) -> int:
    """Save the points as written on top of ``version``; returns the new version.

    ``page`` names the open page that saves. A page whose last answer was lost goes on from what it saved itself.

    Raises NotAllowed when the minutes are locked and Conflict, with nothing saved, when somebody else has saved in
    between.
    """
    meeting.refuse_if_locked()
    points = read(meeting)
    if all(text == _written(points[point]) for point, text in written.items()):
        # Sent twice, or nothing new: no trace of a change that was none.
        return meeting.version
    current = Q(version=version) | Q(saved_from=page) if page else Q(version=version)
    raised = Meeting.objects.filter(current, pk=meeting.pk, locked_at=None).update(
        version=F("version") + 1, saved_at=now, saved_by=by, saved_from=page
    )
    meeting.refresh_from_db(fields=["version", "saved_at", "saved_by", "saved_from", "locked_at"])
    if not raised:
        meeting.refuse_if_locked()
        raise Conflict
    for point, text in written.items():
        row = points[point]
        row.notes, row.decision, row.responsible, row.due_on = text.notes, text.decision, text.responsible, text.due_on
        row.save()
    return meeting.version


def _written(point: MeetingPoint) -> Written:
    return Written(point.notes, point.decision, point.responsible, point.due_on)


def adjust(case: Case, meeting: Meeting, *, by: Assignment, now: datetime) -> None:
    """Lock the minutes and take the routine's step; refused while a point lacks decision, owner or date."""
    case.refuse_unless_next(Step.HELD)
    lock(meeting, by=by, now=now)
    case.take(Step.HELD, by=by, now=now)
