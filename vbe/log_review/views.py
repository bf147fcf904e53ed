"""The log reviewer's pages: the months, one month's rows with their marks, the signed summary."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.log_review import asking, marking, printing
from vbe.log_review.forms import AnswerForm, MarkForm
from vbe.log_review.models import NotAllowed, Review, SampledRead

PER_PAGE = 25


@require_safe
@may("log.review")
def log_reviews(request: Request) -> HttpResponse:
    """The reviews by month, the newest first."""
    found = Review.objects.visible_to(request).with_progress(request).select_related("board", "signed_by__user")
    page = Paginator(found.newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "log_review/reviews.html", {"page": page, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@may("log.review")
def log_review(request: Request, pk: uuid.UUID) -> HttpResponse:
    """One month: every row with why it is here, three choices each, and the signature."""
    review = fetch(request, pk)
    if request.method != "POST":
        return show(request, review, [MarkForm(read=read) for read in rows(request, review)])
    marking.hold(review)
    forms = [MarkForm(request.POST, read=read) for read in rows(request, review)]
    if any(form.errors for form in forms):
        return show(request, review, forms, status=422)
    try:
        # What is refused leaves no half: neither the marks nor the signature.
        with transaction.atomic():
            carry_out(request, review, [form.typed() for form in forms])
    except NotAllowed as refusal:
        forms = [MarkForm(request.POST, read=read) for read in rows(request, review)]
        return show(request, review, forms, refusal=refusal, status=409)
    return redirect("log_review", pk=review.pk)


def carry_out(request: Request, review: Review, typed: list[marking.Typed]) -> None:
    """Save the marks, and sign when that button was pressed. Raises NotAllowed."""
    by, now, verb = request.access.acting, timezone.now(), request.POST.get("gor")
    if verb == "resten":
        typed = marking.nothing_to_remark(typed)
    if verb == "signera" and review.is_signed and not any(row.changes for row in typed):
        messages.info(request, _("Granskningen är redan signerad."))
        return
    changed = marking.save_marks(review, typed, by=by, now=now)
    if verb != "signera":
        said = ngettext("%(n)d rad är märkt.", "%(n)d rader är märkta.", changed) % {"n": changed}
        messages.success(request, said if changed else _("Inget var ändrat."))
        return
    if not review.own:
        raise NotAllowed(_("Granskningen signeras av nämndens egen granskare. Dina märkningar är inte sparade."))
    review.sign(by=by, now=now)
    record(request, Action.REVIEWED, review, reason=f"signerad {review.digest}")
    messages.success(request, _("Granskningen är signerad och låst. Tack."))


def fetch(request: Request, pk: uuid.UUID) -> Review:
    reviews = Review.objects.visible_to(request).with_progress(request)
    return get_object_or_404(reviews.select_related("board__municipality", "signed_by__user"), pk=pk)


def rows(request: Request, review: Review) -> list[SampledRead]:
    mine = SampledRead.objects.visible_to(request).filter(review=review)
    related = ("reader", "assignment", "marked_by__user", "inquiry__asked_of__user", "inquiry__answered_by__user")
    return list(mine.select_related(*related).order_by("position"))


def show(
    request: Request, review: Review, forms: list[MarkForm], *, refusal: NotAllowed | None = None, status: int = 200
) -> HttpResponse:
    record(request, Action.OPENED, review)
    tally = review.tally()
    context: dict[str, Any] = {
        "review": review,
        "forms": forms,
        "tally": tally,
        # What another reviewer marks: about oneself, or not yours to see.
        "elsewhere": tally.total - len(forms),
        "intact": review.is_intact() if review.is_signed else True,
        "refusal": refusal,
        "errors": [form for form in forms if form.is_bound and form.errors],
    }
    return render(request, "log_review/review.html", context, status=status)


@require_safe
@may("log.review")
def log_review_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The signed summary as a file to keep."""
    review = fetch(request, pk)
    if not review.is_signed:
        raise Http404
    record(request, Action.DOWNLOADED, review)
    response = HttpResponse(printing.summary(review), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{printing.file_name(review)}"'
    return response


@require_POST
@may("log.review")
def log_review_ask(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Tell the reader's chief, in neutral words, that the reviewer has a question."""
    read = fetch_read(request, pk)
    try:
        if asking.ask(read, by=request.access.acting, now=timezone.now()):
            messages.success(request, _("Chefen har fått ett meddelande om att du hör av dig. Registrera svaret här."))
        else:
            messages.info(request, _("Frågan är redan skickad."))
    except NotAllowed as refusal:
        review = fetch(request, read.review_id)
        forms = [MarkForm(read=row) for row in rows(request, review)]
        return show(request, review, forms, refusal=refusal, status=409)
    return redirect("log_review", pk=read.review_id)


@require_http_methods(["GET", "HEAD", "POST"])
@may("log.review")
def log_review_answer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Record what the chief answered; also after the review has been signed."""
    read = fetch_read(request, pk)
    inquiry = getattr(read, "inquiry", None)
    if inquiry is None:
        raise Http404
    if inquiry.answered_at:
        messages.info(request, _("Svaret är redan registrerat."))
        return redirect("log_review", pk=read.review_id)
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        record(request, Action.OPENED, read.review)
        context = {"form": form, "read": read, "inquiry": inquiry}
        return render(request, "log_review/answer.html", context, status=422 if form.is_bound else 200)
    inquiry.record_answer(form.cleaned_data["answer"], by=request.access.acting, now=timezone.now())
    messages.success(request, _("Svaret är registrerat."))
    return redirect("log_review", pk=read.review_id)


def fetch_read(request: Request, pk: uuid.UUID) -> SampledRead:
    mine = SampledRead.objects.visible_to(request)
    related = ("review__board", "reader", "assignment__board", "assignment__department", "inquiry__asked_of__user")
    return get_object_or_404(mine.select_related(*related), pk=pk)
