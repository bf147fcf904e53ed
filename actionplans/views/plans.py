"""The plans one may read, and beginning a new one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.following_up import period_to_report
from actionplans.forms.plan import PlanForm
from actionplans.models import ActionPlan
from vbe.access.guards import may
from vbe.access.request import Request

PER_PAGE = 25


@require_safe
@may("plan.read", "board.oversee")
def plans(request: Request) -> HttpResponse:
    """The own board's plans first, the newest first; how far the running follow-up has come, for who writes them."""
    period = period_to_report(timezone.localdate())
    visible = ActionPlan.objects.visible_to(request).with_replaced().with_rights().with_counts(period)
    found = visible.own_first(request.access.acting.board).select_related("board")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "period": period, "may_write": request.access.allows("plan.edit")}
    return render(request, "actionplans/plans.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@may("plan.edit")
def plan_new(request: Request) -> HttpResponse:
    now = timezone.now()
    year = timezone.localdate(now).year + 1
    form = PlanForm(request.POST or None, initial={"year_from": year, "year_to": year})
    if not form.is_valid():
        return render(request, "actionplans/plan_form.html", {"form": form}, status=422 if form.is_bound else 200)
    plan, new = ActionPlan.begin(**form.cleaned_data, board=request.access.acting.board, now=now)
    if plan is None:
        form.add_error(None, _("Formuläret är gammalt. Ladda om sidan och försök igen."))
        return render(request, "actionplans/plan_form.html", {"form": form}, status=409)
    if new:
        messages.success(request, _("Planen är påbörjad. Allt du skriver sparas medan du skriver."))
    else:
        messages.info(request, _("Planen är redan påbörjad."))
    return redirect("plan", plan.pk)
