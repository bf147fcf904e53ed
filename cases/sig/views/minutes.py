from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import minutes as domain
from cases.sig.forms.minutes import MinutesForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Meeting
from cases.sig.states import NotAllowed, Step
from cases.sig.views.case import already
from cases.sig.views.case import show as show_case
from cases.sig.views.fetch import RECORD, decidable_case, may_decide, readable_case, running_opening
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def minutes(request: Request, number: str) -> HttpResponse:
    """The minutes: read by those who take part, written by the chief, saved as she writes, then locked."""
    fetch = readable_case if request.method != "POST" else decidable_case
    case = fetch(request, number)
    meeting = case.start_up
    if meeting is None:
        return not_called(request, case)
    form = MinutesForm(meeting, domain.read(meeting), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return show(request, case, meeting, form)
    if not form.is_valid():
        return show(request, case, meeting, form, status=422)
    return save(request, case, meeting, form)


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
                page=sent["page"],
                by=request.access.acting,
                now=timezone.now(),
            )
    except NotAllowed as refusal:
        return show(request, case, meeting, form, refusal=refusal, status=409)
    except domain.Conflict:
        if request.htmx:
            # A save while writing only says so; the next press of the button shows both versions.
            return render(request, "sig/minutes_conflict.html", {"meeting": meeting}, status=422)
        return show(request, case, meeting, form, conflict=form.beside(domain.read(meeting)), status=409)
    if begins:
        record_change(request, meeting)
    if request.htmx:
        return render(request, "sig/minutes_version.html", {"version": meeting.version})
    messages.success(request, _("Protokollet är sparat."))
    return redirect("case_minutes", number=case.number)


@require_POST
@room(*RECORD)
def adjust(request: Request, number: str) -> HttpResponse:
    """Lock the minutes; refused while a point lacks decision, owner or date."""
    case = decidable_case(request, number)
    meeting = case.start_up
    if case.taken(Step.HELD):
        messages.info(request, already(case, Step.HELD))
        return redirect("case_minutes", number=case.number)
    if meeting is None:
        return not_called(request, case)
    try:
        with transaction.atomic():
            domain.adjust(case, meeting, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        form = MinutesForm(meeting, domain.read(meeting))
        return show(request, case, meeting, form, refusal=refusal, status=409)
    record_change(request, meeting)
    messages.success(request, _("Protokollet är justerat och låst. Nästa steg är att besluta om insatser."))
    return redirect("case", number=case.number)


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
    conflict: list[dict[str, object]] | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, meeting)
    if conflict is not None:
        # The next save goes on top of what is shown beside.
        form.rebase(meeting)
    seats = meeting.seats.select_related("holder__user", "actor")
    context = {
        "case": case,
        "meeting": meeting,
        "form": form,
        "present": [seat for seat in seats if seat.holder or seat.email],
        "writes": not meeting.locked_at and may_decide(request, case),
        "missing": domain.incomplete(meeting),
        "refusal": refusal,
        "conflict": conflict,
        "why": why_case(request, case),
        "opening": running_opening(request, case),
    }
    return render(request, "sig/minutes.html", context, status=status)
