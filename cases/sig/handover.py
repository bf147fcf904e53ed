"""What of the socialtjänst room a colleague who leaves has open."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.organisation.handover import Thing, counted, moved
from vbe.organisation.models import Assignment


def open_things(assignment: Assignment) -> list[Thing]:
    count = counted("sig_open_things", assignment)
    stays = _("Utan ny mottagare står de kvar hos nämnden, och avdelningschefen ser dem.")
    things = [
        Thing("chief", _("Ärenden som närmaste chef"), count.get("chief", 0), stays),
        Thing("part", _("Ärenden att delta i"), count.get("part", 0), stays),
        Thing("seat", _("Platser vid kommande möten"), count.get("seat", 0), _("Utan ny mottagare är platsen tom.")),
    ]
    return [thing for thing in things if thing.count]


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    """Move the open things of ``kind``; the taker takes part in the cases from today. Returns how many."""
    return moved("sig_hand_over", assignment.pk, to.pk, kind)
