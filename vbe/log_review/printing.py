"""The signed review on paper: numbers and what was noted, from what was frozen at the signature."""

from __future__ import annotations

from typing import Any

from vbe.log_review.models import Mark, Review, month_name
from vbe.log_review.sampling import Ground
from vbe.reports.making import checked_sheet


def summary(review: Review) -> bytes:
    """The summary as PDF/A-3a and PDF/UA-1; the same bytes each time. Raises NotValid."""
    frozen = review.summary or {}
    assert review.signed_at
    assert review.signed_by
    context: dict[str, Any] = {
        "title": str(review),
        "month": month_name(review.month),
        "board": review.board.name,
        "municipality": review.board.municipality.name,
        "reviewer": review.signed_by.user.name,
        "signed_at": review.signed_at,
        "digest": review.digest,
        "reads": review.read_count,
        "rows": frozen["rows"],
        "marks": [(str(mark.label), frozen["marks"][mark.value]) for mark in Mark],
        "grounds": [
            (str(ground.label), frozen["grounds"][ground.value], review.left_out.get(ground.value, 0))
            for ground in Ground
        ],
        "noted": frozen["noted"],
        "noted_elsewhere": frozen["noted_elsewhere"],
    }
    return checked_sheet("log_review/pdf.html", context, at=review.signed_at, identifier=review.digest)


def file_name(review: Review) -> str:
    return f"logggranskning-{review.month:%Y-%m}-{review.board.code}.pdf"
