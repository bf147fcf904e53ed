from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cases.sig import excerpts as domain
from cases.sig import sharing
from cases.sig.forms.excerpt import ExcerptForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Excerpt, Meeting
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, decidable_case, readable_case
from cases.sig.views.minutes import fetch_meeting
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action
from vbe.organisation.models import Actor


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def excerpt(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Choose what one recipient is given of the minutes, see the copy as it will be, and make it."""
    case, now = decidable_case(request, number), timezone.now()
    meeting = fetch_meeting(request, case, pk)
    assert meeting
    form = form_of(request, case, meeting)
    if not form.is_valid():
        return show(request, case, meeting, form, status=422 if form.is_bound else 200)
    wanted = {key: form.cleaned_data[key] for key in ("actor", "without_names")} | {"keys": form.cleaned_data["parts"]}
    try:
        domain.refuse_unless_covered(meeting, wanted["actor"], timezone.localdate(now))
        if "bekrafta" not in request.POST:
            seen = domain.chosen(meeting, wanted["keys"], without_names=wanted["without_names"])
            return show(request, case, meeting, form, preview=None if "andra" in request.POST else seen)
        with transaction.atomic():
            copy = domain.make(meeting, pk=form.cleaned_data["id"], by=request.access.acting, now=now, **wanted)
    except NotAllowed as refusal:
        return show(request, case, meeting, form, refusal=refusal, status=409)
    record_change(request, meeting)
    made = _("Exemplar %(mark)s till %(actor)s är gjort och infört bland utlämnandena.")
    messages.success(request, made % {"mark": copy, "actor": copy.actor})
    return redirect("meeting_minutes", number=case.number, pk=meeting.pk)


@require_safe
@room(*RECORD)
def file(request: Request, number: str, pk: uuid.UUID, copy: uuid.UUID) -> HttpResponse:
    """The copy as it left: the same bytes each time."""
    case = readable_case(request, number)
    found = Excerpt.objects.visible_to(request).filter(case=case, meeting=pk)
    one = get_object_or_404(found.select_related("case"), pk=copy)
    record(request, Action.DOWNLOADED, one)
    response = HttpResponse(one.file, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.number}-utdrag-{one.copy}.pdf"'
    return response


def form_of(request: Request, case: Case, meeting: Meeting) -> ExcerptForm:
    covered = sharing.covered(case, timezone.localdate())
    actors = Actor.objects.filter(municipality=case.board.municipality_id).order_by("name")
    data = request.POST if request.method == "POST" else None
    return ExcerptForm(data, actors=actors, covered=covered, parts=domain.parts(meeting))


def show(
    request: Request,
    case: Case,
    meeting: Meeting,
    form: ExcerptForm,
    *,
    preview: list[domain.Part] | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, meeting)
    context: dict[str, Any] = {"case": case, "meeting": meeting, "form": form, "preview": preview}
    context |= {"refusal": refusal, "why": why_case(request, case)}
    return render(request, "sig/excerpt.html", context, status=status)
