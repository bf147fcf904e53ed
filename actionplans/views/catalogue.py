"""What plans start from: the guidelines, and the municipality's own resources."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from actionplans.forms.catalogue import PlanChoice, ResourceFilter
from actionplans.models import ActionPlan, GuidelineArea, GuidelineHeading, Measure, Resource
from vbe.access.guards import may
from vbe.access.request import Request


@require_safe
@may("plan.read")
def guidelines(request: Request) -> HttpResponse:
    """The areas and headings; with a plan chosen, which of its measures belong to each."""
    plans = ActionPlan.objects.visible_to(request).filter(board=request.access.acting.board).newest_first()
    form = PlanChoice(request.GET, plans=plans)
    measures: dict[UUID | None, list[Measure]] = defaultdict(list)
    if form.chosen:
        for measure in Measure.objects.kept().filter(plan=form.chosen).in_document_order():
            measures[measure.guideline_id].append(measure)
    headings = GuidelineHeading.objects.prefetch_related("methods")
    areas = list(GuidelineArea.objects.visible_to(request).prefetch_related(Prefetch("headings", headings)))
    for heading in (heading for area in areas for heading in area.headings.all()):
        heading.measures = measures[heading.pk]
    context = {"areas": areas, "form": form, "plan": form.chosen, "without": measures[None]}
    return render(request, "actionplans/guidelines.html", context)


@require_safe
@may("plan.read")
def resources(request: Request) -> HttpResponse:
    form = ResourceFilter(request.GET)
    found = list(form.apply(Resource.objects.visible_to(request)).select_related("board"))
    return render(request, "actionplans/resources.html", {"form": form, "found": found})
