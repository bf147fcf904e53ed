"""The reporter's door: write, send, get a receipt."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
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
from cases.submission.sealed import SealedForm
from cases.submission.sealed_receipt import sealed_receipts
from cases.submission.send import NowhereToSend, is_same, send
from vbe.access.guards import any_signed_in, may
from vbe.access.request import Request
from vbe.organisation.ids import new_id
from vbe.organisation.models import PhoneNumber

PER_PAGE = 25


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.report")
def report(request: Request) -> HttpResponse:
    """The form; sent, it becomes one report however many times it is sent."""
    today = timezone.localdate()
    if request.method == "POST":
        return _receive(request, *_sent_forms(request, today))
    draft = drafts.of(request.user)
    own_board = request.access.acting.board
    form = ReportForm(initial=_chosen_in_guide(request) | drafts.report_fields(draft), own_board=own_board, today=today)
    sealed = SealedForm(initial=drafts.sealed_fields(draft), municipality=own_board.municipality, today=today)
    return _form_page(request, form, sealed, draft=draft)


def _sent_forms(request: Request, today: date) -> tuple[ReportForm, SealedForm]:
    own_board = request.access.acting.board
    concern = Concern(pk=_sent_id(request))
    form = ReportForm(request.POST, request.FILES, instance=concern, own_board=own_board, today=today)
    return form, SealedForm(request.POST, municipality=own_board.municipality, today=today)


def _receive(request: Request, form: ReportForm, sealed: SealedForm) -> HttpResponse:
    valid = all([form.is_valid(), sealed.is_valid()])
    if earlier := Concern.objects.reported_by(request).filter(pk=form.instance.pk).first():
        return _sent_before(request, earlier, form, sealed)
    if not valid:
        return _form_page(request, form, sealed, status=422)
    try:
        with transaction.atomic():
            send(form.instance, by=request.access.acting, now=timezone.now(), sealed=sealed.sealed())
    except (IntegrityError, NowhereToSend) as error:
        form.instance.picture.delete(save=False)
        if earlier := Concern.objects.reported_by(request).filter(pk=form.instance.pk).first():
            return _sent_before(request, earlier, form, sealed)
        refused = str(error) if isinstance(error, NowhereToSend) else _("Inget är skickat än. Skicka en gång till.")
        return _form_page(request, form, sealed, refused=refused, status=409)
    drafts.discard(request.user)
    return redirect("receipt", form.instance.pk)


def _sent_before(request: Request, earlier: Concern, form: ReportForm, sealed: SealedForm) -> HttpResponse:
    """Pressed twice: the same receipt. Written anew on a form that has been sent: nothing is thrown away."""
    parts = sealed.sealed() if sealed.is_valid() else []
    if earlier.is_same_report(form.instance, sealed=sealed.is_used) and is_same(earlier, parts):
        messages.info(request, _("Rapporten är redan skickad."))
        return redirect("receipt", earlier.pk)
    refused = _(
        "%(concern)s är redan skickad från det här formuläret. Vill du skicka en ny rapport, skicka en gång till."
    )
    return _form_page(request, form, sealed, refused=refused % {"concern": earlier}, status=409)


def _form_page(
    request: Request,
    form: ReportForm,
    sealed: SealedForm,
    *,
    draft: object = None,
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
        "refused": refused,
        "lost_picture": bool(request.FILES),
        "municipality": board.municipality,
        "urgent_numbers": PhoneNumber.objects.of_board(board).filter(urgent=True),
    }
    return render(request, "submission/report.html", context, status=status)


def _sent_id(request: Request) -> uuid.UUID:
    """The id that the form was given when it was opened; a new one for a form without."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return new_id()


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
    now = timezone.now()
    is_sent = Concern.objects.reported_by(request).filter(pk=_sent_id(request)).exists()
    saved = not is_sent and drafts.save(request.user, request.POST, now=now)
    if request.htmx:
        return render(request, "submission/_saved.html", {"now": now}) if saved else HttpResponse(status=204)
    if saved:
        messages.success(request, _("Utkastet är sparat. Har du valt en bild får du välja den igen."))
    return redirect("start")


@require_POST
@may("concern.report")
def report_discard(request: Request) -> HttpResponse:
    drafts.discard(request.user)
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
