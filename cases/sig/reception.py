"""What the reception's pages show, what waits there, and what the record of a case says of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.sig.contact import Contact, Outcome
from cases.sig.forms.reception import ReceptionFilter, Shown
from cases.sig.happening import Happening, newest
from cases.sig.investigation import Investigation
from cases.sig.limits import by_clock, running, with_clocks, with_due
from cases.sig.matter import Matter
from cases.sig.models import (
    Case,
    ContactAttempt,
    FamilyReport,
    Identity,
    Intake,
    IntakeNote,
    InvestigationStep,
    PersonInformation,
    ProtectionAssessment,
)
from cases.sig.models.intake import IntakeQuerySet
from cases.sig.states import IntakeState
from vbe.access.queries import on_boards
from vbe.access.request import Request
from vbe.access.templatetags.dates import near_day, sweclock, swedate
from vbe.notices.todo import Todo

MOST = 25


# The list.


def shown(visible: IntakeQuerySet, form: ReceptionFilter, today: date) -> Any:
    """What the filters choose. One that makes no sense is left out."""
    form.is_valid()
    wanted = form.cleaned_data
    rows = with_due(with_clocks(visible)).select_related("unit", "case", "belongs_to")
    rows = _in_state(rows, wanted.get("visa") or "")
    if via := wanted.get("via"):
        rows = rows.filter(source=via)
    return by_clock(rows, wanted.get("tid") or "", today)


def _in_state(rows: Any, state: str) -> Any:
    if state == Shown.ALL:
        return rows
    if state == Shown.DECIDED:
        return rows.exclude(state=IntakeState.OPEN)
    if state == Shown.DECLINED:
        return rows.waiting().alias(said=_said()).filter(said=Outcome.DECLINED)
    if state == Shown.INVESTIGATED:
        steps = InvestigationStep.objects.filter(intake=OuterRef("pk"))
        opened, concluded = (steps.filter(step=step) for step in ("inleds", "avslutad"))
        return rows.filter(Exists(opened), ~Exists(concluded))
    return rows.filter(state=state or IntakeState.OPEN)


def _said() -> Subquery:
    """What came of the latest attempt to reach the person; NULL where nobody has tried."""
    latest = ContactAttempt.objects.filter(intake=OuterRef("pk")).order_by("-made_at", "-at", "-id")
    return Subquery(latest.values("outcome")[:1])


def overdue(visible: IntakeQuerySet, today: date) -> int:
    """How many have a clock that has run out, whatever the filters show."""
    return int(with_due(visible).filter(due_on__lt=today).count())


def row(arrived: Intake, today: date) -> dict[str, Any]:
    """One line of the list: never who it is about."""
    return {
        "intake": arrived,
        "age": arrived.age(today),
        "limits": running(arrived),
        "contact": Contact.after(list(arrived.contactattempts.all())),
        "waits": arrived.state == IntakeState.OPEN,
    }


# One arrival.


def page(request: Request, arrived: Intake, *, waits: bool) -> dict[str, Any]:
    """What stands on the page of an arrival beside what it said: who is known, and what has been noted."""
    known = list(Case.objects.visible_to(request).about(arrived.twelve).exclude(intake=arrived).order_by("-opened_at"))
    earlier = Intake.objects.visible_to(request).about(arrived.twelve).exclude(pk=arrived.pk).exclude(case__in=known)
    families = FamilyReport.objects.visible_to(request).select_related("by__user", "from_board")
    came_from = families.filter(intake=arrived).first()
    matter = Matter.of_intake(arrived, None)
    return {
        "known": known,
        "open_known": [case for case in known if case.next_step] if waits else [],
        "earlier": earlier.exclude(belongs_to__in=known).select_related("case").order_by("-arrived_at")[:MOST],
        "notes": entries(request, IntakeNote, matter),
        "assessments": entries(request, ProtectionAssessment, matter),
        "investigation": Investigation.of(arrived),
        "contact": Contact.after(entries(request, ContactAttempt, matter)),
        "information": next(iter(reversed(entries(request, PersonInformation, matter))), None),
        "came_from": came_from,
        # Within the room: whoever may see that case too has the way there.
        "origin": came_from and Case.objects.visible_to(request).filter(intake=came_from.origin_id).first(),
        "children": list(families.filter(origin=arrived)),
    }


def identity(request: Request, arrived: Intake, *, may: bool) -> dict[str, Any]:
    """Whether the page shows who it is about: to whoever handles the reception, until it is a case's.

    From then on the identity lies apart, and is shown on the case's page for a reason that is logged (legal.md L4).
    With protected identity it is shown to whoever has that permission, and to nobody else at the reception (L5).
    """
    in_case = arrived.is_in_a_case
    trusted = Intake.objects.filter(on_boards("identity.protected"), pk=arrived.pk)
    shows = trusted.exists() if arrived.protected else may
    return {
        "in_case": in_case,
        "shows_identity": shows and not in_case,
        "identity_case": _identity_case(request, arrived) if in_case else None,
    }


def _identity_case(request: Request, arrived: Intake) -> Case | None:
    """The case on whose page the asker may ask to see who it is."""
    open_to = Case.objects.visible_to(request).filter(identity__in=Identity.objects.visible_to(request))
    return open_to.filter(Q(intake=arrived) | Q(pk=arrived.belongs_to_id)).first()


def entries(request: Request, model: Any, matter: Matter) -> list[Any]:
    """Of one kind about a matter, the oldest first."""
    return list(_of_matter(request, model, matter))


def _of_matter(request: Request, model: Any, matter: Matter) -> Any:
    return model.objects.visible_to(request).filter(intake=matter.intake_id).select_related("by__user")


# The record of a case.


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """How contact, information and the investigation stand, and what more has come in."""
    matter = Matter.of_case(case, None)
    return {
        "reception": {
            "about_child": matter.about_child,
            "contact": Contact(_of_matter(request, ContactAttempt, matter).last()),
            "information": _of_matter(request, PersonInformation, matter).last(),
            "investigation": Investigation(entries(request, InvestigationStep, matter)),
            "assessed": _of_matter(request, ProtectionAssessment, matter)[:1],
            "reports": Intake.objects.visible_to(request).filter(belongs_to=case).order_by("-arrived_at")[:MOST],
            "children": FamilyReport.objects.visible_to(request).filter(origin=case.intake_id).count(),
        }
    }


def happenings(case: Case, most: int | None) -> list[Happening]:
    """What the reception's tables say has happened, for whoever reads the case's content."""

    def of_matter(model: Any, moment: str) -> Any:
        return newest(model.objects.filter(intake=case.intake_id).select_related("by__user"), moment, most=most)

    found = [
        Happening(one.at, _("Skyddsbedömning gjord"), one.by.user.name, one.text)
        for one in of_matter(ProtectionAssessment, "at")
    ]
    for step in of_matter(InvestigationStep, "at"):
        until = f" ({_('klar senast')} {swedate(step.due_on)})" if step.due_on else ""
        found.append(Happening(step.at, f"{step.get_step_display()}{until}", step.by.user.name, step.text))
    for attempt in of_matter(ContactAttempt, "made_at"):
        what = _("Kontaktförsök: %(outcome)s") % {"outcome": attempt.get_outcome_display().lower()}
        found.append(Happening(attempt.made_at, what, attempt.by.user.name, attempt.text))
    told = of_matter(PersonInformation, "at")
    found += [Happening(one.at, one.in_short, one.by.user.name, one.words) for one in told]
    for report in newest(Intake.objects.filter(belongs_to=case), "arrived_at", most=most):
        what = _("Mer har kommit in: %(source)s") % {"source": report.get_source_display().lower()}
        found.append(Happening(report.arrived_at, what))
    sent_on = FamilyReport.objects.filter(origin=case.intake_id).select_related("by__user")
    for sent in newest(sent_on, "at", most=most):
        what = _("Anmälan om barn i familjen skickad till %(unit)s") % {"unit": sent.unit_name}
        found.append(Happening(sent.at, what, sent.by.user.name))
    return found


# The start page.


def todo(request: Request, today: date) -> list[Todo]:
    """What waits at the reception and what its clocks ask for; in cases, the day for a new try."""
    rows = [*_to_decide(request, today), *_running_out(request, today)] if may_handle(request) else []
    return [*rows, *_new_tries(request, today)]


def may_handle(request: Request) -> bool:
    return request.access.allows("intake.handle")


def _to_decide(request: Request, today: date) -> list[Todo]:
    """Who said no when last asked is left in peace until the day for a new try, which is one of the clocks."""
    waiting = with_due(with_clocks(Intake.objects.visible_to(request).waiting())).alias(said=_said())
    # What is shown, not what is hidden: NOT of a comparison with NULL hides the row that has no clock.
    asked_for = Q(said=None) | Q(said__in=[Outcome.REACHED, Outcome.NOT_REACHED]) | Q(due_on__lte=today)
    rows = waiting.filter(asked_for).in_queue_order()[:MOST]
    return [_asked(arrived, _what_to_do(arrived), reverse("intake", args=[arrived.pk])) for arrived in rows]


def _what_to_do(arrived: Intake) -> str:
    again = Contact.after(list(arrived.contactattempts.all())).again_on
    words = {"source": arrived.get_source_display().lower()}
    return _("Sök kontakt på nytt: %(source)s") % words if again else _("Ta ställning: %(source)s") % words


def _running_out(request: Request, today: date) -> list[Todo]:
    """Decided already, and the child's days go on: what is asked for within two weeks."""
    soon = today + timedelta(days=deadlines.DECIDE_WITHIN_DAYS)
    steps = InvestigationStep.objects.filter(intake=OuterRef("pk"))
    opened, concluded = (Exists(steps.filter(step=step)) for step in ("inleds", "avslutad"))
    assessed = Exists(ProtectionAssessment.objects.filter(intake=OuterRef("pk")))
    counted = Q(state=IntakeState.CONFIRMED, decision_due_on__isnull=False)
    goes_on = counted & (~Q(assessed) | ~Q(Exists(steps))) | (Q(opened) & ~Q(concluded))
    decided = with_due(with_clocks(Intake.objects.visible_to(request).exclude(state=IntakeState.OPEN)))
    rows = decided.filter(goes_on, due_on__lte=soon).order_by("due_on", "id")[:MOST]
    return [
        _asked(
            arrived,
            f"{limits[0].label}: {arrived.get_source_display().lower()}",
            reverse("intake_investigation", args=[arrived.pk]),
        )
        for arrived in rows
        # Whoever waits for an answer has a row of its own on the start page.
        if (limits := running(arrived, with_answer=False))
    ]


