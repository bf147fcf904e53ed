"""What the record of a case shows of its summonses: the meeting that comes next, who comes, and what was called."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.answering import said
from cases.sig.forms.answering import AnswerForm
from cases.sig.forms.summons import CancelForm
from cases.sig.happening import Happening, newest
from cases.sig.models import Case, Meeting, Seat, SeatAnswer
from cases.sig.seats import places, uncovered
from vbe.access.request import Request


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """The next meeting to come, or else the start-up meeting; before anybody is called, the seats that will be."""
    now = timezone.now()
    meeting = _next_meeting(case, now) or case.start_up
    if meeting is None:
        return {"called_meeting": None, "places": places(case, today)}
    meeting.case = case
    rows = [seat for seat in meeting.seats.select_related("holder__user", "holder__unit", "actor") if _is_shown(seat)]
    answers, is_open = said(rows), not meeting.cancelled_at and meeting.starts_at > now
    own = next((seat for seat in rows if seat.holder_id == request.access.acting.pk), None)
    return {
        "called_meeting": meeting,
        "seats": [(seat, answers.get(seat.pk)) for seat in rows],
        "uncovered": uncovered(case, rows, timezone.localdate(meeting.starts_at)) if is_open else [],
        "is_open": is_open,
        "own_seat": own if is_open else None,
        "own_answer": answers.get(own.pk) if own else None,
        "answer_form": _answer_form(meeting, answers.get(own.pk) if own else None),
        "cancel_form": CancelForm(),
    }


def start_up_at(case: Case) -> datetime | None:
    """When the start-up meeting is; None while it is neither called nor called anew."""
    return case.start_up.starts_at if case.start_up and not case.start_up.cancelled_at else None


def _next_meeting(case: Case, now: datetime) -> Meeting | None:
    coming = case.meetings.filter(cancelled_at=None, locked_at=None, starts_at__gt=now)
    return coming.order_by("starts_at", "id").first()


def _is_shown(seat: Seat) -> bool:
    return bool(seat.called or seat.waived_reason)


def _answer_form(meeting: Meeting, own: Any) -> AnswerForm:
    given = {"answer": own.answer.answer, "deputy": own.answer.deputy} if own and own.is_current else {}
    return AnswerForm(initial=given | {"for_time": meeting.starts_at.isoformat()})


def happenings(case: Case, most: int | None) -> list[Happening]:
    """Meetings called and cancelled, and what those who were called answered. The routine tells its own steps."""
    entries = []
    for meeting in newest(case.meetings.select_related("cancelled_by__user"), "summoned_at", "cancelled_at", most=most):
        kind = meeting.get_kind_display()
        if meeting.summoned_at and (meeting.kind != Meeting.Kind.START_UP or meeting.sequence):
            what = _("Kallelse ändrad: %(kind)s") if meeting.sequence else _("Kallelse skickad: %(kind)s")
            entries.append(Happening(meeting.summoned_at, what % {"kind": kind}))
        if meeting.cancelled_at:
            who = meeting.cancelled_by.user.name if meeting.cancelled_by else ""
            what = _("Inställt: %(kind)s") % {"kind": kind}
            entries.append(Happening(meeting.cancelled_at, what, who, meeting.cancel_reason))
    answers = SeatAnswer.objects.filter(seat__meeting__case=case).select_related("seat", "by__user")
    for answer in newest(answers, "at", most=most):
        said_how = _("Svar per telefon") if answer.heard_from else _("Svar på kallelse")
        what = f"{said_how}, {answer.seat.function}: {answer.get_answer_display().lower()}"
        entries.append(Happening(answer.at, what, answer.by.user.name if answer.by else "", answer.deputy))
    return entries
