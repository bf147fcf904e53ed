"""The guide on paper, with the phone list and the alarm chains: what one needs when the system is down."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.guide.reading import Reader, addition, current, shown
from vbe.access.request import Request
from vbe.notices.models import AlarmChain
from vbe.organisation.models import PhoneNumber
from vbe.reports.making import checked_sheet

# Numbers change: a paper older than a quarter is replaced.
LASTS = timedelta(days=90)


def sheet(request: Request, *, today: date) -> dict[str, Any]:
    reader = Reader.of(request)
    version, entries = current(reader.municipality)
    return {
        "board": request.access.acting.board,
        "municipality": reader.municipality,
        "version": version,
        "situations": shown(entries, reader.numbers()),
        "addition": addition(reader.board),
        "numbers": PhoneNumber.objects.of_board(request.access.acting.board).select_related("board"),
        "chains": AlarmChain.objects.visible_to(request).prefetch_related("steps"),
        "today": today,
        "lasts_until": today + LASTS,
    }


def file(request: Request, *, now: datetime) -> bytes:
    """The same page as PDF/A-3a and PDF/UA-1. Raises NotValid."""
    context = sheet(request, today=timezone.localdate(now))
    identifier = hashlib.sha256(f"{context['board'].pk} {context['version']} {now.isoformat()}".encode()).hexdigest()
    return checked_sheet("guide/pdf.html", context, at=now, identifier=identifier)
