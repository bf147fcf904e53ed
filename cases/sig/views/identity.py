from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.sig import protecting
from cases.sig.forms.case import RevealForm
from cases.sig.models import Identity
from cases.sig.views.case import show
from cases.sig.views.fetch import RECORD, decidable_case, visible_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action


@require_POST
@room(*RECORD)
def reveal(request: Request, number: str) -> HttpResponse:
    """Show who the case is about, once, for a stated reason that goes to the log; the next load masks it again."""
    case = visible_case(request, number)
    identity = Identity.objects.visible_to(request).filter(case=case).first()
    if identity is None:
        raise PermissionDenied
    form = RevealForm(request.POST)
    if not form.is_valid():
        return show(request, case, reveal_form=form, status=422)
    record(request, Action.REVEALED, case, reason=form.reason)
    return show(request, case, identity=identity)


@require_POST
@room(*RECORD)
def protect(request: Request, number: str) -> HttpResponse:
    """Mark that the person has protected identity, when it turns out while the case goes on or after it."""
    case = decidable_case(request, number)
    if protecting.protect(case):
        record_change(request, case)
        messages.success(request, _("Personen har nu skyddade personuppgifter här. Varje läsning granskas."))
    else:
        messages.info(request, _("Det var redan markerat att personen har skyddade personuppgifter."))
    return redirect("case", number=case.number)
