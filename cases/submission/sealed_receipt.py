"""What the receipt says of each sealed part: where it went, what happens there and by when, and never what it said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cases import deadlines
from cases.deadlines import Due
from cases.sig.models import SealedPart
from cases.sig.states import About
from vbe.organisation.models import Municipality, PhoneNumber

TOPICS: dict[str, str] = {About.CHILD: PhoneNumber.Topic.CHILD, About.ADULT: PhoneNumber.Topic.ADULT}


@dataclass(frozen=True)
class SealedReceipt:
    part: SealedPart
    # When the reception must have decided about a child (legal.md L6, L7); None for an adult.
    decided_by: Due | None
    # When who had to report must have been told, if the decision is made on the last day.
    answered_by: Due | None
    numbers: list[PhoneNumber]


def by_code(concern: UUID, municipality: Municipality) -> list[SealedReceipt]:
    """Of a report that came through a link, to whoever holds its code: the database gives nobody else these."""
    parts = SealedPart.objects.filter(concern=concern, writer=None).select_related("feedback").order_by("id")
    return sealed_receipts(parts, municipality)


def sealed_receipts(parts: Iterable[SealedPart], municipality: Municipality) -> list[SealedReceipt]:
    """``parts`` are those that the reader wrote, with their feedback."""
    parts = list(parts)
    numbers = list(PhoneNumber.objects.of_municipality(municipality).filter(board=None)) if parts else []
    return [_receipt(part, numbers) for part in parts]


def _receipt(part: SealedPart, numbers: list[PhoneNumber]) -> SealedReceipt:
    decided_by = deadlines.investigation_decision_due(part.sent_at) if part.about == About.CHILD else None
    waits = part.may_await_feedback and not part.is_answered
    return SealedReceipt(
        part=part,
        decided_by=decided_by,
        answered_by=deadlines.feedback_due(decided_by.calendar) if decided_by and waits else None,
        numbers=[number for number in numbers if number.topic == TOPICS.get(part.about)],
    )
