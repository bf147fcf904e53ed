"""Contact, information and the investigation: noted from the reception's page, and from the record of the case."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.sig import investigation as rules
from cases.sig.contact import Contact
from cases.sig.forms import reception as written
from cases.sig.grounds import why_case, why_intake
from cases.sig.investigation import Investigation
from cases.sig.matter import Matter
from cases.sig.models import (
    Case,
    ContactAttempt,
    Intake,
    InvestigationStep,
    PersonInformation,
    ProtectionAssessment,
)
from cases.sig.reception import entries
from cases.sig.states import NotAllowed
from cases.sig.views.fetch import RECORD, may_decide, may_write, readable_case
from cases.sig.views.intake import fetch, handles
from vbe.access.guards import room
from vbe.access.request import Request
from vbe.audit.log import record, record_change
from vbe.audit.models import Action

METHODS = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Door:
    """From where a matter is met: its record, and what the asker may do there."""

    matter: Matter
    record: Case | Intake
    # "intake" or "case", and what its addresses are made of.
    kind: str
    key: str
    decides: bool
    notes: bool

    def url(self, page: str = "") -> str:
        return reverse(f"{self.kind}_{page}" if page else self.kind, args=[self.key])

    @property
    def root(self) -> str:
        return reverse(f"{self.kind}s")

    @property
    def root_name(self) -> str:
        return _("Ärenden och SIG") if self.kind == "case" else _("Mottagning")

    @property
    def name(self) -> str:
        return self.record.number if isinstance(self.record, Case) else self.record.get_source_display()

    @property
    def contact_url(self) -> str:
        return self.url("contact")

    @property
    def information_url(self) -> str:
        return self.url("information")


def from_intake(request: Request, pk: uuid.UUID) -> Door:
    arrived = fetch(request, pk)
    case = Case.objects.visible_to(request).filter(intake=arrived).first()
    may = handles(request, arrived)
    return Door(Matter.of_intake(arrived, case), arrived, "intake", str(pk), may, may)


def from_case(request: Request, number: str) -> Door:
    case = readable_case(request, number)
    arrived = Intake.objects.visible_to(request).filter(pk=case.intake_id).first()
    decides, writes = may_decide(request, case), may_write(request, case)
    return Door(Matter.of_case(case, arrived), case, "case", case.number, decides, writes)


@require_http_methods(METHODS)
@room("intake.view")
def intake_contact(request: Request, pk: uuid.UUID) -> HttpResponse:
    return contact(request, from_intake(request, pk))


@require_http_methods(METHODS)
@room(*RECORD)
def case_contact(request: Request, number: str) -> HttpResponse:
    return contact(request, from_case(request, number))


@require_POST
@room("intake.handle")
def intake_information(request: Request, pk: uuid.UUID) -> HttpResponse:
    return information(request, from_intake(request, pk))


@require_POST
@room(*RECORD)
def case_information(request: Request, number: str) -> HttpResponse:
    return information(request, from_case(request, number))


@require_http_methods(METHODS)
@room("intake.view")
def intake_investigation(request: Request, pk: uuid.UUID) -> HttpResponse:
    return investigation(request, from_intake(request, pk))


@require_http_methods(METHODS)
@room(*RECORD)
def case_investigation(request: Request, number: str) -> HttpResponse:
    return investigation(request, from_case(request, number))


def contact(request: Request, door: Door) -> HttpResponse:
    """The attempts to reach the person, and the form for another."""
    now = timezone.now()
    if request.method != "POST":
        return contact_page(request, door)
    refuse_unless(door.notes)
    form = written.ContactForm(request.POST, now=now)
    if door.matter.is_closed:
        return contact_page(request, door, contact_form=form, refusal=closed(), status=409)
    if not form.is_valid():
        return contact_page(request, door, contact_form=form, status=422)
    data = form.cleaned_data
    said = {name: data[name] for name in ("made_at", "way", "outcome", "text", "again_on")}
    return keep(request, door, ContactAttempt(**said), data["id"], _("Kontaktförsöket är sparat."), "contact")


def information(request: Request, door: Door) -> HttpResponse:
    """Whether the person has been told, and the need of an interpreter."""
    refuse_unless(door.notes)
    form = written.InformationForm(request.POST, today=timezone.localdate())
    if door.matter.is_closed:
        return contact_page(request, door, information_form=form, refusal=closed(), status=409)
    if not form.is_valid():
        return contact_page(request, door, information_form=form, status=422)
    told = PersonInformation(**form.values())
    return keep(request, door, told, form.cleaned_data["id"], _("Uppgifterna är sparade."), "contact")


def keep(request: Request, door: Door, row: Any, pk: uuid.UUID, done: str, page: str) -> HttpResponse:
    """Store one entry; the same form sent twice makes one."""
    row.pk, row.intake_id, row.board_id = pk, door.matter.intake_id, door.matter.board_id
    row.by, row.at = request.access.acting, timezone.now()
    if row.register():
        record_change(request, door.record)
        messages.success(request, done)
    else:
        messages.info(request, _("Formuläret var redan skickat. Det är sparat en gång."))
    return redirect(door.url(page))


def contact_page(
    request: Request, door: Door, *, refusal: NotAllowed | None = None, status: int = 200, **typed: Any
) -> HttpResponse:
    attempts = entries(request, ContactAttempt, door.matter)
    told = entries(request, PersonInformation, door.matter)
    latest = told[-1] if told else None
    context = shared(request, door, refusal) | {
        "attempts": attempts[::-1],
        "contact": Contact.after(attempts),
        "information": latest,
    }
    if typed or (door.notes and not door.matter.is_closed):
        context["contact_form"] = written.ContactForm(now=timezone.now())
        context["information_form"] = written.InformationForm(today=timezone.localdate(), initial=known(latest))
    return render(request, "sig/contact.html", context | typed, status=status)


def known(latest: PersonInformation | None) -> dict[str, Any] | None:
    if latest is None:
        return None
    return {
        "told": "ja" if latest.told_on else "inte_an",
        "told_on": latest.told_on,
        "how": latest.how,
        "why_not": latest.why_not,
        "interpreter": latest.interpreter,
    }


def investigation(request: Request, door: Door) -> HttpResponse:
    """The protection assessment, and the decisions from whether to investigate to that it is finished."""
    if request.method != "POST":
        return investigation_page(request, door)
    refuse_unless(door.decides)
    act = ACTS.get(request.POST.get("gor", ""))
    if act is None:
        return redirect(door.url("investigation"))
    form = act.form(request)
    if not form.is_valid():
        return investigation_page(request, door, status=422, typed={act.name: form})
    try:
        return act.carry_out(request, door, form.cleaned_data)
    except NotAllowed as refusal:
        return investigation_page(request, door, refusal=refusal, status=409, typed={act.name: form})


def assess(request: Request, door: Door, data: dict[str, Any]) -> HttpResponse:
    if not door.matter.about_child:
        raise NotAllowed(_("Det gäller en vuxen. Skyddsbedömningen enligt lag gäller barn."))
    row = ProtectionAssessment(made_at=data["made_at"], text=data["text"])
    return keep(request, door, row, data["id"], _("Skyddsbedömningen är sparad."), "investigation")


def decide(request: Request, door: Door, data: dict[str, Any]) -> HttpResponse:
    opened = data["opened"] == InvestigationStep.Step.OPENED
    rules.decide(door.matter, opened=opened, reason=data["reason"], **who_and_when(request))
    return decided(request, door)


def extend(request: Request, door: Door, data: dict[str, Any]) -> HttpResponse:
    now_runs = steps(request, door)
    rules.extend(door.matter, now_runs, until=data["until"], reason=data["reason"], **who_and_when(request))
    return decided(request, door)


def conclude(request: Request, door: Door, data: dict[str, Any]) -> HttpResponse:
    rules.conclude(door.matter, steps(request, door), reason=data["reason"], **who_and_when(request))
    return decided(request, door)


def decided(request: Request, door: Door) -> HttpResponse:
    record_change(request, door.record)
    messages.success(request, _("Beslutet är sparat."))
    return redirect(door.url("investigation"))


@dataclass(frozen=True)
class Act:
    """One of the page's forms, and what it does."""

    name: str
    form: Callable[[Request], forms.Form]
    carry_out: Callable[[Request, Door, dict[str, Any]], HttpResponse]


