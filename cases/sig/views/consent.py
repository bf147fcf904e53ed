from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import sharing
from cases.sig.forms.consent import ConsentForm
from cases.sig.grounds import why_case
from cases.sig.models import Consent
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def register(request: Request, number: str) -> HttpResponse:
    """The case's consents, and the form for a new one."""
    case, now = decidable_case(request, number), timezone.now()
    today = timezone.localdate(now)
    form = ConsentForm(request.POST or None, case=case, today=today, actor=request.GET.get("aktor", ""))
    if not form.is_valid():
        record(request, Action.OPENED, case)
        consents = Consent.objects.visible_to(request).filter(case=case).select_related("actor", "recorded_by__user")
        rows = [(consent, consent.state(today)) for consent in consents]
        context = {"case": case, "form": form, "rows": rows, "why": why_case(request, case)}
        return render(request, "sig/consent.html", context, status=422 if form.is_bound else 200)
    consent = form.save(commit=False)
    consent.pk, consent.case, consent.board_id = form.cleaned_data["id"], case, case.board_id
    if consent.register(by=request.access.acting, now=now):
        record_change(request, consent)
        messages.success(request, _("Samtycket till %(actor)s är registrerat.") % {"actor": consent.actor})
    else:
        messages.info(request, _("Samtycket var redan registrerat."))
    return redirect("case", number=case.number)


@require_POST
@room(*RECORD)
def withdraw(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Note that a consent has been taken back, and say what it comes too late for."""
    case = decidable_case(request, number)
    consent = get_object_or_404(Consent.objects.visible_to(request).filter(case=case).select_related("actor"), pk=pk)
    if not consent.withdraw(timezone.now(), request.access.acting):
        messages.info(request, _("Samtycket var redan återkallat."))
        return redirect("case_consent", number=case.number)
    record_change(request, consent)
    messages.success(request, _("Samtycket till %(actor)s är återkallat.") % {"actor": consent.actor})
    if seats := sharing.called_seats(case, consent.actor):
        functions = ", ".join(seat.function for seat in seats)
        messages.warning(
            request,
            _("%(actor)s är redan kallad till mötet (%(seats)s). Ändra kallelsen så att aktören inte deltar.")
            % {"actor": consent.actor, "seats": functions},
        )
    return redirect("case_consent", number=case.number)
