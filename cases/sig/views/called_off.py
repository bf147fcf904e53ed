"""Saying who is no longer called, and whom no mail has told."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.utils.translation import gettext as _

from cases.sig.calling_off import by_letter
from cases.sig.models import Case
from cases.sig.summons import call_off_actor
from vbe.access.request import Request
from vbe.organisation.models import Actor


def call_off(request: Request, case: Case, actor: Actor, now: datetime) -> None:
    """Call ``actor`` to nothing more that nothing covers, and say so."""
    emptied = call_off_actor(case, actor, now)
    if not emptied:
        return
    words = {"actor": actor, "seats": ", ".join(one.seat.function for one in emptied)}
    messages.warning(request, _("%(actor)s är inte längre kallad till mötet (%(seats)s).") % words)
    if any(one.by_letter for one in emptied):
        messages.warning(request, _("%(actor)s är kallad med brev. Meddela själv att kallelsen inte gäller.") % words)


def remind_of_letters(request: Request, case: Case, cancelled_at: datetime) -> None:
    """Whoever was called on paper learns of it in no other way."""
    if names := by_letter(case, cancelled_at):
        text = _("Meddela själv att mötet är inställt. Kallade med brev: %(names)s.")
        messages.warning(request, text % {"names": ", ".join(names)})
