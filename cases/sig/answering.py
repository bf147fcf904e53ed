"""Whether those who are called come, and who answered what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from cases.sig.models import Meeting, Seat, SeatAnswer
from cases.sig.models.answer import Called
from cases.sig.states import NotAllowed
from vbe.organisation.models import Assignment

Answer = SeatAnswer.Answer


@dataclass(frozen=True)
class Said:
    """What a seat's holder has answered, and whether it was to the time that the meeting has now."""

    answer: SeatAnswer
    is_current: bool

    @property
    def tone(self) -> str:
        if not self.is_current:
            return "neutral"
        return {Answer.YES: "success", Answer.NO: "warning"}.get(Answer(self.answer.answer), "info")

    @property
    def words(self) -> str:
        if not self.is_current:
            return _("Svarade före ny tid")
        return {Answer.YES: _("Kommer"), Answer.NO: _("Kommer inte"), Answer.DEPUTY: _("Skickar ersättare")}[
            Answer(self.answer.answer)
        ]


def said(meeting: Meeting, seats: Iterable[Seat]) -> dict[UUID, Said]:
    """By seat: the latest answer of whoever fills it now. What somebody who was called before said is not theirs."""
    by_id, latest = {seat.pk: seat for seat in seats}, {}
    for answer in SeatAnswer.objects.filter(seat__in=by_id.keys()).select_related("link", "by__user"):
        seat = by_id[answer.seat_id]
        theirs = answer.link.email == seat.email if answer.link else _same_person(answer.by, seat.holder)
        if theirs:
            latest[seat.pk] = Said(answer, answer.for_time == meeting.starts_at)
    return latest


def _same_person(by: Assignment | None, holder: Assignment | None) -> bool:
    """A merger of boards gives a person a new assignment; the answer is still theirs."""
    return bool(by and holder and by.user_id == holder.user_id)


def answer_by_link(called: Called, *, answer: str, deputy: str, for_time: datetime, now: datetime) -> None:
    """Keep what the holder of the opened link answers. Raises NotAllowed when that can no longer be answered."""
    if not called.is_open or called.starts_at != for_time:
        raise NotAllowed(_("Mötet har ändrats sedan du öppnade sidan. Läs tiden igen och svara på nytt."))
    _keep(called.seat_id, called.board_id, answer, deputy, for_time, now, link=called.link_id)


def answer_as_holder(
    seat: Seat, *, answer: str, deputy: str, for_time: datetime, by: Assignment, now: datetime
) -> None:
    """Keep what somebody with an account answers. Raises NotAllowed when the meeting is off, over or moved."""
    meeting = seat.meeting
    if meeting.cancelled_at:
        raise NotAllowed(_("Mötet är inställt. Ditt svar behövs inte."))
    if meeting.starts_at <= now:
        raise NotAllowed(_("Mötet har börjat. Kontakta den som kallar."))
    if meeting.starts_at != for_time:
        raise NotAllowed(_("Mötet har fått en ny tid sedan du öppnade sidan. Läs tiden igen och svara på nytt."))
    _keep(seat.pk, seat.board_id, answer, deputy, for_time, now, by=by)


def _keep(
    seat: UUID,
    board: UUID,
    answer: str,
    deputy: str,
    for_time: datetime,
    now: datetime,
    *,
    by: Assignment | None = None,
    link: UUID | None = None,
) -> None:
    kept = SeatAnswer.objects.filter(seat=seat, link=link, by=by, for_time=for_time).last()
    if kept and (kept.answer, kept.deputy) == (answer, deputy):
        # Sent twice: one answer.
        return
    SeatAnswer(
        seat_id=seat, board_id=board, answer=answer, deputy=deputy, for_time=for_time, at=now, by=by, link_id=link
    ).save(force_insert=True)
