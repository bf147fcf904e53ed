"""Jäv in a report: a samordnare who is related to somebody it touches is shut out of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.concerns.forms import LetInAgainForm
from cases.concerns.models import Concern
from vbe.access.guards import may
from vbe.access.models import Recusal
from vbe.access.recusal import EndRecusalForm, RecusalForm, Refused, end, recuse, recused_from, with_forms
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, User
from vbe.organisation.permissions import TABLE


@dataclass(frozen=True)
class Consequences:
    lines: list[str]
    leads: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@may("concern.view")
def concern_recuse(request: Request, number: str) -> HttpResponse:
    """Mark oneself, or another samordnare of the board; first what follows from it, then it takes effect."""
    found = visible(request, number)
    form = RecusalForm(request.POST if request.method == "POST" else None, asker=request.user, people=others(found))
    chosen = form.chosen if form.is_bound else None
    told = Consequences(foresee(found, chosen)) if chosen else None
    if told is None or not form.is_valid() or "bekrafta" not in request.POST:
        status = 422 if form.is_bound and form.errors else 200
        return show(request, found, form, told=told, status=status)
    person, page = form.cleaned_data["person"], reverse("concern", args=[number])
    try:
        done = recuse(found, person=person, ground=form.cleaned_data["ground"], page=page)
    except Refused as refusal:
        return show(request, found, form, told=told, refusal=refusal, status=409)
    if done:
        # Not the ground: whoever reads the log has no right to know how a colleague is related to somebody.
        record(request, Action.RECUSED, found)
        messages.success(request, _("Jävet är registrerat."))
    else:
        messages.info(request, _("Jävet var redan registrerat."))
    return redirect("concerns") if person == request.user else redirect("concern", number)


@require_POST
@may("concern.view")
def concern_recusal_end(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Another samordnare lets the person in again; never the recused, who does not see it."""
    found = visible(request, number)
    if not found.on_desk:
        raise PermissionDenied
    marked = get_object_or_404(Recusal.objects.of(found.pk).exclude(user=request.user), pk=pk)
    form = LetInAgainForm(request.POST)
    if not form.is_valid():
        blank = RecusalForm(asker=request.user, people=others(found))
        return show(request, found, blank, form, told=None, status=422)
    if end(marked, reason=form.cleaned_data["reason"], by=request.access.acting, now=timezone.now()):
        record(request, Action.RECUSED, found, reason="avslutat")
        messages.success(request, _("Jävet har upphört. %(name)s kommer åt det igen.") % {"name": marked.user})
    else:
        messages.info(request, _("Jävet hade redan upphört."))
    return redirect("concern", number)


def visible(request: Request, number: str) -> Concern:
    return get_object_or_404(Concern.objects.visible_to(request).with_desk().select_related("board"), number=number)


def desk(concern: Concern) -> QuerySet[User]:
    """The samordnare of the board that assesses the report."""
    roles = [role for role, held in TABLE.items() if "concern.assess" in held]
    holders = Assignment.objects.active(timezone.localdate()).filter(board=concern.board_id, role__in=roles)
    return User.objects.filter(pk__in=holders.values("user_id")).order_by("name")


def others(concern: Concern) -> QuerySet[User] | None:
    """Whom one may mark besides oneself: the desk's, when it is one's own."""
    return desk(concern) if concern.on_desk else None


def foresee(concern: Concern, person: User) -> list[str]:
    lines = [_("%(name)s kommer inte åt rapporten längre, från och med nästa sida som öppnas.") % {"name": person.name}]
    left = desk(concern).exclude(pk=person.pk).exclude(pk__in=recused_from(concern))
    if left:
        names = ", ".join(user.name for user in left)
        lines.append(_("Rapporten bedöms av %(names)s.") % {"names": names})
    else:
        lines.append(_("Nämnden har ingen annan samordnare. Be administratören att utse en, så att rapporten bedöms."))
    return [*lines, _("Meddelanden om rapporten tas bort, och inga nya skickas.")]


def show(
    request: Request,
    found: Concern,
    form: RecusalForm,
    end_form: EndRecusalForm | None = None,
    *,
    told: Consequences | None,
    refusal: Refused | None = None,
    status: int,
) -> HttpResponse:
    record(request, Action.OPENED, found)
    context = {
        "form": form,
        "subject": found,
        "back": reverse("concern", args=[found.number]),
        "told": told,
        "recusals": with_forms(Recusal.objects.of(found.pk).running(), end_form),
        "ends": found.on_desk,
        "refusal": refusal,
    }
    return render(request, "access/recusal.html", context, status=status)
