"""Telling somebody in a step of the routine: the message that waits for an answer, and the row that stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from cases.sig.models import Case, Told
from cases.sig.states import Step
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.models import Assignment


def tell(
    case: Case,
    recipient: Assignment,
    step: Step,
    *,
    text: str,
    now: datetime,
    minutes: int | None = None,
    answer: Notice.Answer = Notice.Answer.IN_RECORD,
) -> None:
    """Tell ``recipient`` in the product, by e-mail and by SMS; with ``minutes`` it should be taken in within them."""
    due_at = now + timedelta(minutes=minutes) if minutes else None
    url = reverse("case", args=[case.number])
    outbox.tell(recipient, text=text, url=url, now=now, answer=answer, due_at=due_at, urgent=True)
    Told(
        case=case, board_id=case.board_id, recipient=recipient, step=step, round=case.round, at=now, due_at=due_at
    ).save(force_insert=True)


def taken_in(case: Case, *, by: Assignment, now: datetime) -> None:
    """``by`` has taken in what she was told about the case."""
    Told.objects.filter(case=case, recipient=by, acknowledged_at=None).update(acknowledged_at=now)
