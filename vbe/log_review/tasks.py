"""The worker's half: last month's reviews, one board a transaction. May run twice, or be killed at any line."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from vbe.access.context import acting_as_task
from vbe.log_review.drawing import boards_to_review, draw_review, month_before

logger = logging.getLogger(__name__)


@shared_task
def draw_reviews() -> int:
    """Draw last month's review for each board that has a reviewer; returns how many were drawn now."""
    now = timezone.now()
    today = timezone.localdate(now)
    month = month_before(today)
    with acting_as_task("log_review"):
        boards = boards_to_review(month, today)
    drawn = 0
    for board in boards:
        try:
            with acting_as_task("log_review"):
                drawn += draw_review(board, month, now=now) is not None
        except Exception:
            # One board's trouble is not the others'; the next round tries again.
            logger.exception("The log review of board %s was not drawn.", board.pk)
    return drawn
