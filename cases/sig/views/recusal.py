from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.concerns.forms import LetInAgainForm
from cases.sig.models import Case, Intake
from cases.sig.recusing import Consequences, carry_out, consequences
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, may_decide, may_read, visible_case
from cases.sig.views.intake import fetch as visible_intake
from vbe.access.guards import room
from vbe.access.models import Recusal
from vbe.access.recusal import RecusalForm, Refused, end, with_forms
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, User
from vbe.organisation.permissions import TABLE


@require_http_methods(["GET", "HEAD", "POST"])
@room(*RECORD)
def of_case(request: Request, number: str) -> HttpResponse:
    """Jäv in a case: oneself, or marked by the chief. First what follows from it, then it takes effect."""
    case = visible_case(request, number)
    others = may_decide(request, case) and may_read(request, case)
    return mark(request, case, case, others=others, back=reverse("case", args=[number]))


@require_http_methods(["GET", "HEAD", "POST"])
@room("intake.view")
def of_intake(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Jäv in what came in: marked when it turns out to be about a colleague, or about somebody close."""
    arrived = visible_intake(request, pk)
    if arrived.belongs_to_id and (of := Case.objects.visible_to(request).filter(pk=arrived.belongs_to_id).first()):
        # One matter: marked in the case, where somebody must lead it.
        return redirect("case_recuse", number=of.number)
    case = Case.objects.visible_to(request).with_routine().filter(intake=arrived).first()
    others = request.access.allows("intake.handle") or request.access.allows("case.decide")
    return mark(request, arrived, case, others=others, back=reverse("intake", args=[pk]))


def mark(request: Request, subject: Case | Intake, case: Case | None, *, others: bool, back: str) -> HttpResponse:
    now, by = timezone.now(), request.access.acting
    people = colleagues(subject) if others else None
    form = RecusalForm(request.POST if request.method == "POST" else None, asker=request.user, people=people)
    context: dict[str, Any] = {"form": form, "subject": subject, "back": back, "recusals": []}
    if others:
        context["recusals"] = with_forms(Recusal.objects.of(*matter(subject, case)).running())
    told = foresee(form, subject, case, now)
    context |= {"told": told, "ends": request.access.allows("case.decide")}
    if told is None or not form.is_valid() or "bekrafta" not in request.POST:
        form.fields["chief"].required = True
        return show(request, context, status=422 if form.errors and form.is_bound else 200)
    person = form.cleaned_data["person"]
    try:
        with transaction.atomic():
            done = carry_out(subject, case, **form.cleaned_data, by=by, now=now)
    except (NotAllowed, Refused) as refusal:
        return show(request, context | {"refusal": refusal}, status=409)
    if done:
        # Not the ground: whoever reads the log has no right to know how a colleague is related to somebody.
        record(request, Action.RECUSED, subject)
    said = _("Jävet är registrerat.") if done else _("Jävet var redan registrerat.")
    messages.success(request, said)
    if person == request.user:
        return redirect("start")
    return redirect(back)


def show(request: Request, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The page says who is recused and why: it is of the record."""
    record(request, Action.OPENED, context["subject"])
    return render(request, "access/recusal.html", context, status=status)


def matter(subject: Case | Intake, case: Case | None) -> list[uuid.UUID]:
    """A case and what it came from are one."""
    return [subject.pk, *([case.pk, case.intake_id] if case else [])]


def foresee(form: RecusalForm, subject: Case | Intake, case: Case | None, now: datetime) -> Consequences | None:
    """What would happen, once the form says to whom; the field for who takes over is there when it is needed."""
    if not form.is_bound:
        return None
    person = form.chosen
    if person is None:
        return None
    told = consequences(subject, case, person, now)
    if told.leads:
        form.ask_for_chief(told.chiefs, required="bekrafta" in form.data)
    return told


def colleagues(subject: Case | Intake) -> QuerySet[User]:
    """Those on the board whose role reaches the room."""
    roles = [role for role, held in TABLE.items() if held & {"intake.view", "case.view", "case.participate"}]
    on_board = Assignment.objects.active(timezone.localdate()).filter(board=subject.board_id, role__in=roles)
    return User.objects.filter(pk__in=on_board.values("user_id")).order_by("name")


@require_POST
@room(*RECORD)
def case_end(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """The chief lets the person in again, for a reason; never the recused, who does not see it."""
    case = visible_case(request, number)
    return end_one(request, case, matter(case, case), pk, back=reverse("case", args=[number]))


@require_POST
@room("intake.view")
def intake_end(request: Request, pk: uuid.UUID, recusal: uuid.UUID) -> HttpResponse:
    arrived = visible_intake(request, pk)
    case = Case.objects.visible_to(request).filter(intake=arrived).first()
    return end_one(request, arrived, matter(arrived, case), recusal, back=reverse("intake", args=[pk]))


def end_one(
    request: Request, subject: Case | Intake, ids: list[uuid.UUID], pk: uuid.UUID, *, back: str
) -> HttpResponse:
    if not request.access.allows("case.decide"):
        raise PermissionDenied
    marked = get_object_or_404(Recusal.objects.of(*ids).exclude(user=request.user), pk=pk)
    form = LetInAgainForm(request.POST)
    if not form.is_valid():
        context: dict[str, Any] = {
            "form": RecusalForm(asker=request.user, people=colleagues(subject)),
            "subject": subject,
            "back": back,
        }
        context |= {"recusals": with_forms([marked], form), "ends": True, "told": None}
        return show(request, context, status=422)
    if end(marked, reason=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now()):
        record(request, Action.RECUSED, subject, reason="avslutat")
        messages.success(request, _("Jävet har upphört. %(name)s kommer åt det igen.") % {"name": marked.user})
    else:
        messages.info(request, _("Jävet hade redan upphört."))
    return redirect(back)
