"""Requests for public records: register one, choose reports, mask, look, decide, download."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.filters import QueueFilter
from cases.concerns.models import Concern, ConcernQuerySet
from cases.concerns.search import parts
from cases.disclosure import making, releasing
from cases.disclosure.forms import ChooseForm, DecideForm, MaskForm, RecordsRequestForm
from cases.disclosure.material import Report, reports
from cases.disclosure.models import DocumentPart, Ground, NotAllowed, RecordsRequest, ReleasedFile, Review
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 25
# Of what a search finds, the newest thousands: more than a request may hold.
PARTS = 3
# Reports in a page of the preview.
PREVIEWED = 50


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
    found, filters = fetch(request, pk), QueueFilter(request.GET, request=request)
    concerns = filters.apply(Concern.objects.on_desk(request), timezone.localdate()).order_by("-reported_at", "-id")
    searched = None
    if filters.words:
        with_words = parts(filters.words)
        newest = list(chain.from_iterable(islice(with_words, PARTS)))
        concerns = concerns.filter(pk__in=newest)
        searched = len(newest) if next(with_words, None) else None
    show = partial(choosing, request, found, filters, concerns, searched=searched)
    if request.method != "POST":
        return show()
    form = ChooseForm(request.POST, found=concerns)
    if not form.is_valid():
        return show(wrong=[*form.non_field_errors()], status=422)
    try:
        added = found.choose(form.chosen(), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(wrong=[str(refusal)], status=409)
    said = ngettext("%(n)d rapport är vald.", "%(n)d rapporter är valda.", added) % {"n": added}
    messages.success(request, said if added else _("Rapporterna var redan valda."))
    return redirect("records_request", pk=pk)


def choosing(
    request: Request,
    found: RecordsRequest,
    filters: QueueFilter,
    concerns: ConcernQuerySet,
    *,
    searched: int | None = None,
    wrong: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """``searched``: how many of the newest reports with the words were looked through, when there are more."""
    page = Paginator(concerns, PER_PAGE).get_page(request.GET.get("page"))
    if words := filters.cleaned_data.get("sok"):
        record(request, Action.SEARCHED, kind=Concern._meta.label_lower, terms=words)
    taken = set(found.chosen.included().values_list("concern_id", flat=True))
    context = {"found": found, "form": filters, "page": page, "taken": taken, "wrong": wrong, "searched": searched}
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
    """The document as it would leave, some reports at a time."""
    found = fetch(request, pk)
    rows = found.chosen.included().in_document_order()
    page = Paginator(rows, PREVIEWED).get_page(request.GET.get("page"))
    record(request, Action.OPENED, found)
    try:
        material = reports(request, found, page.object_list)
    except NotAllowed as refusal:
        return show(request, found, refusal=refusal, status=409)
    waiting = sum(report.needs_review for report in material)
    context = {"found": found, "page": page, "document": releasing.document(found, material), "waiting": waiting}
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
    messages.success(
        request, _("Beslutet är fattat och det som lämnas ut är fryst.") if made else _("Beslutet fanns redan.")
    )
    return redirect("records_request", pk=pk)


@require_safe
@may("concern.assess")
def records_progress(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that waits; 204 while nothing has changed. When all is made the page is loaded anew."""
    found = fetch(request, pk)
    context = making_of(found) if found.is_decided else {}
    if not context.get("waits"):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.GET.get("visat") == str(context["made"]):
        return HttpResponse(status=204)
    return render(request, "disclosure/_progress.html", {"found": found} | context)


@require_POST
@may("concern.assess")
def records_remake(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Try again with what a worker gave up."""
    found = fetch(request, pk)
    if not found.is_decided:
        return show(request, found, status=409)
    for part in making.try_again(found.decision):
        transaction.on_commit(partial(making.start_soon, part))
    return redirect("records_request", pk=pk)


@require_safe
@may("concern.assess")
def records_file(request: Request, pk: uuid.UUID, number: int = 1) -> HttpResponse:
    """The document, or one part of several."""
    found = fetch(request, pk)
    part = DocumentPart.objects.visible_to(request).made().filter(decision__request=found, number=number).first()
    content = part.document if part else found.decision.document if found.is_decided and number == 1 else None
    if content is None:
        raise Http404
    record(request, Action.DOWNLOADED, found)
    name = f"{found.number}-{number}" if found.decision.parts.count() > 1 else found.number
    response = HttpResponse(bytes(content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


@require_safe
@may("concern.assess")
def records_attachment(request: Request, pk: uuid.UUID, released: uuid.UUID) -> HttpResponse:
    """A file that was released beside the document. Only downloaded, never shown in the page."""
    found = fetch(request, pk)
    row = get_object_or_404(ReleasedFile.objects.visible_to(request).filter(decision__request=found), pk=released)
    try:
        stored = row.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    record(request, Action.DOWNLOADED, found, reason=row.name)
    name = f"{found.number}-{row.name}"
    response = FileResponse(stored, as_attachment=True, filename=name, content_type="application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]


def making_of(found: RecordsRequest) -> dict[str, Any]:
    """How far the document has come: ``waits`` for a worker, ``failed``, or made in ``parts``."""
    parts = list(found.decision.parts.without_content())
    failed = any(part.failed_at for part in parts)
    made = sum(part.made_at is not None for part in parts)
    return {
        "parts": parts,
        "made": made,
        "failed": failed,
        "waits": made < len(parts) and not failed,
        "ready": made == len(parts),
    }


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
        "unchecked": list(Ground.objects.filter(checked_on=None, ended_on=None)),
    }
    if found.is_decided:
        context |= making_of(found) | {"files": found.decision.files.all()}
    return render(request, "disclosure/request.html", context, status=status)
