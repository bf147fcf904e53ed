"""The summons on paper: when, where and whom to answer. Nothing of what the meeting is about, and no names."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from cases.sig.models import Case, Meeting, Seat
from vbe.reports.making import checked_sheet


def letter(case: Case, meeting: Meeting, seat: Seat) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1, the same bytes until the meeting is called anew. Raises NotValid."""
    at = meeting.cancelled_at or meeting.summoned_at or meeting.starts_at
    context = {
        "board": case.board,
        "sender": case.chief.user,
        "meeting": meeting,
        "ends_at": meeting.starts_at + timedelta(minutes=meeting.minutes_long),
        "recipient": seat.actor or seat.function,
        "at": at,
    }
    mark = hashlib.sha256(f"{meeting.pk} {meeting.sequence} {seat.pk}".encode()).hexdigest()
    return checked_sheet("sig/pdf/letter.html", context, at=at, identifier=mark)
