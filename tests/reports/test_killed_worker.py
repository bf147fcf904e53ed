"""A worker that dies, with nothing pretended: worker processes, Redis and the test's own database.

The worker is killed (SIGKILL) five times: right after it has taken a report, right before it has finished one, and at
random moments between. The next worker makes each report once: one version, one file, one notice, and the page tells.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests import cast
from tests.conftest import SignIn
from tests.reports import situations
from tests.workers import WORKER, Start, celery, kill, wait_until
from vbe.demo.organisation import load_organisation
from vbe.notices.models import Notice
from vbe.reports import queue
from vbe.reports.models import Report, ReportFile
from vbe.reports.states import State

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])

# Long enough for some reports on a busy machine.
PATIENCE = 240


class Service:
    """The worker, and the clock that sends it on its rounds: the processes of docker-compose.yml."""

    def __init__(self, start: Start, schedule: Path) -> None:
        self.start = start
        self.worker = start(*WORKER, "--concurrency", "1")
        self.dead: set[uuid.UUID | None] = set()
        self.years = count(2010)
        start("beat", "--schedule", str(schedule), "--pidfile", "")

    def in_hand(self) -> Report:
        """The report that the living worker is making, once it is one that may still be interrupted.

        A report is given up after three attempts, so the last of them is left in peace.
        """
        young = Report.objects.filter(attempts__lt=queue.ATTEMPTS).exclude(state=State.READY).defer("figures")
        if not young.exists():
            situations.report(period=f"{next(self.years)}T1")
        theirs = young.filter(state=State.WORKING).exclude(lease__in=self.dead)
        wait_until(lambda: theirs.exists() or not young.exists(), "nobody took a report", PATIENCE)
        return theirs.first() or self.in_hand()

    def kill_worker(self) -> list[Report]:
        """The whole of it, as when the machine stops; a new one is started. Returns what it had in hand."""
        kill(self.worker)
        left = list(Report.objects.filter(state=State.WORKING).defer("figures"))
        self.dead |= {one.lease for one in left}
        self.worker = self.start(*WORKER, "--concurrency", "1")
        return left


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    load_organisation(password=cast.PASSWORD)
    with celery(REPORT_LEASE_SECONDS="3", REPORT_SWEEP_SECONDS="1") as start:
        yield Service(start, tmp_path / "schedule")


def has_reached(one: Report, stage: str) -> bool:
    now = Report.objects.only("state", "stage").get(pk=one.pk)
    return now.stage == stage or now.state != State.WORKING


def test_a_killed_worker_costs_time_and_nothing_else(service: Service, sign_in: SignIn) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    print(f"\nseed {seed}")
    service.in_hand()
    began = time.monotonic()
    wait_until(Report.objects.filter(state=State.READY).exists, "the report was not made", PATIENCE)
    takes = time.monotonic() - began

    interrupted = set()
    for moment in ["claimed", "last", "random", "random", "random"]:
        one = service.in_hand()
        if moment == "last":
            wait_until(partial(has_reached, one, "Kontrollerar filen"), "the file was not set", PATIENCE)
        elif moment == "random":
            time.sleep(chance.uniform(0, takes))
            service.in_hand()
        left = service.kill_worker()
        print(f"killed ({moment}): {[(one.period, one.stage) for one in left]}")
        interrupted |= {one.pk for one in left}
    wait_until(lambda: not Report.objects.exclude(state=State.READY).exists(), "not all were made", PATIENCE)

    assert interrupted
    assert Report.objects.count() == ReportFile.objects.count() > len(interrupted) >= 2
    client = sign_in(cast.COORDINATOR)
    for one in Report.objects.select_related("file"):
        assert one.file.figures_hash == one.figures_hash
        assert len(PdfReader(BytesIO(one.file.content)).pages) == one.file.pages
        url = reverse("board_report", args=[one.pk])
        assert Notice.objects.filter(url=url).count() == 1
        assert ("Arbetet avbröts" in client.get(url).content.decode()) is (one.pk in interrupted)
