"""An assignment: given, changed, ended; an absence registered and removed."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.access.templatetags.dates import swedate
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation import assigning
from vbe.organisation.assigning import CombinationNotDecided, Given, NotAllowed
from vbe.organisation.models import Absence, Assignment
from vbe.people.forms import AbsenceForm, AssignForm, ChangeForm, EndForm
from vbe.people.scope import managed_absences, managed_assignments, managed_boards


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def assign(request: Request, code: str) -> HttpResponse:
    """Give somebody an assignment on a board; the address says which function is empty."""
    today = timezone.localdate()
    board = get_object_or_404(managed_boards(request).current(today), code=code)
    wanted = {"role": request.GET.get("roll"), "place": request.GET.get("plats"), "starts": today}
    form = AssignForm(request.POST or None, board=board, today=today, initial=wanted)
    if not form.is_valid():
        return render(
            request, "people/assign.html", {"form": form, "board": board}, status=422 if form.is_bound else 200
        )
    try:
        given, is_new = _give(request, form)
    except NotAllowed as refusal:
        form.asks_for_decision = isinstance(refusal, CombinationNotDecided) or form.asks_for_decision
        return render(request, "people/assign.html", {"form": form, "board": board, "refusal": refusal}, status=409)
    said = (
        _("%(person)s är nu registrerad som %(role)s.")
        if is_new
        else _("%(person)s var redan registrerad som %(role)s.")
    )
    messages.success(request, said % {"person": given.user, "role": given.title.lower()})
    return redirect("person", given.user_id)


@transaction.atomic
def _give(request: Request, form: AssignForm) -> tuple[Assignment, bool]:
    wanted = form.cleaned_data
    department, unit = form.chosen_place
    person = form.person or assigning.new_person(name=wanted["name"], email=wanted["email"])
    given = Given(
        person, wanted["role"], form.board, wanted["starts"], wanted["ends"], department, unit, wanted["deputy_for"]
    )
    if held := assigning.same(given):
        return held, False
    return assigning.assign(request, given, decision=form.decision), True


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def assignment(request: Request, pk: str) -> HttpResponse:
    """Change when and where; the page where it is ended, and where absences are registered."""
    held = get_object_or_404(managed_assignments(request), pk=pk)
    form = ChangeForm(request.POST or None, assignment=held, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, held, change=form, status=422 if form.is_bound else 200)
    department, unit = form.chosen_place
    wanted = {name: form.cleaned_data[name] for name in ("starts", "ends", "deputy_for")}
    try:
        changed = assigning.change(request, held, department=department, unit=unit, decision=form.decision, **wanted)
    except NotAllowed as refusal:
        form.asks_for_decision = isinstance(refusal, CombinationNotDecided) or form.asks_for_decision
        return _page(request, held, change=form, refusal=refusal, status=409)
    messages.success(request, _("Uppdraget är ändrat.") if changed else _("Inget var ändrat."))
    return redirect("person", held.user_id)


@require_POST
@may("people.manage")
def end(request: Request, pk: str) -> HttpResponse:
    now = timezone.now()
    held = get_object_or_404(managed_assignments(request), pk=pk)
    form = EndForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return _page(request, held, end=form, status=422)
    if held.is_over(timezone.localdate(now)):
        messages.info(request, _("Uppdraget är redan avslutat."))
        return redirect("person", held.user_id)
    try:
        assigning.end(request, held, on=form.cleaned_data["on"], now=now)
    except NotAllowed as refusal:
        return _page(request, held, end=form, refusal=refusal, status=409)
    messages.success(request, _("Uppdraget slutar %(day)s.") % {"day": swedate(held.ends)} if not held.ended_at
                     else _("Uppdraget är avslutat. Personen har ingen åtkomst genom det längre."))  # fmt: skip
    return redirect("person", held.user_id)


@require_POST
@may("people.manage")
def withdraw(request: Request, pk: str) -> HttpResponse:
    """Undo an assignment that has not begun."""
    if not Assignment.objects.filter(pk=pk).exists():
        messages.info(request, _("Uppdraget finns inte längre."))
        return redirect("people")
    held = get_object_or_404(managed_assignments(request), pk=pk)
    try:
        assigning.withdraw(request, held, timezone.localdate())
    except NotAllowed as refusal:
        return _page(request, held, refusal=refusal, status=409)
    messages.success(request, _("Uppdraget är borttaget."))
    return redirect("people")


@require_POST
@may("people.manage")
def absence(request: Request, pk: str) -> HttpResponse:
    today = timezone.localdate()
    held = get_object_or_404(managed_assignments(request), pk=pk)
    form = AbsenceForm(request.POST, today=today)
    if not form.is_valid():
        return _page(request, held, absence=form, status=422)
    try:
        away = assigning.be_away(request, held, today=today, **form.cleaned_data)
    except NotAllowed as refusal:
        return _page(request, held, absence=form, refusal=refusal, status=409)
    days = {"starts": swedate(away.starts), "ends": swedate(away.ends)}
    messages.success(request, _("Frånvaron är registrerad: %(starts)s–%(ends)s.") % days)
    return redirect("assignment", held.pk)


@require_POST
@may("people.manage")
def absence_end(request: Request, pk: str) -> HttpResponse:
    """Remove an absence that has not begun, or end one that runs."""
    if not Absence.objects.filter(pk=pk).exists():
        messages.info(request, _("Frånvaron finns inte längre."))
        return redirect("people")
    away = get_object_or_404(managed_absences(request), pk=pk)
    try:
        assigning.be_back(request, away, today=timezone.localdate())
    except NotAllowed as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Frånvaron är borttagen."))
    return redirect("assignment", away.assignment_id)


def _page(
    request: Request,
    held: Assignment,
    *,
    change: ChangeForm | None = None,
    end: EndForm | None = None,
    absence: AbsenceForm | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    record(request, Action.OPENED, held)
    today = timezone.localdate()
    context = {
        "assignment": held,
        "form": change or ChangeForm(assignment=held, today=today),
        "end": end or EndForm(today=today),
        "absence": absence or AbsenceForm(today=today),
        "absences": held.absences.filter(ends__gte=today).order_by("starts"),
        "deputies": held.deputies.filter(pk__in=Assignment.objects.held(today)).select_related("user"),
        "has_begun": held.has_begun(today),
        "is_over": held.is_over(today),
        "refusal": refusal,
    }
    return render(request, "people/assignment.html", context, status=status)
