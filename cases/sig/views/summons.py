from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import letter as printing
from cases.sig import summons
from cases.sig.forms.summons import CancelForm, NewMeetingForm, SummonsForm
from cases.sig.models import Case, Meeting
from cases.sig.seats import addable, chosen, latest, places, seated
from cases.sig.states import NotAllowed
from cases.sig.views.called_off import remind_of_letters
from cases.sig.views.case import show as show_case
from cases.sig.views.fetch import RECORD, decidable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action
from vbe.organisation.ids import new_id

# The button that adds a seat and sends nothing.
ADD = "lagg-till"
_TAKEN = gettext_lazy("Formuläret har redan använts. Läs igenom och skicka en gång till.")


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def summon(request: Request, number: str) -> HttpResponse:
    """Call the start-up meeting, or call it again with another time, place or seats."""
    case = decidable_case(request, number)
    return _call(request, case, case.start_up, Meeting.Kind.START_UP)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def new(request: Request, number: str) -> HttpResponse:
    """Call another meeting: a follow-up, or one of the forums of the guidelines."""
    case = decidable_case(request, number)
    return _call(request, case, None, Meeting.Kind.OTHER)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def change(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Call a meeting anew, with another time, place or seats."""
    case = decidable_case(request, number)
    meeting = get_object_or_404(case.meetings.all(), pk=pk)
    return _call(request, case, meeting, meeting.kind)


@require_POST
@room(*RECORD)
def cancel(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Say that a meeting will not be held; everybody who was called is told."""
    case = decidable_case(request, number)
    meeting, form, now = get_object_or_404(case.meetings.all(), pk=pk), CancelForm(request.POST), timezone.now()
    meeting.case = case
    if not form.is_valid():
        return show_case(request, case, status=422, cancel_form=form)
    try:
        with transaction.atomic():
            done = summons.cancel(meeting, reason=form.cleaned_data["reason"], by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show_case(request, case, status=409, refusal=refusal, cancel_form=form)
    if done:
        record_change(request, meeting)
        messages.success(request, _("Mötet är inställt. De som var kallade får besked."))
        remind_of_letters(request, case, now)
    else:
        messages.info(request, _("Mötet var redan inställt."))
    return redirect("case", number=case.number)


@require_safe
@room(*RECORD)
def letter(request: Request, number: str, pk: uuid.UUID, seat: uuid.UUID) -> HttpResponse:
    """The summons on paper, for somebody who has no address to mail to."""
    case = decidable_case(request, number)
    meeting = get_object_or_404(case.meetings.all(), pk=pk)
    called = get_object_or_404(meeting.seats.filter(by_letter=True).select_related("actor"), pk=seat)
    record(request, Action.PRINTED, meeting)
    response = HttpResponse(printing.letter(case, meeting, called), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="kallelse.pdf"'
    return response


def _call(request: Request, case: Case, meeting: Meeting | None, kind: str) -> HttpResponse:
    """The page that calls a meeting; sent, it calls, and pressed twice it says that it has called."""
    now = timezone.now()
    try:
        summons.may_call(case, kind, meeting)
    except NotAllowed as refusal:
        return show_case(request, case, refusal=refusal, status=409)
    form, shown = _form(request, case, meeting, kind)
    context = {
        "case": case,
        "form": form,
        "meeting": meeting,
        "kind": kind,
        "is_start_up": kind == Meeting.Kind.START_UP,
    }
    context |= _outside(case, shown)
    if not form.is_valid():
        return _page(request, case, context, 422 if form.is_bound else 200)
    known = meeting or case.meetings.filter(pk=form.call().get("pk") or new_id()).first()
    if summons.unchanged(known, **form.call()):
        messages.info(request, _("Kallelsen var redan skickad så."))
        return redirect("case", number=case.number)
    try:
        with transaction.atomic():
            called = summons.summon(case, meeting=known, **form.call(), by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return _page(request, case, context | {"refusal": refusal}, 409)
    except (summons.Changed, IntegrityError):
        # The next press goes on top of what is now said beside; a new meeting gets an id that nothing else has.
        typed: Any = form.data.copy()  # type: ignore[attr-defined]
        typed["version"], typed["id"] = str(known.sequence) if known else "", str(new_id())
        form.data = typed
        return _page(request, case, context | {"changed": known, "refusal": None if known else _TAKEN}, 409)
    record_change(request, case)
    _say(request, called)
    return redirect("case", number=case.number)


def _form(request: Request, case: Case, meeting: Meeting | None, kind: str) -> tuple[SummonsForm, list[summons.Place]]:
    """The form with a seat for each function and each actor that was added; typed as it was when one is being added."""
    now, seats_of = timezone.now(), meeting or latest(case)
    added = seated(seats_of) + chosen(case, request.POST.getlist("aktor") or request.GET.getlist("aktor"))
    # The day that the latest minutes named for the next meeting.
    suggested = {"day": request.GET["dag"]} if request.GET.get("dag") else {}
    adds = request.method == "POST" and ADD in request.POST
    if adds:
        added += chosen(case, [request.POST.get("ny_aktor", "")])
    shown = places(case, timezone.localdate(now), kind=kind, added=dict.fromkeys(added))
    options: dict[str, Any] = {"places": shown, "now": now, "meeting": meeting, "seats_of": seats_of}
    options["typed"] = request.POST.dict() if adds else suggested
    data = request.POST if request.method == "POST" and not adds else None
    if meeting is None and kind != Meeting.Kind.START_UP:
        return NewMeetingForm(data, kinds=_kinds(case), **options), shown
    return SummonsForm(data, kind=kind, **options), shown


def _kinds(case: Case) -> list[tuple[str, str]]:
    """The kinds of meeting that may be called now."""
    follows = summons.may_follow_up(case)
    kinds = [kind for kind in Meeting.Kind if kind != Meeting.Kind.START_UP]
    return [(kind.value, str(kind.label)) for kind in kinds if follows or kind != Meeting.Kind.FOLLOW_UP]


def _outside(case: Case, shown: list[summons.Place]) -> dict[str, Any]:
    """What the page says of actors outside: who cannot be called, which were added, and which can be."""
    return {
        "missing": [place for place in shown if place.actor and not place.ground],
        "added": [place.actor for place in shown if place.actor and place.added],
        "addable": addable(case, shown),
    }


def _page(request: Request, case: Case, context: dict[str, Any], status: int) -> HttpResponse:
    record(request, Action.OPENED, case)
    return render(request, "sig/summons.html", context, status=status)


def _say(request: Request, meeting: Meeting) -> None:
    seats = [seat for seat in meeting.seats.select_related("holder", "actor") if seat.called]
    sent = ngettext("Kallelsen är skickad till %(n)s person.", "Kallelsen är skickad till %(n)s personer.", len(seats))
    messages.success(request, sent % {"n": len(seats)})
    if letters := [str(seat.actor or seat.function) for seat in seats if seat.by_letter]:
        messages.warning(
            request, _("Skriv ut och skicka kallelsen med brev till: %(names)s.") % {"names": ", ".join(letters)}
        )
