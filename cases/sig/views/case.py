from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.sig import called, case_tasks, emergency, following, ledger, meetings, reception, routine, support, tracks
from cases.sig import record as page
from cases.sig.forms.case import CloseForm, DecideForm, ReopenForm, RevealForm
from cases.sig.grounds import why_case
from cases.sig.models import Case, Identity
from cases.sig.models.case import BEFORE_SUMMONS
from cases.sig.open_matters import open_matters
from cases.sig.own_part import is_outside
from cases.sig.states import ENDS_EARLY, NotAllowed, Step
from cases.sig.views.called_off import remind_of_letters
from cases.sig.views.fetch import (
    RECORD,
    decidable_case,
    may_decide,
    may_read,
    may_write,
    or_own_part,
    running_opening,
    visible_case,
)
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.access.why import EMERGENCY
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

# What the record shows of the timeline; the rest has a page of its own.
MOST_ON_RECORD = 8


@require_safe
@room(*RECORD)
@or_own_part
def case(request: Request, number: str) -> HttpResponse:
    """The record of a case. The director sees its steps and times, the others its content; opening is logged."""
    return show(request, visible_case(request, number))


@require_POST
@room(*RECORD)
def acknowledge(request: Request, number: str) -> HttpResponse:
    """The chief takes the case in hand; anybody else who was told says that the message has been taken in."""
    case, by, now = visible_case(request, number), request.access.acting, timezone.now()
    if may_decide(request, case) and not case.taken(Step.CHIEF_ACKNOWLEDGED):
        case = decidable_case(request, number)
        return take(
            request,
            case,
            Step.CHIEF_ACKNOWLEDGED,
            lambda: routine.acknowledge(case, by=by, now=now),
            _("Du har kvitterat %(case)s.") % {"case": case},
        )
    if routine.answer_notices(case, by=by, now=now):
        record_change(request, case)
        messages.success(request, _("Du har kvitterat att du är informerad."))
    else:
        messages.info(request, already(case, Step.CHIEF_ACKNOWLEDGED))
    return redirect("case", number=case.number)


@require_POST
@room(*RECORD)
def take_over(request: Request, number: str) -> HttpResponse:
    """A chief of the board leads a case whose chief has left."""
    case, by = decidable_case(request, number), request.access.acting
    if case.chief_id == by.pk:
        messages.info(request, _("Du leder redan %(case)s.") % {"case": case})
        return redirect("case", number=case.number)
    try:
        routine.take_over(case, by=by, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, case, status=409, refusal=refusal)
    record_change(request, case)
    messages.success(request, _("Du leder nu %(case)s.") % {"case": case})
    return redirect("case", number=case.number)


@require_POST
@room(*RECORD)
def inform(request: Request, number: str) -> HttpResponse:
    """The chief informs the stadsdelsdirektör."""
    case, now = decidable_case(request, number), timezone.now()
    return take(
        request,
        case,
        Step.DIRECTOR_INFORMED,
        lambda: routine.inform_director(case, by=request.access.acting, now=now),
        _("Stadsdelsdirektören har fått besked om att rutinen har startat."),
    )


@require_POST
@room(*RECORD)
def decide(request: Request, number: str) -> HttpResponse:
    """The chief's decision after the start-up meeting."""
    case, form = decidable_case(request, number), DecideForm(request.POST)
    return take(
        request,
        case,
        Step.DECIDED,
        lambda: routine.decide(
            case, decision=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now()
        ),
        _("Beslutet är sparat. Insatserna pågår tills du avslutar ärendet."),
        decide_form=form,
    )


@require_POST
@room(*RECORD)
def close(request: Request, number: str) -> HttpResponse:
    """The chief closes the case."""
    case = decidable_case(request, number)
    early, now = request.POST.get("avslut-outcome") in ENDS_EARLY, timezone.now()
    form = CloseForm(request.POST, early=early and case.next_step != Step.CLOSED, goes_on=support.goes_on(case))
    answer = take(
        request,
        case,
        Step.CLOSED,
        lambda: routine.close(case, **form.cleaned_data, by=request.access.acting, now=now),
        _("%(case)s är avslutat.") % {"case": case},
        any_time=early,
        close_form=form,
    )
    remind_of_letters(request, case, now)
    return answer


def _identity(request: Request, case: Case) -> dict[str, Any]:
    """Whether there is somebody whom the asker may see, and whether that person is protected; None: nobody."""
    protected = Identity.objects.visible_to(request).filter(case=case).values_list("protected", flat=True).first()
    return {"may_reveal": protected is not None, "protected": protected}


