"""One plan: the document, read by many and written by the samordnare while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import comparison, document, export
from actionplans.following_up import Progress, period_to_report, progress
from actionplans.forms.cells import CellForm
from actionplans.forms.plan import DecisionForm, PlanForm
from actionplans.grounds import why_plan
from actionplans.models import ActionPlan
from actionplans.states import NotAllowed
from actionplans.views.fetch import editable_plan, readable_plan
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

ONLY_MEASURES = "atgarder"


@require_safe
@may("plan.read", "board.oversee")
def plan(request: Request, plan_id: UUID) -> HttpResponse:
    return show(request, readable_plan(request, plan_id))


def show(
    request: Request,
    plan: ActionPlan,
    *,
    typed: Mapping[UUID, CellForm] | None = None,
    decision: DecisionForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The document. ``typed`` holds rows that could not be saved, ``decision`` a form with errors."""
    today = timezone.localdate()
    writes = plan.is_draft and plan.may_edit
    period = period_to_report(today)
    followed = plan.may_edit and followed_progress(plan, today)
    only_measures = not writes and request.GET.get("visa") == ONLY_MEASURES
    parts = document.written(plan, typed) if writes else document.read(plan, period if followed else None)
    revision = ActionPlan.objects.visible_to(request).filter(revises=plan).first()
    context = {
        "plan": plan,
        "why": why_plan(request, plan),
        "writes": writes,
        "parts": [part for part in parts if part.has_table] if only_measures else parts,
        "only_measures": only_measures,
        "saved_at": max((part.section.changed_at for part in parts if part.section.changed_at), default=None),
        "period": period,
        "progress": followed,
        "decision": decision or DecisionForm(today=today, initial={"decided_on": today, "dnr": plan.dnr}),
        "revision": revision,
        "before": _version_before(request, plan),
        "headings": [str(heading) for heading in document.HEADINGS],
        "with_partners": document.with_partners(parts),
        "new_section": document.new_section(plan, typed) if writes else None,
        "may_revise": plan.is_decided and not revision and request.access.allows("plan.edit"),
        "refused_forms": list((typed or {}).values()),
        "refusal": refusal,
    }
    return render(request, "actionplans/plan.html", context, status=status)


def followed_progress(plan: ActionPlan, today: date) -> Progress | None:
    """How far the running follow-up has come, when the plan is followed up now."""
    period = period_to_report(today)
    try:
        plan.refuse_unless_followed_up(period, today)
    except NotAllowed:
        return None
    return progress(plan, period)


@require_http_methods(["GET", "HEAD", "POST"])
@may("plan.edit")
def plan_cover(request: Request, plan_id: UUID) -> HttpResponse:
    """The draft's title and years."""
    plan = editable_plan(request, plan_id)
    cover = {"id": plan.pk, "title": plan.title, "year_from": plan.year_from, "year_to": plan.year_to}
    form = PlanForm(request.POST or None, initial=cover)
    if not form.is_valid():
        context = {"form": form, "plan": plan}
        return render(request, "actionplans/plan_form.html", context, status=422 if form.is_bound else 200)
    try:
        plan.rename(**{name: form.cleaned_data[name] for name in ("title", "year_from", "year_to")})
    except NotAllowed as refusal:
        context = {"form": form, "plan": plan, "refusal": refusal}
        return render(request, "actionplans/plan_form.html", context, status=409)
    messages.success(request, _("Rubrik och år är sparade."))
    return redirect("plan", plan.pk)


@require_safe
@may("plan.read", "board.oversee")
def plan_compare(request: Request, plan_id: UUID) -> HttpResponse:
    """What has been added, changed and taken out since the version before."""
    plan = readable_plan(request, plan_id)
    before = _version_before(request, plan)
    changes = comparison.compare(before, plan) if before else None
    context = {"plan": plan, "before": before, "changes": changes, "why": why_plan(request, plan)}
    return render(request, "actionplans/plan_compare.html", context)


@require_safe
@may("plan.read", "board.oversee")
def plan_csv(request: Request, plan_id: UUID) -> HttpResponse:
    plan = readable_plan(request, plan_id)
    record(request, Action.EXPORTED, plan, reason="csv")
    return export.as_csv(plan, with_follow_up=plan.may_edit)


def _version_before(request: Request, plan: ActionPlan) -> ActionPlan | None:
    if plan.revises_id is None:
        return None
    return ActionPlan.objects.visible_to(request).filter(pk=plan.revises_id).first()
