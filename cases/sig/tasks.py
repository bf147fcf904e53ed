from celery import shared_task
from django.utils import timezone

from cases.sig import standing_in, statistics
from vbe.organisation.models import Board, Unit
from vbe.reports.tertials import Tertial


@shared_task
def freeze_counts() -> None:
    """Freeze the last ended tertial's numbers for every board with a mottagning. Every night, so none is missed."""
    now = timezone.now()
    ended = Tertial.of(timezone.localdate(now)).previous
    for board in Board.objects.filter(units__kind=Unit.Kind.INTAKE).current(ended.end).distinct():
        statistics.freeze(board, ended, now)


@shared_task
def tell_deputies() -> None:
    """Call in a deputy where the chief's acknowledgement has not come in time. Every minute."""
    standing_in.tell_deputies(timezone.now())
