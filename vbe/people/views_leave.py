"""A colleague leaves: everything is ended at once, and what was open is handed over. An account is opened again.

And the mobile number that somebody is reached on.
"""

from __future__ import annotations

from django.contrib import messages
from django.db import ProgrammingError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation import assigning
from vbe.organisation.assigning import NotAllowed
from vbe.organisation.mobile import MobileForm, keep_for
from vbe.people import leaving
from vbe.people.forms_leave import LeaveForm
from vbe.people.scope import managed_boards, managed_people


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def leave(request: Request, pk: str) -> HttpResponse:
    now = timezone.now()
    person = get_object_or_404(managed_people(request), pk=pk)
    boards = list(managed_boards(request))
    found = leaving.leaving(person, boards, now)
    if not found.assignments:
        messages.info(request, _("%(person)s har inga uppdrag att avsluta.") % {"person": person})
        return redirect("person", person.pk)
    form = LeaveForm(request.POST or None, found=found)
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    try:
        left = leaving.leave(request, found, form.cleaned_data, boards=boards, now=now)
    except NotAllowed as refusal:
        return _page(request, form, refusal=refusal, status=409)
    messages.success(request, _said(left, str(person)))
    return redirect("person", person.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may("people.manage")
def mobile(request: Request, pk: str) -> HttpResponse:
    """Keep the mobile number of somebody who cannot do it herself."""
    person = get_object_or_404(managed_people(request), pk=pk)
    record(request, Action.OPENED, person)
    form = MobileForm(request.POST or None, initial={"mobile": person.mobile})
    context = {"form": form, "person": person}
    if not (request.method == "POST" and form.is_valid()):
        return render(request, "people/mobile.html", context, status=422 if form.is_bound else 200)
    try:
        with transaction.atomic():
            keep_for(person, form.cleaned_data["mobile"])
    except ProgrammingError:
        form.add_error(None, _("Personen har uppdrag också i en annan nämnd, och sköter sitt nummer själv."))
        return render(request, "people/mobile.html", context, status=409)
    record(request, Action.WROTE, person)
    messages.success(request, _("Mobilnumret är sparat."))
    return redirect("person", person.pk)


def _page(request: Request, form: LeaveForm, *, refusal: NotAllowed | None = None, status: int) -> HttpResponse:
    record(request, Action.OPENED, form.found.user)
    return render(request, "people/leave.html", {"form": form, "found": form.found, "refusal": refusal}, status=status)


def _said(left: leaving.Left, person: str) -> str:
    ended = ngettext(
        "%(n)s uppdrag är avslutat för %(person)s.", "%(n)s uppdrag är avslutade för %(person)s.", left.ended
    )
    moved = ngettext("%(n)s sak är överlämnad.", "%(n)s saker är överlämnade.", left.moved) if left.moved else ""
    stays = _("%(n)s ligger kvar hos nämnden på grund av jäv.") % {"n": left.recused} if left.recused else ""
    return " ".join(
        filter(None, [ended % {"n": left.ended, "person": person}, moved and moved % {"n": left.moved}, stays])
    )


@require_POST
@may("people.manage")
def reopen(request: Request, pk: str) -> HttpResponse:
    """Open an account that was closed, so that the person can be given an assignment again."""
    person = get_object_or_404(managed_people(request), pk=pk)
    if person.is_active:
        messages.info(request, _("Kontot är redan öppet."))
        return redirect("person", person.pk)
    try:
        assigning.set_active(person, active=True)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("person", person.pk)
    record(request, Action.ASSIGNMENT_CHANGED, person, reason=_("kontot öppnades"))
    messages.success(request, _("Kontot är öppet igen. Ge personen ett uppdrag, så kan hon logga in."))
    return redirect("person", person.pk)
