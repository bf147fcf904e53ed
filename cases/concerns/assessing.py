"""Two samordnare may assess the same report at the same time: the first one counts, and the second one is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Concern
from cases.concerns.models.second_look import hold_closing
from cases.concerns.states import NotAllowed, Outcome
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request


class AlreadyAssessed(NotAllowed):
    """A colleague assessed the report after the page was opened. ``later`` is what was decided."""

    def __init__(self, later: list[Assessment]) -> None:
        super().__init__(_("En kollega har bedömt rapporten medan du skrev. Din text är inte sparad men finns kvar."))
        self.later = later


@dataclass(frozen=True)
class Written:
    """An assessment as written; ``seen`` is how many there were when its writer opened the page."""

    outcome: str
    reason: str
    to_board: Board | None
    seen: int | None
    follow_up_on: date | None = None


@transaction.atomic
def assess(request: Request, concern: Concern, written: Written, *, by: Assignment, now: datetime) -> bool:
    """Assess ``concern``; False when exactly this was saved already (the button pressed twice).

    Raises AlreadyAssessed, and NotAllowed when the report is not on the own desk or the outcome does not follow.
    """
    if written.outcome == Outcome.CLOSED:
        hold_closing([concern])
    # The lock waits for a colleague who is saving; the report may have left the desk meanwhile.
    on_desk = Concern.objects.on_desk(request).select_for_update().filter(pk=concern.pk).first()
    later = list(concern.assessments.select_related("by__user", "board", "to_board")[written.seen or 0 :])
    if later and _is_same(later[0], written, by):
        return False
    if later:
        raise AlreadyAssessed(later)
    if on_desk is None:
        raise NotAllowed(_("Rapporten ligger hos en annan nämnd, som bedömer den."))
    on_desk.assess(
        Outcome(written.outcome),
        reason=written.reason,
        by=by,
        now=now,
        to_board=written.to_board,
        follow_up_on=written.follow_up_on,
    )
    return True


def _is_same(assessment: Assessment, written: Written, by: Assignment) -> bool:
    mine = (by.pk, written.outcome, written.reason, written.to_board, written.follow_up_on)
    saved = assessment
    return (saved.by_id, saved.outcome, saved.reason, saved.to_board, saved.follow_up_on) == mine
