"""A real worker process on the test's database, as the application's role, and on a queue of the test's own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

Start = Callable[..., subprocess.Popen[bytes]]


@contextmanager
def workers(**settings_given: str) -> Iterator[Start]:
    """``start(*arguments)`` starts a worker, with arguments to Celery; those alive at the end are killed."""
    database = connection.settings_dict
    address = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else f"/{database['HOST']}"
    password = f":{database['PASSWORD']}" if database["PASSWORD"] else ""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vbe.settings",
        "DATABASE_URL": f"postgres://{database['USER']}{password}@{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "VBE_DEMO": "1",
        # A demonstration that runs beside the test keeps its own work.
        "QUEUE": str(database["NAME"]),
        **settings_given,
    }
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "vbe", "worker", "--pool", "solo", "--loglevel", "WARNING"]
        command += ["--without-mingle", "--without-gossip", *arguments]
        started.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR))
        return started[-1]

    try:
        yield start
    finally:
        for process in started:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def wait_until(condition: Callable[[], Any], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)
