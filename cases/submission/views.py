"""The reporter's door: write, send, get a receipt."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.concerns.grounds import why_receipt
from cases.concerns.models import Category, Concern
from cases.sig.models import SealedPart
from cases.submission import drafts
from cases.submission.forms import ReportForm
from cases.submission.models import Draft
from cases.submission.sealed import SealedForm
from cases.submission.sealed_receipt import sealed_receipts
from cases.submission.send import Enclosed, NowhereToSend, is_same, send
from vbe.access.guards import any_signed_in, may
from vbe.access.kept import lost_files
from vbe.access.request import Request
from vbe.organisation.ids import new_id
from vbe.organisation.models import PhoneNumber

PER_PAGE = 25
SENT_AGAIN_WITHIN = timedelta(hours=1)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.report")
def report(request: Request) -> HttpResponse:
    """The form; sent, it becomes one report however many times it is sent."""
    now = timezone.now()
    if request.method == "POST":
        return _receive(request, *_sent_forms(request, now))
    chosen, asked_for = _chosen_in_guide(request), request.GET.get("utkast", "")
    kept = drafts.of(request.user, asked_for)
    # Whoever comes from the guide has something new to report, whatever was left half written.
    draft = kept[0] if kept and (asked_for or not chosen) else None
    own_board, today = request.access.acting.board, timezone.localdate(now)
    form = ReportForm(initial=drafts.report_fields(draft) if draft else chosen, own_board=own_board, today=today)
    sealed = SealedForm(initial=drafts.sealed_fields(draft), municipality=own_board.municipality, today=today)
    return _form_page(request, form, sealed, draft=draft, other_drafts=kept[1:] if draft else kept)


def _sent_forms(request: Request, now: datetime) -> tuple[ReportForm, SealedForm]:
    own_board, today = request.access.acting.board, timezone.localdate(now)
    concern = Concern(pk=drafts.form_id(request.POST))
    form = ReportForm(request.POST, request.FILES, instance=concern, own_board=own_board, today=today, now=now)
    return form, SealedForm(request.POST, municipality=own_board.municipality, today=today)


def _receive(request: Request, form: ReportForm, sealed: SealedForm) -> HttpResponse:
    valid = all([form.is_valid(), sealed.is_valid()])
    if earlier := Concern.objects.reported_by(request).filter(pk=form.instance.pk).first():
        return _sent_before(request, earlier, form, sealed)
    if not valid or lost_files(request):
        return _form_page(request, form, sealed, status=422)
    if earlier := _sent_lately(request, form, sealed):
        messages.info(request, _("Rapporten är redan skickad."))
        drafts.discard(request.user, form.instance.pk, request.POST)
        return redirect("receipt", earlier.pk)
    try:
        enclosed = Enclosed(form.safe_files, form.kept_passages)
        send(form.instance, by=request.access.acting, now=timezone.now(), sealed=sealed.sealed(), enclosed=enclosed)
    except (IntegrityError, NowhereToSend) as error:
        if earlier := Concern.objects.reported_by(request).filter(pk=form.instance.pk).first():
            return _sent_before(request, earlier, form, sealed)
        refused = str(error) if isinstance(error, NowhereToSend) else _("Inget är skickat än. Skicka en gång till.")
        return _form_page(request, form, sealed, refused=refused, status=409)
    drafts.discard(request.user, form.instance.pk, request.POST)
    return redirect("receipt", form.instance.pk)


def _sent_before(request: Request, earlier: Concern, form: ReportForm, sealed: SealedForm) -> HttpResponse:
    """Pressed twice: the same receipt. Written anew on a form that has been sent: nothing is thrown away."""
    valid = all([form.is_valid(), sealed.is_valid()])
    if valid and _is_same(earlier, form, sealed):
        messages.info(request, _("Rapporten är redan skickad."))
        drafts.discard(request.user, form.instance.pk, request.POST)
        return redirect("receipt", earlier.pk)
    refused = _(
        "%(concern)s är redan skickad från det här formuläret. Vill du skicka en ny rapport, skicka en gång till."
    )
    return _form_page(request, form, sealed, refused=refused % {"concern": earlier}, status=409)


def _sent_lately(request: Request, form: ReportForm, sealed: SealedForm) -> Concern | None:
    """The same report under another id: back with the browser's button, which keeps the texts, and sent again."""
    since = timezone.now() - SENT_AGAIN_WITHIN
    for earlier in Concern.objects.reported_by(request).sent_like(form.instance, since=since):
        if _is_same(earlier, form, sealed):
            return earlier
    return None