def _asked(arrived: Intake, title: str, url: str) -> Todo:
    limits = running(arrived, with_answer=False)
    return Todo(
        title,
        url,
        detail=_("Inkom %(day)s %(clock)s")
        % {"day": near_day(deadlines.local_date(arrived.arrived_at)), "clock": sweclock(arrived.arrived_at)},
        waiting_since=arrived.arrived_at,
        due_on=limits[0].due.calendar if limits else None,
    )


def _new_tries(request: Request, today: date) -> list[Todo]:
    if not request.access.allows("case.decide"):
        return []
    attempts: Any = ContactAttempt.objects.visible_to(request)
    due = attempts.filter(again_on__lte=today).values("intake")
    mine = Case.objects.with_content_for(request).decided_by(request).open()
    cases = {case.intake_id: case for case in mine.filter(intake__in=due)[:MOST]}
    latest = attempts.filter(intake__in=cases).order_by("made_at", "at", "id")
    tries = {attempt.intake_id: attempt for attempt in latest}
    return [
        Todo(
            _("%(case)s · Sök kontakt på nytt") % {"case": cases[pk]},
            reverse("case_contact", args=[cases[pk].number]),
            detail=f"{attempt.get_outcome_display()} {near_day(timezone.localdate(attempt.made_at))}",
            waiting_since=attempt.made_at,
            due_on=attempt.again_on,
        )
        for pk, attempt in tries.items()
        if attempt.again_on and attempt.again_on <= today
    ]
