"""A finding: the reports it rests on, and the measures it led to."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.concerns.models import Concern
from lagesbild import ties
from lagesbild.forms_ties import FindingChoice, MeasureForm, ReportsForm, SearchForm
from lagesbild.grounds import why_picture
from lagesbild.models import Finding, NotAllowed
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action


@require_safe
@may("picture.read")
def finding(request: Request, pk: uuid.UUID) -> HttpResponse:
    return show(request, _visible(request, pk))


@require_POST
@may("picture.edit")
def finding_reports(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Tie the reports whose numbers were written or whose button was pressed."""
    found = _own(request, pk)
    form = ReportsForm(request.POST, reports=Concern.objects.placed_here(request))
    if not form.is_valid():
        return show(request, found, reports_form=form, status=422)
    concerns = form.cleaned_data["numbers"]
    try:
        added = ties.tie_reports(found, concerns, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        form.add_error("numbers", str(refusal))
        return show(request, found, reports_form=form, status=409)
    said = ngettext("%(n)d rapport är kopplad.", "%(n)d rapporter är kopplade.", added) % {"n": added}
    messages.success(request, said if added else _("Rapporten var redan kopplad."))
    return redirect("finding", pk)


@require_POST
@may("picture.edit")
def finding_report_remove(request: Request, pk: uuid.UUID, tie: uuid.UUID) -> HttpResponse:
    get_object_or_404(_own(request, pk).reports, pk=tie).delete()
    messages.success(request, _("Iakttagelsen vilar inte längre på rapporten."))
    return redirect("finding", pk)


@require_POST
@may("picture.edit")
def finding_measure(request: Request, pk: uuid.UUID) -> HttpResponse:
    found = _own(request, pk)
    form = MeasureForm(request.POST, measures=ties.measures_to_choose(found.picture.board))
    if not form.is_valid():
        return show(request, found, measure_form=form, status=422)
    added = ties.tie_measure(found, form.cleaned_data["measure"], by=request.access.acting, now=timezone.now())
    messages.success(request, _("Åtgärden är kopplad.") if added else _("Åtgärden var redan kopplad."))
    return redirect("finding", pk)


@require_POST
@may("picture.edit")
def finding_measure_remove(request: Request, pk: uuid.UUID, tie: uuid.UUID) -> HttpResponse:
    get_object_or_404(_own(request, pk).measures, pk=tie).delete()
    messages.success(request, _("Åtgärden är inte längre kopplad till iakttagelsen."))
    return redirect("finding", pk)


@require_POST
@may("picture.edit")
def concern_finding(request: Request, number: str) -> HttpResponse:
    """From the report: tie it to one of the board's findings."""
    concern = get_object_or_404(Concern.objects.placed_here(request), number=number)
    form = FindingChoice(request.POST, findings=Finding.objects.edited_by(request).select_related("picture"))
    if not form.is_valid():
        messages.warning(request, _("Inget är kopplat. Välj en iakttagelse i listan."))
        return redirect("concern", number)
    try:
        chosen = form.cleaned_data["finding"]
        added = ties.tie_reports(chosen, [concern], by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("concern", number)
    messages.success(request, _("Rapporten är kopplad till iakttagelsen.") if added else _("De var redan kopplade."))
    return redirect("concern", number)


def _visible(request: Request, pk: uuid.UUID) -> Finding:
    visible = Finding.objects.visible_to(request).exclude(text="")
    return get_object_or_404(visible.select_related("picture__board"), pk=pk)


def _own(request: Request, pk: uuid.UUID) -> Finding:
    return get_object_or_404(Finding.objects.edited_by(request).select_related("picture__board"), pk=pk)


def show(
    request: Request,
    found: Finding,
    *,
    reports_form: ReportsForm | None = None,
    measure_form: MeasureForm | None = None,
    status: int = 200,
) -> HttpResponse:
    writes = Finding.objects.edited_by(request).filter(pk=found.pk).exists()
    searching = SearchForm(request.GET)
    context: dict[str, Any] = {
        "finding": found,
        "writes": writes,
        "measures": ties.measures_of(request, [found]).get(found.pk, []),
        "why": why_picture(request, found.picture),
    }
    if request.access.allows("concern.view"):
        context["reports"] = ties.reports_of(request, found)
    if writes:
        if searching.words:
            record(request, Action.SEARCHED, kind=Concern._meta.label_lower, terms=searching.words)
        context |= {
            "search": searching,
            "hits": ties.search(request, found, searching.words) if searching.words else None,
            "reports_form": reports_form or ReportsForm(reports=Concern.objects.none()),
            "measure_form": measure_form or MeasureForm(measures=ties.measures_to_choose(found.picture.board)),
        }
    return render(request, "lagesbild/finding.html", context, status=status)
