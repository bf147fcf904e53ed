"""Registerutdrag: a person asks what is held. Register, mask, send to review, release, hand over."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import data_access as domain
from cases.sig import data_access_document as extract
from cases.sig import data_access_work as work
from cases.sig.forms.data_access import DeliverForm, MaskForm, ProlongForm, RegisterForm, ReturnForm, WithdrawForm
from cases.sig.models import DataAccessRequest, HeldRecord
from cases.sig.states import NotAllowed
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

PER_PAGE = 25
HANDLE, REVIEW = "extract.handle", "extract.review"


@require_safe
@room(HANDLE)
def requests(request: Request) -> HttpResponse:
    """The board's requests: numbers and days, never a name."""
    found = DataAccessRequest.objects.visible_to(request).in_list_order()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sig/data_access_list.html", {"page": page})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@room(HANDLE)
def new(request: Request) -> HttpResponse:
    now = timezone.now()
    form = RegisterForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if not form.is_valid():
        return render(request, "sig/data_access_new.html", {"form": form}, status=422 if form.is_bound else 200)
    asked = form.asked()
    try:
        with transaction.atomic():
            made = domain.register(asked, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return render(request, "sig/data_access_new.html", {"form": form, "refusal": refusal}, status=409)
    if made:
        record_change(request, asked)
    else:
        messages.info(request, _("Formuläret var redan skickat. Här är begäran."))
    return redirect("data_access", pk=asked.pk)


@require_safe
@room(HANDLE)
def one(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show(request, fetch(request, pk))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@room(HANDLE)
def mask(request: Request, pk: uuid.UUID, held: uuid.UUID) -> HttpResponse:
    """One part of what was gathered: what is taken out of it. Saved, the next one that nobody has read is shown."""
    asked = fetch(request, pk)
    row, grounds = get_object_or_404(asked.records.without_file(), pk=held), extract.grounds()
    data, own = request.POST if request.method == "POST" else None, f"{asked.person_name} {asked.written_number}"
    form = MaskForm(data, held=row, own=own, grounds=grounds)
    context: dict[str, Any] = {"asked": asked, "held": row, "form": form, "grounds": grounds}
    context["may_mask"] = asked.state == DataAccessRequest.State.HANDLING
    record(request, Action.OPENED, asked)
    if request.method != "POST" or not form.is_valid():
        return render(request, "sig/data_access_mask.html", context, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            domain.mask(asked, row, form.masks(), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return render(request, "sig/data_access_mask.html", context | {"refusal": refusal}, status=409)
    record_change(request, asked)
    messages.success(request, _("Sparat: %(heading)s.") % {"heading": row.heading})
    unread = asked.records.unread().first()
    return redirect("data_access_mask", pk=pk, held=unread.pk) if unread else redirect("data_access", pk=pk)


@require_safe
@room(HANDLE)
def preview(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The extract as it would leave."""
    asked = fetch(request, pk)
    record(request, Action.OPENED, asked)
    rows = list(asked.records.without_file())
    context = {
        "asked": asked,
        "document": extract.document(asked, rows),
        "unread": sum(not row.is_reviewed for row in rows),
        "left": extract.still_readable(rows),
    }
    return render(request, "sig/data_access_preview.html", context)


@require_POST
@room(HANDLE)
def gather(request: Request, pk: uuid.UUID) -> HttpResponse:
    return step(request, pk, domain.gather_again, _("Uppgifterna samlas in på nytt."))


@require_POST
@room(HANDLE)
def send(request: Request, pk: uuid.UUID) -> HttpResponse:
    return step(request, pk, domain.send, _("Utdraget är skickat till granskning."))


@require_POST
@room(REVIEW)
def send_back(request: Request, pk: uuid.UUID) -> HttpResponse:
    asked, form = fetch(request, pk), ReturnForm(request.POST)
    if not form.is_valid():
        return show(request, asked, return_form=form, status=422)
    again = partial(domain.send_back, reason=form.cleaned_data["reason"])
    return step(request, pk, again, _("Utdraget är skickat tillbaka."), return_form=form)


@require_POST
@room(REVIEW)
def release(request: Request, pk: uuid.UUID) -> HttpResponse:
    return step(request, pk, partial(domain.release, request), _("Utdraget är granskat, och dokumentet görs nu."))


@require_POST
@room(HANDLE)
def prolong(request: Request, pk: uuid.UUID) -> HttpResponse:
    asked, form = fetch(request, pk), ProlongForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return show(request, asked, prolong_form=form, status=422)
    longer = partial(domain.prolong, **form.cleaned_data)
    return step(request, pk, longer, _("Svarstiden är förlängd."), prolong_form=form)


@require_POST
@room(HANDLE)
def deliver(request: Request, pk: uuid.UUID) -> HttpResponse:
    asked = fetch(request, pk)
    form = DeliverForm(request.POST, asked=asked, today=timezone.localdate())
    if not form.is_valid():
        return show(request, asked, deliver_form=form, status=422)
    given = partial(domain.deliver, how=form.how)
    return step(request, pk, given, _("Det är antecknat att utdraget är överlämnat."), deliver_form=form)


@require_POST
@room(HANDLE)
def withdraw(request: Request, pk: uuid.UUID) -> HttpResponse:
    asked, form = fetch(request, pk), WithdrawForm(request.POST)
    if not form.is_valid():
        return show(request, asked, withdraw_form=form, status=422)
    ended = partial(domain.withdraw, reason=form.cleaned_data["reason"])
    return step(request, pk, ended, _("Begäran är avslutad, och det insamlade är borttaget."), withdraw_form=form)


@require_safe
@room(HANDLE)
def progress(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that waits; 204 while the worker is at it. When it is done the page is loaded anew."""
    asked = fetch(request, pk)
    waits = work_of(asked)
    if not waits or waits.failed_at:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(status=204)


@require_POST
@room(HANDLE)
def remake(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Try again with what a worker gave up."""
    asked = fetch(request, pk)
    for given_up in work.try_again(asked):
        transaction.on_commit(partial(work.start_soon, given_up))
    return redirect("data_access", pk=pk)


@require_safe
@room(HANDLE)
def file(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The extract: the same bytes each time."""
    asked = fetch(request, pk)
    made = asked.works.filter(kind="dokument", done_at__isnull=False).first()
    if made is None:
        raise Http404
    record(request, Action.DOWNLOADED, asked)
    response = HttpResponse(made.opened, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{asked.number}.pdf"'
    return response


@require_safe
@room(HANDLE)
def paper(request: Request, pk: uuid.UUID, held: uuid.UUID) -> HttpResponse:
    """A file that was gathered: to be looked at, and released beside the document. Only downloaded, never shown."""
    asked = fetch(request, pk)
    row = get_object_or_404(asked.records.exclude(kind=""), pk=held)
    before = asked.state in DataAccessRequest.BEFORE_RELEASE
    if row.withheld and not before:
        raise Http404
    record(request, Action.DOWNLOADED, asked)
    response = HttpResponse(row.opened, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{asked.number}-{row.position}.{row.kind}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def fetch(request: Request, pk: uuid.UUID) -> DataAccessRequest:
    visible = DataAccessRequest.objects.visible_to(request)
    return get_object_or_404(visible.select_related("board__municipality", "registered_by__user"), pk=pk)


def step(request: Request, pk: uuid.UUID, take: Any, done: str, **forms: Any) -> HttpResponse:
    """Take one step with the request, and show it; refused, with what was typed."""
    asked = fetch(request, pk)
    try:
        with transaction.atomic():
            take(asked, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, fetch(request, pk), refusal=refusal, status=409, **forms)
    record_change(request, asked)
    messages.success(request, done)
    return redirect("data_access", pk=pk)


def work_of(asked: DataAccessRequest) -> Any:
    """What a worker has still to do."""
    return asked.works.filter(done_at=None).without_content().first()


def show(
    request: Request, asked: DataAccessRequest, *, refusal: NotAllowed | None = None, status: int = 200, **forms: Any
) -> HttpResponse:
    record(request, Action.OPENED, asked)
    today = timezone.localdate()
    rows = list(asked.records.without_file().defer("file", "content").select_related("case"))
    context: dict[str, Any] = {
        "asked": asked,
        "rows": rows,
        "unread": [row for row in rows if not row.is_reviewed],
        "files": [row for row in rows if row.section == HeldRecord.Section.FILES and not row.withheld],
        "steps": happened(asked),
        "work": work_of(asked),
        "made": domain.made_document(asked),
        "added": asked.added() if asked.state in ("handlaggs", "granskas") else 0,
        "may_review": request.access.allows(REVIEW),
        "own": own(asked, request),
        "refusal": refusal,
        "prolong_form": ProlongForm(today=today),
        "return_form": ReturnForm(),
        "withdraw_form": WithdrawForm(),
        "deliver_form": DeliverForm(asked=asked, today=today),
    }
    return render(request, "sig/data_access.html", context | forms, status=status)


def own(asked: DataAccessRequest, request: Request) -> str:
    """Why the acting person may not review it; empty when it may be reviewed."""
    try:
        domain.refuse_own(asked, request.access.acting)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def happened(asked: DataAccessRequest) -> list[dict[str, Any]]:
    steps = asked.steps.select_related("by__user").order_by("-at", "-id")
    return [
        {
            "what": one.get_step_display(),
            "when": one.at,
            "who": one.by.user.name if one.by else "",
            "note": one.text,
        }
        for one in steps
    ]
