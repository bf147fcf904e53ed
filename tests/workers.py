"""Real Celery processes on the test's database, as the application's role, and on a queue of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.db import connection

Process = subprocess.Popen[bytes]
Start = Callable[..., Process]
WORKER = ("worker", "--without-mingle", "--without-gossip")


@contextmanager
def celery(**settings_given: str) -> Iterator[Start]:
    """``start(*WORKER, …)`` and ``start("beat", …)`` start processes; those alive at the end are killed."""
    database = connection.settings_dict
    address = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else f"/{database['HOST']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vbe.settings",
        "DATABASE_URL": f"postgres://{database['USER']}{password}@{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "EMAIL_URL": "dummymail://",
        "VBE_DEMO": "1",
        # A demonstration that runs beside the test keeps its own work.
        "QUEUE": str(database["NAME"]),
        **settings_given,
    }
    started: list[Process] = []

    def start(*command: str) -> Process:
        words = [sys.executable, "-m", "celery", "-A", "vbe", *command, "--loglevel", "WARNING"]
        # A session of its own, so that a worker is killed with the processes it has started.
        started.append(subprocess.Popen(words, env=environment, cwd=settings.BASE_DIR, start_new_session=True))
        return started[-1]

    try:
        yield start
    finally:
        for process in started:
            kill(process)


def kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], Any], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        # To ask more often takes time from the process that is waited for.
        time.sleep(0.05)
