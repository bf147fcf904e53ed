"""The state of the log's seals, for those who review the log and those who administer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.models import Verification
from vbe.audit.sealing import last_seal, open_rows
from vbe.audit.verifying import LONGEST_OPEN


@require_safe
@may("log.review", "people.manage")
def log_chain(request: Request) -> HttpResponse:
    """Numbers, times and hashes; nothing of what the log holds."""
    count, since = open_rows()
    context = {
        "seal": last_seal(),
        "open": count,
        "since": since,
        "late": bool(since and timezone.now() - since > LONGEST_OPEN),
        "verification": Verification.objects.order_by("-at").first(),
    }
    return render(request, "audit/chain.html", context)
