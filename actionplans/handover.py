"""What of the plans a colleague who leaves has open: the measures to report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.organisation.handover import Thing, counted, moved
from vbe.organisation.models import Assignment


def open_things(assignment: Assignment) -> list[Thing]:
    measures = counted("plans_open_things", assignment).get("measure", 0)
    note = _("Utan ny mottagare följs de upp av samordnaren, som ser att ingen rapporterar dem.")
    return [Thing("measure", _("Åtgärder att rapportera"), measures, note)] if measures else []


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    return moved("plans_hand_over", assignment.pk, to.pk)