def _is_same(earlier: Concern, form: ReportForm, sealed: SealedForm) -> bool:
    """Whether the forms, which are valid, say just what was sent as ``earlier``."""
    parts = sealed.sealed()
    same = earlier.is_same_report(form.instance, sealed=bool(parts), files=len(form.safe_files))
    return same and is_same(earlier, parts)


def _form_page(
    request: Request,
    form: ReportForm,
    sealed: SealedForm,
    *,
    draft: Draft | None = None,
    other_drafts: Sequence[Draft] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    board = request.access.acting.board
    context = {
        "form": form,
        "sealed": sealed,
        # A form that was invalid goes on under its id; one whose id is taken, and a new one, get a fresh one.
        "report_id": form.instance.pk if status == 422 else new_id(),
        "draft": draft,
        # The draft that the form was filled from, which it takes over.
        "from": draft.pk if draft else request.POST.get("from", ""),
        "from_at": draft.saved_at.isoformat() if draft else request.POST.get("from_at", ""),
        "other_drafts": other_drafts,
        "refused": refused,
        "lost_files": bool(request.FILES) or lost_files(request),
        "municipality": board.municipality,
        "urgent_numbers": PhoneNumber.objects.of_board(board).filter(urgent=True),
    }
    return render(request, "submission/report.html", context, status=status)


def _chosen_in_guide(request: Request) -> dict[str, str]:
    """What the guide's link says the report is about: ``?slag=klotter`` or ``?slag=oro``."""
    chosen = request.GET.get("slag", "")
    if chosen in Category.values:
        return {"category": chosen, "kind": Concern.Kind.EVENT.value}
    return {"kind": chosen} if chosen in Concern.Kind.values else {}


@sensitive_post_parameters()
@require_POST
@may("concern.report")
def report_draft(request: Request) -> HttpResponse:
    """Saves what is typed, unchecked. A tab left open after sending does not bring the report back as a draft."""
    now, key = timezone.now(), drafts.form_id(request.POST)
    if Concern.objects.reported_by(request).filter(pk=key).exists():
        if request.htmx:
            return HttpResponse(status=410)
        messages.info(request, _("Rapporten är redan skickad."))
        return redirect("receipt", key)
    saved = drafts.save(request.user, key, request.POST, now=now)
    if request.htmx:
        other = drafts.in_other_tabs(request.user, key)
        context = {"now": now, "other": other, "saved": saved}
        return render(request, "submission/_saved.html", context) if saved else HttpResponse(status=204)
    if saved:
        messages.success(request, _("Utkastet är sparat. Har du valt filer får du välja dem igen."))
    return redirect("start")


@require_POST
@may("concern.report")
def report_discard(request: Request) -> HttpResponse:
    """Throws away the draft that the page was filled from; what other tabs hold stays."""
    drafts.discard(request.user, drafts.form_id(request.POST), request.POST)
    messages.info(request, _("Utkastet är borttaget."))
    return redirect("report")


@require_safe
@any_signed_in
def receipt(request: Request, pk: uuid.UUID) -> HttpResponse:
    concern = get_object_or_404(Concern.objects.reported_by(request).select_related("board__municipality"), pk=pk)
    parts = SealedPart.objects.filter(concern=concern, writer=request.user).select_related("feedback").order_by("id")
    receipts = sealed_receipts(parts, concern.board.municipality)
    context = {"concern": concern, "sealed_receipts": receipts, "why": why_receipt(request, concern)}
    return render(request, "submission/receipt.html", context)


@require_safe
@may("concern.report")
def my_reports(request: Request) -> HttpResponse:
    sent = Concern.objects.reported_by(request).order_by("-reported_at", "-id")
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "submission/my_reports.html", {"page": page})
