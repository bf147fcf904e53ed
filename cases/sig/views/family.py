from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.sig import family
from cases.sig.forms.reception import ChildForm
from cases.sig.models import FamilyReport
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD
from cases.sig.views.matter import METHODS, Door, from_case, from_intake, refuse_unless, shared
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record_change


@require_http_methods(METHODS)
@room("intake.handle")
def intake_family(request: Request, pk: uuid.UUID) -> HttpResponse:
    return report(request, from_intake(request, pk))


@require_http_methods(METHODS)
@room(*RECORD)
def case_family(request: Request, number: str) -> HttpResponse:
    return report(request, from_case(request, number))


def report(request: Request, door: Door) -> HttpResponse:
    """Concern about a child in the family, sent to the reception where the child lives."""
    refuse_unless(door.notes)
    now = timezone.now()
    boards = family.receptions(request.access.acting.board, timezone.localdate(now))
    form = ChildForm(
        request.POST if request.method == "POST" else None,
        boards=boards, today=timezone.localdate(now), initial=known(request, door),
    )  # fmt: skip
    if not form.is_valid():
        return page(request, door, form, status=422 if form.is_bound else 200)
    try:
        sent = family.report(
            door.matter, pk=form.cleaned_data["id"], home=form.home_board, child=form.child(),
            by=request.access.acting, now=now,
        )  # fmt: skip
    except NotAllowed as refusal:
        return page(request, door, form, refusal=refusal, status=409)
    if sent is None:
        messages.info(request, _("Anmälan var redan skickad."))
    else:
        record_change(request, door.record)
        messages.success(request, _("Anmälan är skickad till %(unit)s.") % {"unit": sent.unit_name})
    return redirect(door.url())


def known(request: Request, door: Door) -> dict[str, Any]:
    """What the matter knows already, for the writer to confirm: siblings as they were reported, and who writes."""
    by = request.access.acting
    where = str(by.unit or by.department or by.board)
    particulars = getattr(door.matter.intake, "particulars", None)
    siblings = particulars.siblings if particulars else ""
    told = _("Barn i familjen enligt det som kom in: %(text)s") % {"text": siblings} if siblings else ""
    return {"contact": f"{by.user}, {where}", "description": told, "home": str(door.matter.board_id)}


def page(
    request: Request, door: Door, form: ChildForm, *, refusal: NotAllowed | None = None, status: int = 200
) -> HttpResponse:
    sent = FamilyReport.objects.visible_to(request).filter(origin=door.matter.intake_id).select_related("by__user")
    context = shared(request, door, refusal) | {"form": form, "sent": sent}
    return render(request, "sig/family.html", context, status=status)
