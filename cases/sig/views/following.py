"""The person's own voice, and ages that change something."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import following
from cases.sig.forms.following import NoteForm
from cases.sig.grounds import why_case
from cases.sig.models import Case
from cases.sig.states import NotAllowed
from cases.sig.views.case import show
from cases.sig.views.fetch import RECORD, decidable_case, may_write, readable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def notes(request: Request, number: str) -> HttpResponse:
    """What the person says and wants: written by those who take part."""
    case, now = readable_case(request, number), timezone.now()
    writes = may_write(request, case)
    if request.method == "POST" and not writes:
        raise PermissionDenied
    days = {"today": timezone.localdate(now), "opened_on": timezone.localdate(case.opened_at)}
    form = NoteForm(request.POST or None, **days)
    if not form.is_valid():
        return _page(request, case, form, writes=writes, status=422 if form.is_bound else 200)
    try:
        is_new = following.write(case, **form.cleaned_data, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return _page(request, case, form, writes=writes, refusal=refusal, status=409)
    if is_new:
        record_change(request, case)
    messages.success(request, _("Det är sparat."))
    return redirect("case_notes", number=case.number)


@require_POST
@room(*RECORD)
def age(request: Request, number: str, pk: str) -> HttpResponse:
    """The chief has dealt with an age that changes something in the case."""
    case = decidable_case(request, number)
    coming = get_object_or_404(case.coming_ages.all(), pk=pk)
    if coming.done_at:
        messages.info(request, _("Det är redan gjort."))
        return redirect("case", number=case.number)
    try:
        following.settle(case, coming, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, status=409, refusal=refusal)
    record_change(request, case)
    messages.success(request, _("Det är antecknat i ärendet."))
    return redirect("case", number=case.number)


def _page(
    request: Request,
    case: Case,
    form: NoteForm,
    *,
    writes: bool,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, case)
    context = {
        "case": case,
        "form": form,
        "writes": writes and case.next_step is not None,
        "notes": case.notes.select_related("by__user").newest_first()[:MOST],
        "refusal": refusal,
        "why": why_case(request, case),
    }
    return render(request, "sig/notes.html", context, status=status)
