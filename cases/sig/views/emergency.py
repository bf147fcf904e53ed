from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import emergency as domain
from cases.sig import log_words
from cases.sig.forms.emergency import EmergencyForm
from cases.sig.models import EmergencyOpening, Routine
from cases.sig.views.fetch import RECORD, visible_case
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.access.templatetags.dates import sweclock
from vbe.audit.log import record
from vbe.audit.models import Action


@sensitive_post_parameters("term", "reason")
@require_http_methods(["GET", "HEAD", "POST"])
@room("case.emergency")
def emergency(request: Request) -> HttpResponse:
    """Open a case that one does not take part in, for a few hours; its chief is told at once."""
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return show(request, form, status=422 if form.is_bound else 200)
    reason = form.cleaned_data["reason"]
    try:
        number, opening, is_new = domain.open_case(**form.sought(), reason=reason, now=timezone.now())
    except domain.NotFound:
        record(request, Action.SEARCHED, kind="sig.case", terms=log_words.sought(form.cleaned_data["term"]))
        form.add_error("term", _("Inget ärende med det numret finns bland dem du får nödöppna."))
        return show(request, form, status=422)
    if opening is None:
        messages.info(request, _("Du läser redan ärendet. Ingen nödöppning behövdes, och ingen är gjord."))
    elif is_new:
        record(request, Action.EMERGENCY, opening.case, reason=reason)
        until = {"case": number, "clock": sweclock(opening.ends_at)}
        messages.success(request, _("%(case)s är nödöppnat till %(clock)s. Avdelningschefen har fått besked.") % until)
    else:
        messages.info(request, _("Ärendet är redan nödöppnat till %(clock)s.") % {"clock": sweclock(opening.ends_at)})
    return redirect("case", number=number)


@require_POST
@room(*RECORD)
def end(request: Request, number: str) -> HttpResponse:
    """The reader is done before the time is out. Ended twice, or by somebody who has none, it changes nothing."""
    case, now = visible_case(request, number), timezone.now()
    opening = EmergencyOpening.objects.of_mine(request).running(now).filter(case=case).first()
    if opening and domain.end(opening, now):
        messages.success(request, _("Nödöppningen av %(case)s är avslutad.") % {"case": case})
    else:
        messages.info(request, _("Ingen nödöppning pågår."))
    return redirect("cases")


def show(request: Request, form: EmergencyForm, *, status: int = 200) -> HttpResponse:
    routine = Routine.objects.filter(municipality=request.access.acting.board.municipality_id).first()
    context = {"form": form, "hours": routine.emergency_hours if routine else 0}
    return render(request, "sig/emergency.html", context, status=status)
