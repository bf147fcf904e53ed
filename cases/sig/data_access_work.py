"""The worker's half of an extract: gathers what is held, and sets the document from what was frozen.

The row is the queue: a worker owns its work by a lease that it keeps renewing. Every write is conditional on the own
lease, so a worker that was thought dead and wakes up changes nothing. It may be killed at any line, and run again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from cases.masking import Mask
from cases.sig import held
from cases.sig.models import DataAccessRequest, DataAccessStep, DataAccessWork, Found, HeldRecord
from cases.sig.models.held import DataAccessWorkQuerySet
from vbe.access.context import acting_as_task
from vbe.notices.outbox import notify
from vbe.reports.making import checked_sheet
from vbe.reports.queue import beating

TASK = "data_access"
ATTEMPTS = 3
LEASE = timedelta(seconds=settings.REPORT_LEASE_SECONDS)
TEMPLATE = "sig/data_access_pdf.html"

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken over. What was done is thrown away."""


@dataclass
class Held:
    """One worker's hold on one work."""

    work: DataAccessWork
    lease: uuid.UUID

    def renew(self) -> None:
        """A lost lease is for the worker to notice, when it is done."""
        with acting_as_task(TASK):
            self._mine().update(lease_until=timezone.now() + LEASE)

    def gathered(self, found: list[Found], matters: list[uuid.UUID], *, protected: bool, now: datetime) -> None:
        """Keep what was found; what was masked in texts that stand as they were stays masked. Raises LeaseLost."""
        with acting_as_task(TASK):
            self._finish(now)
            asked = DataAccessRequest.objects.select_for_update().get(pk=self.work.request_id)
            before = {row.key: row for row in asked.records.without_file()}
            rows = [_kept(asked, one, position, before.get(one.key)) for position, one in enumerate(found)]
            asked.records.all().delete()
            HeldRecord.objects.bulk_create(rows, batch_size=50)
            asked.matters, asked.gathered_at = sorted(matters), self.work.ordered_at
            asked.protected = asked.protected or protected
            asked.state = DataAccessRequest.State.HANDLING
            asked.save(update_fields=["matters", "gathered_at", "protected", "state"])
            asked.took(DataAccessStep.Step.GATHERED, by=None, now=now)

    def made(self, pdf: bytes, *, now: datetime) -> None:
        """Store the file, and tell whoever released it and whoever hands it over. Raises LeaseLost."""
        with acting_as_task(TASK):
            kept = {"document": self.work.keep(pdf), "digest": hashlib.sha256(pdf).hexdigest()}
            self._finish(now, **kept)
            self.tell(_("Registerutdraget %(number)s är klart att lämna över."), now)

    def give_back(self, *, now: datetime) -> None:
        """Something broke. Leave the work to the next sweep, or give up after the last attempt."""
        with acting_as_task(TASK):
            given_up = {"failed_at": now} if self.work.attempts >= ATTEMPTS else {}
            if self._mine().update(lease=None, lease_until=None, **given_up) and given_up:
                self.tell(_("Arbetet med %(number)s avbröts. Försök igen."), now)

    def tell(self, text: str, now: datetime) -> None:
        asked = self.work.request
        for who in {one.pk: one for one in (self.work.ordered_by, asked.registered_by)}.values():
            notify(who, text=text % {"number": asked}, url=reverse("data_access", args=[asked.pk]), now=now)

    def _finish(self, now: datetime, **kept: str) -> None:
        if not self._mine().update(done_at=now, lease=None, lease_until=None, **kept):
            raise LeaseLost

    def _mine(self) -> DataAccessWorkQuerySet:
        return DataAccessWork.objects.filter(pk=self.work.pk, lease=self.lease, done_at=None)


