"""What of the coordinator's room a colleague who leaves has open: the desk is the board's, nobody's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.organisation.handover import Thing, counted
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import allows


def open_things(assignment: Assignment) -> list[Thing]:
    if not allows(assignment.role, "concern.assess"):
        return []
    waiting = counted("concerns_open_things", assignment).get("waiting", 0)
    note = _("De ligger i nämndens kö och bedöms av den som är samordnare.")
    return [Thing("waiting", _("Rapporter att bedöma"), waiting, note, movable=False)] if waiting else []


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    """Nothing moves: the queue belongs to the board."""
    return 0
