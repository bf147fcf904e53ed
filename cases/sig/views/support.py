from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import catalogue, support
from cases.sig.forms.support import CatalogueFilter, DecisionForm, EndForm, MeasureForm, ReviewForm, StartForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, RelativeTie, SupportMeasure
from cases.sig.models.support import needs_check
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, decidable_case, may_decide, may_write, readable_case, writable_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_safe
@room(*RECORD)
def plan(request: Request, number: str) -> HttpResponse:
    """All support in the case: what goes on, what is to come, what waits and what is over."""
    case = readable_case(request, number)
    record(request, Action.OPENED, case)
    measures = list(case.measures.with_people().in_plan_order())
    context = {
        "case": case,
        "open": [measure for measure in measures if measure.is_open],
        "over": [measure for measure in measures if not measure.is_open],
        "works": may_write(request, case),
        "ties": list(RelativeTie.objects.visible_to(request).filter(case=case).select_related("support")),
        "why": why_case(request, case),
    }
    return render(request, "sig/support.html", context)


@require_safe
@room(*RECORD)
def plan_print(request: Request, number: str) -> HttpResponse:
    """The support plan for the person: plain words, the person's own goals first. Printed from the browser."""
    case, now = readable_case(request, number), timezone.now()
    record(request, Action.PRINTED, case)
    measures = [one for one in case.measures.with_people().in_plan_order() if one.goes_on]
    return render(request, "sig/support_print.html", {"case": case, "measures": measures, "now": now})


