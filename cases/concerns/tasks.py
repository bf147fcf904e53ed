from celery import shared_task
from django.utils import timezone

from cases.concerns import reminding


@shared_task
def remind() -> int:
    """Remind the desks of what is due, and take back what nobody answered. Every morning, and again an hour later."""
    return reminding.remind(timezone.now())
