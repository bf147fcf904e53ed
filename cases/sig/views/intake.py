from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import feedback, routine
from cases.sig.forms.intake import ConfirmForm, DecideForm, FeedbackForm, RegisterForm
from cases.sig.grounds import why_intake
from cases.sig.limits import answer_by, answer_due, decide_by, limits
from cases.sig.models import Case, Intake, SealedPart
from cases.sig.states import Answer, IntakeState, NotAllowed
from cases.sig.views.fetch import poll_url, state_of
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

PER_PAGE = 25


@require_safe
@room("intake.view")
def intakes(request: Request) -> HttpResponse:
    """What has come in: what waits, oldest first, or what has been decided. Never a name."""
    decided = request.GET.get("visa") == "beslutade"
    arrived = Intake.objects.visible_to(request).select_related("unit", "case", "sealed_part__feedback")
    arrived = arrived.exclude(state=IntakeState.OPEN) if decided else arrived.waiting()
    today = timezone.localdate()
    page = Paginator(arrived.in_queue_order(), PER_PAGE).get_page(request.GET.get("page"))
    state = state_of(page, "state", "unit_id", "case", "sealed_part.feedback.answer")
    if request.htmx and request.GET.get("visat") == state:
        return HttpResponse(status=204)
    record(request, Action.LISTED, kind=Intake._meta.label_lower)
    rows = [
        {
            "intake": row,
            "age": row.age(today),
            "limits": limits(row.arrived_at, row.age(today)),
            "answer_by": answer_by(row),
        }
        for row in page
    ]
    context = {
        "page": page,
        "rows": rows,
        "decided": decided,
        "poll_url": poll_url(request, state),
        "may_register": request.access.allows("intake.handle"),
    }
    return render(request, "sig/intakes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@room("intake.handle")
def register(request: Request) -> HttpResponse:
    """Register what came by phone, police, visit or any other door."""
    now = timezone.now()
    form = RegisterForm(request.POST or None, now=now)
    if not form.is_valid():
        return render(request, "sig/intake_register.html", {"form": form}, status=422 if form.is_bound else 200)
    intake = form.intake(request.access.acting)
    if intake.register():
        record_change(request, intake)
        messages.success(request, _("Det som kom in är registrerat. Ta ställning till det här."))
    else:
        messages.info(request, _("Formuläret var redan skickat. Här är det som registrerades."))
    return redirect("intake", pk=intake.pk)


@require_safe
@room("intake.view")
def intake(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What came in, with the person; opening it is logged."""
    return show(request, fetch(request, pk))


@require_POST
@room("intake.handle")
def confirm(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Start the routine: a numbered case, and the nearest chief told at once."""
    arrived, now = fetch(request, pk, lock=True), timezone.now()
    if arrived.state != IntakeState.OPEN:
        return already_decided(request, arrived)
    form = ConfirmForm(request.POST, intake=arrived, today=timezone.localdate(now))
    if not form.is_valid():
        return show(request, arrived, confirm_form=form, status=422)
    try:
        case = routine.confirm(arrived, **form.cleaned_data, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show(request, arrived, confirm_form=form, refusal=refusal, status=409)
    record_change(request, case)
    told = {"case": case, "chief": case.chief.user.name}
    messages.success(request, _("%(case)s är skapat och %(chief)s har fått besked.") % told)
    return redirect("case", number=case.number)


@require_POST
@room("intake.handle")
def decide(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Decide something else than to start the routine."""
    arrived = fetch(request, pk, lock=True)
    if arrived.state != IntakeState.OPEN:
        return already_decided(request, arrived)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return show(request, arrived, decide_form=form, status=422)
    state = IntakeState(form.cleaned_data["state"])
    arrived.decide(state, reason=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now())
    record_change(request, arrived)
    messages.success(request, _("Beslutet är sparat: %(state)s.") % {"state": state.label.lower()})
    return redirect("intake", pk=arrived.pk) if answer_due(arrived) else redirect("intakes")


@require_POST
@room("intake.handle")
def answer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give who wrote the sealed part the one answer that the law allows."""
    arrived = fetch(request, pk, lock=True)
    part = sealed_part(arrived)
    if part is None:
        raise Http404
    form = FeedbackForm(request.POST, part=part)
    try:
        feedback.refuse_unless_awaited(part)
        if not form.is_valid():
            return show(request, arrived, feedback_form=form, status=422)
        chosen = Answer(form.cleaned_data["answer"])
        feedback.give(part, chosen, reason=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, arrived, feedback_form=form, refusal=refusal, status=409)
    record_change(request, arrived)
    messages.success(request, _("Svaret är lämnat. Den som skrev har fått besked om att det finns."))
    return redirect("intake", pk=arrived.pk)


def fetch(request: Request, pk: uuid.UUID, *, lock: bool = False) -> Intake:
    arrived = Intake.objects.visible_to(request).select_related(
        "board", "unit", "registered_by__user", "sealed_part__feedback", "particulars"
    )
    if lock:
        arrived = arrived.select_for_update(of=("self",))
    return get_object_or_404(arrived, pk=pk)


def sealed_part(arrived: Intake) -> SealedPart | None:
    return getattr(arrived, "sealed_part", None)


def already_decided(request: Request, arrived: Intake) -> HttpResponse:
    """The second press of a button, or a colleague was first: say so, and go where the first one led."""
    messages.info(request, _("Det här är redan beslutat: %(state)s.") % {"state": arrived.get_state_display().lower()})
    case = Case.objects.visible_to(request).filter(intake=arrived).first()
    return redirect("case", number=case.number) if case else redirect("intake", pk=arrived.pk)


def show(
    request: Request,
    arrived: Intake,
    *,
    confirm_form: ConfirmForm | None = None,
    decide_form: DecideForm | None = None,
    feedback_form: FeedbackForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, arrived)
    today = timezone.localdate()
    handles = request.access.allows("intake.handle")
    waits = arrived.state == IntakeState.OPEN and handles
    part = sealed_part(arrived)
    if feedback_form is None and handles and part and feedback.lawful(part):
        feedback_form = FeedbackForm(part=part)
    context = {
        "intake": arrived,
        "age": arrived.age(today),
        "limits": limits(arrived.arrived_at, arrived.age(today)),
        "decide_by": decide_by(arrived.arrived_at, arrived.age(today)),
        "today": today,
        "envelope": part,
        "particulars": getattr(arrived, "particulars", None),
        "answer_due": answer_due(arrived),
        "feedback_form": feedback_form,
        "case": Case.objects.visible_to(request).filter(intake=arrived).first(),
        "known": Case.objects.visible_to(request).about(arrived.twelve).exclude(intake=arrived).order_by("-opened_at"),
        "waits": waits,
        "confirm_form": confirm_form or (waits and ConfirmForm(intake=arrived, today=today)),
        "decide_form": decide_form or (waits and DecideForm()),
        "refusal": refusal,
        "why": why_intake(request, arrived),
    }
    return render(request, "sig/intake.html", context, status=status)