def _kept(asked: DataAccessRequest, one: Found, position: int, before: HeldRecord | None) -> HeldRecord:
    row = HeldRecord(
        request=asked, board_id=asked.board_id, case_id=one.case_id, intake_id=one.intake_id, section=one.section,
        key=one.key, position=position, heading=one.heading, unsure=one.unsure, kind=one.kind, file=one.file,
    )  # fmt: skip
    row.hold(one.passages)
    if before:
        same = {passage.name for passage in set(before.passages) & set(one.passages)} | {one.key}
        row.masks = [mask for mask in before.masks if Mask(**mask).field in same]
        if before.content == row.content and before.heading == row.heading:
            row.reviewed_by_id, row.reviewed_at = before.reviewed_by_id, before.reviewed_at
    return row


def start_soon(work_id: uuid.UUID) -> None:
    """Ask a worker to begin, when the order has been committed. A queue that is down delays it to the next sweep."""
    try:
        current_app.send_task("cases.sig.tasks.work_on_data_access", [str(work_id)], retry=False)
    except OperationalError:
        logger.warning("The task queue does not answer; work %s waits for the next sweep.", work_id)


def claim(work_id: uuid.UUID, now: datetime) -> Held | None:
    """Take the work, or None when there is nothing to do: it is done, or somebody does it."""
    with acting_as_task(TASK):
        free = DataAccessWork.objects.claimable(now).select_for_update(skip_locked=True, of=("self",))
        found = free.select_related("request__board__municipality", "request__registered_by", "ordered_by__user")
        work = found.filter(pk=work_id).first()
        if work is None:
            return None
        if work.attempts >= ATTEMPTS:
            DataAccessWork.objects.filter(pk=work.pk).update(failed_at=now, lease=None, lease_until=None)
            Held(work, uuid.uuid4()).tell(_("Arbetet med %(number)s avbröts. Försök igen."), now)
            return None
        work.lease, work.lease_until, work.attempts = uuid.uuid4(), now + LEASE, work.attempts + 1
        work.save(update_fields=["lease", "lease_until", "attempts"])
    return Held(work, work.lease)


def do(work_id: uuid.UUID) -> bool:
    """Do the work if it waits; True when this worker finished it."""
    mine = claim(work_id, timezone.now())
    if mine is None:
        return False
    try:
        with beating(mine.renew, LEASE):
            if mine.work.kind == DataAccessWork.Kind.GATHER:
                with acting_as_task(TASK):
                    found, matters, protected = held.everything(mine.work.request)
            else:
                file = printed(mine.work)
        if mine.work.kind == DataAccessWork.Kind.GATHER:
            mine.gathered(found, matters, protected=protected, now=timezone.now())
        else:
            mine.made(file, now=timezone.now())
    except LeaseLost:
        logger.warning("Work %s was taken over by another worker.", work_id)
        return False
    except Exception:
        # Whatever broke: the work goes back in the queue, and the last attempt tells whoever ordered it.
        logger.exception("Work %s could not be done.", work_id)
        mine.give_back(now=timezone.now())
        return False
    return True


def waiting(now: datetime) -> list[uuid.UUID]:
    """What a worker may take, in the order it was asked for."""
    with acting_as_task(TASK):
        return list(DataAccessWork.objects.claimable(now).order_by("ordered_at").values_list("pk", flat=True))


def try_again(asked: DataAccessRequest) -> list[uuid.UUID]:
    """Put what was given up back in the queue; returns it."""
    given_up = list(asked.works.filter(failed_at__isnull=False, done_at=None).values_list("pk", flat=True))
    DataAccessWork.objects.filter(pk__in=given_up).update(failed_at=None, attempts=0)
    return given_up


def printed(work: DataAccessWork) -> bytes:
    """The extract as PDF/A-3a and PDF/UA-1: the same bytes for the same frozen content. Raises NotValid."""
    asked = work.request
    mark = hashlib.sha256(f"{work.pk}{work.content}".encode()).hexdigest()
    context = {"asked": asked, "work": work, "document": json.loads(work.content), "mark": mark}
    return checked_sheet(TEMPLATE, context, at=work.ordered_at, identifier=mark)
