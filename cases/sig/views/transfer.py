"""Handing a case over to another board or municipality, and answering for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import transfer as domain
from cases.sig.forms.following import AnswerTransferForm, OtherMunicipalityForm, TransferForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Transfer
from cases.sig.open_matters import open_matters
from cases.sig.states import NotAllowed
from cases.sig.views.called_off import remind_of_letters
from cases.sig.views.fetch import decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room("case.decide")
def hand_over(request: Request, number: str) -> HttpResponse:
    """Ask another board to take the case over; the page says first what is open in it."""
    case, now = decidable_case(request, number), timezone.now()
    form = TransferForm(request.POST or None, units=domain.receiving_units(case, timezone.localdate(now)))
    if not form.is_valid():
        return _page(request, case, form=form, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            asked = domain.ask(case, **form.cleaned_data, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return _page(request, case, form=form, refusal=refusal, status=409)
    record_change(request, case)
    words = {"chief": asked.to_chief.user if asked.to_chief else "", "board": asked.to_board}
    messages.success(request, _("%(chief)s i %(board)s har frågan. Ärendet är ert tills det är mottaget.") % words)
    return redirect("transfer", asked.pk)


@require_POST
@room("case.decide")
def to_municipality(request: Request, number: str) -> HttpResponse:
    """Close the case as handed over to another municipality, with the ground."""
    case, form, now = decidable_case(request, number), OtherMunicipalityForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, case, other=form, status=422)
    try:
        with transaction.atomic():
            domain.hand_to_other(case, **form.cleaned_data, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return _page(request, case, other=form, refusal=refusal, status=409)
    record_change(request, case)
    messages.success(request, _("%(case)s är avslutat här som överlämnat.") % {"case": case})
    remind_of_letters(request, case, now)
    return redirect("case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@room("case.decide")
def transfer(request: Request, pk: str) -> HttpResponse:
    """One handover as both sides see it; the receiving chief answers."""
    asked = _fetch(request, pk)
    if request.method != "POST":
        return _one(request, asked)
    if not Transfer.objects.received_by(request).filter(pk=asked.pk).exists():
        raise PermissionDenied
    form, by, now = AnswerTransferForm(request.POST), request.access.acting, timezone.now()
    if not form.is_valid():
        return _one(request, asked, form=form, status=422)
    try:
        with transaction.atomic():
            if form.cleaned_data["answer"] == form.DECLINE:
                domain.decline(asked, reason=form.cleaned_data["reason"], by=by, now=now)
                record_change(request, asked)
                messages.success(request, _("Ni har avböjt ärendet. Avsändaren har fått besked."))
                return redirect("transfer", asked.pk)
            case = domain.accept(asked, by=by, now=now)
    except NotAllowed as refusal:
        return _one(request, _fetch(request, pk), form=form, refusal=refusal, status=409)
    record_change(request, case)
    messages.success(request, _("%(case)s är ert, och du leder det.") % {"case": case})
    return redirect("case", number=case.number)


@require_POST
@room("case.decide")
def withdraw(request: Request, pk: str) -> HttpResponse:
    """The sender takes the question back."""
    asked = _fetch(request, pk)
    if not Case.objects.decided_by(request).filter(pk=asked.case_id).exists():
        raise PermissionDenied
    try:
        domain.withdraw(asked, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        messages.info(request, str(refusal))
        return redirect("transfer", asked.pk)
    record_change(request, asked)
    messages.success(request, _("Frågan är återkallad. Ärendet är kvar hos er."))
    return redirect("case", number=asked.number)


def _fetch(request: Request, pk: str) -> Transfer:
    seen = Transfer.objects.seen_by(request).select_related(
        "board", "to_board", "to_unit", "to_chief__user", "asked_by__user", "answered_by__user"
    )
    return get_object_or_404(seen, pk=pk)


def _one(request: Request, asked: Transfer, *, status: int = 200, **context: Any) -> HttpResponse:
    record(request, Action.OPENED, asked)
    received = Transfer.objects.received_by(request).filter(pk=asked.pk).exists()
    shown = {
        "transfer": asked,
        "answers": received and not asked.answer,
        "withdraws": not asked.answer and Case.objects.decided_by(request).filter(pk=asked.case_id).exists(),
        "reaches_case": Case.objects.visible_to(request).filter(pk=asked.case_id).exists(),
        "form": AnswerTransferForm(),
    }
    return render(request, "sig/transfer.html", shown | context, status=status)


def _page(request: Request, case: Case, *, status: int = 200, **given: Any) -> HttpResponse:
    record(request, Action.OPENED, case)
    today = timezone.localdate()
    context = {
        "case": case,
        "matters": open_matters(case, today),
        "form": TransferForm(units=domain.receiving_units(case, today)),
        "other": OtherMunicipalityForm(),
        "waiting": case.transfers.waiting().first(),
        "why": why_case(request, case),
    }
    return render(request, "sig/hand_over.html", context | given, status=status)
