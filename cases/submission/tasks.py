from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cases.submission.models import Draft, Practice
from cases.submission.practice import KEPT
from vbe.access.context import acting_as_task

KEPT_DAYS = 30


@shared_task
def delete_old_drafts() -> int:
    """Delete drafts that nobody has touched for thirty days (docs/tabeller.md); returns how many."""
    with acting_as_task("drafts"):
        old = Draft.objects.filter(saved_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
        deleted, _by_model = old.delete()
    return deleted


@shared_task
def delete_old_practice() -> int:
    """Delete what was practised more than a day ago (docs/tabeller.md); returns how many."""
    with acting_as_task("drafts"):
        deleted, _by_model = Practice.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()
    return deleted
