"""What has left the unit: the ledger, entering what was told, and requests under lag 2025:170."""

from __future__ import annotations

import csv
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.sig import ledger
from cases.sig.forms.disclosure import AnswerForm, GivenForm, RequestForm
from cases.sig.grounds import why_case
from cases.sig.models import Disclosure, InformationRequest, SharingDecision
from cases.sig.models.disclosure import BREACH_WITHIN
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, decidable_case, may_decide, may_write, readable_case, writable_case
from cases.sig.views.log import FORMULA
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

PER_PAGE = 25
MOST_ROWS = 5000


@require_safe
@room(*RECORD)
def ledger_page(request: Request, number: str) -> HttpResponse:
    """Everything that has left the unit, the decisions it rests on, and who has asked."""
    case, today = readable_case(request, number), timezone.localdate()
    record(request, Action.OPENED, case)
    given = Disclosure.objects.visible_to(request).filter(case=case).with_grounds()
    decisions = SharingDecision.objects.visible_to(request).filter(case=case)
    asked = InformationRequest.objects.visible_to(request).filter(case=case)
    decides = may_decide(request, case)
    context = {
        "case": case,
        "page": Paginator(given, PER_PAGE).get_page(request.GET.get("page")),
        "decisions": [(one, one.state(today)) for one in decisions.select_related("actor", "row", "decided_by__user")],
        "requests": list(asked.select_related("actor", "row", "answered_by__user")),
        "decides": decides,
        "writes": may_write(request, case),
        "breach_hours": int(BREACH_WITHIN.total_seconds() // 3600),
        "now": timezone.now(),
        "why": why_case(request, case),
    }
    return render(request, "sig/disclosures.html", context)


@require_safe
@room(*RECORD)
def ledger_print(request: Request, number: str) -> HttpResponse:
    """The ledger on one page, to print."""
    case = readable_case(request, number)
    record(request, Action.PRINTED, case)
    given = Disclosure.objects.visible_to(request).filter(case=case).with_grounds()[:MOST_ROWS]
    context = {"case": case, "given": given, "now": timezone.now()}
    return render(request, "sig/disclosures_print.html", context)


@require_safe
@room(*RECORD)
def ledger_csv(request: Request, number: str) -> HttpResponse:
    """The ledger for a spreadsheet in Swedish: semicolons, and a mark that it is UTF-8."""
    case = readable_case(request, number)
    record(request, Action.EXPORTED, case)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="utlamnanden-{case.number}.csv"'
    sheet = csv.writer(response, delimiter=";")
    head = [_("Datum"), _("Klockslag"), _("Till"), _("Vad"), _("Hur"), _("Grund"), _("Menprövning"), _("Lämnat av")]
    sheet.writerow(head)
    for one in Disclosure.objects.visible_to(request).filter(case=case).with_grounds()[:MOST_ROWS]:
        when = [swedate(one.given_at), sweclock(one.given_at)]
        cells = [*when, one.to, one.what, one.get_way_display(), one.ground, one.harm, one.by.user.name]
        sheet.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def give(request: Request, number: str) -> HttpResponse:
    """Enter what was told by mouth or sent by letter."""
    case, now = writable_case(request, number), timezone.now()
    form = GivenForm(request.POST or None, case=case, now=now)
    refusal, status = None, 422 if form.is_bound else 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            ledger.refuse_if_closed(case)
            given = ledger.enter(
                case,
                pk=data["id"],
                by=request.access.acting,
                now=now,
                ground=form.ground,
                **{name: data[name] for name in ("actor", "recipient", "what", "way", "given_at", "harm")},
            )
        except NotAllowed as error:
            refusal, status = error, 409
        else:
            record_change(request, given)
            messages.success(request, _("Utlämnandet är antecknat."))
            return redirect("case_disclosures", number=case.number)
    return _page(request, "sig/disclosure_new.html", case, form, refusal, status)


@require_safe
@room("case.decide")
def requests(request: Request) -> HttpResponse:
    """Every request under lag 2025:170 in the cases one reads (legal.md L13): numbers and days, never a name."""
    record(request, Action.LISTED, kind=InformationRequest._meta.label_lower)
    asked = InformationRequest.objects.visible_to(request).select_related("case", "actor", "row")
    page = Paginator(asked, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sig/information_requests.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def ask(request: Request, number: str) -> HttpResponse:
    """Register that an authority has asked with reference to lag 2025:170."""
    case, now = decidable_case(request, number), timezone.now()
    form = RequestForm(request.POST or None, case=case, now=now)
    if not form.is_valid():
        return _page(request, "sig/information_request_new.html", case, form, None, 422 if form.is_bound else 200)
    asked = form.save(commit=False)
    asked.pk, asked.case, asked.board_id = form.cleaned_data["id"], case, case.board_id
    if ledger.register(asked, by=request.access.acting, now=now):
        record_change(request, asked)
        messages.success(request, _("Begäran är registrerad. Svara på den här."))
    else:
        messages.info(request, _("Begäran var redan registrerad."))
    return redirect("case_request_answer", number=case.number, pk=asked.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def answer(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Answer a request, or read what was answered."""
    case, now = decidable_case(request, number), timezone.now()
    found = InformationRequest.objects.visible_to(request).filter(case=case)
    asked = get_object_or_404(found.select_related("actor", "row", "case", "answered_by__user"), pk=pk)
    form = AnswerForm(request.POST or None, row=asked.row)
    refusal, status = None, 422 if form.is_bound else 200
    if asked.answered_at and form.is_bound:
        messages.info(request, _("Begäran är redan besvarad."))
        return redirect("case_request_answer", number=case.number, pk=asked.pk)
    if form.is_valid():
        try:
            with transaction.atomic():
                ledger.answer(
                    asked,
                    InformationRequest.Answer(form.cleaned_data["answer"]),
                    what=form.cleaned_data["what"],
                    reason=form.cleaned_data["reason"],
                    by=request.access.acting,
                    now=now,
                )
        except NotAllowed as error:
            refusal, status = error, 409
        else:
            record_change(request, asked)
            messages.success(request, _("Svaret är registrerat."))
            return redirect("case_disclosures", number=case.number)
    return _page(request, "sig/information_request.html", case, form, refusal, status, asked=asked)


def _page(
    request: Request, template: str, case: Any, form: Any, refusal: NotAllowed | None, status: int, **more: Any
) -> HttpResponse:
    record(request, Action.OPENED, case)
    context = {"case": case, "form": form, "refusal": refusal, "why": why_case(request, case)}
    return render(request, template, context | more, status=status)
