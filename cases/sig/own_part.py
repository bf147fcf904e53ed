"""What somebody from another activity has in a case: meetings, tasks and copies of one's own, and nothing more of it.

The database tells only this much: neither the case nor its meetings are rows that such a participant may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from cases.sig.answering import tell_of_no
from cases.sig.models import Case, CaseTask, Excerpt, Meeting, Participation, SeatAnswer
from cases.sig.models.meeting import works_in_own_activity
from cases.sig.states import NotAllowed
from vbe.organisation.models import Assignment


@dataclass(frozen=True)
class OwnPart:
    """The acting assignment's part in one case, from outside the activity that the case is in."""

    id: UUID
    case_id: UUID
    board_id: UUID
    number: str
    board: str
    chief: str
    since: date

    @property
    def row(self) -> Participation:
        """For the log, which names a part's case as its record."""
        return Participation(pk=self.id, case_id=self.case_id, board_id=self.board_id)


@dataclass(frozen=True)
class OwnSeat:
    """What a summons said."""

    seat_id: UUID
    meeting_id: UUID
    case_id: UUID
    board_id: UUID
    function: str
    kind: str
    starts_at: datetime
    minutes_long: int
    place: str
    is_off: bool

    @property
    def label(self) -> str:
        return str(Meeting.Kind(self.kind).label)

    def is_open(self, now: datetime) -> bool:
        return not self.is_off and self.starts_at > now


def parts() -> list[OwnPart]:
    """The acting assignment's own parts, by the number of the case."""
    return [OwnPart(*row) for row in _rows("SELECT * FROM sig_own_parts()")]


def part_in(number: str) -> OwnPart | None:
    return next(iter(OwnPart(*row) for row in _rows("SELECT * FROM sig_own_parts() WHERE number = %s", number)), None)


def seats(part: OwnPart | None = None) -> list[OwnSeat]:
    """The seats that the acting assignment is called to, the latest meeting first: in one case, or in all."""
    if part is None:
        return [OwnSeat(*row) for row in _rows("SELECT * FROM sig_own_seats()")]
    return [OwnSeat(*row) for row in _rows("SELECT * FROM sig_own_seats() WHERE case_id = %s", part.case_id)]


def tasks(part: OwnPart, owner: Assignment) -> Any:
    return CaseTask.objects.filter(case=part.case_id, owner=owner).in_list_order()


def excerpts(part: OwnPart) -> Any:
    return Excerpt.objects.filter(case=part.case_id).order_by("-at", "-id")


def answers(held: list[OwnSeat], by: Assignment) -> dict[UUID, SeatAnswer]:
    """By seat: the latest answer, where it was to the time that the meeting has now."""
    times = {seat.seat_id: seat.starts_at for seat in held}
    given = SeatAnswer.objects.filter(seat__in=times.keys(), by=by).order_by("at", "id")
    return {answer.seat_id: answer for answer in given if answer.for_time == times[answer.seat_id]}


def answer(
    seat: OwnSeat, *, answer: str, deputy: str, for_time: datetime, by: Assignment, now: datetime
) -> SeatAnswer | None:
    """Keep whether one comes, and tell the chief of a no; None when it is the answer already.

    NotAllowed when it is off, over or moved.
    """
    if seat.is_off:
        raise NotAllowed(_("Mötet är inställt. Ditt svar behövs inte."))
    if seat.starts_at <= now:
        raise NotAllowed(_("Mötet har börjat. Kontakta den som kallar."))
    if seat.starts_at != for_time:
        raise NotAllowed(_("Mötet har fått en ny tid sedan du öppnade sidan. Läs tiden igen och svara på nytt."))
    before = answers([seat], by).get(seat.seat_id)
    if before and (before.answer, before.deputy) == (answer, deputy):
        return None
    given = SeatAnswer(
        seat_id=seat.seat_id, board_id=seat.board_id, answer=answer, deputy=deputy, for_time=for_time, at=now, by=by
    )
    given.save(force_insert=True)
    for told, number in _rows("SELECT * FROM sig_own_chief(%s)", seat.case_id):
        tell_of_no(given, [Assignment.objects.select_related("user").get(pk=told)], number, now)
    return given


def finish(task: CaseTask, *, by: Assignment, now: datetime) -> bool:
    """The own task is done; False when that has been said."""
    return bool(CaseTask.objects.filter(pk=task.pk, owner=by, done_at=None).update(done_at=now, done_by=by))


def is_outside(participant: Assignment, case: Case) -> bool:
    """Whether a participant has only her own part of the case: what ``sig_parts()`` answers, for one who may see it."""
    if participant.pk == case.chief_id or participant.unit is None and participant.board_id == case.board_id:
        return False
    return not works_in_own_activity(participant, case.board_id)


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
