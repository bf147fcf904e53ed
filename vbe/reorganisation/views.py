"""The municipality's boards with their dates, and how they are merged and split."""

from __future__ import annotations

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vbe.access.guards import View, any_signed_in, may
from vbe.access.request import Request
from vbe.audit.log import record_change
from vbe.audit.models import Action
from vbe.organisation.models import Board
from vbe.reorganisation.carrying_out import Blocked, carry_out, trace
from vbe.reorganisation.forms import PlanForm
from vbe.reorganisation.models import NotAllowed, Reorganisation
from vbe.reorganisation.plan import change, plan, withdraw
from vbe.reorganisation.preview import preview

Kind = Reorganisation.Kind


def reorganiser(view: View) -> View:
    """Only from the executive board: an administrator of another board has no say over the municipality's."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reorganises(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return may("board.reorganise")(guarded)


def reorganises(request: Request) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_reorganises() IS NOT NULL")
        answer: bool = cursor.fetchone()[0]
    return answer


@require_safe
@any_signed_in
def boards(request: Request) -> HttpResponse:
    """The municipality's boards, those that were, and what is planned."""
    if request.access.assignment is None:
        raise Http404
    today = timezone.localdate()
    every = Board.objects.filter(municipality=request.access.acting.board.municipality_id).in_order()
    every = every.select_related("successor").prefetch_related("predecessors")
    plans = Reorganisation.objects.visible_to(request).prefetch_related("parts__board", "successors__board")
    context = {
        "current": [board for board in every if board.ends is None or board.ends >= today],
        "ended": [board for board in every if board.ends and board.ends < today],
        "planned": plans.planned().order_by("takes_effect", "id"),
        "done": plans.carried_out().order_by("-takes_effect", "-id"),
        "reorganises": reorganises(request),
    }
    return render(request, "reorganisation/boards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reorganiser
def merge(request: Request) -> HttpResponse:
    return _plan(request, Kind.MERGER, None)


@require_http_methods(["GET", "HEAD", "POST"])
@reorganiser
def split(request: Request, code: str) -> HttpResponse:
    board = get_object_or_404(_boards(request).exclude(kind=Board.Kind.EXECUTIVE), code=code)
    return _plan(request, Kind.SPLIT, board)


@require_http_methods(["GET", "HEAD", "POST"])
@reorganiser
def reorganisation_change(request: Request, pk: UUID) -> HttpResponse:
    found = _visible(request, pk)
    return _plan(request, found.kind, found.boards[0] if found.kind == Kind.SPLIT else None, found)


def _plan(request: Request, kind: str, board: Board | None, found: Reorganisation | None = None) -> HttpResponse:
    """Plan, or change what is planned. What cannot be is told on the page, with all that was typed."""
    today, now = timezone.localdate(), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = PlanForm(kind, data, boards=_boards(request), split=board, today=today, plan=found)
    context: dict[str, Any] = {"form": form, "board": board, "found": found}
    if data is None and found and not found.is_planned:
        messages.info(request, _("Planen kan inte ändras längre."))
        return redirect("reorganisation", pk=found.pk)
    if data is None:
        return render(request, "reorganisation/plan.html", context)
    if not form.is_valid():
        return render(request, "reorganisation/plan.html", context, status=422)
    try:
        if found:
            change(found, form.planned)
        else:
            found, _new = plan(form.planned, id=form.cover.cleaned_data["id"], by=request.access.acting, now=now)
    except NotAllowed as refusal:
        return render(request, "reorganisation/plan.html", context | {"refusal": refusal}, status=409)
    return redirect("reorganisation", pk=found.pk)


@require_safe
@reorganiser
def reorganisation(request: Request, pk: UUID) -> HttpResponse:
    """What will happen, before it has; what happened, afterwards."""
    return _show(request, _visible(request, pk))


@require_POST
@reorganiser
def reorganisation_withdraw(request: Request, pk: UUID) -> HttpResponse:
    found = _visible(request, pk)
    try:
        if withdraw(found, now=timezone.now()):
            messages.success(request, _("Planen är återtagen. Inget har ändrats."))
        else:
            messages.info(request, _("Planen är redan återtagen."))
    except NotAllowed as refusal:
        return _show(request, found, refusal=refusal, status=409)
    return redirect("boards")


@require_POST
@reorganiser
def reorganisation_carry_out(request: Request, pk: UUID) -> HttpResponse:
    found = _visible(request, pk)
    if found.is_planned and found.takes_effect > timezone.localdate():
        refusal = NotAllowed(_("Dagen har inte kommit. Ändringen genomförs av sig själv natten till den dagen."))
        return _show(request, found, refusal=refusal, status=409)
    try:
        done = carry_out(found, now=timezone.now())
    except Blocked:
        return _show(request, found, refusal=NotAllowed(_("Något måste lösas först.")), status=409)
    except NotAllowed as refusal:
        return _show(request, found, refusal=refusal, status=409)
    if done:
        record_change(request, found, Action.REORGANISED)
        messages.success(request, _("Ändringen är genomförd."))
    else:
        messages.info(request, _("Ändringen är redan genomförd."))
    return redirect("reorganisation", pk=found.pk)


def _boards(request: Request) -> Any:
    own = request.access.acting.board
    return Board.objects.filter(municipality=own.municipality_id).current(timezone.localdate()).in_order()


def _visible(request: Request, pk: UUID) -> Reorganisation:
    found = Reorganisation.objects.visible_to(request).select_related("planned_by__user")
    return get_object_or_404(found.prefetch_related("parts__board", "successors__board"), pk=pk)


def _show(
    request: Request, found: Reorganisation, *, refusal: NotAllowed | None = None, status: int = 200
) -> HttpResponse:
    today, heirs = timezone.localdate(), list(found.successors.all())
    context = {
        "found": found,
        "heirs": heirs,
        "headings": [_("Vad"), *(_("Till %(board)s") % {"board": heir.short_name} for heir in heirs), _("Ligger kvar")],
        "preview": preview(found, today) if found.is_planned else None,
        "trace": trace(found) if found.carried_out_at else None,
        "due": found.takes_effect <= today,
        "refusal": refusal,
    }
    return render(request, "reorganisation/reorganisation.html", context, status=status)
