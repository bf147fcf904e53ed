"""*Rutinkontroll*, and the whole timeline of a case."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.sig import record as page
from cases.sig import routine_check
from cases.sig.grounds import why_case
from cases.sig.views.fetch import RECORD, may_read, visible_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 50


@require_safe
@room(*RECORD)
def check(request: Request, number: str) -> HttpResponse:
    """Whether the routine was followed, step by step; nothing about the person."""
    case = visible_case(request, number)
    record(request, Action.OPENED, case)
    context = routine_check.context(case, timezone.now()) | {"why": why_case(request, case)}
    return render(request, "sig/routine_check.html", context)


@require_safe
@room(*RECORD)
def check_pdf(request: Request, number: str) -> HttpResponse:
    case = visible_case(request, number)
    record(request, Action.DOWNLOADED, case)
    response = HttpResponse(routine_check.document(case, timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="rutinkontroll-{case.number}.pdf"'
    return response


@require_safe
@room(*RECORD)
def timeline(request: Request, number: str) -> HttpResponse:
    """Everything that has happened in the case, page by page."""
    case = visible_case(request, number)
    record(request, Action.OPENED, case)
    happenings = page.happenings(case, with_content=may_read(request, case))
    shown = Paginator(happenings, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sig/timeline.html", {"case": case, "page": shown, "why": why_case(request, case)})
