"""The ledger: every time something about the person leaves the unit, to whom, on which ground, and by whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.sig.happening import Happening, newest
from cases.sig.models import Case, Disclosure, Ground, InformationRequest, Recall
from cases.sig.sharing import refuse_unless_reached
from cases.sig.states import NotAllowed, Step
from vbe.access.request import Request
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment

# Of each on the record page; the rest stand on the ledger's own.
FEW = 3


def enter(
    case: Case,
    *,
    what: str,
    way: Disclosure.Way,
    by: Assignment,
    now: datetime,
    actor: Actor | None = None,
    recipient: str = "",
    ground: Ground | None = None,
    harm: str = "",
    mark: str = "",
    given_at: datetime | None = None,
    pk: UUID | None = None,
) -> Disclosure:
    """Enter that ``what`` was given. ``given_at`` when that was earlier than ``now``.

    Entered twice under the same ``pk`` it stands once. Raises NotAllowed without a recipient, without a ground and a
    menprövning, and for a ground of another case or another actor.
    """
    if not (actor or recipient):
        raise NotAllowed(_("Skriv vem som fick uppgifterna."))
    if not ground and not harm:
        raise NotAllowed(_("Skriv menprövningen när varken samtycke eller beslut täcker utlämnandet."))
    rests_on: tuple[Any, ...] = (ground.consent, ground.decision, ground.request) if ground else ()
    for one in filter(None, rests_on):
        if one.case_id != case.pk or one.actor_id != (actor.pk if actor else None):
            raise NotAllowed(_("Samtycket eller beslutet gäller någon annan. Välj det som gäller mottagaren."))
    entered = Disclosure(
        pk=pk or new_id(),
        case=case,
        board_id=case.board_id,
        what=what,
        way=way,
        actor=actor,
        recipient=recipient,
        consent=ground.consent if ground else None,
        decision=ground.decision if ground else None,
        request=ground.request if ground else None,
        harm=harm,
        mark=mark,
        given_at=given_at or now,
        by=by,
        entered_at=now,
    )
    try:
        with transaction.atomic():
            entered.save(force_insert=True)
    except IntegrityError:
        if before := Disclosure.objects.filter(pk=entered.pk, case=case).first():
            return before
        raise
    return entered


def refuse_if_closed(case: Case) -> None:
    """Nothing more leaves a closed case by these forms; what went wrong is still recalled."""
    if case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Öppna det igen om något mer ska lämnas."))


def register(request: InformationRequest, *, by: Assignment, now: datetime) -> bool:
    """Store a request under lag 2025:170 under its own id; False when the same form has been sent before."""
    request.registered_by, request.registered_at = by, now
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:
        if InformationRequest.objects.filter(pk=request.pk, case=request.case_id).exists():
            return False
        raise
    return True


def answer(
    request: InformationRequest,
    said: InformationRequest.Answer,
    *,
    what: str,
    reason: str,
    by: Assignment,
    now: datetime,
) -> bool:
    """Answer a request, once; False when it was answered. What is given is entered in the ledger.

    Raises NotAllowed when something is given on a paragraph that does not reach socialtjänsten (legal.md L13).
    """
    if request.answered_at:
        return False
    if said == InformationRequest.Answer.GIVEN:
        refuse_if_closed(request.case)
        refuse_unless_reached(request.row, request.actor)
        enter(
            request.case,
            what=what,
            way=Disclosure.Way.OTHER,
            by=by,
            now=now,
            actor=request.actor,
            recipient=request.asker,
            ground=Ground(request=request),
        )
    request.answer, request.reason, request.answered_by, request.answered_at = said, reason, by, now
    request.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
    return True


def recall(
    disclosure: Disclosure, *, pk: UUID, discovered_at: datetime, note: str, by: Assignment, now: datetime
) -> Recall | None:
    """Note that it went to the wrong recipient; None when that was noted before."""
    if Recall.objects.filter(disclosure=disclosure).exists():
        return None
    recalled = Recall(
        pk=pk,
        disclosure=disclosure,
        case_id=disclosure.case_id,
        board_id=disclosure.board_id,
        discovered_at=discovered_at,
        note=note,
        by=by,
        at=now,
    )
    recalled.save(force_insert=True)
    return recalled


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """What the record page says about what has left the unit, in a number of queries that the rows do not change."""
    return {
        "given": list(case.disclosures.with_grounds()[:FEW]),
        "given_count": case.disclosures.count(),
        "sharing_decisions": list(case.sharing_decisions.in_force(today).select_related("actor", "row")),
        "requests_waiting": case.requests.waiting().count(),
        "may_extract": request.access.allows("extract.handle"),
    }


def happenings(case: Case, most: int | None) -> list[Happening]:
    """What has left the unit and been decided about it, for the timeline of those who read the content."""
    rows = [
        Happening(one.given_at, _("Lämnat till %(to)s") % {"to": one.to}, one.by.user.name, one.ground)
        for one in newest(case.disclosures.with_grounds(), "given_at", most=most)
    ]
    decisions = case.sharing_decisions.select_related("actor", "row", "decided_by__user", "ended_by__user")
    for decision in newest(decisions, "decided_at", "ended_at", most=most):
        words = {"row": decision.row.code, "actor": decision.actor}
        what = _("Beslut enligt %(row)s: %(actor)s") % words
        rows.append(Happening(decision.decided_at, what, decision.decided_by.user.name))
        if decision.ended_at and decision.ended_by:
            what = _("Beslutet enligt %(row)s avslutat: %(actor)s") % words
            rows.append(Happening(decision.ended_at, what, decision.ended_by.user.name))
    requests = case.requests.select_related("actor", "row", "registered_by__user", "answered_by__user")
    for request in newest(requests, "asked_at", "answered_at", most=most):
        what = _("Begäran enligt %(row)s: %(actor)s") % {"row": request.row.code, "actor": request.actor}
        rows.append(Happening(request.asked_at, what, request.registered_by.user.name))
        if request.answered_at and request.answered_by:
            said = request.get_answer_display()
            rows.append(Happening(request.answered_at, said, request.answered_by.user.name))
    for recalled in newest(case.recalls.select_related("disclosure__actor", "by__user"), "at", most=most):
        what = _("Gick till fel mottagare: %(to)s") % {"to": recalled.disclosure.to}
        rows.append(Happening(recalled.at, what, recalled.by.user.name))
    return rows
