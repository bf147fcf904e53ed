"""What a desk has written, passed on and asked for about a report, by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.concerns.models import Concern, Handover, Note, PoliceInformation, Reminder, RemovalOrder, SecondLook
from cases.concerns.states import Outcome, State
from tests import cast
from tests.conftest import assignment
from tests.factories import ConcernFactory, board
from vbe.organisation.models import LegalRow

TOLD = "Att symbolerna har kommit tillbaka på samma gavel."


def note(concern: Concern, text: str = "Ringde fastighetsägaren.", **changed: Any) -> Note:
    return Note.objects.create(**_signed(concern), text=text, **changed)


def police(concern: Concern, **changed: Any) -> PoliceInformation:
    fields = {
        "recipient": "polis",
        "function": "Kommunpolisen i Skärholmen",
        "told": TOLD,
        "told_at": concern.reported_at,
        "legal_row": LegalRow.objects.get(code="ingen sekretess"),
    }
    return PoliceInformation.objects.create(**_signed(concern), **fields | changed)


def removal(concern: Concern, **changed: Any) -> RemovalOrder:
    fields = {"to": "Trafikkontorets klotterjour", "ask_on": timezone.localdate() + timedelta(days=5)}
    return RemovalOrder.objects.create(**_signed(concern), **fields | changed)


def asked_look(concern: Concern, *, by: str = cast.COLLEAGUE, at: datetime | None = None) -> SecondLook:
    return SecondLook.objects.create(
        concern=concern, board=concern.board, reason="Samma sak igen.", asked_by=assignment(by), asked_at=at or _now()
    )


def handed_over(concern: Concern, *, by: str = cast.OTHER_COORDINATOR, **changed: Any) -> Handover:
    """A row alone; ``hand_over`` moves the report too."""
    fields = {"from_board": board("jarva"), "to_board": concern.board, "due_on": timezone.localdate()}
    return Handover.objects.create(
        concern=concern, reason="Det hände hos er.", by=assignment(by), at=_now(), **fields | changed
    )


def hand_over(
    concern: Concern, to: str = "jarva", *, by: str = cast.COORDINATOR, now: datetime | None = None
) -> Handover:
    """Handed over by the desk's own verb."""
    concern.assess(
        Outcome.OTHER_BOARD, reason="Det hände hos dem.", by=assignment(by), now=now or _now(), to_board=board(to)
    )
    return concern.handovers.get(answered_at=None)


def closed_before(times: int = 2, **changed: Any) -> list[Concern]:
    """Reports of the same thing in the same place, closed without a measure."""
    found = [ConcernFactory(state=State.CLOSED, **changed) for _turn in range(times)]
    for concern in found:
        concern.assessments.create(
            board=concern.board,
            outcome=Outcome.CLOSED,
            reason="Inget mer.",
            by=assignment(cast.COORDINATOR),
            at=concern.reported_at,
        )
    return found


def everything_on(concern: Concern) -> dict[str, Any]:
    """One of each."""
    Reminder.objects.create(concern=concern, kind=Reminder.Kind.DUE, day=concern.due_on, sent_at=concern.reported_at)
    return {
        "note": note(concern),
        "police": police(concern),
        "removal": removal(concern),
        "look": asked_look(concern),
        "handover": handed_over(concern),
    }


def _signed(concern: Concern) -> dict[str, Any]:
    return {"concern": concern, "board": concern.board, "by": assignment(cast.COORDINATOR), "at": _now()}


def _now() -> datetime:
    return timezone.now()
