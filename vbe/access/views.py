"""Switching assignment, and what happens to a form that came too late or was opened in another one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vbe.access import kept
from vbe.access.guards import SOCIALTJANST, any_signed_in
from vbe.access.links import is_guessing
from vbe.access.request import SESSION_KEY, Request
from vbe.audit.log import record, record_refusal
from vbe.audit.models import Action


def resend(request: Request, held: kept.Kept) -> HttpResponse:
    """Signed in again: one press sends the form as the new session's own."""
    return render(request, "access/resend.html", {"kept": held})


def refused_form(request: Request, reason: str = "") -> HttpResponse:
    """Django's CSRF refusal. From our own pages it means that a sign-in in another tab made the form old."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    # Anybody can send forms that are refused; without this they could fill the log.
    if request.access.user or not is_guessing(request):
        record_refusal(request, "csrf")
    held = kept.from_request(request) if own and request.method == "POST" else None
    if held and held.path == resolve_url("sign_in"):
        return redirect("sign_in")
    return render(request, "access/refused_form.html", {"kept": held}, status=403)


def other_assignment(request: Request, sent: str) -> HttpResponse:
    """The form was opened in another assignment than the one that now acts: ask, and lose nothing."""
    record_refusal(request, "uppdrag")
    opened_in = next((a for a in request.access.assignments if str(a.pk) == sent), None)
    context = {"opened_in": opened_in, "kept": kept.from_form(request) if opened_in else None}
    return render(request, "access/other_assignment.html", context, status=409)


@require_safe
@any_signed_in
def assignments(request: Request) -> HttpResponse:
    return render(request, "access/assignments.html", {"assignments": request.access.assignments})


@require_POST
@any_signed_in
def switch(request: Request) -> HttpResponse:
    """Act in another of one's assignments; with a form carried along, go on with it there."""
    chosen = next((a for a in request.access.assignments if str(a.pk) == request.POST.get("uppdrag")), None)
    if chosen is None:
        messages.error(request, _("Uppdraget är inte längre ditt. Välj ett av dem som finns här."))
        return redirect("assignments")
    request.session[SESSION_KEY] = str(chosen.pk)
    request.access.assignment = chosen
    if any(request.access.allows(permission) for permission in SOCIALTJANST):
        # More can be reached from now on: a key that somebody saw before is worth nothing.
        request.session.cycle_key()
    record(request, Action.SWITCHED, about=chosen)
    if held := kept.from_page(request):
        return resend(request, held)
    messages.success(request, _("Du arbetar nu som %(assignment)s.") % {"assignment": chosen})
    return redirect("start")
