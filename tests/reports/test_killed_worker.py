"""A worker that dies, with nothing pretended: worker processes, Redis and the test's own database.

The worker is killed (SIGKILL) five times: right after it has taken a report, right before it has finished one, and at
random moments between. The next worker makes each report once: one version, one file, one notice, and the page tells.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
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


class Service:
    """The worker, and the clock that sends it on its rounds: the processes of docker-compose.yml."""

    def __init__(self, start: Start, schedule: Path) -> None:
        self.start = start
        self.start_worker()
        start("beat", "--schedule", str(schedule), "--pidfile", "")

    def start_worker(self) -> None:
        self.worker = self.start(*WORKER, "--concurrency", "1")

    def kill_worker(self) -> None:
        """The whole of it, as when the machine stops; a new one is started."""
        kill(self.worker)
        self.start_worker()

    def kill_working_process(self) -> None:
        """As when memory runs out: the process that makes the report dies, and the worker gets itself a new one."""
        pid = self.worker.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    load_organisation(password=cast.PASSWORD)
    with celery(REPORT_LEASE_SECONDS="2", REPORT_SWEEP_SECONDS="1") as start:
        yield Service(start, tmp_path / "schedule")


def in_hand() -> Report:
    """The report that a living worker is making, once it is one that may still be interrupted.

    A report is given up after three attempts, so the last of them is left in peace.
    """
    working = Report.objects.filter(state=State.WORKING, attempts__lt=queue.ATTEMPTS).defer("figures")
    wait_until(lambda: working.filter(lease_until__gt=timezone.now()).exists(), "nobody took a report")
    return working.filter(lease_until__gt=timezone.now()).first() or in_hand()


def has_reached(one: Report, stage: str) -> bool:
    now = Report.objects.only("state", "stage").get(pk=one.pk)
    return now.stage == stage or now.state != State.WORKING


def test_a_killed_worker_costs_time_and_nothing_else(service: Service, sign_in: SignIn) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    print(f"\nseed {seed}")
    first = situations.report(period="2026T2")
    wait_until(lambda: Report.objects.get(pk=first.pk).state == State.WORKING, "nobody took the report")
    began = time.monotonic()
    wait_until(lambda: Report.objects.get(pk=first.pk).state == State.READY, "the report was not made")
    takes = time.monotonic() - began

    interrupted = set()
    for number, moment in enumerate(["claimed", "last", "random", "random", "random"]):
        situations.report(period=f"{2010 + number}T1")
        one = in_hand()
        if moment == "last":
            wait_until(lambda one=one: has_reached(one, "Kontrollerar filen"), "the file was not set")  # type: ignore[misc]
        elif moment == "random":
            time.sleep(chance.uniform(0, takes))
            one = in_hand()
        if moment == "random":
            service.kill_working_process()
        else:
            service.kill_worker()
        left = Report.objects.only("state", "stage", "period").get(pk=one.pk)
        print(f"killed ({moment}): {left.period} at {left.stage!r}, {left.state}")
        interrupted |= {one.pk} if left.state == State.WORKING else set()
    made = Report.objects.filter(state=State.READY)
    wait_until(lambda: made.count() == 6, f"not all were made: {list(Report.objects.values_list('period', 'state'))}")

    assert interrupted
    assert Report.objects.count() == ReportFile.objects.count() == 6
    client = sign_in(cast.COORDINATOR)
    for one in Report.objects.select_related("file"):
        assert one.file.figures_hash == one.figures_hash
        assert len(PdfReader(BytesIO(one.file.content)).pages) == one.file.pages
        url = reverse("board_report", args=[one.pk])
        assert Notice.objects.filter(url=url).count() == 1
        assert ("Arbetet avbröts" in client.get(url).content.decode()) is (one.pk in interrupted)
