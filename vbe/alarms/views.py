"""Alarm chains: to read, to start, and to mark step by step, several people at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.alarms import printing
from vbe.alarms.editing import may_begin
from vbe.alarms.forms import EndForm, MarkForm, NoteForm, StartForm
from vbe.alarms.grounds import why_alarm
from vbe.alarms.models import AlarmRun, NotAllowed, RunStep
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.notices.models import AlarmChain
from vbe.organisation.models import PhoneNumber

PER_PAGE = 25


@require_safe
@may("concern.report")
def alarm_chains(request: Request) -> HttpResponse:
    """Who contacts whom when something extraordinary has happened, the numbers, and what goes on."""
    runs = request.access.allows("alarm.run")
    context = {
        "chains": AlarmChain.objects.visible_to(request).prefetch_related("steps"),
        "numbers": numbers(request),
        "runs": runs,
        "running": AlarmRun.objects.visible_to(request).running() if runs else [],
        "edits": request.access.allows("guide.edit") and may_begin(request),
    }
    return render(request, "alarms/alarm_chains.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("alarm.run")
def alarm_start(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The one button, behind a page that asks whether it is an exercise."""
    chain = get_object_or_404(AlarmChain.objects.visible_to(request).prefetch_related("steps"), pk=pk)
    form = StartForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"chain": chain, "form": form}
        return render(request, "alarms/start.html", context, status=422 if form.is_bound else 200)
    by, now = request.access.acting, timezone.now()
    try:
        run = AlarmRun.start(chain, id=form.cleaned_data["id"], exercise=form.exercise, by=by, now=now)
    except NotAllowed as refusal:
        return render(request, "alarms/start.html", {"chain": chain, "form": form, "refusal": refusal}, status=409)
    return redirect("alarm", run)


@require_safe
@may("alarm.run")
def alarms(request: Request) -> HttpResponse:
    """Those that have ended, what was not an exercise apart from what was."""
    visible = AlarmRun.objects.visible_to(request)
    count = visible.aggregate(
        real=Count("pk", filter=Q(exercise=False)), exercises=Count("pk", filter=Q(exercise=True))
    )
    exercises = request.GET.get("visa") == "ovningar"
    ended = visible.ended().filter(exercise=exercises).select_related("board", "started_by__user")
    page = Paginator(ended, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "alarms/alarms.html", {"page": page, "count": count, "exercises": exercises})


@require_safe
@may("alarm.run")
def alarm(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The run's page. It asks for its steps anew every few seconds, so that several people see each other's marks.

    It is answered 204 when nothing has been noted, and loaded anew when somebody has ended the run.
    """
    run = fetch(request, pk)
    steps = list(run.steps.with_entries())
    noted = str(sum(len(step.entries.all()) for step in steps))
    if request.htmx and not run.is_running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.htmx and request.GET.get("visat") == noted:
        return HttpResponse(status=204)
    context = {
        "run": run,
        "steps": steps,
        "poll_url": f"{request.path}?visat={noted}",
        "numbers": numbers(request),
        "why": why_alarm(request),
    }
    return render(request, "alarms/alarm.html", context)


@require_safe
@may("alarm.run")
def alarm_step(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show_step(request, fetch_step(request, pk))


@require_POST
@may("alarm.run")
def alarm_mark(request: Request, pk: uuid.UUID) -> HttpResponse:
    step = fetch_step(request, pk)
    form = MarkForm(request.POST, step=step)
    if not form.is_valid():
        return show_step(request, step, mark_form=form, status=422)
    said = form.cleaned_data
    try:
        step.mark(met=said.get("met"), text=said.get("text", ""), by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show_step(request, fetch_step(request, pk), mark_form=form, refusal=refusal, status=409)
    return back_to(step)


@require_POST
@may("alarm.run")
def alarm_note(request: Request, pk: uuid.UUID) -> HttpResponse:
    step, form = fetch_step(request, pk), NoteForm(request.POST)
    if not form.is_valid():
        return show_step(request, step, note_form=form, status=422)
    try:
        step.note(form.cleaned_data["text"], by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show_step(request, step, note_form=form, refusal=refusal, status=409)
    return back_to(step)


@require_http_methods(["GET", "HEAD", "POST"])
@may("alarm.run")
def alarm_end(request: Request, pk: uuid.UUID) -> HttpResponse:
    run = fetch(request, pk)
    if not run.is_running and request.method != "POST":
        return redirect("alarm", pk)
    form = EndForm(request.POST if request.method == "POST" else None)
    left = [step for step in run.steps.with_entries() if not step.marks]
    context = {"run": run, "form": form, "left": left}
    if not form.is_valid():
        return render(request, "alarms/end.html", context, status=422 if form.is_bound else 200)
    try:
        run.end(form.cleaned_data["summary"], by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return render(request, "alarms/end.html", context | {"refusal": refusal}, status=409)
    messages.success(request, _("Övningen är avslutad.") if run.exercise else _("Larmet är avslutat."))
    return redirect("alarm", pk)


@require_safe
@may("alarm.run")
def alarm_print(request: Request, pk: uuid.UUID) -> HttpResponse:
    return render(request, "alarms/print.html", printing.sheet(fetch(request, pk)))


@require_safe
@may("alarm.run")
def alarm_file(request: Request, pk: uuid.UUID) -> HttpResponse:
    run = fetch(request, pk)
    record(request, Action.DOWNLOADED, run)
    response = HttpResponse(printing.file(run), content_type="application/pdf")
    day = timezone.localtime(run.started_at).date().isoformat()
    what = "larmovning" if run.exercise else "larm"
    response["Content-Disposition"] = f'attachment; filename="{what}-{day}.pdf"'
    return response


def numbers(request: Request) -> Any:
    listed = PhoneNumber.objects.of_board(request.access.acting.board).filter(topic=PhoneNumber.Topic.ALARM)
    return listed.select_related("board")


def fetch(request: Request, pk: uuid.UUID) -> AlarmRun:
    visible = AlarmRun.objects.visible_to(request)
    return get_object_or_404(visible.select_related("board__municipality", "started_by__user", "ended_by__user"), pk=pk)


def fetch_step(request: Request, pk: uuid.UUID) -> RunStep:
    return get_object_or_404(RunStep.objects.visible_to(request).select_related("run").with_entries(), pk=pk)


def back_to(step: RunStep) -> HttpResponse:
    return redirect(f"{reverse('alarm', args=[step.run_id])}#led-{step.position}")


def show_step(
    request: Request,
    step: RunStep,
    *,
    mark_form: MarkForm | None = None,
    note_form: NoteForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "step": step,
        "run": step.run,
        "mark_form": mark_form or MarkForm(step=step),
        "note_form": note_form or NoteForm(),
        "refusal": refusal,
    }
    return render(request, "alarms/step.html", context, status=status)
