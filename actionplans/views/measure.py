"""What a measure has beside the words of the document: who reports it, its guideline, what is counted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.forms.plan import MeasureForm
from actionplans.grounds import why_plan
from actionplans.models import GuidelineHeading
from actionplans.views.fetch import editable_plan
from vbe.access.guards import may
from vbe.access.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
@may("plan.edit")
def measure(request: Request, plan_id: UUID, measure_id: UUID) -> HttpResponse:
    plan = editable_plan(request, plan_id)
    found = get_object_or_404(plan.measures.kept().select_related("plan__board"), pk=measure_id)
    form = MeasureForm(
        request.POST or None,
        measure=found,
        headings=GuidelineHeading.objects.visible_to(request).in_order(),
        same=found.with_same_responsible().count(),
        today=timezone.localdate(),
        draft=plan.is_draft,
    )
    if not form.is_valid():
        context = {"form": form, "plan": plan, "measure": found, "why": why_plan(request, plan)}
        return render(request, "actionplans/measure.html", context, status=422 if form.is_bound else 200)
    found.describe(**form.cleaned_data)
    messages.success(request, _("Åtgärden är sparad."))
    return redirect("plan", plan.pk)