ACTS = {
    "skydd": Act("protection_form", lambda request: written.ProtectionForm(request.POST, now=timezone.now()), assess),
    "beslut": Act("decision_form", lambda request: written.DecisionForm(request.POST), decide),
    "forlang": Act("extension_form", lambda request: written.ExtensionForm(request.POST), extend),
    "avsluta": Act("conclusion_form", lambda request: written.ConclusionForm(request.POST), conclude),
}


def investigation_page(
    request: Request,
    door: Door,
    *,
    typed: dict[str, Any] | None = None,
    refusal: NotAllowed | None = None,
    status: int = 200,
) -> HttpResponse:
    found, arrived = steps(request, door), door.matter.intake
    context = shared(request, door, refusal) | {
        "assessments": entries(request, ProtectionAssessment, door.matter),
        "investigation": found,
        "arrived_at": arrived.arrived_at if arrived else None,
        "decision_due": rules.decision_due(arrived),
    }
    if door.decides and door.matter.about_child:
        context["protection_form"] = written.ProtectionForm(now=timezone.now())
        if not found.decision:
            context["decision_form"] = written.DecisionForm()
        if found.runs:
            context |= {"extension_form": written.ExtensionForm(), "conclusion_form": written.ConclusionForm()}
    return render(request, "sig/investigation.html", context | (typed or {}), status=status)


def steps(request: Request, door: Door) -> Investigation:
    return Investigation(entries(request, InvestigationStep, door.matter))


def shared(request: Request, door: Door, refusal: NotAllowed | None) -> dict[str, Any]:
    """What every page of a matter shows; opening it is logged."""
    record(request, Action.OPENED, door.record)
    case = door.record if isinstance(door.record, Case) else None
    why = why_case(request, case) if case else why_intake(request, door.record)  # type: ignore[arg-type]
    return {"door": door, "refusal": refusal, "today": timezone.localdate(), "why": why}


def who_and_when(request: Request) -> dict[str, Any]:
    return {"by": request.access.acting, "now": timezone.now()}


def refuse_unless(may: bool) -> None:
    if not may:
        raise PermissionDenied


def closed() -> NotAllowed:
    return NotAllowed(_("Ärendet är avslutat. Inget nytt skrivs i det."))