@require_POST
@room(*RECORD)
def reopen(request: Request, number: str) -> HttpResponse:
    """The chief opens a closed case again: a new round of the routine."""
    case, form = decidable_case(request, number), ReopenForm(request.POST)
    if case.step != Step.CLOSED:
        messages.info(request, _("%(case)s är redan öppet.") % {"case": case})
        return redirect("case", number=case.number)
    if not form.is_valid():
        return show(request, case, status=422, reopen_form=form)
    routine.reopen(case, reason=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now())
    record_change(request, case)
    messages.success(request, _("%(case)s är öppet igen, och du leder det.") % {"case": case})
    return redirect("case", number=case.number)


def take(
    request: Request,
    case: Case,
    step: Step,
    verb: Callable[[], Any],
    done: str,
    *,
    any_time: bool = False,
    **forms: Any,
) -> HttpResponse:
    """Take one step: a second press says that it is done, a wrong order says what comes next, nothing typed is lost."""
    if case.taken(step):
        messages.info(request, already(case, step))
        return redirect("case", number=case.number)
    try:
        if not any_time:
            case.refuse_unless_next(step)
        if not all(form.is_valid() for form in forms.values()):
            return show(request, case, status=422, **forms)
        with transaction.atomic():
            verb()
    except NotAllowed as refusal:
        return show(request, case, status=409, refusal=refusal, **forms)
    record_change(request, case)
    messages.success(request, done)
    return redirect("case", number=case.number)


def already(case: Case, step: Step) -> str:
    row = case.taken(step)
    if row is None:
        return _("Det finns inget att kvittera.")
    when = {"day": swedate(row.at), "clock": sweclock(row.at)}
    if row.by is None:
        return _("Redan gjort %(day)s %(clock)s.") % when
    return _("Redan gjort %(day)s %(clock)s av %(who)s.") % (when | {"who": row.by.user.name})


def show(
    request: Request,
    case: Case,
    *,
    status: int = 200,
    refusal: NotAllowed | None = None,
    identity: Identity | None = None,
    **forms: Any,
) -> HttpResponse:
    """The record page, with forms as they were typed."""
    record(request, Action.OPENED, case)
    now = timezone.now()
    today, reads = timezone.localdate(now), may_read(request, case)
    steps = list(case.steps.select_related("by__user"))
    context: dict[str, Any] = {
        "case": case,
        "reads": reads,
        "decides": reads and may_decide(request, case),
        "meeting": case.start_up if reads else None,
        "stages": page.stages(case, steps, called.start_up_at(case) if reads else None),
        "acknowledge_by": routine.acknowledge_by(case, steps),
        "notice": routine.waiting_notice(case, request.access.acting),
        "refusal": refusal,
        "reads_log": reads and request.access.allows("case.log"),
        "today": today,
        "now": now,
        "before_summons": BEFORE_SUMMONS,
        "lacks_chief": case.lacks_chief(today),
        "why": (reason := why_case(request, case)),
        "opening": running_opening(request, case) if reason and reason.through == EMERGENCY else None,
    }
    if reads:
        consents = list(case.consents.of_each_actor(today).select_related("actor", "recorded_by__user"))
        active = case.participations.exclude(ends__lt=today).filter(starts__lte=today)
        active = active.select_related("assignment__user", "assignment__unit", "assignment__department")
        context |= following.panel(request, case, today)
        context |= {
            "participants": [(p.assignment, is_outside(p.assignment, case)) for p in active.order_by("starts", "id")],
            "consents": page.consents_by_actor(consents, today),
            "decide_form": DecideForm(),
            "close_form": CloseForm(early=case.next_step != Step.CLOSED, goes_on=support.goes_on(case)),
            "reopen_form": ReopenForm(),
            **_identity(request, case),
            "reveal_form": RevealForm(),
            "identity": identity,
            **reception.panel(request, case, today),
            "writes": may_write(request, case),
            "opened": emergency.to_review(case, context["notice"]) if context["decides"] else [],
            "decision": next((step for step in reversed(steps) if step.step == Step.DECIDED), None),
        }
        context |= ledger.panel(request, case, today)
        context |= called.panel(request, case, today)
        context |= meetings.panel(request, case, today)
        context |= case_tasks.panel(request, case, today)
        if context["decides"] and case.next_step:
            context["matters"] = open_matters(case, today)
        context |= support.panel(case) | tracks.panel(case)
    context["happenings"] = page.happenings(case, with_content=reads, most=MOST_ON_RECORD)
    return render(request, "sig/case.html", context | forms, status=status)
