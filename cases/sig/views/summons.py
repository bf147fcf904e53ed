from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cases.sig import summons
from cases.sig.forms.summons import SummonsForm
from cases.sig.states import NotAllowed, Step
from cases.sig.views.case import show as show_case
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def summon(request: Request, number: str) -> HttpResponse:
    """Call the start-up meeting, or call it again with another time, place or seats."""
    case, now = decidable_case(request, number), timezone.now()
    again = case.step == Step.SUMMONED
    try:
        if not again:
            case.refuse_unless_next(Step.SUMMONED)
    except NotAllowed as refusal:
        return show_case(request, case, refusal=refusal, status=409)
    places = summons.places(case, timezone.localdate(now))
    form = SummonsForm(request.POST or None, places=places, now=now, meeting=case.start_up)
    missing = [place for place in places if place.actor and not place.has_consent]
    context = {"case": case, "form": form, "again": again, "missing": missing}
    if not form.is_valid():
        record(request, Action.OPENED, case)
        return render(request, "sig/summons.html", context, status=422 if form.is_bound else 200)
    if summons.unchanged(case.start_up, **form.call()):
        messages.info(request, _("Kallelsen var redan skickad så."))
        return redirect("case", number=case.number)
    try:
        with transaction.atomic():
            summons.summon(case, **form.call(), by=request.access.acting, now=now)
    except NotAllowed as refusal:
        record(request, Action.OPENED, case)
        return render(request, "sig/summons.html", context | {"refusal": refusal}, status=409)
    record_change(request, case)
    called = sum(1 for seat in form.seats() if seat.holder or seat.email)
    sent = ngettext("Kallelsen är skickad till %(n)s person.", "Kallelsen är skickad till %(n)s personer.", called)
    messages.success(request, sent % {"n": called})
    return redirect("case", number=case.number)
