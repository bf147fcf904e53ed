"""Answering a summons: through a personal link, without an account, or in the product."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import answering
from cases.sig.forms.answering import AnswerForm, PhoneAnswerForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Seat, SeatAnswer
from cases.sig.models.answer import Called, called_by_link
from cases.sig.states import NotAllowed
from cases.sig.views.case import show as show_case
from cases.sig.views.fetch import RECORD, decidable_case, readable_case
from vbe.access.guards import room
from vbe.access.links import is_guessing, personal_link
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

GONE, TOO_MANY = 410, 429


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@personal_link
def answer_by_link(request: Request, secret: str) -> HttpResponse:
    """When and where, and whether one comes. The answer can be changed until the meeting begins."""
    called = called_by_link()
    if called is None:
        return _unknown(request)
    if not called.is_open or called.starts_at is None:
        return render(request, "sig/answer_closed.html", {"called": called}, status=GONE)
    last = SeatAnswer.objects.filter(link=called.link_id, for_time=called.starts_at).last()
    given = {"answer": last.answer, "deputy": last.deputy} if last else {}
    form = AnswerForm(request.POST or None, initial=given | {"for_time": called.starts_at.isoformat()})
    if not form.is_valid():
        return _ask(request, called, form, last, 422 if form.is_bound else 200)
    try:
        answering.answer_by_link(called, **form.said(), now=timezone.now())
    except NotAllowed as refusal:
        return _ask(request, called, shown_again(form, called.starts_at), last, 409, refusal)
    return redirect("summons_answer", secret)


def shown_again(form: AnswerForm, starts_at: datetime) -> AnswerForm:
    """The form as it was typed, now as an answer to the time that the meeting has got."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    typed[form.add_prefix("for_time")] = starts_at.isoformat()
    form.data = typed
    return form


def _ask(
    request: Request,
    called: Called,
    form: AnswerForm,
    last: SeatAnswer | None,
    status: int,
    refusal: NotAllowed | None = None,
) -> HttpResponse:
    context = {"called": called, "form": form, "last": last, "refusal": refusal}
    return render(request, "sig/answer.html", context, status=status)


def _unknown(request: Request) -> HttpResponse:
    if is_guessing(request):
        return HttpResponse(_("Vänta en minut och öppna länken igen."), status=TOO_MANY, content_type="text/plain")
    record(request, Action.REFUSED, kind="sig.seatlink", reason="404")
    return render(request, "sig/answer_unknown.html", status=404)


@require_POST
@room(*RECORD)
def answer(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Whoever is called and has an account answers in the case."""
    case, form = readable_case(request, number), AnswerForm(request.POST)
    meeting = get_object_or_404(case.meetings.all(), pk=pk)
    seat = get_object_or_404(meeting.seats.filter(holder=request.access.acting), meeting=meeting)
    if not form.is_valid():
        return show_case(request, case, status=422, answer_form=form)
    try:
        answering.answer_as_holder(seat, **form.said(), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show_case(request, case, status=409, refusal=refusal, answer_form=form)
    record_change(request, seat)
    messages.success(request, _("Ditt svar är sparat. Du kan ändra det till dess mötet börjar."))
    return redirect("case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def by_phone(request: Request, number: str, pk: uuid.UUID, seat: uuid.UUID) -> HttpResponse:
    """The chief notes what somebody who is called has answered by phone."""
    case, now = decidable_case(request, number), timezone.now()
    meeting = get_object_or_404(case.meetings.all(), pk=pk)
    called = get_object_or_404(meeting.seats.select_related("holder__user", "actor"), pk=seat)
    sent = request.POST if request.method == "POST" else None
    form = PhoneAnswerForm(sent, initial={"for_time": meeting.starts_at.isoformat()})
    try:
        answering.refuse_unless_called(called, meeting.starts_at, now)
    except NotAllowed as refusal:
        return show_case(request, case, status=409, refusal=refusal)
    if not form.is_valid():
        return _note(request, case, called, form, 422 if form.is_bound else 200)
    try:
        answering.note_by_phone(called, **form.said(), by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return _note(request, case, called, shown_again(form, meeting.starts_at), 409, refusal)
    record_change(request, called)
    messages.success(request, _("Svaret är antecknat."))
    return redirect(reverse("case", args=[case.number]) + "#mote")


def _note(
    request: Request, case: Case, seat: Seat, form: AnswerForm, status: int, refusal: NotAllowed | None = None
) -> HttpResponse:
    record(request, Action.OPENED, case)
    context = {"case": case, "seat": seat, "form": form, "refusal": refusal, "why": why_case(request, case)}
    return render(request, "sig/phone_answer.html", context, status=status)
