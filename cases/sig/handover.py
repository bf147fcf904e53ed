"""What of the socialtjänst room a colleague who leaves has open."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.organisation.handover import Thing, counted, moved, recused
from vbe.organisation.models import Assignment


def open_things(assignment: Assignment) -> list[Thing]:
    count = counted("sig_open_things", assignment)
    if not count:
        return []
    out = recused("sig_recused_takers", assignment)
    stays = _("Utan ny mottagare står de kvar hos nämnden, och avdelningschefen ser dem.")
    kinds = [
        ("chief", _("Ärenden som närmaste chef"), stays),
        ("part", _("Ärenden att delta i"), stays),
        ("seat", _("Platser vid kommande möten"), _("Utan ny mottagare är platsen tom.")),
    ]
    return [
        Thing(kind, title, count[kind], note, recused=out.get(kind, {})) for kind, title, note in kinds if kind in count
    ]


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    """Move the open things of ``kind``; the taker takes part in the cases from today. Returns how many.

    What the taker is recused from stays where it is.
    """
    return moved("sig_hand_over", assignment.pk, to.pk, kind)
