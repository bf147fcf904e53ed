"""Whether information about the person may be given to an actor outside the unit: on consent, or on a row of law."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import ages, deadlines
from cases.sig.models import Case, Ground, SharingDecision
from cases.sig.states import NotAllowed, Step
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Actor, Assignment, LegalRow

__all__ = ["Ground", "covered", "decide", "ground_for", "refuse_unless_reached", "refuse_unless_young"]

# Our own limit, as for consent: what goes on longer is decided anew.
LONGEST_MONTHS = 12


def covered(case: Case, day: date) -> dict[UUID, Ground]:
    """Which actors may be given something on ``day``, by id. A consent goes before a decision made without it."""
    decisions = case.sharing_decisions.in_force(day).select_related("row", "actor").order_by("ends", "id")
    consents = case.consents.in_force(day).select_related("actor").order_by("ends", "id")
    grounds = {decision.actor_id: Ground(decision=decision) for decision in decisions}
    return grounds | {consent.actor_id: Ground(consent=consent) for consent in consents}


def ground_for(case: Case, actor: Actor, day: date) -> Ground | None:
    """What lets ``actor`` be given something on ``day``; None when nothing does."""
    return covered(case, day).get(actor.pk)


def refuse_unless_reached(row: LegalRow, actor: Actor) -> None:
    """Raise NotAllowed for a row that plainly does not let ``actor`` have anything from socialtjänsten."""
    if not row.reaches_social_services:
        raise NotAllowed(
            _("%(row)s bryter inte socialtjänstens sekretess. Välj ett annat lagrum, eller avstå.") % {"row": row.code}
        )
    if not row.allows(actor.as_recipient):
        raise NotAllowed(
            _("%(row)s gäller inte %(actor)s. Välj ett annat lagrum, eller be om samtycke.")
            % {"row": row.code, "actor": actor}
        )


def refuse_unless_young(row: LegalRow, born: date | None, day: date) -> None:
    """Raise NotAllowed when the row's age has been reached on ``day``; on the birthday it has (legal.md L8, L11)."""
    if row.age_below and born and ages.age_on(born, day) >= row.age_below:
        raise NotAllowed(
            _("%(row)s gäller bara den som inte har fyllt %(age)d år, och det har personen gjort %(day)s.")
            % {"row": row.code, "age": row.age_below, "day": swedate(day)}
        )


def decide(decision: SharingDecision, *, born: date | None, by: Assignment, now: datetime) -> bool:
    """Store a new decision under its own id; False when the same form has been sent before.

    Raises NotAllowed in a closed case, for a row that does not reach the actor, for one whose age is reached before the
    decision ends, and for one without the row's questions answered or without a reason.
    """
    row, actor = decision.row, decision.actor
    if decision.case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Det går inte att besluta om att lämna fler uppgifter."))
    refuse_unless_reached(row, actor)
    refuse_unless_young(row, born, decision.starts)
    refuse_unless_young(row, born, decision.ends)
    if decision.ends > deadlines.due(decision.starts, months=LONGEST_MONTHS).calendar:
        raise NotAllowed(_("Ett beslut kan gälla högst ett år. Besluta på nytt när det går ut."))
    if not decision.reason or not decision.tested:
        raise NotAllowed(_("Svara på frågorna och skriv skälen innan du beslutar."))
    decision.board_id, decision.decided_by, decision.decided_at = decision.case.board_id, by, now
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError:
        if SharingDecision.objects.filter(pk=decision.pk, case=decision.case_id).exists():
            return False
        raise
    return True
