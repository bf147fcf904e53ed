"""What the reception decides about what came in, beside starting the routine. Each once, with reason, who and when.

It cannot be undone: what was wrong is told in a new note. A child's protection assessment comes first, whatever is
decided (SoL 20:1, legal.md L6). Only the routine starts without it: there the clock goes on, in the case.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import identity_numbers
from cases.sig import investigation
from cases.sig.chiefs import told_of
from cases.sig.investigation import Investigation
from cases.sig.matter import Matter
from cases.sig.models import Case, Intake
from cases.sig.protecting import protect
from cases.sig.states import IntakeState, NotAllowed, Step
from vbe.access.recusal import recused_from
from vbe.notices import outbox
from vbe.organisation.models import Assignment

# A reference of another system: letters in short runs, digits and separators. Not a name, and not a personal number.
REFERENCE = re.compile(r"(?=.*\d)(?!.*[A-ZÅÄÖ]{7})[A-ZÅÄÖ0-9][A-ZÅÄÖ0-9 ./:_-]{1,29}")


def no_investigation(intake: Intake, *, reason: str, by: Assignment, now: datetime) -> None:
    """Nothing is opened. It stays registered and leaves the match by number; of a child it is a decision by law."""
    found = Investigation.of(intake)
    if found.runs:
        raise NotAllowed(_("En utredning pågår. Avsluta den först."))
    intake.refuse_if_decided()
    _refuse_unless_assessed(intake)
    with transaction.atomic():
        if intake.about_child and not found.decision:
            investigation.decide(Matter.of_intake(intake, None), opened=False, reason=reason, by=by, now=now)
        intake.decide(IntakeState.NO_ACTION, reason=reason, by=by, now=now)


def ordinary(intake: Intake, *, reference: str, reason: str, by: Assignment, now: datetime) -> None:
    """Ordinary social services go on with it in the main system.

    Raises NotAllowed for what is no reference, and for a child that nobody has assessed.
    """
    if not is_reference(reference):
        raise NotAllowed(_("Skriv huvudsystemets beteckning, till exempel IFO-2026-00417. Aldrig namn eller nummer."))
    intake.refuse_if_decided()
    _refuse_unless_assessed(intake)
    intake.decide(IntakeState.ORDINARY, reason=reason, by=by, now=now, reference=reference)


def link(intake: Intake, case: Case, *, reason: str, by: Assignment, now: datetime) -> None:
    """It belongs to a case that goes on, whose chief is told. Raises NotAllowed when it cannot.

    A person who is protected in it is so in the case too.
    """
    if case.board_id != intake.board_id:
        raise NotAllowed(_("Ärendet hör till en annan nämnd."))
    if case.step == Step.CLOSED:
        raise NotAllowed(_("%(case)s är avslutat. Starta rutinen på nytt om den behövs.") % {"case": case})
    if case.chief.user_id in recused_from(intake):
        raise NotAllowed(
            _("Avdelningschefen i %(case)s är jävig här. Registrera jävet i ärendet först.") % {"case": case}
        )
    intake.refuse_if_decided()
    _refuse_unless_assessed(intake)
    intake.decide(IntakeState.LINKED, reason=reason, by=by, now=now, belongs_to=case)
    if intake.protected:
        protect(case)
    for chief in told_of(case, now):
        outbox.tell(
            chief,
            text=_("%(case)s: något nytt som har kommit in hör till ärendet") % {"case": case},
            url=reverse("case", args=[case.number]),
            now=now,
        )


def _refuse_unless_assessed(intake: Intake) -> None:
    """Raises NotAllowed for a child whose need of protection nobody has assessed: no clock asks once it is decided."""
    if intake.about_child and not intake.protectionassessments.all():
        raise NotAllowed(
            _(
                "Gör skyddsbedömningen först, och spara sedan beslutet. Gäller det ett barn, eller är åldern inte "
                "känd, ska den göras genast, vad ni än beslutar."
            )
        )


def is_reference(text: str) -> bool:
    if not REFERENCE.fullmatch(text):
        return False
    try:
        identity_numbers.parse(text)
    except ValueError:
        return True
    return False
