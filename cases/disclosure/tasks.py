"""The worker's half: a release's files. May run twice, or be killed at any line."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.utils import timezone

from cases.disclosure import making


@shared_task
def make(part_id: str) -> bool:
    return making.make(uuid.UUID(part_id))


@shared_task
def sweep() -> int:
    """Order the work that nobody does: lost messages, dead workers, a queue that was down. Returns how many."""
    waiting = making.waiting(timezone.now())
    for part_id in waiting:
        make.delay(str(part_id))
    return len(waiting)
