"""The list of those on call for a board outside office hours, with the hours that nobody has."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig.models import Routine
from cases.sig.on_call import gaps
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Board, OnCall
from vbe.people.forms_on_call import OnCallForm
from vbe.people.scope import managed_boards

DAYS = 14
MOST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def on_call(request: Request, code: str) -> HttpResponse:
    """Who is on call from now on; POST adds a period."""
    now = timezone.now()
    board = get_object_or_404(managed_boards(request).current(timezone.localdate(now)), code=code)
    form = OnCallForm(request.POST or None, board=board, now=now)
    if not form.is_valid():
        return _page(request, board, form, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            period = OnCall(board=board, **form.cleaned_data)
            period.save(force_insert=True)
    except IntegrityError:
        form.add_error(None, _("Någon har redan beredskap under en del av den tiden. Ladda om sidan."))
        return _page(request, board, form, status=409)
    record(request, Action.ASSIGNED, period.assignment, reason="beredskap")
    messages.success(request, _("%(who)s har beredskap.") % {"who": period.assignment.user})
    return redirect("on_call", board.code)


@require_POST
@may("people.manage")
def on_call_remove(request: Request, code: str, pk: str) -> HttpResponse:
    """Take a period off the list; what has been stays."""
    board = get_object_or_404(managed_boards(request), code=code)
    period = OnCall.objects.filter(board=board, pk=pk, ends_at__gt=timezone.now()).select_related("assignment").first()
    if period is None:
        messages.info(request, _("Passet finns inte längre på listan."))
        return redirect("on_call", board.code)
    period.delete()
    record(request, Action.ASSIGNMENT_CHANGED, period.assignment, reason="beredskap")
    messages.success(request, _("Passet är borttaget."))
    return redirect("on_call", board.code)


def _page(request: Request, board: Board, form: OnCallForm, *, status: int) -> HttpResponse:
    now = timezone.now()
    coming = OnCall.objects.filter(board=board, ends_at__gt=now).select_related("assignment__user", "assignment__unit")
    periods = list(coming.select_related("assignment__department").order_by("starts_at")[:MOST])
    routine: Routine = board.municipality.routine
    context = {
        "board": board,
        "form": form,
        "periods": periods,
        "routine": routine,
        "gaps": gaps(routine, periods, now, days=DAYS),
        "until": now + timedelta(days=DAYS - 1),
        "now": now,
    }
    return render(request, "people/on_call.html", context, status=status)
