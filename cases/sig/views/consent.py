from __future__ import annotations

import base64
import uuid
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns import pictures
from cases.sig.forms.consent import ConsentForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Consent, ConsentPaper, Disclosure, Identity
from cases.sig.views.called_off import call_off
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def register(request: Request, number: str) -> HttpResponse:
    """The case's consents and refusals, and the form for a new one."""
    case, now = decidable_case(request, number), timezone.now()
    form = consent_form(request, case, now)
    if not form.is_valid():
        record(request, Action.OPENED, case)
        consents = Consent.objects.visible_to(request).filter(case=case).select_related("actor", "recorded_by__user")
        rows = [(consent, consent.state(timezone.localdate(now))) for consent in consents]
        context = {"case": case, "form": form, "rows": rows, "why": why_case(request, case)}
        return render(request, "sig/consent.html", context, status=422 if form.is_bound else 200)
    consent = form.save(commit=False)
    consent.pk, consent.case, consent.board_id = form.cleaned_data["id"], case, case.board_id
    with transaction.atomic():
        is_new = consent.register(by=request.access.acting, now=now, born=form.born)
        if is_new and (paper := form.cleaned_data["paper"]):
            consent.keep_paper(paper, by=request.access.acting, now=now)
    if not is_new:
        messages.info(request, _("Samtycket var redan registrerat."))
    elif consent.answer == Consent.Answer.NO:
        record_change(request, consent)
        messages.success(request, _("Det är antecknat att personen inte vill dela med %(actor)s.") % {"actor": consent})
    else:
        record_change(request, consent)
        messages.success(request, _("Samtycket till %(actor)s är registrerat.") % {"actor": consent.actor})
    return redirect("case", number=case.number)


def consent_form(request: Request, case: Case, now: datetime) -> ConsentForm:
    """The form, with what is known of the person's age and of the consent that is renewed."""
    known = Identity.objects.visible_to(request).filter(case=case).first()
    return ConsentForm(
        request.POST or None,
        request.FILES or None,
        case=case,
        today=timezone.localdate(now),
        born=known.born if known else None,
        actor=request.GET.get("aktor", ""),
        renews=renewed(request, case),
    )


def renewed(request: Request, case: Case) -> Consent | None:
    try:
        pk = uuid.UUID(request.GET.get("fornyar", ""))
    except ValueError:
        return None
    return Consent.objects.visible_to(request).filter(case=case, renewed_by=None, pk=pk).first()


@require_safe
@room(*RECORD)
def given(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """One consent: its words, who gave it, its paper, and what has been shared with its actor since."""
    case, today = decidable_case(request, number), timezone.localdate()
    found = Consent.objects.visible_to(request).filter(case=case)
    consent = get_object_or_404(
        found.select_related("actor", "recorded_by__user", "withdrawn_by__user", "renewed_by", "paper"), pk=pk
    )
    record(request, Action.OPENED, case)
    shared = Disclosure.objects.visible_to(request).filter(case=case, actor=consent.actor, recall=None)
    context = {
        "case": case,
        "consent": consent,
        "state": consent.state(today),
        "shared": list(shared.filter(given_at__date__gte=consent.given_on).with_grounds()),
        "why": why_case(request, case),
    }
    return render(request, "sig/consent_given.html", context)


@require_safe
@room(*RECORD)
def paper(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """The signed paper. A picture is shown, a PDF is only downloaded."""
    case = decidable_case(request, number)
    found = ConsentPaper.objects.filter(case=case, consent__in=Consent.objects.visible_to(request).filter(case=case))
    stored = found.filter(consent=pk).first()
    if stored is None:
        raise Http404
    record(request, Action.OPENED, case, reason="papper")
    content_type = pictures.content_type(stored.kind)
    response = HttpResponse(base64.b64decode(stored.content), content_type=content_type or "application/octet-stream")
    shown = "inline" if content_type else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="samtycke-{case.number}.{stored.kind}"'
    # Whatever stands in a file, the browser runs nothing of it.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
@room(*RECORD)
def withdraw(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Note that a consent has been taken back: nothing more is shared, and the page shows what has been."""
    case, now = decidable_case(request, number), timezone.now()
    consent = get_object_or_404(Consent.objects.visible_to(request).filter(case=case).select_related("actor"), pk=pk)
    if not consent.withdraw(now, request.access.acting):
        messages.info(request, _("Samtycket var redan återkallat."))
        return redirect("case_consent_given", number=case.number, pk=consent.pk)
    record_change(request, consent)
    messages.success(request, _("Samtycket till %(actor)s är återkallat.") % {"actor": consent.actor})
    call_off(request, case, consent.actor, now)
    return redirect("case_consent_given", number=case.number, pk=consent.pk)
