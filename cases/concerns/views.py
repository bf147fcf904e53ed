"""The coordinator's room: the queue, a report, its assessment."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cases.concerns import pictures
from cases.concerns.assessing import AlreadyAssessed, Written, assess
from cases.concerns.forms import AssessmentForm, QueueFilter
from cases.concerns.grounds import why_concern
from cases.concerns.models import Concern, boards_to_hand_over_to
from cases.concerns.queue import MOST, Queue
from cases.concerns.record import panels
from cases.concerns.states import NotAllowed
from cases.concerns.timeline import differences
from vbe.access.guards import any_signed_in, may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

PER_PAGE = 25


@require_safe
@may("concern.view")
def concerns(request: Request) -> HttpResponse:
    """The desk's queue. The page asks for it anew every 20 seconds and is answered 204 when nothing has changed."""
    form = QueueFilter(request.GET)
    queue = Queue(form.apply(Concern.objects.visible_to(request).with_desk()), request)
    page = Paginator(queue, PER_PAGE).get_page(request.GET.get("page"))
    state = _state_of(page)
    if request.htmx and request.GET.get("visat") == state:
        return HttpResponse(status=204)
    if words := form.cleaned_data.get("sok"):
        record(request, Action.SEARCHED, kind=Concern._meta.label_lower, terms=words)
    filters = request.GET.copy()
    filters["visat"] = state
    context = {
        "form": form,
        "page": page,
        "most": MOST if queue.has_more else None,
        "poll_url": f"{request.path}?{filters.urlencode()}",
        "own_board": request.access.acting.board,
    }
    return render(request, "concerns/concerns.html", context)


def _state_of(page: Page) -> str:
    """A short word for what the page shows; another day, another number of rows or a changed row changes it."""
    rows = [(concern.number, concern.state, concern.board_id, concern.due_on) for concern in page]
    shown = repr((timezone.localdate(), page.paginator.count, rows))
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


@require_safe
@may("concern.view")
def concern(request: Request, number: str) -> HttpResponse:
    found = _visible_concern(request, number)
    return _record_page(request, found, _assessment_form(request, found))


@sensitive_post_parameters()
@require_POST
@may("concern.assess")
def concern_assess(request: Request, number: str) -> HttpResponse:
    found = _visible_concern(request, number)
    form = _assessment_form(request, found, request.POST)
    if not form.is_valid():
        return _record_page(request, found, form, status=422)
    try:
        saved = assess(request, found, Written(**form.cleaned_data), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        # Read again: the colleague's assessment is a part of what is shown.
        return _record_page(request, _visible_concern(request, number), form, refusal=refusal, status=409)
    messages.success(request, _("Bedömningen är sparad.") if saved else _("Bedömningen är redan sparad."))
    return redirect("concern", number)


@require_safe
@any_signed_in
def concern_picture(request: Request, number: str) -> HttpResponse:
    """The picture, to the desk and to its sender. Only what pictures.py has written is shown in the page."""
    found = get_object_or_404(Concern.objects.readable_by(request).exclude(picture=""), number=number)
    name = found.picture.name or ""
    content_type = pictures.content_type(name)
    try:
        stored = found.picture.open()
    except FileNotFoundError as error:
        raise Http404 from error
    record(request, Action.OPENED, found, reason="bild")
    return FileResponse(  # type: ignore[return-value]
        stored,
        as_attachment=not content_type,
        filename=f"{found}.{name.rpartition('.')[2]}",
        content_type=content_type or "application/octet-stream",
    )


def _visible_concern(request: Request, number: str) -> Concern:
    visible = Concern.objects.visible_to(request).with_desk()
    return get_object_or_404(visible.select_related("board", "previous_board", "reporter_board"), number=number)


def _assessment_form(request: Request, concern: Concern, data: QueryDict | None = None) -> AssessmentForm:
    boards = boards_to_hand_over_to(request.access.acting.board, timezone.localdate())
    return AssessmentForm(data, concern=concern, boards=boards)


def _record_page(
    request: Request,
    concern: Concern,
    form: AssessmentForm,
    *,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, concern)
    assessments = list(concern.assessments.select_related("by__user", "board", "to_board"))
    later = refusal.later if isinstance(refusal, AlreadyAssessed) else []
    context = {
        "concern": concern,
        "form": form,
        "may_assess": request.access.allows("concern.assess") and concern.on_desk and concern.allowed_outcomes(),
        # Sent again from a page that shows the colleague's assessment, it counts as read.
        "seen": form.data.get("seen", "") if status == 422 else len(assessments),
        "refusal": refusal,
        "later": later,
        "differences": [difference for one in later for difference in differences(form.cleaned_data, one)],
        "own_board": request.access.acting.board,
        "why": why_concern(request, concern),
    }
    context |= panels(request, concern, assessments, timezone.localdate())
    return render(request, "concerns/concern.html", context, status=status)
