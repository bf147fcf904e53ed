"""The summons on paper: when, where and whom to answer. Nothing of what the meeting is about, and no names."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from cases.sig.models import Case, Meeting, Seat
from cases.sig.tracks import sender
from vbe.reports.making import checked_sheet


def letter(case: Case, meeting: Meeting, seat: Seat) -> bytes:
    """The letter as PDF/A-3a and PDF/UA-1, the same bytes until the meeting is called anew. Raises NotValid."""
    context = context_of(case, meeting, seat)
    mark = hashlib.sha256(f"{meeting.pk} {meeting.sequence} {seat.pk}".encode()).hexdigest()
    return checked_sheet("sig/pdf/letter.html", context, at=context["at"], identifier=mark)


def context_of(case: Case, meeting: Meeting, seat: Seat) -> dict[str, Any]:
    """What the letter says. When somebody is leaving it says neither the board nor the chief."""
    return {
        "board": case.board,
        "sender": case.chief.user,
        "meeting": meeting,
        "ends_at": meeting.starts_at + timedelta(minutes=meeting.minutes_long),
        "recipient": seat.actor or seat.function,
        "neutral": sender(case) if case.track == Case.Track.LEAVING else "",
        "at": meeting.cancelled_at or meeting.summoned_at or meeting.starts_at,
    }
