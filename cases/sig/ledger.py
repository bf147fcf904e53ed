"""The ledger: every time something about the person leaves the unit, to whom, on which ground, and by whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.sig.models import Case, Disclosure, Ground
from cases.sig.states import NotAllowed
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment


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
    for one in filter(None, (ground.consent, ground.decision, ground.request) if ground else ()):
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
