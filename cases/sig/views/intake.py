from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import feedback, outcomes, reception, routine
from cases.sig.forms.intake import ConfirmForm, DecideForm, FeedbackForm, RegisterForm, ReporterAnswerForm
from cases.sig.forms.reception import LinkForm, NoteForm, ReceptionFilter
from cases.sig.grounds import why_intake
from cases.sig.limits import answer_due, running, with_clocks
from cases.sig.models import Case, Intake, IntakeNote, SealedPart
from cases.sig.states import Answer, AnswerWay, IntakeState, NotAllowed
from cases.sig.views.fetch import poll_url, state_of
from vbe.access.guards import room
from vbe.access.queries import on_boards
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

PER_PAGE = 25


@require_safe
@room("intake.view")
def intakes(request: Request) -> HttpResponse:
    """What has come in by every door, with what runs out and when. Never a name."""
    form, today = ReceptionFilter(request.GET), timezone.localdate()
    visible = Intake.objects.visible_to(request)
    page = Paginator(reception.shown(visible, form, today).in_queue_order(), PER_PAGE).get_page(request.GET.get("page"))
    late = reception.overdue(visible, today)
    state = state_of(
        page, "state", "unit_id", "case", "belongs_to_id", "due_on", "sealed_part.feedback.answer", "answer"
    ) + str(late)
    if request.htmx and request.GET.get("visat") == state:
        return HttpResponse(status=204)
    record(request, Action.LISTED, kind=Intake._meta.label_lower)
    context = {
        "form": form,
        "page": page,
        "rows": [reception.row(arrived, today) for arrived in page],
        "late": late,
        "today": today,
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
    """What came in, and to whoever handles it the person; opening it is logged."""
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
    state, now = IntakeState(form.cleaned_data["state"]), timezone.now()
    told = {"reason": form.cleaned_data["reason"], "by": request.access.acting, "now": now}
    try:
        if state == IntakeState.NO_ACTION:
            outcomes.no_investigation(arrived, **told)
        else:
            outcomes.ordinary(arrived, reference=form.cleaned_data["reference"], **told)
    except NotAllowed as refusal:
        return show(request, arrived, decide_form=form, refusal=refusal, status=409)
    record_change(request, arrived)
    messages.success(request, _("Beslutet är sparat: %(state)s.") % {"state": state.label.lower()})
    return redirect("intake", pk=arrived.pk) if answer_due(fetch(request, pk)) else redirect("intakes")


@require_POST
@room("intake.handle")
def link(request: Request, pk: uuid.UUID) -> HttpResponse:
    """What came in belongs to a case that goes on; its chief is told."""
    arrived = fetch(request, pk, lock=True)
    if arrived.state != IntakeState.OPEN:
        return already_decided(request, arrived)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return show(request, arrived, link_form=form, status=422)
    case = Case.objects.visible_to(request).filter(number=form.cleaned_data["case"]).select_related("chief").first()
    try:
        if case is None:
            raise NotAllowed(_("Inget ärende med det numret finns bland dem du får se."))
        now, reason = timezone.now(), form.cleaned_data["reason"]
        outcomes.link(arrived, case, reason=reason, by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return show(request, arrived, link_form=form, refusal=refusal, status=409)
    record_change(request, arrived)
    messages.success(request, _("Det hör nu till %(case)s, och avdelningschefen har fått besked.") % {"case": case})
    return redirect("intake", pk=arrived.pk)


@require_POST
@room("intake.handle")
def note(request: Request, pk: uuid.UUID) -> HttpResponse:
    """An addition or a correction; what was written before stays as it was."""
    arrived, form = fetch(request, pk), NoteForm(request.POST)
    if not handles(request, arrived):
        raise PermissionDenied
    if not form.is_valid():
        return show(request, arrived, note_form=form, status=422)
    written = IntakeNote(
        pk=form.cleaned_data["id"], intake=arrived, board_id=arrived.board_id, text=form.cleaned_data["text"],
        by=request.access.acting, at=timezone.now(),
    )  # fmt: skip
    if written.register():
        record_change(request, arrived)
        messages.success(request, _("Anteckningen är sparad."))
    else:
        messages.info(request, _("Anteckningen var redan sparad."))
    return redirect("intake", pk=arrived.pk)


@require_POST
@room("intake.handle")
def protect(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Mark that the person has protected identity, when it turns out after it came in."""
    arrived = fetch(request, pk, lock=True)
    if not handles(request, arrived):
        raise PermissionDenied
    if arrived.protected:
        messages.info(request, _("Det var redan markerat att personen har skyddade personuppgifter."))
        return redirect("intake", pk=arrived.pk)
    if arrived.is_in_a_case:
        return already_decided(request, arrived)
    arrived.protect()
    record_change(request, arrived)
    messages.success(request, _("Personen har nu skyddade personuppgifter här. Varje läsning granskas."))
    return redirect("intake", pk=arrived.pk)


@require_POST
@room("intake.handle")
def answer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Give who wrote the sealed part the one answer that the law allows, or note that who reported has been told."""
    arrived = fetch(request, pk, lock=True)
    part = sealed_part(arrived)
    if part is None and arrived.may_await_feedback:
        return note_answer(request, arrived)
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


def note_answer(request: Request, arrived: Intake) -> HttpResponse:
    """Who reported by phone, police or visit has been told outside the product."""
    now = timezone.now()
    form = ReporterAnswerForm(request.POST, arrived=arrived, today=timezone.localdate(now))
    try:
        feedback.refuse_unless_awaited_by_other_door(arrived)
        if not form.is_valid():
            return show(request, arrived, feedback_form=form, status=422)
        said = form.cleaned_data
        feedback.note(
            arrived, Answer(said["answer"]), on=said["on"], way=AnswerWay(said["way"]), reason=said["reason"],
            by=request.access.acting, now=now,
        )  # fmt: skip
    except NotAllowed as refusal:
        return show(request, arrived, feedback_form=form, refusal=refusal, status=409)
    record_change(request, arrived)
    messages.success(request, _("Det är antecknat att anmälaren har fått svar."))
    return redirect("intake", pk=arrived.pk)


def fetch(request: Request, pk: uuid.UUID, *, lock: bool = False) -> Intake:
    arrived = with_clocks(Intake.objects.visible_to(request)).select_related(
        "board",
        "unit",
        "registered_by__user",
        "decided_by__user",
        "answered_by__user",
        "sealed_part__feedback",
        "particulars",
        "belongs_to",
    )
    if lock:
        arrived = arrived.select_for_update(of=("self",))
    return get_object_or_404(arrived, pk=pk)


def handles(request: Request, arrived: Intake) -> bool:
    """Whether the acting assignment works at the reception it came to; what closed on a predecessor is only read."""
    return Intake.objects.filter(on_boards("intake.handle"), pk=arrived.pk).exists()


def sealed_part(arrived: Intake) -> SealedPart | None:
    return getattr(arrived, "sealed_part", None)


def already_decided(request: Request, arrived: Intake) -> HttpResponse:
    """The second press of a button, or a colleague was first: say so, and go where the first one led."""
    messages.info(request, _("Det här är redan beslutat: %(state)s.") % {"state": arrived.get_state_display().lower()})
    case = Case.objects.visible_to(request).filter(intake=arrived).first()
    return redirect("case", number=case.number) if case else redirect("intake", pk=arrived.pk)


def show(
    request: Request, arrived: Intake, *, refusal: NotAllowed | None = None, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of one arrival, with forms as they were typed."""
    record(request, Action.OPENED, arrived)
    today, may = timezone.localdate(), handles(request, arrived)
    waits = arrived.state == IntakeState.OPEN and may
    part = sealed_part(arrived)
    context: dict[str, Any] = {
        "intake": arrived,
        "age": arrived.age(today),
        "clocks": running(arrived),
        "today": today,
        "envelope": part,
        "particulars": getattr(arrived, "particulars", None),
        "answer_due": answer_due(arrived),
        "case": Case.objects.visible_to(request).filter(intake=arrived).first(),
        "may": may,
        "waits": waits,
        "refusal": refusal,
        "why": why_intake(request, arrived),
    }
    context |= reception.page(request, arrived, waits=waits) | reception.identity(request, arrived, may=may)
    if waits:
        known = context["known"]
        context |= {
            "confirm_form": ConfirmForm(intake=arrived, today=today),
            "decide_form": DecideForm(),
            "link_form": LinkForm(initial={"case": known[0].number} if known else None),
        }
    if may:
        context["note_form"] = NoteForm()
        if part and feedback.lawful(part):
            context["feedback_form"] = FeedbackForm(part=part)
        elif not part and feedback.lawful_by_other_door(arrived):
            context["feedback_form"] = ReporterAnswerForm(arrived=arrived, today=today)
    return render(request, "sig/intake.html", context | forms, status=status)
