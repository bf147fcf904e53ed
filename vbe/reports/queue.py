"""The row is the queue. A worker owns a report by a lease that it keeps renewing; when it dies the lease runs out.

Every write is conditional on the own lease, so a worker that was thought dead and wakes up changes nothing.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from vbe.access.context import acting_as_task
from vbe.notices.outbox import notify
from vbe.reports.models import QUEUE_FIELDS, Report, ReportFile
from vbe.reports.states import TRANSITIONS, State, Verb

TASK = "report"
ATTEMPTS = 3
LEASE = timedelta(seconds=settings.REPORT_LEASE_SECONDS)
# A worker that has hung is let go after this long, however well its heart beats.
AT_MOST = timedelta(minutes=15)
# Oftener than this no reader can follow, and each word costs a write.
BETWEEN_WORDS = timedelta(seconds=0.25)
LEADS_TO = TRANSITIONS[State.WORKING]


logger = logging.getLogger(__name__)


def start_soon(report_id: uuid.UUID) -> None:
    """Ask a worker to begin, when the order has been committed. By name, so that the web does not load what prints.

    A queue that is down delays the work to the next sweep.
    """
    try:
        current_app.send_task("vbe.reports.tasks.make", [str(report_id)], retry=False)
    except OperationalError:
        logger.warning("The task queue does not answer; report %s waits for the next sweep.", report_id)


class LeaseLost(Exception):
    """Another worker has taken over, or the report is no longer in the making. What was done is thrown away."""


@dataclass
class Work:
    """One worker's hold on one report."""

    report: Report
    lease: uuid.UUID
    _said: tuple[str, datetime] = field(default=("", datetime.min))

    def write(self, **values: Any) -> None:
        """Change the report, if it is still ours. Raises LeaseLost."""
        with acting_as_task(TASK):
            self._write(**values)

    def _write(self, **values: Any) -> None:
        mine = Report.objects.filter(pk=self.report.pk, lease=self.lease, state=State.WORKING)
        if not mine.update(**values):
            raise LeaseLost

    def say(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Tell those who wait what is going on: *Sätter sidor*, 3 of 7. Raises LeaseLost."""
        now = timezone.now()
        before, at = self._said
        if stage == before and done < total and now < at + BETWEEN_WORDS:
            return
        self._said = (stage, now)
        self.write(stage=stage, step_done=done, step_total=total, lease_until=now + LEASE)

    def renew(self) -> None:
        """A lost lease is for the worker to notice, at its next word."""
        with acting_as_task(TASK):
            mine = Report.objects.filter(pk=self.report.pk, lease=self.lease, state=State.WORKING)
            mine.update(lease_until=timezone.now() + LEASE)

    def freeze(self, figures: dict[str, Any], cut_off: datetime) -> None:
        """Keep the figures; a worker that takes over goes on from them."""
        self.report.figures, self.report.figures_hash, self.report.cut_off = figures, figures["hash"], cut_off
        self.write(figures=figures, figures_hash=figures["hash"], cut_off=cut_off)

    def finish(self, pdf: bytes, *, pages: int, now: datetime) -> None:
        """Store the checked file, let the report be published, and tell its samordnare: all of it, once."""
        with acting_as_task(TASK):
            self._write(state=LEADS_TO[Verb.FINISH], lease=None, lease_until=None, attempts=0, problem="")
            ReportFile.objects.update_or_create(
                report=self.report,
                defaults={
                    "content": pdf,
                    "figures_hash": self.report.figures_hash,
                    "sha256": hashlib.sha256(pdf).hexdigest(),
                    "size": len(pdf),
                    "pages": pages,
                    "made_at": now,
                },
            )
            _tell(self.report, _("%(report)s är klar. Läs den och publicera.") % {"report": self.report}, now)

    def fail(self, problem: str, *, now: datetime) -> None:
        """Give up, with words for the samordnare."""
        with acting_as_task(TASK):
            self._write(state=LEADS_TO[Verb.FAIL], lease=None, lease_until=None, problem=problem)
            _tell(self.report, _("%(report)s kunde inte göras.") % {"report": self.report}, now)

    def give_back(self, *, now: datetime) -> None:
        """Something broke. Leave the report to the next sweep, or give up after the last attempt."""
        if self.report.attempts >= ATTEMPTS:
            return self.fail(tried_enough(), now=now)
        return self.write(
            state=LEADS_TO[Verb.GIVE_BACK], lease=None, lease_until=None, stage=_("Försöker igen om en stund")
        )


def claim(report_id: uuid.UUID, now: datetime) -> Work | None:
    """Take the report, or None when there is nothing to do: it is made, or somebody makes it."""
    with acting_as_task(TASK):
        free = Report.objects.claimable(now).select_for_update(skip_locked=True, of=("self",))
        report = free.select_related("board__municipality", "ordered_by").filter(pk=report_id).first()
        if report is None:
            return None
        if report.attempts >= ATTEMPTS:
            report.take(Verb.FAIL)
            report.problem = tried_enough()
            report.save(update_fields=["state", "problem"])
            _tell(report, _("%(report)s kunde inte göras.") % {"report": report}, now)
            return None
        if report.state == State.WORKING and report.lease_until:
            report.interrupted_at, report.resumed_at = report.lease_until - LEASE, now
        report.take(Verb.CLAIM)
        report.lease, report.lease_until = uuid.uuid4(), now + LEASE
        report.attempts += 1
        report.stage, report.step_done, report.step_total = _("Förbereder"), 0, 0
        report.save(update_fields=QUEUE_FIELDS)
    return Work(report, report.lease)


def waiting(now: datetime) -> list[uuid.UUID]:
    """The reports that a worker may take, the one that has waited longest first."""
    with acting_as_task(TASK):
        return list(Report.objects.claimable(now).order_by("ordered_at").values_list("pk", flat=True))


def heartbeat(work: Work) -> AbstractContextManager[None]:
    """Keep the report's lease alive beside long work that has no words to say."""
    return beating(work.renew, LEASE)


@contextmanager
def beating(renew: Callable[[], None], lease: timedelta) -> Iterator[None]:
    """Call ``renew`` three times in every ``lease``, from a thread of its own, until the work beside it is done."""
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(renew, lease, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _beat(renew: Callable[[], None], lease: timedelta, done: threading.Event) -> None:
    try:
        for _turn in range(int(AT_MOST / lease) * 3):
            if done.wait(lease.total_seconds() / 3):
                return
            renew()
    finally:
        connection.close()


def tried_enough() -> str:
    return _(
        "Arbetet har avbrutits eller gått fel tre gånger. Försök igen om en stund. Blir det fel då också, be den"
        " som sköter tjänsten om hjälp."
    )


def _tell(report: Report, text: str, now: datetime) -> None:
    notify(report.ordered_by, text=text, url=reverse("board_report", args=[report.pk]), now=now)
