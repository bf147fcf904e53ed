"""Following a plan up, tertial by tertial: the samordnare all measures, a contact the own ones."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from actionplans import following_up, sheet
from actionplans.forms.cells import FollowUpCells
from actionplans.forms.follow_up import ReportedFilter
from actionplans.forms.plan import FIRST_YEAR, LAST_YEAR
from actionplans.grounds import why_mine, why_plan
from actionplans.models import ActionPlan, FollowUp, Measure
from actionplans.reporting import remind, report
from actionplans.states import Conflict, NotAllowed
from actionplans.views.fetch import editable_plan
from actionplans.views.plan import show as show_plan
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.reports.tertials import Tertial


@require_safe
@may("plan.edit")
def follow_up(request: Request, plan_id: UUID, period: Tertial) -> HttpResponse:
    """Every measure of the plan, how far the follow-up has come, and who is silent."""
    plan, today = editable_plan(request, plan_id), timezone.localdate()
    try:
        plan.refuse_unless_followed_up(a_tertial(period), today)
    except NotAllowed as refusal:
        return show_plan(request, plan, refusal=refusal, status=409)
    return show(request, plan, period, today)


def show(
    request: Request,
    plan: ActionPlan,
    period: Tertial,
    today: date,
    *,
    typed: FollowUpCells | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    page = sheet.sheet(plan, period, today, typed=typed)
    chosen = ReportedFilter(request.GET, responsibles=page.responsibles)
    context = {
        "plan": plan,
        "period": period,
        "periods": following_up.begun_periods(today),
        "page": page,
        "parts": page.narrowed(chosen.matches),
        "filter": chosen,
        "why": why_plan(request, plan),
        "refused_forms": [typed] if typed else [],
        "refusal": refusal,
    }
    return render(request, "actionplans/follow_up.html", context, status=status)


@require_POST
@may("plan.read")
def follow_up_save(request: Request, measure_id: UUID, period: Tertial) -> HttpResponse:
    """One measure's status, comment and number, by the samordnare or the measure's contact."""
    measure = reportable_measure(request, measure_id)
    now = timezone.now()
    saved = measure.follow_ups.filter(period=str(a_tertial(period))).first()
    form = FollowUpCells(saved or FollowUp(measure=measure, period=str(period)), measure.pk, request.POST)
    if not form.is_valid():
        return not_saved(request, measure, period, form, status=422)
    try:
        form.row = report(measure, period, changed=form.changed, was=form.was, by=request.access.acting, now=now)
    except Conflict as conflict:
        theirs = measure.follow_ups.get(period=str(period))
        return not_saved(request, measure, period, form.on_top_of(theirs, conflict.fields), status=409)
    except NotAllowed as refusal:
        form.refusal = refusal
        return not_saved(request, measure, period, form, status=409)
    if not request.htmx:
        messages.success(request, _("Uppföljningen är sparad."))
        return redirect(back_to(request, measure, period, form.key))
    form.settled = list(form.changed)
    page = sheet.sheet(measure.plan, period, timezone.localdate(now)) if measure.plan.may_edit else None
    context = {"form": form, "page": page, "plan": measure.plan, "period": period, "saved_at": now}
    return render(request, "actionplans/_follow_up_saved.html", context)


def not_saved(request: Request, measure: Measure, period: Tertial, form: FollowUpCells, *, status: int) -> HttpResponse:
    """Nothing is saved and nothing typed is lost. htmx shows the answers it gets with 422."""
    if request.htmx:
        return render(request, "actionplans/_cells_not_saved.html", {"form": form}, status=422)
    today = timezone.localdate()
    if measure.plan.may_edit:
        return show(request, measure.plan, period, today, typed=form, refusal=form.refusal, status=status)
    return show_mine(request, period, today, typed=form, refusal=form.refusal, status=status)


def reportable_measure(request: Request, measure_id: UUID) -> Measure:
    visible = Measure.objects.visible_to(request).with_rights().select_related("plan__board", "section")
    measure = get_object_or_404(visible, pk=measure_id)
    measure.plan.may_edit = measure.may_edit
    if not (measure.may_edit or measure.contact_id == request.access.acting.pk):
        raise PermissionDenied
    return measure


def a_tertial(period: Tertial) -> Tertial:
    """Measures are followed up by tertial, in years that a plan may have; a whole year is none."""
    if period.is_year or not FIRST_YEAR <= period.year <= LAST_YEAR:
        raise Http404
    return period


def back_to(request: Request, measure: Measure, period: Tertial, key: str) -> str:
    if measure.plan.may_edit:
        return f"{reverse('follow_up', args=[measure.plan_id, period])}#{key}"
    return f"{reverse('my_measures')}?period={period}#{key}"


@require_POST
@may("plan.edit")
def follow_up_remind(request: Request, plan_id: UUID, period: Tertial) -> HttpResponse:
    """Tell a contact, or all of them, that reports are missing."""
    plan, now = editable_plan(request, plan_id), timezone.now()
    try:
        plan.refuse_unless_followed_up(a_tertial(period), timezone.localdate(now))
    except NotAllowed as refusal:
        return show_plan(request, plan, refusal=refusal, status=409)
    told = remind(plan, period, only=request.POST.get("kontakt", ""), by=request.access.acting, now=now)
    if told:
        words = ngettext("%(n)s kontakt är påmind.", "%(n)s kontakter är påminda.", told) % {"n": told}
        messages.success(request, words)
    else:
        messages.info(request, _("Ingen ny påminnelse skickades: de är redan påminda i dag, eller har rapporterat."))
    return redirect("follow_up", plan.pk, period)


@require_safe
@may("plan.read")
def my_measures(request: Request) -> HttpResponse:
    """The measures that the acting assignment reports."""
    today = timezone.localdate()
    return show_mine(request, _chosen_period(request, today), today)


def show_mine(
    request: Request,
    period: Tertial,
    today: date,
    *,
    typed: FollowUpCells | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    measures = Measure.objects.of_contact(request.access.acting, min(period.end, today))
    rows = sheet.rows(measures.select_related("plan", "section").in_document_order(), period, today, typed=typed)
    context = {
        "rows": rows,
        "why": why_mine(request),
        "period": period,
        "periods": [following_up.last_ended(today), Tertial.of(today)],
        "progress": sheet.progress_of(rows, period),
        "refused_forms": [typed] if typed else [],
        "refusal": refusal,
    }
    return render(request, "actionplans/my_measures.html", context, status=status)


def _chosen_period(request: Request, today: date) -> Tertial:
    """The one in the address if it is one of the two that are reported; else the one to report now."""
    offered = {str(period): period for period in (following_up.last_ended(today), Tertial.of(today))}
    return offered.get(request.GET.get("period", ""), following_up.period_to_report(today))
