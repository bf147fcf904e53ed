"""The demonstration's request for public records: registered, with some of the desk's reports to review."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.concerns.models import Concern
from cases.disclosure.models import RecordsRequest
from vbe.demo.organisation import email
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

REPORTS = 4


def load_records(now: datetime) -> None:
    by = Assignment.objects.get(user__email=email("samordnare", "skarholmen"), role=Role.COORDINATOR)
    asked = RecordsRequest(
        board=by.board,
        received_on=timezone.localdate(now) - timedelta(days=1),
        asked="Alla rapporter om klotter och klistermärken vid Skärholmens centrum och torget den senaste månaden.",
        registered_by=by,
        registered_at=now,
    )
    asked.register()
    asked.choose(Concern.objects.filter(board=by.board).order_by("-reported_at", "-id")[:REPORTS], by=by, now=now)
