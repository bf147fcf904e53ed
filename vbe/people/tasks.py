from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from vbe.access.context import acting_as_task
from vbe.organisation.models import PeopleFile

KEPT_HOURS = 24


@shared_task
def delete_old_people_files() -> int:
    """Delete tables of people that were looked through and never kept (docs/tabeller.md); returns how many."""
    with acting_as_task("delete_old_people_files"):
        old = PeopleFile.objects.filter(uploaded_at__lt=timezone.now() - timedelta(hours=KEPT_HOURS))
        deleted, _by_model = old.delete()
    return deleted
