"""The files of a release, made by a worker from what was frozen. It may be killed at any line, and run again.

The row is the queue: a worker owns a part by a lease that it keeps renewing. Every write is conditional on the own
lease, so a worker that was thought dead and wakes up changes nothing.
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

from cases.disclosure.models import Decision, DocumentPart, DocumentPartQuerySet
from vbe.access.context import acting_as_task
from vbe.notices.outbox import notify
from vbe.reports.making import checked_sheet
from vbe.reports.queue import beating

TASK = "records"
ATTEMPTS = 3
LEASE = timedelta(seconds=settings.REPORT_LEASE_SECONDS)
TEMPLATE = "disclosure/pdf.html"

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken over. What was done is thrown away."""


@dataclass
class Work:
    """One worker's hold on one part."""

    part: DocumentPart
    lease: uuid.UUID

    def renew(self) -> None:
        """A lost lease is for the worker to notice, when it is done."""
        with acting_as_task(TASK):
            self._mine().update(lease_until=timezone.now() + LEASE)

    def finish(self, pdf: bytes, *, now: datetime) -> None:
        """Store the file and, when it was the last one, tell whoever decided: once. Raises LeaseLost."""
        with acting_as_task(TASK):
            digest = hashlib.sha256(pdf).hexdigest()
            if not self._mine().update(document=pdf, digest=digest, made_at=now, lease=None, lease_until=None):
                raise LeaseLost
            # Of two that finish at once, the one that holds the decision last sees that no part is left.
            decision = _held(self.part.decision_id)
            if not decision.parts.filter(made_at=None).exists():
                _tell(decision, _("Dokumentet till %(number)s är klart."), now)

    def give_back(self, *, now: datetime) -> None:
        """Something broke. Leave the part to the next sweep, or give up after the last attempt."""
        with acting_as_task(TASK):
            given_up = {"failed_at": now} if self.part.attempts >= ATTEMPTS else {}
            if self._mine().update(lease=None, lease_until=None, **given_up) and given_up:
                _tell(_held(self.part.decision_id), _("Dokumentet till %(number)s kunde inte göras."), now)

    def _mine(self) -> DocumentPartQuerySet:
        return DocumentPart.objects.filter(pk=self.part.pk, lease=self.lease, made_at=None)


def start_soon(part_id: uuid.UUID) -> None:
    """Ask a worker to begin, when the decision has been committed. A queue that is down delays it to the next sweep."""
    try:
        current_app.send_task("cases.disclosure.tasks.make", [str(part_id)], retry=False)
    except OperationalError:
        logger.warning("The task queue does not answer; document part %s waits for the next sweep.", part_id)


def claim(part_id: uuid.UUID, now: datetime) -> Work | None:
    """Take the part, or None when there is nothing to do: it is made, or somebody makes it."""
    with acting_as_task(TASK):
        free = DocumentPart.objects.claimable(now).select_for_update(skip_locked=True, of=("self",))
        part = free.select_related("decision__request__board__municipality", "decision__by__user").filter(pk=part_id)
        found = part.first()
        if found is None:
            return None
        if found.attempts >= ATTEMPTS:
            DocumentPart.objects.filter(pk=found.pk).update(failed_at=now, lease=None, lease_until=None)
            _tell(_held(found.decision_id), _("Dokumentet till %(number)s kunde inte göras."), now)
            return None
        found.lease, found.lease_until, found.attempts = uuid.uuid4(), now + LEASE, found.attempts + 1
        found.save(update_fields=["lease", "lease_until", "attempts"])
    return Work(found, found.lease)


def make(part_id: uuid.UUID) -> bool:
    """Make the part's file if it waits for it; True when this worker finished it."""
    work = claim(part_id, timezone.now())
    if work is None:
        return False
    try:
        with beating(work.renew, LEASE):
            content = printed(work.part)
        work.finish(content, now=timezone.now())
    except LeaseLost:
        logger.warning("Document part %s was taken over by another worker.", part_id)
        return False
    except Exception:
        # Whatever broke: the part goes back in the queue, and the last attempt tells whoever decided.
        logger.exception("Document part %s could not be made.", part_id)
        work.give_back(now=timezone.now())
        return False
    return True


def waiting(now: datetime) -> list[uuid.UUID]:
    """The parts that a worker may take, in the order they were frozen."""
    with acting_as_task(TASK):
        return list(DocumentPart.objects.claimable(now).order_by("id").values_list("pk", flat=True))


def try_again(decision: Decision) -> list[uuid.UUID]:
    """Put what was given up back in the queue; returns the parts."""
    given_up = list(decision.parts.filter(failed_at__isnull=False).values_list("pk", flat=True))
    decision.parts.filter(pk__in=given_up).update(failed_at=None, attempts=0)
    return given_up


def printed(part: DocumentPart) -> bytes:
    """The part as PDF/A-3a and PDF/UA-1: the same bytes for the same frozen content. Raises NotValid."""
    decision = part.decision
    mark = hashlib.sha256(json.dumps([str(decision.pk), decision.reason, part.content]).encode()).hexdigest()
    context = {"part": part.content, "decision": decision, "found": decision.request, "mark": mark}
    return checked_sheet(TEMPLATE, context, at=decision.at, identifier=mark)


def _held(decision_id: uuid.UUID) -> Decision:
    """The decision, for one worker at a time until the transaction ends."""
    decision = Decision.objects.defer("document").select_related("request", "by").get(pk=decision_id)
    decision.request.hold()
    return decision


def _tell(decision: Decision, text: str, now: datetime) -> None:
    url = reverse("records_request", args=[decision.request_id])
    notify(decision.by, text=text % {"number": decision.request.number}, url=url, now=now)
