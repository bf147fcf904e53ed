"""The steps a plan takes: put before the board, taken back, decided, begun anew, thrown away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actionplans.forms.plan import DecisionForm
from actionplans.states import NotAllowed, Outcome, State
from actionplans.views.fetch import decidable_plan, editable_plan, readable_plan
from actionplans.views.plan import show
from vbe.access.guards import may
from vbe.access.request import Request


@require_POST
@may("plan.edit")
def plan_propose(request: Request, plan_id: UUID) -> HttpResponse:
    plan = editable_plan(request, plan_id)
    if plan.state == State.PROPOSED:
        messages.info(request, _("Planen är redan framlagd."))
        return redirect("plan", plan.pk)
    try:
        plan.propose(now=timezone.now())
    except NotAllowed as refusal:
        return show(request, plan, refusal=refusal, status=409)
    messages.success(request, _("Planen är framlagd. Nämndsekreteraren kan registrera beslutet när det är fattat."))
    return redirect("plan", plan.pk)


@require_POST
@may("plan.edit")
def plan_take_back(request: Request, plan_id: UUID) -> HttpResponse:
    plan = editable_plan(request, plan_id)
    if plan.is_draft:
        messages.info(request, _("Planen är redan ett utkast."))
        return redirect("plan", plan.pk)
    try:
        plan.take_back()
    except NotAllowed as refusal:
        return show(request, plan, refusal=refusal, status=409)
    messages.success(request, _("Planen är ett utkast igen och kan ändras."))
    return redirect("plan", plan.pk)


@require_POST
@may("plan.decide")
def plan_decide(request: Request, plan_id: UUID) -> HttpResponse:
    """Record what the board decided."""
    plan, now = decidable_plan(request, plan_id), timezone.now()
    form = DecisionForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return show(request, plan, decision=form, status=422)
    given = form.cleaned_data
    if plan.is_recorded(given["outcome"], on=given["decided_on"], paragraph=given["paragraph"]):
        messages.info(request, _("Beslutet är redan registrerat."))
        return redirect("plan", plan.pk)
    try:
        plan.decide(
            Outcome(given["outcome"]),
            on=given["decided_on"],
            paragraph=given["paragraph"],
            dnr=given["dnr"],
            by=request.access.acting,
            now=now,
            today=timezone.localdate(now),
        )
    except NotAllowed as refusal:
        return show(request, plan, decision=form, refusal=refusal, status=409)
    messages.success(request, _("Beslutet är registrerat."))
    return redirect("plan", plan.pk)


@require_POST
@may("plan.edit")
def plan_revise(request: Request, plan_id: UUID) -> HttpResponse:
    """Begin the next version of a decided plan, also of one that a predecessor decided."""
    plan, now = readable_plan(request, plan_id), timezone.now()
    try:
        draft = plan.revise(by=request.access.acting, now=now, today=timezone.localdate(now))
    except NotAllowed as refusal:
        return show(request, plan, refusal=refusal, status=409)
    if draft.created_at == now:
        messages.success(request, _("En ny version är påbörjad. Åtgärderna följer med och går att ändra."))
    else:
        messages.info(request, _("Det finns redan en nyare version. Den visas här."))
    return redirect("plan", draft.pk)


@require_POST
@may("plan.edit")
def plan_discard(request: Request, plan_id: UUID) -> HttpResponse:
    plan = editable_plan(request, plan_id)
    try:
        plan.discard()
    except NotAllowed as refusal:
        return show(request, plan, refusal=refusal, status=409)
    messages.success(request, _("Utkastet är kastat."))
    return redirect("plans")
