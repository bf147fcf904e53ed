"""Publishing is a person's step: the board's members and its secretary are told where to read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.notices.outbox import tell
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role
from vbe.reports.models import Report

TOLD = (Role.MEMBER, Role.SECRETARY)


@transaction.atomic
def publish(report: Report, *, shown: str, by: Assignment, now: datetime) -> bool:
    """Publish the report with the hash ``shown`` and tell the board; False when it is published already.

    Raises NotAllowed.
    """
    if not report.publish(shown=shown, by=by, now=now):
        return False
    text = _("%(report)s är publicerad.") % {"report": report}
    if report.version > 1:
        text = _("%(report)s är rättad och publicerad på nytt.") % {"report": report}
    board = Assignment.objects.active(timezone.localdate(now)).filter(board=report.board, role__in=TOLD)
    for recipient in board.select_related("user").order_by("id"):
        tell(recipient, text=text, url=reverse("board_report", args=[report.pk]), now=now)
    return True
