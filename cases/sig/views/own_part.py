"""*Min del i ärendet*: what somebody from another activity sees of a case, and does in it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.sig import own_part as domain
from cases.sig.forms.answering import AnswerForm
from cases.sig.grounds import why_own_part
from cases.sig.own_part import OwnPart
from cases.sig.states import NotAllowed
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_safe
@room("case.participate")
def own_part(request: Request, number: str) -> HttpResponse:
    """The meetings one is called to, one's own tasks, and the copies one's own actor has been given."""
    return show(request, fetch(number))


@require_POST
@room("case.participate")
def answer(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Whether one comes to a meeting."""
    part, form, now = fetch(number), AnswerForm(request.POST), timezone.now()
    seat = next((one for one in domain.seats(part) if one.meeting_id == pk), None)
    if seat is None:
        raise Http404
    if not form.is_valid():
        return show(request, part, status=422, answering=(pk, form))
    try:
        given = domain.answer(seat, **form.said(), by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show(request, part, status=409, refusal=refusal)
    if given:
        record_change(request, part.row)
    messages.success(request, _("Ditt svar är sparat. Du kan ändra det till dess mötet börjar."))
    return redirect("own_part", number=part.number)


@require_POST
@room("case.participate")
def task_done(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """One's own task is done."""
    part, by = fetch(number), request.access.acting
    task = get_object_or_404(domain.tasks(part, by), pk=pk)
    if domain.finish(task, by=by, now=timezone.now()):
        record_change(request, part.row)
        messages.success(request, _("Uppgiften är klar."))
    else:
        messages.info(request, _("Uppgiften var redan klar."))
    return redirect("own_part", number=part.number)


@require_safe
@room("case.participate")
def excerpt(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """A copy that one's own actor was given: the same bytes each time."""
    part = fetch(number)
    copy = get_object_or_404(domain.excerpts(part), pk=pk)
    record(request, Action.DOWNLOADED, copy)
    response = HttpResponse(copy.file, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{part.number}-utdrag-{copy.copy}.pdf"'
    return response


def fetch(number: str) -> OwnPart:
    """The acting assignment's own part in the case; the database knows of no other."""
    part = domain.part_in(number)
    if part is None:
        raise Http404
    return part


def show(
    request: Request,
    part: OwnPart,
    *,
    status: int = 200,
    refusal: NotAllowed | None = None,
    answering: tuple[uuid.UUID, AnswerForm] | None = None,
) -> HttpResponse:
    record(request, Action.OPENED, part.row)
    now, by = timezone.now(), request.access.acting
    held = domain.seats(part)
    given = domain.answers(held, by)
    typed = dict([answering] if answering else [])
    context = {
        "part": part,
        "coming": [
            (seat, given.get(seat.seat_id), typed.get(seat.meeting_id) or form_of(seat, given.get(seat.seat_id)))
            for seat in reversed(held)
            if seat.is_open(now)
        ],
        "past": [seat for seat in held if not seat.is_open(now)],
        "tasks": domain.tasks(part, by),
        "excerpts": domain.excerpts(part).select_related("actor"),
        "typed": answering[1] if answering else None,
        "refusal": refusal,
        "why": why_own_part(request, part),
    }
    return render(request, "sig/own_part.html", context, status=status)


def form_of(seat: domain.OwnSeat, before: domain.SeatAnswer | None) -> AnswerForm:
    given = {"answer": before.answer, "deputy": before.deputy} if before else {}
    return AnswerForm(initial=given | {"for_time": seat.starts_at.isoformat()}, auto_id=f"id_{seat.meeting_id}_%s")
