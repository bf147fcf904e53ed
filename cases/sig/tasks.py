import uuid

from celery import shared_task
from django.utils import timezone

from cases.sig import case_tasks, consents, data_access, data_access_work, following, standing_in, statistics
from vbe.organisation.models import Board, Unit
from vbe.reports.tertials import Tertial


@shared_task
def freeze_counts() -> None:
    """Freeze the last ended tertial's numbers for every board that then had a mottagning. Every night."""
    now = timezone.now()
    ended = Tertial.of(timezone.localdate(now)).previous
    boards = Board.objects.filter(units__kind=Unit.Kind.INTAKE, starts__lte=ended.end).exclude(ends__lt=ended.start)
    for board in boards.distinct():
        statistics.freeze(board, ended, now)


@shared_task
def announce_ages() -> None:
    """Tell the chief a month before an age changes something in a case. Every night."""
    following.announce_ages(timezone.now())


@shared_task
def tell_deputies() -> None:
    """Tell the next in line where an acknowledgement has not come in time. Every minute."""
    standing_in.tell_deputies(timezone.now())


@shared_task
def remind_of_consents() -> None:
    """Tell the chief of consents that end soon. Every morning."""
    consents.remind(timezone.now())


@shared_task
def remind_of_tasks() -> int:
    """Tell whoever has a task that should be done today. Every morning, and again an hour later."""
    return case_tasks.remind(timezone.now())


@shared_task
def work_on_data_access(work_id: str) -> bool:
    """Gather what is held about somebody who asks, or set the extract."""
    return data_access_work.do(uuid.UUID(work_id))


@shared_task
def sweep_data_access() -> int:
    """Order the work that nobody does: lost messages, dead workers, a queue that was down. Returns how much."""
    waiting = data_access_work.waiting(timezone.now())
    for work_id in waiting:
        work_on_data_access.delay(str(work_id))
    return len(waiting)


@shared_task
def remind_of_data_access() -> int:
    """Tell who handles and who reviews extracts of those that are due soon. Every morning."""
    return data_access.remind(timezone.now())
