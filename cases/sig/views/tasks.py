from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import case_tasks as domain
from cases.sig.forms.tasks import TaskFilter, TaskForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, CaseTask
from cases.sig.states import NotAllowed, Step
from cases.sig.views.fetch import RECORD, may_write, or_own_part, readable_case, running_opening, writable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

PER_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
@or_own_part
def tasks(request: Request, number: str) -> HttpResponse:
    """What people have taken on in the case, and the form for one more."""
    case, today = (writable_case if request.method == "POST" else readable_case)(request, number), timezone.localdate()
    form = TaskForm(request.POST or None, today=today)
    if not form.is_valid():
        return show(request, case, form, status=422 if form.is_bound else 200)
    task = form.save(commit=False)
    task.pk, task.case = form.cleaned_data["id"], case
    try:
        made = domain.add(task, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, form, refusal=refusal, status=409)
    if made:
        record_change(request, case)
    messages.success(request, _("Uppgiften är sparad.") if made else _("Uppgiften var redan sparad."))
    return redirect("case_tasks", number=case.number)


@require_POST
@room(*RECORD)
def done(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """The task is done."""
    case = writable_case(request, number)
    task = get_object_or_404(CaseTask.objects.visible_to(request).filter(case=case).select_related("case"), pk=pk)
    try:
        changed = domain.finish(task, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, TaskForm(today=timezone.localdate()), refusal=refusal, status=409)
    if changed:
        record_change(request, case)
    messages.success(request, _("Uppgiften är klar.") if changed else _("Uppgiften var redan klar."))
    return redirect("case_tasks", number=case.number)


@require_POST
@room(*RECORD)
def reopen(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """It was not done after all."""
    case = writable_case(request, number)
    task = get_object_or_404(CaseTask.objects.visible_to(request).filter(case=case).select_related("case"), pk=pk)
    try:
        changed = domain.reopen(task)
    except NotAllowed as refusal:
        return show(request, case, TaskForm(today=timezone.localdate()), refusal=refusal, status=409)
    if changed:
        record_change(request, case)
    messages.success(request, _("Uppgiften är att göra igen.") if changed else _("Uppgiften är redan att göra."))
    return redirect("case_tasks", number=case.number)


def show(
    request: Request, case: Case, form: TaskForm, *, refusal: NotAllowed | None = None, status: int = 200
) -> HttpResponse:
    record(request, Action.OPENED, case)
    today, narrow = timezone.localdate(), TaskFilter(request.GET)
    seen = CaseTask.objects.visible_to(request).filter(case=case)
    found = {
        "mina": seen.undone().of_mine(request),
        "forsenade": seen.overdue(today),
        "klara": seen.done(),
    }.get(narrow.chosen(), seen.undone())
    found = found.in_list_order().select_related("owner__user", "done_by__user", "point__meeting")
    writes = case.step != Step.CLOSED and may_write(request, case)
    context = {
        "case": case,
        "form": form,
        "filter": narrow,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "writes": writes,
        "participants": domain.owners(case, today) if writes else [],
        "refusal": refusal,
        "why": why_case(request, case),
        "opening": running_opening(request, case),
    }
    return render(request, "sig/tasks.html", context, status=status)
