"""Requests for public records: register one, choose reports, mask, look, decide, download."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.filters import QueueFilter
from cases.concerns.models import Concern, ConcernQuerySet
from cases.disclosure import releasing
from cases.disclosure.forms import ChooseForm, DecideForm, MaskForm, RecordsRequestForm
from cases.disclosure.material import Report, reports
from cases.disclosure.models import MOST_REPORTS, Ground, NotAllowed, RecordsRequest, Review
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 25


@require_safe
@may("concern.assess")
def records_requests(request: Request) -> HttpResponse:
    found = RecordsRequest.objects.visible_to(request).select_related("decision").newest_first()
    found = found.defer("decision__document")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "disclosure/requests.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def records_request_new(request: Request) -> HttpResponse:
    now, acting = timezone.now(), request.access.acting
    form = RecordsRequestForm(posted(request), today=timezone.localdate(now))
    if not form.is_valid():
        return render(request, "disclosure/new.html", {"form": form}, status=422 if form.is_bound else 200)
    made = form.save(commit=False)
    made.pk, made.board, made.registered_by, made.registered_at = form.cleaned_data["id"], acting.board, acting, now
    if not made.register():
        messages.info(request, _("Formuläret var redan skickat. Här är begäran."))
    return redirect("records_request", pk=made.pk)


@require_safe
@may("concern.assess")
def records_request(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show(request, fetch(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def records_choose(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Search the own board's reports, and take those ticked, or all that were found, into the request."""
    found, filters = fetch(request, pk), QueueFilter(request.GET)
    concerns = filters.apply(Concern.objects.on_desk(request)).order_by("-reported_at", "-id")
    if request.method != "POST":
        return choosing(request, found, filters, concerns)
    form = ChooseForm(request.POST, found=concerns, most=MOST_REPORTS)
    if not form.is_valid():
        return choosing(request, found, filters, concerns, wrong=[*form.non_field_errors()], status=422)
    try:
        added = found.choose(form.chosen(), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return choosing(request, found, filters, concerns, wrong=[str(refusal)], status=409)
    said = ngettext("%(n)d rapport är vald.", "%(n)d rapporter är valda.", added) % {"n": added}
    messages.success(request, said if added else _("Rapporterna var redan valda."))
    return redirect("records_request", pk=pk)


def choosing(
    request: Request,
    found: RecordsRequest,
    filters: QueueFilter,
    concerns: ConcernQuerySet,
    *,
    wrong: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    page = Paginator(concerns, PER_PAGE).get_page(request.GET.get("page"))
    if words := filters.cleaned_data.get("sok"):
        record(request, Action.SEARCHED, kind=Concern._meta.label_lower, terms=words)
    taken = set(found.chosen.included().values_list("concern_id", flat=True))
    context = {"found": found, "form": filters, "page": page, "taken": taken, "wrong": wrong}
    return render(request, "disclosure/choose.html", context, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.assess")
def records_mask(request: Request, pk: uuid.UUID, chosen: uuid.UUID) -> HttpResponse:
    """One report: what is masked in it. Saved, the next one that waits is shown."""
    found = fetch(request, pk)
    report = fetch_report(request, found, chosen)
    grounds = list(Ground.objects.for_masking())
    form = MaskForm(posted(request), report=report, grounds=grounds)
    context: dict[str, Any] = {"found": found, "report": report, "form": form, "grounds": grounds}
    record(request, Action.OPENED, report.concern)
    if request.method != "POST" or not form.is_valid():
        return render(request, "disclosure/mask.html", context, status=422 if form.is_bound else 200)
    try:
        review(request, report, Review.State.REVIEWED, masks=form.masks(), digest=report.digest)
    except NotAllowed as refusal:
        return render(request, "disclosure/mask.html", context | {"refusal": refusal}, status=409)
    messages.success(request, _("%(report)s är granskad.") % {"report": report.concern})
    waiting = found.chosen.included().waiting().in_document_order().first()
    return redirect("records_mask", pk=pk, chosen=waiting.pk) if waiting else redirect("records_request", pk=pk)


@require_POST
@may("concern.assess")
def records_leave_out(request: Request, pk: uuid.UUID, chosen: uuid.UUID) -> HttpResponse:
    found = fetch(request, pk)
    row = get_object_or_404(found.chosen.included(), pk=chosen)
    try:
        with transaction.atomic():
            found.hold()
            found.refuse_if_decided()
            row.reviewed(Review.State.LEFT_OUT, by=request.access.acting, now=timezone.now()).save(force_insert=True)
    except NotAllowed as refusal:
        return show(request, found, refusal=refusal, status=409)
    messages.success(request, _("Rapporten är borttagen ur begäran."))
    return redirect("records_request", pk=pk)


@require_safe
@may("concern.assess")
def records_preview(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The document as it would leave."""
    found = fetch(request, pk)
    record(request, Action.OPENED, found)
    try:
        material = reports(request, found)
    except NotAllowed as refusal:
        return show(request, found, refusal=refusal, status=409)
    waiting = sum(report.needs_review for report in material)
    context = {"found": found, "document": releasing.document(found, material), "waiting": waiting}
    return render(request, "disclosure/preview.html", context)


@require_POST
@may("concern.assess")
def records_decide(request: Request, pk: uuid.UUID) -> HttpResponse:
    found, form = fetch(request, pk), DecideForm(request.POST)
    if not form.is_valid():
        return show(request, found, form=form, status=422)
    acting, now, reason = request.access.acting, timezone.now(), form.cleaned_data["reason"]
    try:
        with transaction.atomic():
            made = releasing.decide(request, found, refused=form.refuses, reason=reason, by=acting, now=now)
    except NotAllowed as refusal:
        return show(request, fetch(request, pk), form=form, refusal=refusal, status=409)
    messages.success(request, _("Beslutet är fattat och dokumentet är fryst.") if made else _("Beslutet fanns redan."))
    return redirect("records_request", pk=pk)


@require_safe
@may("concern.assess")
def records_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    decided = RecordsRequest.objects.visible_to(request).filter(decision__isnull=False).select_related("decision")
    found = get_object_or_404(decided, pk=pk)
    record(request, Action.DOWNLOADED, found)
    response = HttpResponse(bytes(found.decision.document), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


def posted(request: Request) -> QueryDict | None:
    """What was sent; a form in which every box is empty is sent too."""
    return request.POST if request.method == "POST" else None


def fetch(request: Request, pk: uuid.UUID) -> RecordsRequest:
    visible = RecordsRequest.objects.visible_to(request).select_related("board__municipality", "registered_by__user")
    return get_object_or_404(visible.select_related("decision__by__user").defer("decision__document"), pk=pk)


def fetch_report(request: Request, found: RecordsRequest, chosen: uuid.UUID) -> Report:
    """A report in the request; one that no longer lies on the own desk is not found."""
    row = get_object_or_404(found.chosen.included(), pk=chosen)
    get_object_or_404(Concern.objects.on_desk(request), pk=row.concern_id)
    return reports(request, found, [row])[0]


def review(request: Request, report: Report, state: Review.State, **content: Any) -> None:
    found = report.chosen.request
    with transaction.atomic():
        found.hold()
        found.refuse_if_decided()
        report.chosen.reviewed(state, by=request.access.acting, now=timezone.now(), **content).save(force_insert=True)


def show(
    request: Request,
    found: RecordsRequest,
    *,
    form: DecideForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, found)
    rows = found.chosen.included().select_related("concern").in_document_order()
    here = set(Concern.objects.on_desk(request).filter(pk__in=rows.values("concern_id")).values_list("pk", flat=True))
    page: Any = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        "here": here,
        "waiting": rows.waiting().count(),
        "next": rows.waiting().first(),
        "form": form or DecideForm(),
        "refusal": refusal,
        "unchecked": list(Ground.objects.filter(checked_on=None)),
    }
    return render(request, "disclosure/request.html", context, status=status)
