"""Something went to the wrong recipient: the note in the case, and the incident whose clock it starts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.sig import ledger
from cases.sig.forms.disclosure import RecallForm
from cases.sig.grounds import why_case
from cases.sig.models import Disclosure
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.audit.log import record, record_change
from vbe.audit.models import Action
from vbe.incidents.recalled import open_breach


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def recall(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Note what was done, and open the incident in the same moment."""
    case, by, now = decidable_case(request, number), request.access.acting, timezone.now()
    found = Disclosure.objects.visible_to(request).filter(case=case)
    given = get_object_or_404(found.select_related("actor", "by__user", "case"), pk=pk)
    form = RecallForm(request.POST or None, now=now, given_at=given.given_at)
    if not form.is_valid():
        record(request, Action.OPENED, case)
        context = {"case": case, "given": given, "form": form, "why": why_case(request, case)}
        return render(request, "sig/recall.html", context, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    with transaction.atomic():
        recalled = ledger.recall(
            given, pk=data["id"], discovered_at=data["discovered_at"], note=data["note"], by=by, now=now
        )
        if recalled:
            open_breach(recalled, by=by, now=now)
    if recalled:
        record_change(request, recalled)
        until = {"day": swedate(recalled.report_by), "clock": sweclock(recalled.report_by)}
        messages.success(
            request,
            _("Återkallandet är antecknat och en incident är öppnad. Den anmäls senast %(day)s %(clock)s.") % until,
        )
    else:
        messages.info(request, _("Det var redan antecknat."))
    return redirect("case_disclosures", number=case.number)
