"""What a samordnare writes down about a report, passes on and answers: a page each, back to the report after."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.concerns import desk, forms_desk
from cases.concerns.models import Concern, Handover
from cases.concerns.states import NotAllowed
from vbe.access.guards import may
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action

SHOWN_OR_SENT = ["GET", "HEAD", "POST"]


@sensitive_post_parameters()
@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_note(request: Request, number: str, pk: uuid.UUID | None = None) -> HttpResponse:
    """A note; with ``pk``, one that corrects that one, which stays as it was."""
    found = _visible(request, number)
    corrected = get_object_or_404(found.notes, pk=pk) if pk else None
    form = forms_desk.NoteForm(_sent(request))
    words = {"title": _("Rätta anteckningen") if pk else _("Skriv anteckning"), "button": _("Spara anteckningen")}
    about = {"corrects": corrected.text} if corrected else {}
    if not form.is_valid():
        return _page(request, found, form, words | about)
    try:
        saved = desk.add_note(_writing(request, form), found, text=form.cleaned_data["text"], corrects=corrected)
    except NotAllowed as refusal:
        return _page(request, found, form, words | about, refusal)
    return _done(request, found, _("Anteckningen är sparad.") if saved else _("Anteckningen är redan sparad."))


@sensitive_post_parameters()
@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_police(request: Request, number: str, pk: uuid.UUID | None = None) -> HttpResponse:
    """What the police were told; with ``pk``, what corrects that, which stays as it was."""
    found, now = _visible(request, number), timezone.now()
    corrected = get_object_or_404(found.police, pk=pk) if pk else None
    initial = forms_desk.PoliceForm.of(corrected) if corrected else {}
    form = forms_desk.PoliceForm(_sent(request), initial=initial, now=now)
    words = {
        "title": _("Rätta det som polisen fick veta") if pk else _("Anteckna vad polisen fick veta"),
        "lead": _("Skriv det du redan har berättat. Tjänsten skickar inget till polisen."),
        "button": _("Spara"),
    }
    if not form.is_valid():
        return _page(request, found, form, words)
    try:
        saved = desk.tell_police(_writing(request, form), found, form.written, corrected)
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    return _done(request, found, _("Det är antecknat.") if saved else _("Det är redan antecknat."))


@sensitive_post_parameters()
@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_removal(request: Request, number: str) -> HttpResponse:
    found = _visible(request, number)
    form = forms_desk.RemovalForm(_sent(request))
    words = {
        "title": _("Anteckna beställd sanering"),
        "lead": _("Skriv vem du har bett ta bort klottret. Är det inte klart i tid får du en påminnelse om att fråga."),
        "button": _("Spara beställningen"),
    }
    if not form.is_valid():
        return _page(request, found, form, words)
    try:
        saved = desk.order_removal(_writing(request, form), found, **form.written)
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    return _done(request, found, _("Beställningen är sparad.") if saved else _("Beställningen är redan sparad."))


@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_removal_done(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    found, now = _visible(request, number), timezone.now()
    order = get_object_or_404(found.removals.select_related("concern"), pk=pk)
    form = forms_desk.RemovalDoneForm(_sent(request), initial={"done_on": timezone.localdate(now)})
    words = {"title": _("Saneringen är klar"), "lead": order.to, "button": _("Spara")}
    if not form.is_valid():
        return _page(request, found, form, words)
    try:
        saved = desk.finish_removal(request, order, form.cleaned_data["done_on"], now=now)
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    return _done(request, found, _("Saneringen är klar.") if saved else _("Saneringen var redan klar."))


@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_return(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    """Give a handed-over report back to the board that sent it."""
    found = _visible(request, number)
    handover = get_object_or_404(found.handovers.select_related("from_board"), pk=pk)
    form = forms_desk.ReturnForm(_sent(request))
    words = {
        "title": _("Lämna tillbaka rapporten"),
        "lead": _("Den går tillbaka till %(board)s, som bedömer den.") % {"board": handover.from_board.in_force},
        "button": _("Lämna tillbaka"),
    }
    if not form.is_valid():
        return _page(request, found, form, words)
    reason = Handover.ReturnReason(form.cleaned_data["return_reason"])
    try:
        saved = desk.return_handover(request, found, handover, reason, now=timezone.now())
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    return _done(request, found, _("Rapporten är tillbaka.") if saved else _("Rapporten är redan tillbaka."))


@sensitive_post_parameters()
@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_ask_look(request: Request, number: str) -> HttpResponse:
    found = _visible(request, number)
    form = forms_desk.AskLookForm(_sent(request))
    words = {
        "title": _("Be en kollega titta"),
        "lead": _("Liknande rapporter har redan avslutats. Kollegan ser om det finns ett mönster."),
        "button": _("Be om en andra titt"),
    }
    if not form.is_valid():
        return _page(request, found, form, words)
    try:
        saved = desk.ask_for_look(_writing(request, form), found, reason=form.cleaned_data["reason"])
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    said = _("Kollegan ser det på sin startsida.") if saved else _("Kollegan är redan tillfrågad.")
    return _done(request, found, said)


@sensitive_post_parameters()
@require_http_methods(SHOWN_OR_SENT)
@may("concern.assess")
def concern_look(request: Request, number: str, pk: uuid.UUID) -> HttpResponse:
    found, now = _visible(request, number), timezone.now()
    asked = get_object_or_404(found.second_looks.select_related("concern", "asked_by__user"), pk=pk)
    form = forms_desk.LookForm(_sent(request))
    words = {"title": _("Titta på rapporten"), "asked": asked, "button": _("Spara")}
    if not form.is_valid():
        return _page(request, found, form, words)
    agrees, note = form.cleaned_data["agrees"], form.cleaned_data["note"]
    try:
        saved = desk.look(request, asked, agrees=agrees, note=note, now=now)
    except NotAllowed as refusal:
        return _page(request, found, form, words, refusal)
    return _done(request, found, _("Ditt svar är sparat.") if saved else _("Ditt svar är redan sparat."))


def _visible(request: Request, number: str) -> Concern:
    visible = Concern.objects.visible_to(request).with_desk().select_related("board")
    found = get_object_or_404(visible, number=number)
    # What left the desk while somebody wrote is refused with the text kept, not here.
    if request.method != "POST" and not found.on_desk:
        raise PermissionDenied
    return found


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _writing(request: Request, form: forms.Form) -> desk.Writing:
    return desk.Writing(request, form.cleaned_data["key"], timezone.now())


def _page(
    request: Request, concern: Concern, form: forms.Form, words: dict[str, Any], refusal: NotAllowed | None = None
) -> HttpResponse:
    record(request, Action.OPENED, concern)
    status = 409 if refusal else 422 if form.is_bound else 200
    context = {"concern": concern, "form": form, "refusal": refusal, **words}
    return render(request, "concerns/step.html", context, status=status)


def _done(request: Request, concern: Concern, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("concern", concern.number)
