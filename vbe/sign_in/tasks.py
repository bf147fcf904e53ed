from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from vbe.sign_in.models import Session, Wait


@shared_task
def clear_old() -> int:
    """Delete sessions that have ended, and waits that nobody remembers; returns how many rows. May run twice."""
    now = timezone.now()
    sessions, _kinds = Session.objects.filter(expire_date__lt=now).delete()
    waits, _kinds = Wait.objects.filter(last_at__lt=now - timedelta(days=1)).delete()
    return sessions + waits
