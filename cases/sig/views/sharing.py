"""Deciding that something may be given without consent: row, its questions, reason, and who decides."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import sharing
from cases.sig.forms.disclosure import ChooseRowForm, DecisionForm
from cases.sig.grounds import why_case
from cases.sig.models import Identity, SharingDecision
from cases.sig.states import NotAllowed
from cases.sig.views.called_off import call_off
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def decide(request: Request, number: str) -> HttpResponse:
    """Recipient and row; what is plainly not allowed is refused and said why; then the row's questions."""
    case, now = decidable_case(request, number), timezone.now()
    today, known = timezone.localdate(now), Identity.objects.visible_to(request).filter(case=case).first()
    born = known.born if known else None
    # A link from the summons says to whom, and leaves the rest to be chosen.
    chosen, to = (None, request.GET["till"]) if "till" in request.GET else (request.GET or None, "")
    choice = ChooseRowForm(chosen, case=case, initial={"aktor": to})
    form, refusal, status = None, None, 422 if choice.is_bound else 200
    if choice.is_valid():
        actor, row = choice.cleaned_data["aktor"], choice.cleaned_data["lagrum"]
        form = DecisionForm(request.POST or None, case=case, row=row, actor=actor, born=born, today=today)
        status = 422 if form.is_bound else 200
        try:
            sharing.refuse_unless_reached(row, actor)
            sharing.refuse_unless_young(row, born, today)
            if form.is_valid():
                decision = form.save(commit=False)
                decision.pk = form.cleaned_data["id"]
                is_new = sharing.decide(decision, born=born, by=request.access.acting, now=now)
                return _decided(request, decision, is_new)
        except NotAllowed as error:
            refusal, status = error, 409 if form.is_bound else 200
    record(request, Action.OPENED, case)
    context = {"case": case, "choice": choice, "form": form, "refusal": refusal, "why": why_case(request, case)}
    return render(request, "sig/sharing_decide.html", context, status=status)


def _decided(request: Request, decision: SharingDecision, is_new: bool) -> HttpResponse:
    if is_new:
        record_change(request, decision)
        said = _("Beslutet enligt %(row)s är sparat. %(actor)s kan nu kallas och få uppgifterna.")
        messages.success(request, said % {"row": decision.row.code, "actor": decision.actor})
    else:
        messages.info(request, _("Beslutet var redan sparat."))
    return redirect("case_disclosures", number=decision.case.number)


@require_POST
@room(*RECORD)
def end(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Let a decision cover nothing more, from now on."""
    case, now = decidable_case(request, number), timezone.now()
    found: Any = SharingDecision.objects.visible_to(request).filter(case=case).select_related("actor", "row")
    decision = get_object_or_404(found, pk=pk)
    if decision.end(by=request.access.acting, now=now):
        record_change(request, decision)
        messages.success(request, _("Beslutet enligt %(row)s gäller inte längre.") % {"row": decision.row.code})
        call_off(request, case, decision.actor, now)
    else:
        messages.info(request, _("Beslutet var redan avslutat."))
    return redirect("case_disclosures", number=case.number)
