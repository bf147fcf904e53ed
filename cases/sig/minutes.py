"""The minutes of the start-up meeting: five points, saved as they are written, then locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from cases.sig.models import Case, Meeting, MeetingPoint, Point
from cases.sig.models.meeting import lock
from cases.sig.states import Step
from vbe.organisation.models import Assignment


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


def save(meeting: Meeting, written: dict[Point, Written], *, version: int) -> int:
    """Save the points as written on top of ``version``; returns the new version.

    Raises NotAllowed when the minutes are locked and Conflict, with nothing saved, when another version has
    been saved in between.
    """
    meeting.refuse_if_locked()
    raised = Meeting.objects.filter(pk=meeting.pk, version=version, locked_at=None).update(version=F("version") + 1)
    if not raised:
        raise Conflict
    points = read(meeting)
    for point, text in written.items():
        row = points[point]
        row.notes, row.decision, row.responsible, row.due_on = text.notes, text.decision, text.responsible, text.due_on
        row.save()
    meeting.version = version + 1
    return meeting.version


def adjust(case: Case, meeting: Meeting, *, by: Assignment, now: datetime) -> None:
    """Lock the minutes and take the routine's step; refused while a point lacks decision, owner or date."""
    case.refuse_unless_next(Step.HELD)
    lock(meeting, by=by, now=now)
    case.take(Step.HELD, by=by, now=now)
