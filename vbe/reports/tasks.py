"""The worker's half: one report from figures to checked file. May run twice, or be killed at any line."""

from __future__ import annotations

import logging
import uuid

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.reports import figures, queue
from vbe.reports.making import NotValid, page_count, typeset
from vbe.reports.queue import LeaseLost, Work

logger = logging.getLogger(__name__)


@shared_task
def make(report_id: str) -> bool:
    """Make the report if it waits for it; True when this worker finished it."""
    work = queue.claim(uuid.UUID(report_id), timezone.now())
    if work is None:
        return False
    try:
        with queue.heartbeat(work):
            _make(work)
    except LeaseLost:
        logger.warning("Report %s was taken over by another worker.", report_id)
        return False
    except Exception:
        # Whatever broke: the report goes back in the queue, and the last attempt tells the samordnare.
        logger.exception("Report %s could not be made.", report_id)
        work.give_back(now=timezone.now())
        return False
    return True


def _make(work: Work) -> None:
    report = work.report
    frozen, cut_off = report.figures, report.cut_off
    if frozen is None or cut_off is None:
        cut_off = timezone.now()
        frozen = figures.collect(
            report.board,
            report.tertial,
            cut_off=cut_off,
            version=report.version,
            corrects=report.corrects,
            on_step=work.say,
        )
    # The samordnare's words may have changed since the figures were frozen.
    frozen = figures.sealed(frozen, report.summary)
    work.freeze(frozen, cut_off)
    try:
        content = typeset(frozen, on_step=work.say)
    except NotValid as error:
        problem = _("Filen klarade inte kontrollen och kan inte publiceras: %(found)s")
        return work.fail(problem % {"found": " ".join(error.problems)}, now=timezone.now())
    return work.finish(content, pages=page_count(content), now=timezone.now())


@shared_task
def sweep() -> int:
    """Order the work that nobody does: lost messages, dead workers, a queue that was down. Returns how many."""
    waiting = queue.waiting(timezone.now())
    for report_id in waiting:
        make.delay(str(report_id))
    return len(waiting)
