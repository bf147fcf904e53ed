"""Whether those who are called come, and who answered what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.sig.chiefs import told_of
from cases.sig.models import Meeting, Seat, SeatAnswer
from cases.sig.models.answer import Called, chief_by_link
from cases.sig.states import NotAllowed, Step
from vbe.notices import outbox
from vbe.organisation.models import Assignment

Answer = SeatAnswer.Answer


@dataclass(frozen=True)
class Said:
    """What a seat's holder has answered, and whether it was to the time that the meeting has now."""

    answer: SeatAnswer
    is_current: bool

    @property
    def is_no(self) -> bool:
        return self.is_current and self.answer.answer == Answer.NO

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


def said(seats: Iterable[Seat]) -> dict[UUID, Said]:
    """By seat: the latest answer of whoever fills it now. What somebody who was called before said is not theirs."""
    by_id, latest = {seat.pk: seat for seat in seats}, {}
    # The last of each who has answered, however often they have changed their minds.
    whose = ("seat_id", "link_id", "by_id", "heard_from")
    answers = SeatAnswer.objects.filter(seat__in=by_id.keys()).order_by(*whose, "-at", "-id").distinct(*whose)
    for answer in sorted(answers.select_related("link", "by__user"), key=lambda answer: (answer.at, answer.pk)):
        seat = by_id[answer.seat_id]
        if _is_theirs(answer, seat):
            latest[seat.pk] = Said(answer, answer.for_time == seat.meeting.starts_at)
    return latest


def _is_theirs(answer: SeatAnswer, seat: Seat) -> bool:
    if answer.heard_from:
        return answer.heard_from == seat.filled_by
    return answer.link.email == seat.email if answer.link else _same_person(answer.by, seat.holder)


def _same_person(by: Assignment | None, holder: Assignment | None) -> bool:
    """A merger of boards gives a person a new assignment; the answer is still theirs."""
    return bool(by and holder and by.user_id == holder.user_id)


def cannot_come(seats: QuerySet[Seat], now: datetime) -> list[Seat]:
    """Required seats at meetings to come, whose holder has last said no to the time that the meeting has."""
    asked = seats.filter(required=True, meeting__cancelled_at=None, meeting__locked_at=None, meeting__starts_at__gt=now)
    refused = SeatAnswer.objects.filter(seat=OuterRef("pk"), answer=Answer.NO, for_time=OuterRef("meeting__starts_at"))
    found = list(
        asked.filter(Exists(refused)).select_related("meeting__case", "holder").order_by("meeting__starts_at", "id")
    )
    answers = said(found)
    return [seat for seat in found if (last := answers.get(seat.pk)) and last.is_no]


def answer_by_link(called: Called, *, answer: str, deputy: str, for_time: datetime, now: datetime) -> None:
    """Keep what the holder of the opened link answers, and tell the chief of a no.

    Raises NotAllowed when that can no longer be answered.
    """
    if not called.is_open or called.starts_at != for_time:
        raise NotAllowed(_("Mötet har ändrats sedan du öppnade sidan. Läs tiden igen och svara på nytt."))
    given = SeatAnswer(
        seat_id=called.seat_id, board_id=called.board_id, answer=answer, deputy=deputy, for_time=for_time, at=now,
        link_id=called.link_id,
    )  # fmt: skip
    if _keep(given) and (leads := chief_by_link()):
        chief, number = leads
        tell_of_no(given, [chief], number, now)


def answer_as_holder(
    seat: Seat, *, answer: str, deputy: str, for_time: datetime, by: Assignment, now: datetime
) -> None:
    """Keep what somebody with an account answers, and tell the chief of a no.

    Raises NotAllowed when the meeting is off, over or moved.
    """
    refuse_if_past(seat.meeting, for_time, now)
    given = SeatAnswer(
        seat=seat, board_id=seat.board_id, answer=answer, deputy=deputy, for_time=for_time, at=now, by=by
    )
    case = seat.meeting.case
    if _keep(given) and case.chief_id != by.pk:
        tell_of_no(given, [chief for chief in told_of(case, now) if chief.pk != by.pk], case.number, now)


def note_by_phone(seat: Seat, *, answer: str, deputy: str, for_time: datetime, by: Assignment, now: datetime) -> None:
    """Keep what whoever fills the seat has answered by phone, as ``by`` heard it.

    Raises NotAllowed when nobody is called to the seat, and when the meeting is off, over or moved.
    """
    refuse_unless_called(seat, for_time, now)
    given = SeatAnswer(
        seat=seat, board_id=seat.board_id, answer=answer, deputy=deputy, for_time=for_time, at=now, by=by,
        heard_from=seat.filled_by,
    )  # fmt: skip
    _keep(given)


def refuse_unless_called(seat: Seat, for_time: datetime, now: datetime) -> None:
    """Raise NotAllowed unless somebody is called to the seat, at a meeting to come at that time."""
    if seat.meeting.case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Svaret behövs inte."))
    refuse_if_past(seat.meeting, for_time, now)
    if not seat.called:
        raise NotAllowed(_("Ingen är kallad till den platsen längre."))


def refuse_if_past(meeting: Meeting, for_time: datetime, now: datetime) -> None:
    if meeting.cancelled_at:
        raise NotAllowed(_("Mötet är inställt. Svaret behövs inte."))
    if meeting.starts_at <= now:
        raise NotAllowed(_("Mötet har börjat. Kontakta den som kallar."))
    if meeting.starts_at != for_time:
        raise NotAllowed(_("Mötet har fått en ny tid sedan du öppnade sidan. Läs tiden igen och svara på nytt."))


def _keep(given: SeatAnswer) -> bool:
    """Store the answer; False when the same one was sent before."""
    theirs = SeatAnswer.objects.filter(
        seat=given.seat_id, link=given.link_id, by=given.by_id, heard_from=given.heard_from, for_time=given.for_time
    )
    kept = theirs.last()
    if kept and (kept.answer, kept.deputy) == (given.answer, given.deputy):
        return False
    given.save(force_insert=True)
    return True


def tell_of_no(given: SeatAnswer, chiefs: list[Assignment], number: str, now: datetime) -> None:
    """Somebody cannot come: the chief is told that, and reads in the case who. Once for each time of the meeting."""
    before = SeatAnswer.objects.filter(
        seat=given.seat_id, link=given.link_id, by=given.by_id, for_time=given.for_time, answer=Answer.NO
    )
    if given.answer != Answer.NO or before.exclude(pk=given.pk).exists():
        return
    text = _("%(case)s: någon som är kallad kan inte komma") % {"case": number}
    for chief in chiefs:
        outbox.tell(chief, text=text, url=reverse("case", args=[number]), now=now)
