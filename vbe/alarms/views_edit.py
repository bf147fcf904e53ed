"""Writing the municipality's alarm chains."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.alarms import editing
from vbe.alarms.forms import ChainForm, StepForm, Written, step_forms
from vbe.alarms.models import NotAllowed
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.notices.models import AlarmChain


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def alarm_chain_new(request: Request) -> HttpResponse:
    if not editing.may_begin(request):
        raise PermissionDenied
    return write(request, AlarmChain(municipality=request.access.acting.board.municipality))


@require_http_methods(["GET", "HEAD", "POST"])
@may("guide.edit")
def alarm_chain(request: Request, pk: uuid.UUID) -> HttpResponse:
    return write(request, get_object_or_404(editing.edited_by(request), pk=pk))


def write(request: Request, chain: AlarmChain) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ChainForm(data, instance=chain, today=timezone.localdate())
    rows = step_forms([] if chain._state.adding else list(chain.steps.all()), data)
    # Every row says what is wrong in it, not the first alone.
    if not all([form.is_valid(), *(row.is_valid() for row in rows)]):
        return show(request, chain, form, rows, status=422 if form.is_bound else 200)
    fields = {name: form.cleaned_data[name] for name in ("name", "source", "checked_on")}
    steps = [row.cleaned_data for row in rows if not row.is_empty]
    try:
        editing.save(chain, fields, steps, version=form.cleaned_data["version"])
    except NotAllowed as refusal:
        return show(request, chain, form, rows, refusal=str(refusal), status=409)
    except editing.Conflict:
        return conflict(request, chain, form, rows)
    record(request, Action.CATALOGUE_CHANGED, chain)
    messages.success(request, _("Larmvägen är sparad."))
    return redirect("alarm_chains")


def conflict(request: Request, chain: AlarmChain, form: ChainForm, rows: list[StepForm]) -> HttpResponse:
    """What was typed is kept, on top of what is saved now; the saved chain is shown beside."""
    saved = AlarmChain.objects.visible_to(request).prefetch_related("steps").get(pk=chain.pk)
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    typed["version"] = str(saved.version)
    form.data = typed
    return show(request, chain, form, rows, saved=saved, status=409)


def show(
    request: Request, chain: AlarmChain, form: ChainForm, rows: list[StepForm], *, status: int, **more: Any
) -> HttpResponse:
    context = {
        "chain": None if chain._state.adding else chain,
        "form": form,
        "rows": rows,
        "written": Written(form, *rows),
    } | more
    return render(request, "alarms/chain.html", context, status=status)