@require_safe
@room(*RECORD)
def choose(request: Request, number: str) -> HttpResponse:
    """The municipality's resources and the guidelines' methods, narrowed to the person's age."""
    case = writable_case(request, number)
    record(request, Action.OPENED, case)
    form, today = CatalogueFilter(request.GET, case=case), timezone.localdate()
    found = [(one, needs_check(one.checked_on, today)) for one in form.apply(catalogue.resources(request))]
    headings = catalogue.by_heading(catalogue.methods(request))
    context = {"case": case, "form": form, "found": found, "headings": headings, "why": why_case(request, case)}
    return render(request, "sig/support_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def propose(request: Request, number: str) -> HttpResponse:
    """A new measure: of a resource, of a method, or the unit's own."""
    case, now = writable_case(request, number), timezone.now()
    measure = chosen(request, SupportMeasure(case=case, board_id=case.board_id))
    form = proposal_form(request, case, measure)
    if not form.is_valid():
        return show_form(request, case, measure, form, status=422 if form.is_bound else 200)
    measure.pk = form.cleaned_data["id"]
    try:
        is_new = support.propose(measure, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show_form(request, case, measure, form, refusal=refusal, status=409)
    if is_new:
        record_change(request, measure)
        messages.success(request, _("Insatsen är föreslagen. Avdelningschefen beslutar."))
    else:
        messages.info(request, _("Insatsen var redan föreslagen."))
    return redirect("support_measure", number=case.number, pk=measure.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def change(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Change a proposal until the chief has decided."""
    case = writable_case(request, number)
    measure, now = fetch(request, case, pk), timezone.now()
    version = number_in(request.POST.get("version", ""), measure.version)
    form = proposal_form(request, case, measure)
    try:
        measure.refuse_unless(SupportMeasure.State.PROPOSED)
        if not form.is_valid():
            return show_form(request, case, measure, form, status=422 if form.is_bound else 200)
        support.change(measure, version=version, now=now)
    except NotAllowed as refusal:
        return show_form(request, case, measure, form, refusal=refusal, status=409)
    except support.Conflict:
        newest = fetch(request, case, pk)
        more = {"newest": newest, "differences": differences(form, newest)}
        return show_form(request, case, newest, form, **more, status=409)
    record_change(request, measure)
    messages.success(request, _("Förslaget är ändrat."))
    return redirect("support_measure", number=case.number, pk=measure.pk)


@require_safe
@room(*RECORD)
def measure(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """One measure: what it is for, how it goes, and what may be done with it now."""
    case = readable_case(request, number)
    return show(request, case, fetch(request, case, pk))


@require_POST
@room(*RECORD)
def decide(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """The chief decides whether the measure is given."""
    case = decidable_case(request, number)
    measure, form = fetch(request, case, pk, lock=True), DecisionForm(request.POST)
    if not form.is_valid():
        return show(request, case, measure, status=422, decision_form=form)
    approved = form.cleaned_data["approved"] == "ja"
    return done(
        request,
        case,
        measure,
        lambda: support.decide(
            measure,
            approved=approved,
            reason=form.cleaned_data["reason"],
            by=request.access.acting,
            now=timezone.now(),
        ),
        _("Beslutet är sparat."),
        decision_form=form,
    )


@require_POST
@room(*RECORD)
def start(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """A decided measure has begun."""
    case, now = writable_case(request, number), timezone.now()
    measure = fetch(request, case, pk, lock=True)
    form = StartForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return show(request, case, measure, status=422, start_form=form)
    day = form.cleaned_data["on"]
    said = _("Insatsen pågår.")
    return done(request, case, measure, lambda: support.start(measure, on=day, now=now), said, start_form=form)


@require_POST
@room(*RECORD)
def review(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """How the measure goes."""
    case, now = writable_case(request, number), timezone.now()
    measure = fetch(request, case, pk, lock=True)
    form = ReviewForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return show(request, case, measure, status=422, review_form=form)
    row = form.save(commit=False)
    row.pk, row.measure = form.cleaned_data["id"], measure
    return done(
        request,
        case,
        measure,
        lambda: support.review(row, by=request.access.acting, now=now),
        _("Uppföljningen är sparad."),
        review_form=form,
    )


@require_POST
@room(*RECORD)
def end(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """The chief ends the measure, with its result."""
    case, now = decidable_case(request, number), timezone.now()
    measure = fetch(request, case, pk, lock=True)
    form = EndForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return show(request, case, measure, status=422, end_form=form)
    said = _("Insatsen är avslutad.")
    return done(
        request,
        case,
        measure,
        lambda: support.end(measure, **form.cleaned_data, by=request.access.acting, now=now),
        said,
        end_form=form,
    )


# --- What the views share ---------------------------------------------------------------------------------------------


def fetch(request: Request, case: Case, pk: uuid.UUID, *, lock: bool = False) -> SupportMeasure:
    found = SupportMeasure.objects.visible_to(request).filter(case=case).with_people()
    if lock:
        found = found.select_for_update(of=("self",))
    measure: SupportMeasure = get_object_or_404(found, pk=pk)
    measure.case = case
    return measure


def chosen(request: Request, measure: SupportMeasure) -> SupportMeasure:
    """The resource or method of the address; one that is not there any longer is none."""
    for name, key, rows in (
        ("resource", "resurs", catalogue.resources(request)),
        ("method", "metod", catalogue.methods(request)),
    ):
        try:
            wanted = uuid.UUID(request.GET.get(key, ""))
        except ValueError:
            continue
        if row := rows.filter(pk=wanted).first():
            setattr(measure, name, row)
            measure.name = str(row)
    return measure


def proposal_form(request: Request, case: Case, measure: SupportMeasure) -> MeasureForm:
    today = timezone.localdate()
    resource: Any = measure.resource
    return MeasureForm(
        request.POST or None,
        instance=measure,
        case=case,
        today=today,
        fixed=bool(measure.resource_id or measure.method_id),
        check=resource is not None and needs_check(resource.checked_on, today) and measure.asked_on is None,
    )


def differences(form: Any, saved: Any) -> list[dict[str, Any]]:
    """What somebody wrote and what was saved meanwhile, field by field where they differ."""
    rows = [
        {"label": bound.label, "mine": bound.value(), "theirs": getattr(saved, bound.name), "differs": True}
        for bound in form
        if hasattr(saved, bound.name)
    ]
    return [row for row in rows if str(row["mine"] or "") != str(row["theirs"] or "")]


def number_in(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def show_form(
    request: Request, case: Case, measure: SupportMeasure, form: MeasureForm, *, status: int, **more: Any
) -> HttpResponse:
    record(request, Action.OPENED, case)
    context = {"case": case, "measure": measure, "form": form, "why": why_case(request, case)}
    return render(request, "sig/support_form.html", context | more, status=status)


def done(request: Request, case: Case, measure: SupportMeasure, verb: Any, said: str, **forms: Any) -> HttpResponse:
    """Do it; what has been done already, or cannot be done, is said with everything typed kept."""
    try:
        if verb() is False:
            messages.info(request, _("Det var redan sparat."))
            return redirect("support_measure", number=case.number, pk=measure.pk)
    except NotAllowed as refusal:
        return show(request, case, fetch(request, case, measure.pk), status=409, refusal=refusal, **forms)
    record_change(request, measure)
    messages.success(request, said)
    return redirect("support_measure", number=case.number, pk=measure.pk)


def show(request: Request, case: Case, measure: SupportMeasure, *, status: int = 200, **forms: Any) -> HttpResponse:
    record(request, Action.OPENED, case)
    today = timezone.localdate()
    context = {
        "case": case,
        "measure": measure,
        "reviews": list(measure.reviews.select_related("by__user")),
        "works": may_write(request, case),
        "decides": may_decide(request, case),
        "today": today,
        "decision_form": DecisionForm(),
        "start_form": StartForm(today=today),
        "review_form": ReviewForm(today=today),
        "end_form": EndForm(today=today),
        "why": why_case(request, case),
    }
    return render(request, "sig/support_measure.html", context | forms, status=status)
