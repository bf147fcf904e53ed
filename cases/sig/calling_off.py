"""Meetings that will not be held, and people who are no longer called: out of their calendars by the next SEQUENCE."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.sig.invitations import send_call_off, send_cancelled
from cases.sig.models import Case, Meeting, Seat
from vbe.notices import outbox
from vbe.organisation.models import Assignment


def called_by_mail(meeting: Meeting) -> dict[str, Seat]:
    """Who is called by mail: by address, each address once."""
    called: dict[str, Seat] = {}
    for seat in meeting.seats.select_related("holder__user", "actor"):
        address = seat.holder.user.email if seat.holder else seat.email
        if address:
            called.setdefault(address, seat)
    return called


def cancel(meeting: Meeting, *, reason: str, by: Assignment, now: datetime) -> bool:
    """The meeting will not be held. Everybody who was called is told; False when that has been done.

    Raises NotAllowed when the minutes have been adjusted: then it was held.
    """
    meeting.refuse_if_locked()
    if meeting.cancelled_at:
        return False
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancel_reason = now, by, reason
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason", "sequence"])
    for address, seat in sorted(called_by_mail(meeting).items()):
        if seat.holder:
            text = _("%(kind)s i %(case)s är inställt") % {"kind": meeting.get_kind_display(), "case": meeting.case}
            outbox.notify(seat.holder, text=text, url=reverse("case", args=[meeting.case.number]), now=now)
        send_cancelled(meeting, address, now)
    return True


def _coming(case: Case, now: datetime) -> list[Meeting]:
    found = list(
        case.meetings.kept().filter(locked_at=None, starts_at__gt=now).order_by("starts_at", "id").select_for_update()
    )
    for meeting in found:
        meeting.case = case
    return found


def cancel_coming(case: Case, *, reason: str, by: Assignment, now: datetime) -> None:
    """No meeting to come is held. What has begun is left: its minutes are written afterwards."""
    for meeting in _coming(case, now):
        cancel(meeting, reason=reason, by=by, now=now)


def by_letter(case: Case, cancelled_at: datetime) -> list[str]:
    """Who was called on paper to what was cancelled at that moment: no mail reaches them, so somebody has to."""
    seats = Seat.objects.filter(meeting__case=case, meeting__cancelled_at=cancelled_at, by_letter=True)
    return sorted({str(seat.actor or seat.function) for seat in seats.select_related("actor")})


def call_off_holders(case: Case, *, reason: str, but: Assignment, now: datetime) -> None:
    """Everybody with an account here but ``but`` is called to no meeting to come, and ``reason`` stands on the seats.

    Contacts outside keep theirs: the meeting is called anew or cancelled by whoever leads the case.
    """
    for meeting in _coming(case, now):
        seats = [
            seat for seat in meeting.seats.select_related("holder__user") if seat.holder and seat.holder_id != but.pk
        ]
        if not seats:
            continue
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])
        for address in sorted({seat.holder.user.email for seat in seats if seat.holder}):
            send_call_off(meeting, address, now)
        for seat in seats:
            seat.vacate()
            seat.waived_reason = reason
            seat.save()
