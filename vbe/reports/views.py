"""Reports: ordered and published by the samordnare, downloaded by the board, decided on in its records."""

from __future__ import annotations

import hashlib
import uuid
from functools import partial
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.access.why import on_board, overseen, why
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.reports import shown
from vbe.reports.figures import suggested_summary
from vbe.reports.forms import DecisionForm, OrderForm, PublishForm, SummaryForm
from vbe.reports.models import Report, ReportDecision, Rewritten
from vbe.reports.ordering import order, orderable
from vbe.reports.publishing import publish
from vbe.reports.queue import start_soon
from vbe.reports.states import NotAllowed, State

PER_PAGE = 25
# What our pages load, and a PDF does not.
PAGE_SOURCES = ("script-src", "img-src", "font-src", "connect-src", "form-action", "manifest-src")
READERS = ("report.read", "board.oversee")
# Who reads the cases in numbers, small ones hidden: who writes the reports, and who leads the cases.
NUMBERS = ("report.order", "case.content")


@require_safe
@may(*READERS)
def reports(request: Request) -> HttpResponse:
    """The latest version of each report first; one that a later version has replaced says so and stays to be read."""
    found = Report.objects.visible_to(request).with_replaced().without_content().in_order()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_order": request.access.allows("report.order"),
        "may_read_cases": any(request.access.allows(permission) for permission in NUMBERS),
        "oversees": request.access.allows("board.oversee"),
    }
    return render(request, "reports/reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("report.order")
def report_order(request: Request) -> HttpResponse:
    acting, now = request.access.acting, timezone.now()
    today = timezone.localdate(now)
    choices = orderable(acting.board, today)
    form = OrderForm(request.POST or None, choices=choices, initial={"period": request.GET.get("period")})
    if not form.is_valid():
        return render(request, "reports/order.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        report, is_new = order(acting.board, **form.cleaned_data, by=acting, now=now, today=today)
    except NotAllowed as refusal:
        return render(request, "reports/order.html", {"form": form, "refusal": refusal}, status=409)
    if is_new:
        start(report)
    else:
        messages.info(request, _("%(report)s är redan beställd. Här är den.") % {"report": report})
    return redirect("board_report", report.pk)


@require_safe
@may(*READERS)
def board_report(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show(request, visible(request, pk))


@require_safe
@may("report.order")
def report_progress(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that waits; 204 while nothing has changed, so that nothing is read aloud twice.

    When there is nothing more to wait for, the page is asked to load anew.
    """
    report = get_object_or_404(Report.objects.on_desk(request).without_content(), pk=pk)
    if not report.is_in_the_making:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = waiting(report)
    if request.GET.get("visat") == context["said"]:
        return HttpResponse(status=204)
    return render(request, "reports/_progress.html", context)


def waiting(report: Report) -> dict[str, Any]:
    """What is said to those who wait, and a short word for it."""
    interruption = shown.interruption(report, timezone.now())
    words = f"{report.state} {report.stage} {report.step_done} {interruption}"
    return {
        "report": report,
        "interruption": interruption,
        "said": hashlib.sha256(words.encode()).hexdigest()[:16],
    }


# The browser's own reader draws the file with styles of its own; nothing else is let in.
@csp_replace(dict.fromkeys(PAGE_SOURCES) | {"object-src": [SELF], "style-src": [UNSAFE_INLINE]})
@require_safe
@may(*READERS)
def report_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The file, to keep; with ``?visa`` shown in the browser."""
    report = visible(request, pk)
    if not report.has_file:
        raise Http404
    shows = "visa" in request.GET
    record(request, Action.OPENED if shows else Action.DOWNLOADED, report, reason="pdf")
    disposition = f'{"inline" if shows else "attachment"}; filename="{report.file_name}"'
    return HttpResponse(
        bytes(report.file.content), content_type="application/pdf", headers={"Content-Disposition": disposition}
    )


@require_safe
@may(*READERS)
def report_csv(request: Request, pk: uuid.UUID) -> HttpResponse:
    report = visible(request, pk)
    if report.figures is None:
        raise Http404
    record(request, Action.EXPORTED, report, reason="csv")
    name = report.file_name.replace(".pdf", ".csv")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(shown.as_csv(report), content_type="text/csv; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@may("report.order")
def report_summary(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Write the summary. The first time, a draft of plain facts is there to go on from."""
    report = on_desk(request, pk)
    suggestion = "" if report.summary or not report.figures else suggested_summary(report.figures)
    initial = {"summary": report.summary or suggestion, "seen": report.edition}
    form = SummaryForm(request.POST or None, initial=initial)
    page = partial(render, request, "reports/summary.html")
    context: dict[str, Any] = {"report": report, "form": form, "is_suggested": bool(suggestion) and not form.is_bound}
    if not form.is_valid():
        return page(context, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            changed = report.rewrite(form.cleaned_data["summary"], seen=form.cleaned_data["seen"])
    except Rewritten:
        # The next save goes on top of what is shown beside.
        mine = SummaryForm(initial=form.cleaned_data | {"seen": report.edition})
        return page(context | {"form": mine, "conflict": beside(report, form)}, status=409)
    except NotAllowed as refusal:
        return page(context | {"refusal": refusal}, status=409)
    if changed:
        start(report)
        messages.success(request, _("Sammanfattningen är sparad. Filen görs om med samma siffror."))
    return redirect("board_report", report.pk)


def beside(report: Report, form: SummaryForm) -> list[dict[str, Any]]:
    """Both summaries, side by side."""
    written = form.cleaned_data["summary"]
    return [
        {
            "label": _("Sammanfattning"),
            "mine": written,
            "theirs": report.summary,
            "differs": written != report.summary,
        }
    ]


@require_POST
@may("report.order")
def report_remake(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Try again; with ``nya_siffror``, from new figures."""
    report, fresh = on_desk(request, pk), "nya_siffror" in request.POST
    if report.is_in_the_making:
        messages.info(request, _("Rapporten görs redan."))
        return redirect("board_report", report.pk)
    try:
        report.make_again(fresh=fresh)
    except NotAllowed as refusal:
        return show(request, report, refusal=refusal, status=409)
    start(report)
    return redirect("board_report", report.pk)


@require_POST
@may("report.order")
def report_publish(request: Request, pk: uuid.UUID) -> HttpResponse:
    report, form = on_desk(request, pk), PublishForm(request.POST)
    confirmed = form.cleaned_data["shown"] if form.is_valid() else ""
    try:
        is_new = publish(report, shown=confirmed, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, report, refusal=refusal, status=409)
    if is_new:
        messages.success(request, _("Rapporten är publicerad. Nämnden har fått besked."))
    else:
        messages.info(request, _("Rapporten är redan publicerad."))
    return redirect("board_report", report.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may("report.decide")
def report_decision(request: Request, pk: uuid.UUID) -> HttpResponse:
    report, now = visible(request, pk), timezone.now()
    if not Report.objects.decided_by(request).filter(pk=pk).exists():
        raise PermissionDenied
    latest = report.decisions.first()
    form = DecisionForm(
        request.POST or None,
        report=report,
        today=timezone.localdate(now),
        initial={name: getattr(latest, name) for name in DecisionForm.base_fields} if latest else {},
    )
    context = {"report": report, "form": form, "latest": latest}
    if not form.is_valid():
        return render(request, "reports/decision.html", context, status=422 if form.is_bound else 200)
    if report.decide(ReportDecision(**form.cleaned_data), by=request.access.acting, now=now):
        messages.success(request, _("Nämndens beslut är registrerat."))
    else:
        messages.info(request, _("Beslutet är redan registrerat."))
    return redirect("board_report", report.pk)


def visible(request: Request, pk: uuid.UUID) -> Report:
    """A report that the acting assignment may read."""
    found = Report.objects.visible_to(request).with_replaced()
    people = ("board", "file", "ordered_by__user", "published_by__user")
    return get_object_or_404(found.select_related(*people).defer("file__content"), pk=pk)


def on_desk(request: Request, pk: uuid.UUID) -> Report:
    """A report of the own desk; locked while a form is received. A published one can neither be locked nor changed."""
    report = visible(request, pk)
    if request.method == "POST":
        Report.objects.on_desk(request).select_for_update().filter(pk=pk).first()
        report = visible(request, pk)
    return report


def start(report: Report) -> None:
    transaction.on_commit(partial(start_soon, report.pk))


def show(request: Request, report: Report, *, refusal: NotAllowed | None = None, status: int = 200) -> HttpResponse:
    """The report's page: what is to be done with it, its numbers, and what has happened."""
    now, allows = timezone.now(), request.access.allows
    decisions = list(report.decisions.select_related("by__user"))
    orders = allows("report.order")
    figures = report.figures
    context = waiting(report) | {
        "refusal": refusal,
        "orders": orders,
        "decides": report.is_published and Report.objects.decided_by(request).filter(pk=report.pk).exists(),
        "plans": shown.plans(figures) if figures else [],
        "tables": [table | {"lines": list(shown.lines(table))} for table in figures["tables"]] if figures else [],
        "publish_form": PublishForm(initial={"shown": report.figures_hash}) if report.state == State.READY else None,
        "decision": decisions[0] if decisions else None,
        "versions": Report.objects.visible_to(request)
        .of(report.board, report.tertial)
        .exclude(pk=report.pk)
        .defer("figures", "summary"),
        "timeline": shown.timeline(report, decisions, now) if orders else None,
        "why": why(
            request, on_board(request, report.board, "report.order", "report.read"), overseen(request, report.board)
        ),
    }
    return render(request, "reports/report.html", context, status=status)
