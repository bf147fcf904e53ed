import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from vbe.access.context import acting_as_task
from vbe.audit.log import record_by_task
from vbe.audit.models import Action
from vbe.reorganisation.carrying_out import Blocked, carry_out, follow_late, orphans
from vbe.reorganisation.models import Reorganisation

logger = logging.getLogger(__name__)
TASK = "reorganise"
# So long after a reorganisation something may still come in that was written before it.
LATE = timedelta(days=7)


@shared_task
def carry_out_due() -> None:
    """Carry out what takes effect today; each by itself. Run again it goes on where it was."""
    now = timezone.now()
    today = timezone.localdate(now)
    with acting_as_task(TASK):
        due = list(Reorganisation.objects.due(today).select_related("planned_by").order_by("takes_effect", "id"))
    for reorganisation in due:
        try:
            with acting_as_task(TASK):
                if carry_out(reorganisation, now=now):
                    record_by_task(Action.REORGANISED, reorganisation, board=reorganisation.planned_by.board_id)
        except Blocked:
            # The plan's page says what must be settled; the next round tries again.
            logger.warning("Reorganisation %s waits for something to be settled.", reorganisation.pk)
        except Exception:
            # Nothing of it was done; the others are carried out all the same, and the next round tries again.
            logger.exception("Reorganisation %s could not be carried out.", reorganisation.pk)
    with acting_as_task(TASK):
        for reorganisation in Reorganisation.objects.carried_out().filter(takes_effect__gte=today - LATE):
            follow_late(reorganisation, now=now)
        if left := orphans(today):
            logger.error(
                "%d open rows lie on boards that have ended: %s", len(left), sorted({kind for kind, _ in left})
            )
