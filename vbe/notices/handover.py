"""The notices that a colleague who leaves has not answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vbe.organisation.handover import Thing, counted, moved, recused
from vbe.organisation.models import Assignment


def open_things(assignment: Assignment) -> list[Thing]:
    waiting = counted("notices_open_things", assignment).get("notice", 0)
    if not waiting:
        return []
    note = _("Utan ny mottagare läses de inte av någon.")
    out = recused("notices_recused_takers", assignment).get("notice", {})
    return [Thing("notice", _("Obesvarade meddelanden"), waiting, note, recused=out)]


def hand_over(kind: str, assignment: Assignment, to: Assignment) -> int:
    return moved("notices_hand_over", assignment.pk, to.pk)
