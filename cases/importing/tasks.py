from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from cases.importing.models import ListFile
from vbe.access.context import acting_as_task

KEPT_HOURS = 24


@shared_task
def delete_old_lists() -> int:
    """Delete lists that were chosen and never read in (docs/tabeller.md); returns how many."""
    with acting_as_task("delete_old_lists"):
        old = ListFile.objects.filter(chosen_at__lt=timezone.now() - timedelta(hours=KEPT_HOURS))
        deleted, _by_model = old.delete()
    return deleted
