from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.sig import relatives
from cases.sig.forms import relative as forms
from cases.sig.forms.case import RevealForm
from cases.sig.grounds import why_relative
from cases.sig.models import Case, RelativePart, RelativeSupport, RelativeTie
from cases.sig.states import NotAllowed
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

# Whoever may reach the support to relatives at all: by giving it, or as the board's chief.
ROOM = ("relative.support", "relative.view")
PER_PAGE = 25


@require_safe
@room(*ROOM)
def listed(request: Request) -> HttpResponse:
    """Numbers and states, never a name."""
    form, today = forms.ListForm(request.GET), timezone.localdate()
    form.is_valid()
    closed = form.cleaned_data.get("visa") == "avslutade"
    now_giving = RelativePart.objects.filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today)
    found = RelativeSupport.objects.visible_to(request).filter(closed_at__isnull=not closed).in_list_order()
    giving = Prefetch("parts", now_giving.select_related("assignment__user").order_by("starts", "id"), "workers")
    page = Paginator(found.prefetch_related(giving), PER_PAGE).get_page(request.GET.get("page"))
    record(request, Action.LISTED, kind=RelativeSupport._meta.label_lower)
    may_begin = request.access.allows("relative.support")
    return render(request, "sig/relatives.html", {"page": page, "form": form, "closed": closed, "may_begin": may_begin})


@require_http_methods(["GET", "HEAD", "POST"])
@room("relative.support")
def begin(request: Request) -> HttpResponse:
    """Open a support, from the reception or directly."""
    form = forms.BeginForm(request.POST or None, initial={"came": request.GET.get("kom", "")})
    if not form.is_valid():
        return render(request, "sig/relative_begin.html", {"form": form}, status=422 if form.is_bound else 200)
    data = form.cleaned_data
    support = relatives.begin(
        data["id"],
        came=data["came"],
        needs=data["needs"],
        identity={name: data[name] for name in form.IDENTITY},
        by=request.access.acting,
        now=timezone.now(),
    )
    if support:
        record_change(request, support)
        messages.success(request, _("%(support)s är öppnat. Notera när den anhöriga har fått veta att stöd finns.")
                         % {"support": support})  # fmt: skip
    else:
        messages.info(request, _("Formuläret var redan skickat."))
    return redirect("relative", pk=data["id"])


