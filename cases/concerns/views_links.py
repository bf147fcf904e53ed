"""Linking a report with another, and taking the link away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.concerns.forms_queue import LinkForm
from cases.concerns.linking import link, unlink
from cases.concerns.models import Concern
from cases.concerns.states import NotAllowed
from cases.concerns.views import record_page
from vbe.access.guards import may
from vbe.access.request import Request


@require_POST
@may("concern.assess")
def concern_link(request: Request, number: str) -> HttpResponse:
    found = get_object_or_404(Concern.objects.visible_to(request), number=number)
    form = LinkForm(request.POST)
    if not form.is_valid():
        return record_page(request, number, link_form=form, status=422)
    other = Concern.objects.visible_to(request).filter(number=form.cleaned_data["number"]).first()
    if other is None:
        form.add_error("number", _("Det finns ingen rapport med det numret som du kan se. Kontrollera numret."))
        return record_page(request, number, link_form=form, status=422)
    note, by, now = form.cleaned_data["note"], request.access.acting, timezone.now()
    try:
        linked = link(request, found, other, note=note, by=by, now=now)
    except NotAllowed as refusal:
        form.add_error("number", str(refusal))
        return record_page(request, number, link_form=form, status=409)
    messages.success(request, _("Rapporterna är kopplade.") if linked else _("Rapporterna är redan kopplade."))
    return redirect("concern", number)


@require_POST
@may("concern.assess")
def concern_unlink(request: Request, number: str, other: str) -> HttpResponse:
    visible = Concern.objects.visible_to(request)
    found, linked = get_object_or_404(visible, number=number), get_object_or_404(visible, number=other)
    try:
        gone = unlink(request, found, linked, by=request.access.acting, now=timezone.now())
    except NotAllowed as refusal:
        messages.warning(request, str(refusal))
        return redirect("concern", number)
    text = _("Kopplingen är borttagen. Att den har funnits står kvar.") if gone else _("Kopplingen är redan borttagen.")
    messages.success(request, text)
    return redirect("concern", number)
