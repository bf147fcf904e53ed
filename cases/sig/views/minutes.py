from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import case_tasks, meetings
from cases.sig import minutes as domain
from cases.sig.forms.minutes import AddendumForm, MinutesForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Meeting
from cases.sig.states import NotAllowed, Step
from cases.sig.views.case import already
from cases.sig.views.case import show as show_case
from cases.sig.views.fetch import (
    RECORD,
    decidable_case,
    may_decide,
    may_write,
    readable_case,
    running_opening,
    writable_case,
)
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def minutes(request: Request, number: str, pk: uuid.UUID | None = None) -> HttpResponse:
    """The minutes of a meeting, saved as they are written; without ``pk`` those of the start-up meeting."""
    fetch = readable_case if request.method != "POST" else writable_case
    case = fetch(request, number)
    meeting = fetch_meeting(request, case, pk)
    if meeting is None:
        return not_called(request, case)
    form = MinutesForm(meeting, domain.read(meeting), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, case, meeting, form)
    if not form.is_valid():
        return show(request, case, meeting, form, status=422)
    return save(request, case, meeting, form)


def fetch_meeting(request: Request, case: Case, pk: uuid.UUID | None) -> Meeting | None:
    """The meeting with that id; without one the start-up meeting, None before it is called."""
    found = Meeting.objects.visible_to(request).filter(case=case)
    found = found.select_related("case", "board__municipality", "saved_by__user", "locked_by__user")
    return get_object_or_404(found, pk=pk) if pk else found.filter(kind=Meeting.Kind.START_UP).first()


def save(request: Request, case: Case, meeting: Meeting, form: MinutesForm) -> HttpResponse:
    """Save on top of the version the page was opened from; never over somebody else's text."""
    sent = form.version.cleaned_data
    # A page that saves as one writes is logged when it begins to.
    begins = meeting.saved_from is None or meeting.saved_from != sent["page"]
    try:
        with transaction.atomic():
            domain.save(
                meeting,
                form.written,
                version=sent["version"],
                next_meeting=form.next_meeting,
                page=sent["page"],
                by=request.access.acting,
                now=timezone.now(),
            )
    except NotAllowed as refusal:
        typed = form.beside(meeting, domain.read(meeting))
        return show(request, case, meeting, form, refusal=refusal, typed=typed, status=409)
    except domain.Conflict:
        if request.htmx:
            # A save while writing only says so; the next press of the button shows both versions.
            return render(request, "sig/minutes_conflict.html", {"meeting": meeting}, status=422)
        beside = form.beside(meeting, domain.read(meeting))
        return show(request, case, meeting, form, conflict=beside, status=409)
    if begins:
        record_change(request, meeting)
    if request.htmx:
        return render(request, "sig/minutes_version.html", {"version": meeting.version})
    messages.success(request, _("Protokollet är sparat."))
    return redirect("meeting_minutes", number=case.number, pk=meeting.pk)


@require_POST
@room(*RECORD)
def adjust(request: Request, number: str, pk: uuid.UUID | None = None) -> HttpResponse:
    """Lock the minutes; refused while a point lacks decision, owner or date, or nobody knows when the next one is."""
    case = decidable_case(request, number)
    meeting = fetch_meeting(request, case, pk)
    if meeting is None:
        return not_called(request, case)
    if meeting.locked_at:
        messages.info(request, already(case, Step.HELD) if pk is None else _("Protokollet var redan justerat."))
        return redirect("meeting_minutes", number=case.number, pk=meeting.pk)
    try:
        with transaction.atomic():
            domain.adjust(case, meeting, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        form = MinutesForm(meeting, domain.read(meeting))
        return show(request, case, meeting, form, refusal=refusal, status=409)
    record_change(request, meeting)
    if meeting.kind == Meeting.Kind.START_UP:
        messages.success(request, _("Protokollet är justerat och låst. Nästa steg är att besluta om insatser."))
    else:
        messages.success(request, _("Protokollet är justerat och låst. Besluten är uppgifter i ärendet."))
    return redirect("case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def addendum(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Correct adjusted minutes by adding to them, or note that the person sees it otherwise."""
    case = writable_case(request, number)
    meeting = fetch_meeting(request, case, pk)
    assert meeting
    form = AddendumForm(request.POST or None, points=domain.agenda(meeting))
    context = {"case": case, "meeting": meeting, "form": form, "why": why_case(request, case)}
    if not form.is_valid():
        record(request, Action.OPENED, meeting)
        return render(request, "sig/minutes_addendum.html", context, status=422 if form.is_bound else 200)
    entry = form.save(commit=False)
    entry.pk, entry.meeting = form.cleaned_data["id"], meeting
    try:
        made = domain.add(entry, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        record(request, Action.OPENED, meeting)
        return render(request, "sig/minutes_addendum.html", context | {"refusal": refusal}, status=409)
    if made:
        record_change(request, meeting)
    messages.success(request, _("Tillägget är sparat.") if made else _("Tillägget var redan sparat."))
    return redirect("meeting_minutes", number=case.number, pk=meeting.pk)


def not_called(request: Request, case: Case) -> HttpResponse:
    refusal = NotAllowed(_("Protokollet kan skrivas när uppstartsmötet är kallat."))
    return show_case(request, case, refusal=refusal, status=409)


def show(
    request: Request,
    case: Case,
    meeting: Meeting,
    form: MinutesForm,
    *,
    refusal: NotAllowed | None = None,
    conflict: list[dict[str, Any]] | None = None,
    typed: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page: as it is written, or as it was locked. ``typed`` is what could not be saved when it was."""
    record(request, Action.OPENED, meeting)
    if conflict is not None:
        # The next save goes on top of what is shown beside.
        form.rebase(meeting, domain.read(meeting))
    seats = meeting.seats.select_related("holder__user", "actor")
    open_to_writing = not meeting.locked_at and not meeting.cancelled_at and case.step != Step.CLOSED
    writes = open_to_writing and may_write(request, case)
    context = {
        "case": case,
        "meeting": meeting,
        "form": form,
        "present": [seat for seat in seats if seat.holder or seat.email],
        "writes": writes,
        "decides": may_decide(request, case),
        "adds": meeting.locked_at and may_write(request, case),
        "participants": case_tasks.owners(case, timezone.localdate()) if writes else [],
        "about": meetings.HELP[meeting.kind],
        "numbers": meetings.numbers(meeting),
        "addenda": list(meeting.addenda.select_related("by__user")),
        "excerpts": list(meeting.excerpts.select_related("actor", "by__user").defer("content")),
        "refusal": refusal,
        "conflict": conflict,
        "typed": typed,
        "why": why_case(request, case),
        "opening": running_opening(request, case),
    }
    return render(request, "sig/minutes.html", context, status=status)