@require_safe
@room(*ROOM)
def support(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The record of a support; opening is logged."""
    return show(request, fetch(request, pk))


@require_POST
@room(*ROOM)
def identity(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show who the relative is, once, for a stated reason that goes to the log."""
    support, form = fetch(request, pk), RevealForm(request.POST)
    if not form.is_valid():
        return show(request, support, status=422, reveal_form=form)
    record(request, Action.REVEALED, support, reason=form.reason)
    return show(request, support, identity=support.identity)


@require_POST
@room(*ROOM)
def inform(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The relative has been told that support is there."""
    support, by = workable(request, pk), request.access.acting
    form = forms.InformForm(request.POST, today=timezone.localdate())
    return act(request, support, "inform_form", form, partial(relatives.inform, support, by=by), _("Noterat."))


@require_POST
@room(*ROOM)
def note(request: Request, pk: uuid.UUID) -> HttpResponse:
    support, form = workable(request, pk), forms.NoteForm(request.POST, today=timezone.localdate())
    verb = partial(relatives.note, support, by=request.access.acting, now=timezone.now())
    return act(request, support, "note_form", form, verb, _("Anteckningen är sparad."))


@require_POST
@room(*ROOM)
def measure(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A measure for the relative."""
    support, form = workable(request, pk), forms.MeasureForm(request.POST, today=timezone.localdate())
    verb = partial(relatives.give, support, by=request.access.acting, now=timezone.now())
    return act(request, support, "measure_form", form, verb, _("Insatsen är sparad."))


@require_POST
@room(*ROOM)
def measure_end(request: Request, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    support = workable(request, pk)
    form = forms.MeasureEndForm(request.POST, today=timezone.localdate(), prefix=str(row))
    held = get_object_or_404(support.measures.select_related("support"), pk=row)
    verb = partial(relatives.end_measure, held, by=request.access.acting)
    return act(request, support, "end_form", form, verb, _("Insatsen är avslutad."))


@require_POST
@room(*ROOM)
def consent(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The relative's own consent."""
    support, form = workable(request, pk), forms.ConsentForm(request.POST, today=timezone.localdate())
    verb = partial(relatives.consent, support, by=request.access.acting, now=timezone.now())
    return act(request, support, "consent_form", form, verb, _("Samtycket är registrerat."))


@require_POST
@room(*ROOM)
def consent_withdraw(request: Request, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    support = workable(request, pk)
    held = get_object_or_404(support.consents.all(), pk=row)
    if relatives.withdraw(held, timezone.now()):
        record_change(request, support)
        messages.success(request, _("Samtycket är återkallat. Berätta det för den som har fått veta något."))
    else:
        messages.info(request, _("Samtycket var redan återkallat."))
    return redirect("relative", pk=support.pk)


@require_POST
@room(*ROOM)
def part(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A colleague gives the support too."""
    support, now = workable(request, pk), timezone.now()
    today = timezone.localdate(now)
    form = forms.PartForm(request.POST, today=today, people=relatives.givers(support, today))
    return act(request, support, "part_form", form, partial(relatives.add, support, now=now), _("Kollegan är tillagd."))


@require_POST
@room(*ROOM)
def part_end(request: Request, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """The chief, or whoever leaves herself, ends a part."""
    support = workable(request, pk)
    held = get_object_or_404(support.parts.select_related("support"), pk=row)
    if held.assignment_id != request.access.acting.pk and not leads(request, support):
        raise PermissionDenied
    try:
        relatives.leave(held, now=timezone.now())
    except NotAllowed as refusal:
        return show(request, support, status=409, refusal=refusal)
    record_change(request, support)
    messages.success(request, _("Den som lämnade läser inte anhörigstödet längre."))
    return redirect("relative", pk=pk) if leads(request, support) else redirect("relatives")


@require_POST
@room(*ROOM)
def tie(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Note that a support and a case belong together, by somebody who reads both."""
    support, form = workable(request, pk), forms.TieForm(request.POST, today=timezone.localdate())
    now, by = timezone.now(), request.access.acting

    def verb(number: str) -> bool:
        case = Case.objects.with_content_for(request).filter(number=number.strip().upper()).first()
        if case is None:
            raise NotAllowed(_("Du deltar inte i något ärende med det numret."))
        return relatives.tie(support, case, by=by, now=now)

    return act(request, support, "tie_form", form, verb, _("Sambandet är noterat. Bara den som läser båda ser det."))


@require_POST
@room(*ROOM)
def close(request: Request, pk: uuid.UUID) -> HttpResponse:
    support, form = workable(request, pk), forms.CloseForm(request.POST)

    def verb(outcome: str, reason: str) -> None:
        relatives.close(support, outcome=outcome, words=reason, by=request.access.acting, now=timezone.now())

    return act(request, support, "close_form", form, verb, _("Anhörigstödet är avslutat."))


# --- What the views share ---------------------------------------------------------------------------------------------


def supports(request: Request) -> QuerySet[RelativeSupport]:
    return RelativeSupport.objects.visible_to(request).select_related("board", "opened_by__user", "informed_by__user")


def fetch(request: Request, pk: uuid.UUID) -> RelativeSupport:
    found: RelativeSupport = get_object_or_404(supports(request), pk=pk)
    return found


def works(request: Request, support: RelativeSupport) -> bool:
    return RelativeSupport.objects.worked_by(request).filter(pk=support.pk).exists()


def leads(request: Request, support: RelativeSupport) -> bool:
    return RelativeSupport.objects.led_by(request).filter(pk=support.pk).exists()


def workable(request: Request, pk: uuid.UUID) -> RelativeSupport:
    """A support that the acting assignment may write in; locked, so that two do not do the same."""
    support = fetch(request, pk)
    if not works(request, support):
        raise PermissionDenied
    # A closed one is not to be changed, and so cannot be locked: what is tried there is refused by the verb.
    RelativeSupport.objects.select_for_update().filter(pk=pk).first()
    support.refresh_from_db()
    return support


def act(
    request: Request,
    support: RelativeSupport,
    name: str,
    form: Any,
    verb: Callable[..., Any],
    said: str,
) -> HttpResponse:
    """Do what the form asks: once, with everything typed kept when it cannot be done."""
    if not form.is_valid():
        return show(request, support, status=422, **{name: form})
    try:
        answer = verb(**form.cleaned_data)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        return show(request, support, status=409, refusal=None if support.is_open else refusal, **{name: form})
    if answer is False:
        messages.info(request, _("Det var redan sparat."))
    else:
        record_change(request, support)
        messages.success(request, said)
    return redirect("relative", pk=support.pk)


def show(request: Request, support: RelativeSupport, *, status: int = 200, **forms_shown: Any) -> HttpResponse:
    record(request, Action.OPENED, support)
    today = timezone.localdate()
    parts = list(support.parts.select_related("assignment__user", "assignment__unit").order_by("starts", "id"))
    writes = support.is_open and works(request, support)
    typed = forms_shown.get("end_form")
    context: dict[str, Any] = {
        "support": support,
        "notes": list(support.notes.select_related("by__user")),
        "measures": [
            (
                row,
                typed
                if typed and typed.prefix == str(row.pk)
                else forms.MeasureEndForm(today=today, prefix=str(row.pk)),
            )
            for row in support.measures.select_related("by__user")
        ],
        "consents": [(row, row.in_force(today)) for row in support.consents.all()],
        "parts": [part for part in parts if part.active(today)],
        "ties": list(RelativeTie.objects.visible_to(request).filter(support=support).select_related("case")),
        "writes": writes,
        "leads": leads(request, support),
        "me": request.access.acting.pk,
        "reveal_form": RevealForm(),
        "why": why_relative(request, support),
    }
    if writes:
        context |= {
            "inform_form": forms.InformForm(today=today),
            "note_form": forms.NoteForm(today=today),
            "measure_form": forms.MeasureForm(today=today),
            "consent_form": forms.ConsentForm(today=today),
            "part_form": forms.PartForm(today=today, people=relatives.givers(support, today)),
            "tie_form": forms.TieForm(today=today),
            "close_form": forms.CloseForm(),
        }
    return render(request, "sig/relative.html", context | forms_shown, status=status)
