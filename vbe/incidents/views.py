"""Incidents: the list, registering one, and its page with clocks, additions and the log extract."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.incidents import page as shown
from vbe.incidents import printing
from vbe.incidents.extract import Selection, attach
from vbe.incidents.forms import AddForm, AnswerForm, CloseForm, ExtractForm, IncidentForm
from vbe.incidents.models import Incident, NotAllowed
from vbe.log_review.models import SampledRead

PER_PAGE = 25


@require_safe
@may("incident.handle")
def incidents(request: Request) -> HttpResponse:
    found = Incident.objects.visible_to(request).with_state().newest_first()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "incidents/incidents.html", {"page": page, "now": timezone.now()})


@require_http_methods(["GET", "HEAD", "POST"])
@may("incident.handle")
def incident_new(request: Request) -> HttpResponse:
    """Register an incident; from a row of the log review its entries follow along."""
    now, read = timezone.now(), reviewed_read(request)
    form = IncidentForm(request.POST or None, now=now, initial=shown.suggested(read))
    if not form.is_valid():
        context = {"form": form, "read": read}
        return render(request, "incidents/new.html", context, status=422 if form.is_bound else 200)
    incident = form.incident(request.access.acting)
    if not incident.register(form.cleaned_data["kinds"]):
        messages.info(request, _("Formuläret var redan skickat. Här är incidenten."))
        return redirect("incident", pk=incident.pk)
    if read:
        attach(incident, Selection(ids=read.entries), by=request.access.acting, now=now)
    messages.success(
        request, _("%(incident)s är registrerad. Här ser du vad som ska skickas och när.") % {"incident": incident}
    )
    return redirect("incident", pk=incident.pk)


def reviewed_read(request: Request) -> SampledRead | None:
    """The row of a log review that the form was opened from, if the asker may see it."""
    try:
        pk = uuid.UUID(request.GET.get("rad", ""))
    except ValueError:
        return None
    board = request.access.acting.board_id
    return SampledRead.objects.visible_to(request).filter(pk=pk, board=board).first()


@require_safe
@may("incident.handle")
def incident(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show(request, fetch(request, pk))


@require_POST
@may("incident.handle")
def incident_answer(request: Request, pk: uuid.UUID, clock: uuid.UUID) -> HttpResponse:
    """Mark one thing as sent, or as not needed."""
    found = fetch(request, pk)
    waiting = get_object_or_404(found.clocks.select_related("incident", "answer"), pk=clock)
    if hasattr(waiting, "answer"):
        messages.info(request, _("Det är redan registrerat: %(answer)s.") % {"answer": str(waiting.answer).lower()})
        return redirect("incident", pk=pk)
    form = AnswerForm(request.POST, clock=waiting, now=timezone.now())
    if not form.is_valid():
        return show(request, found, answer_form=form, status=422)
    try:
        with transaction.atomic():
            form.answer(request.access.acting).save(force_insert=True)
        messages.success(request, _("%(what)s är registrerad.") % {"what": waiting.title})
    except IntegrityError:
        messages.info(request, _("Det är redan registrerat."))
    return redirect("incident", pk=pk)


@require_POST
@may("incident.handle")
def incident_add(request: Request, pk: uuid.UUID) -> HttpResponse:
    return add(request, fetch(request, pk), AddForm(request.POST), "add_form", _("Tillägget är sparat."))


@require_POST
@may("incident.handle")
def incident_close(request: Request, pk: uuid.UUID) -> HttpResponse:
    return add(request, fetch(request, pk), CloseForm(request.POST), "close_form", _("Incidenten är avslutad."))


def add(request: Request, found: Incident, form: AddForm | CloseForm, name: str, done: str) -> HttpResponse:
    """An addition of any kind: a second press adds nothing, a refusal loses nothing typed."""
    typed: dict[str, Any] = {name: form}
    if not form.is_valid():
        return show(request, found, status=422, **typed)
    try:
        is_new = found.add(form.addition(), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, found, refusal=refusal, status=409, **typed)
    messages.success(request, done) if is_new else messages.info(request, _("Formuläret var redan skickat."))
    return redirect("incident", pk=found.pk)


@require_POST
@may("incident.handle")
def incident_extract(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Attach entries of the board's log."""
    found, now = fetch(request, pk), timezone.now()
    form = ExtractForm(request.POST, board=found.board, now=now)
    if not form.is_valid():
        return show(request, found, extract_form=form, status=422)
    try:
        attached = attach(found, form.selection(), by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show(request, found, extract_form=form, refusal=refusal, status=409)
    record(request, Action.SEARCHED, found, reason="loggutdrag")
    said = ngettext("%(n)d ny loggpost är bifogad.", "%(n)d nya loggposter är bifogade.", attached) % {"n": attached}
    messages.success(request, said if attached else _("Urvalet gav inga nya loggposter."))
    return redirect("incident", pk=pk)


@require_safe
@may("incident.handle")
def incident_csv(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = fetch(request, pk)
    record(request, Action.EXPORTED, found)
    response = HttpResponse(shown.as_csv(found.extract.all()), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.number}-loggutdrag.csv"'
    return response


@require_safe
@may("incident.handle")
def incident_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = fetch(request, pk)
    record(request, Action.DOWNLOADED, found)
    response = HttpResponse(printing.incident(found), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.pdf"'
    return response


def fetch(request: Request, pk: uuid.UUID) -> Incident:
    found = Incident.objects.visible_to(request).with_state()
    return get_object_or_404(found.select_related("board__municipality", "registered_by__user"), pk=pk)


def show(
    request: Request,
    found: Incident,
    *,
    answer_form: AnswerForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    record(request, Action.OPENED, found)
    now = timezone.now()
    clocks = shown.clocks(found, now, answer_form)
    additions = list(found.additions.select_related("by__user"))
    rows = list(found.extract.all()[: shown.ROWS_SHOWN])
    context: dict[str, Any] = {
        "incident": found,
        "clocks": clocks,
        "waiting": any(row.answer is None for row in clocks),
        "persons": shown.persons(found, additions),
        "happenings": shown.happenings(found, clocks, additions),
        "additions": additions,
        "extract": rows,
        "extract_count": found.extract.count(),
        "tampered": not all(row.is_intact for row in rows),
        "refusal": refusal,
        "add_form": AddForm(),
        "close_form": CloseForm(),
        "extract_form": ExtractForm(board=found.board, now=now),
    }
    return render(request, "incidents/incident.html", context | forms, status=status)
