"""Writing in a draft, one row at a time. The same answers serve htmx, row by row, and a plain form, page by page."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from actionplans import document
from actionplans.editing import WITHOUT_TEXT, Action, change
from actionplans.forms.cells import CellForm, MeasureCells, SectionCells
from actionplans.models import ActionPlan, Measure, Section
from actionplans.models.part import Part
from actionplans.states import Conflict, NotAllowed
from actionplans.views.fetch import editable_plan
from actionplans.views.plan import show
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.access.templatetags.shell import label_cells


@require_POST
@may("plan.edit")
def section_save(request: Request, plan_id: UUID, section_id: UUID) -> HttpResponse:
    """One section: its heading, text and table, written, moved or taken out by the button that was pressed."""
    plan = editable_plan(request, plan_id)
    section = plan.sections.filter(pk=section_id).first() or Section(pk=section_id, plan=plan)
    return save(request, plan, SectionCells(section, section_id, request.POST))


@require_POST
@may("plan.edit")
def measure_save(request: Request, plan_id: UUID, section_id: UUID, measure_id: UUID) -> HttpResponse:
    """One row of a section's table; the empty row is stored under the id that it was given in the page."""
    plan = editable_plan(request, plan_id)
    section = get_object_or_404(plan.sections.kept(), pk=section_id)
    measure = section.measures.filter(pk=measure_id).first() or Measure(pk=measure_id, plan=plan, section=section)
    return save(request, plan, MeasureCells(measure, measure_id, request.POST))


def save(request: Request, plan: ActionPlan, form: CellForm) -> HttpResponse:
    part = form.row
    assert isinstance(part, Part)
    new = part._state.adding
    action = Action(pressed) if (pressed := request.POST.get("gor")) in Action.values else Action.SAVE
    valid = form.is_valid()
    if not valid and (new or action not in WITHOUT_TEXT):
        return not_saved(request, plan, form, status=422)
    changed = (form.cleaned_data if new else form.changed) if valid else {}
    try:
        with transaction.atomic():
            change(
                plan,
                part,
                action,
                changed=changed,
                was=form.was,
                by=request.access.acting,
                now=timezone.now(),
                after=_section_before(request, plan) if new and isinstance(part, Section) else None,
            )
    except IntegrityError as error:
        # The id of a new row is in use elsewhere: not a page of ours.
        raise Http404 from error
    except Conflict as conflict:
        part.refresh_from_db()
        return not_saved(request, plan, form.on_top_of(part, conflict.fields), status=409)
    except NotAllowed as refusal:
        form.refusal = refusal
        return not_saved(request, plan, form, status=409)
    form.settled = list(changed)
    return saved(request, plan, form, action, new=new)


def saved(request: Request, plan: ActionPlan, form: CellForm, action: Action, *, new: bool) -> HttpResponse:
    if not request.htmx:
        return redirect(f"{reverse('plan', args=[plan.pk])}#{form.key}")
    part = form.row
    if action != Action.SAVE or (new and isinstance(part, Section)):
        # The order has changed, or a part has come or gone: the document anew, with the focus where it was.
        response = show(request, plan)
        response["HX-Retarget"] = response["HX-Reselect"] = "#dokument"
        response["HX-Reswap"] = "outerHTML"
        return response
    context = {"form": form, "plan": plan, "measure": part if new else None, "next_row": ""}
    if new and isinstance(part, Measure):
        row = document.empty_row(plan, part.section)
        html = render_to_string("actionplans/_measure_row.html", {"row": row, "plan": plan}, request=request)
        context["next_row"] = label_cells(html, [str(heading) for heading in document.HEADINGS])
    return render(request, "actionplans/_cells_saved.html", context)


def not_saved(request: Request, plan: ActionPlan, form: CellForm, *, status: int) -> HttpResponse:
    """Nothing is saved and nothing typed is lost. htmx shows the answers it gets with 422."""
    if request.htmx:
        return render(request, "actionplans/_cells_not_saved.html", {"form": form}, status=422)
    return show(request, plan, typed={form.row.pk: form}, refusal=form.refusal, status=status)


def _section_before(request: Request, plan: ActionPlan) -> Section | None:
    """The section that a new one is placed after; last when none is chosen."""
    chosen = request.POST.get("efter", "")
    return next((section for section in plan.sections.all() if str(section.pk) == chosen), None)
