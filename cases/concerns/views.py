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
from cases.concerns.filters import QueueFilter
from cases.concerns.forms import AssessmentForm
from cases.concerns.forms_queue import LinkForm, ViewNameForm
from cases.concerns.grounds import why_concern
from cases.concerns.linking import belonging
from cases.concerns.models import Concern, SavedView, boards_to_hand_over_to
from cases.concerns.queue import MOST, Queue
from cases.concerns.record import fetched, panels
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
    form = QueueFilter(request.GET, request=request)
    queue = Queue(form.found(timezone.localdate()), words=form.words)
    page = Paginator(queue, PER_PAGE).get_page(request.GET.get("page"))
    state = _state_of(page)
    if request.htmx and request.GET.get("visat") == state:
        return HttpResponse(status=204)
    if form.words:
        record(request, Action.SEARCHED, kind=Concern._meta.label_lower, terms=form.words)
    filters = request.GET.copy()
    filters["visat"] = state
    context = {
        "form": form,
        "page": page,
        "most": MOST if queue.has_more else None,
        "poll_url": f"{request.path}?{filters.urlencode()}",
        "own_board": request.access.acting.board,
        "may_assess": request.access.allows("concern.assess"),
        "views": SavedView.objects.visible_to(request).kept(),
        "address": form.address(),
        "name_form": ViewNameForm(),
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
    return record_page(request, number)


def record_page(request: Request, number: str, *, link_form: LinkForm | None = None, status: int = 200) -> HttpResponse:
    """The report's page; with the form for linking it as it was sent, when that could not be done."""
    found = fetched(number)
    return _record_page(request, found, _assessment_form(request, found), link_form=link_form, status=status)


@sensitive_post_parameters()
@require_POST
@may("concern.assess")
def concern_assess(request: Request, number: str) -> HttpResponse:
    found = fetched(number)
    form = _assessment_form(request, found, request.POST)
    if not form.is_valid():
        return _record_page(request, found, form, status=422)
    try:
        saved = assess(request, found, Written(**form.cleaned_data), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        # Read again: the colleague's assessment is a part of what is shown.
        return _record_page(request, fetched(number), form, refusal=refusal, status=409)
    messages.success(request, _("Bedömningen är sparad.") if saved else _("Bedömningen är redan sparad."))
    return redirect("concern", number)


@require_safe
@any_signed_in
def concern_file(request: Request, number: str, position: int) -> HttpResponse:
    """A file of a report, to the desk and to its sender. A picture is shown in the page, a PDF is only downloaded."""
    found = get_object_or_404(Concern.objects.readable_by(request), number=number)
    attachment = get_object_or_404(found.attachments.select_related("concern"), position=position)
    try:
        stored = attachment.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    record(request, Action.OPENED, found, reason=f"fil {position}")
    content_type = pictures.content_type(attachment.kind)
    response = FileResponse(
        stored,
        as_attachment=not content_type,
        filename=str(attachment),
        content_type=content_type or "application/octet-stream",
    )
    # Whatever stands in a file, the browser runs nothing of it.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response  # type: ignore[return-value]


def _assessment_form(request: Request, concern: Concern, data: QueryDict | None = None) -> AssessmentForm:
    boards = boards_to_hand_over_to(request.access.acting.board, timezone.localdate())
    return AssessmentForm(data, concern=concern, boards=boards)


def _record_page(
    request: Request,
    concern: Concern,
    form: AssessmentForm,
    *,
    refusal: NotAllowed | None = None,
    link_form: LinkForm | None = None,
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
        "seen": form.data.get("seen", "") if form.is_bound and status == 422 else len(assessments),
        "refusal": refusal,
        "later": later,
        "differences": [difference for one in later for difference in differences(form.cleaned_data, one)],
        "own_board": request.access.acting.board,
        "why": why_concern(request, concern),
        **belonging(request, concern),
        "link_form": link_form or LinkForm(),
        "may_link": request.access.allows("concern.assess") and concern.on_desk,
    }
    context |= panels(request, concern, assessments, timezone.localdate())
    return render(request, "concerns/concern.html", context, status=status)
