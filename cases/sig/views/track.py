from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import support, tracks
from cases.sig.forms.track import SafetyForm, StepForm, TrackForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, SafetyPlan
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, decidable_case, may_decide, may_write, readable_case, writable_case
from cases.sig.views.support import differences, number_in
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def track(request: Request, number: str) -> HttpResponse:
    """The track with its steps; the chief chooses it, and changes a wrong one."""
    if request.method != "POST":
        return show(request, readable_case(request, number))
    case, form = decidable_case(request, number), TrackForm(request.POST)
    if not form.is_valid():
        return show(request, case, track_form=form, status=422)
    try:
        tracks.choose(case, **form.cleaned_data, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, track_form=form, refusal=refusal, status=409)
    record_change(request, case)
    messages.success(request, _("Inriktningen är vald: %(track)s.") % {"track": case.get_track_display().lower()})
    return redirect("case_track", number=case.number)


@require_POST
@room(*RECORD)
def step(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """A step was done."""
    case, now = writable_case(request, number), timezone.now()
    line = line_of(case, pk)
    form = StepForm(request.POST, today=timezone.localdate(now), prefix=str(pk))
    if not form.is_valid():
        return show(request, case, step_form=form, step_open=pk, status=422)
    day, note = form.cleaned_data["done_on"], form.cleaned_data["note"]
    try:
        is_new = tracks.do(case, line.step, on=day, note=note, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show(request, case, step_form=form, step_open=pk, refusal=refusal, status=409)
    if is_new:
        record_change(request, case)
    messages.success(request, _("Steget är gjort.") if is_new else _("Steget var redan gjort."))
    return redirect("case_track", number=case.number)


@require_POST
@room(*RECORD)
def undo(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """A step was marked by mistake."""
    case = writable_case(request, number)
    row = line_of(case, pk).done
    if row is None:
        messages.info(request, _("Steget är inte gjort."))
        return redirect("case_track", number=case.number)
    row.case = case
    try:
        tracks.undo(row, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, refusal=refusal, status=409)
    record_change(request, case)
    messages.success(request, _("Markeringen är återtagen. Den syns kvar bland händelserna."))
    return redirect("case_track", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def safety(request: Request, number: str) -> HttpResponse:
    """The safety plan of somebody who leaves."""
    case, now = writable_case(request, number), timezone.now()
    plan = SafetyPlan.objects.visible_to(request).filter(case=case).select_related("saved_by__user").first()
    version = number_in(request.POST.get("version", ""), plan.version if plan else 0)
    form = SafetyForm(request.POST or None, instance=plan or SafetyPlan(case=case))
    if not form.is_valid():
        return show_safety(request, case, form, version, status=422 if form.is_bound else 200)
    try:
        tracks.save_safety_plan(form.save(commit=False), version=version, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show_safety(request, case, form, version, refusal=refusal, status=409)
    except support.Conflict:
        newest = SafetyPlan.objects.visible_to(request).select_related("saved_by__user").get(case=case)
        more = {"newest": newest, "differences": differences(form, newest)}
        return show_safety(request, case, form, newest.version, **more, status=409)
    record_change(request, case)
    messages.success(request, _("Säkerhetsplanen är sparad."))
    return redirect("case_track", number=case.number)


def line_of(case: Case, pk: uuid.UUID) -> tracks.Line:
    """A step of the case's own track; one of another track is not found."""
    for line in tracks.track_of(case).lines:
        if line.step.pk == pk:
            return line
    raise Http404


def show_safety(
    request: Request, case: Case, form: SafetyForm, version: int, *, status: int, **more: Any
) -> HttpResponse:
    record(request, Action.OPENED, case)
    context = {"case": case, "form": form, "version": version, "why": why_case(request, case)}
    return render(request, "sig/safety.html", context | more, status=status)


def show(request: Request, case: Case, *, status: int = 200, **forms: Any) -> HttpResponse:
    record(request, Action.OPENED, case)
    today, shown = timezone.localdate(), tracks.track_of(case)
    open_step, typed = forms.get("step_open"), forms.get("step_form")
    held = shown.choice
    context = {
        "case": case,
        "track": shown,
        "choices": list(case.track_choices.select_related("by__user")),
        "rows": [
            (line, typed if line.step.pk == open_step else StepForm(today=today, prefix=str(line.step.pk)))
            for line in shown.lines
        ],
        "plan": SafetyPlan.objects.visible_to(request).filter(case=case).select_related("saved_by__user").first(),
        "works": may_write(request, case),
        "decides": may_decide(request, case),
        "step_form": StepForm(today=today),
        "track_form": TrackForm(initial={"track": case.track, "children": held.children if held else ""}),
        "why": why_case(request, case),
    }
    return render(request, "sig/track.html", context | forms, status=status)
