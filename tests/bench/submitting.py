"""Fifty reporters send reports for a minute, and the web server is killed and started again in the middle.

``python -m tests.bench.submitting`` builds a database in an embedded server of its own, starts gunicorn on loopback,
counts what was promised and what there is, prints JSON, and removes everything. A reporter whose request got no answer
sends the same form again, under the same id, as a browser does. None may be lost and none doubled.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import urlencode

from tests.bench.__main__ import FOLDER, point_at

PLACE = FOLDER.parent / "bench-submitting"
LOCAL = "127.0.0.1"
# A form's own protection needs a secret that the cookie and the form share; any will do.
SECRET = "a" * 32
# How long somebody goes on trying after the time is up, and how long one try may take.
PATIENCE, TRY = 60.0, 15.0


@dataclass
class Reporter:
    """One person in one browser: sends, waits for the receipt, and sends the same again when there is no answer."""

    port: int
    session: str
    # Under a key and a number of its own.
    written: Callable[[str, int], dict[str, Any]]
    numbers: Iterator[int]
    promised: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)
    tries: int = 0
    times: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)

    def work(self, ends: float) -> None:
        while time.monotonic() < ends:
            key = str(uuid.uuid4())
            self.begun.append(key)
            form = self.written(key, next(self.numbers))
            start = time.monotonic()
            while time.monotonic() < ends + PATIENCE:
                self.tries += 1
                if (status := self.send(form)) == 302:
                    self.promised.append(key)
                    self.times.append(time.monotonic() - start)
                    break
                if status:
                    self.refused.append(status)
                time.sleep(0.2)

    def send(self, form: dict[str, Any]) -> int:
        """The answer's status; 0 when there was none."""
        body = urlencode(form | {"csrfmiddlewaretoken": SECRET})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={SECRET}",
        }
        connection = http.client.HTTPConnection(LOCAL, self.port, timeout=TRY)
        try:
            connection.request("POST", "/oro/ny/", body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.submitting", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--reporters", type=int, default=50)
    options = parser.parse_args()
    from vbe.demo.servers import Postgres

    server = Postgres(PLACE)
    try:
        point_at(server.url("app"), server.url("owner"))
        result = measured(options.seconds, options.reporters)
    finally:
        server.stop()
        shutil.rmtree(PLACE, ignore_errors=True)
    print(json.dumps(result, indent=2))
    sys.exit(bool(result["lost"] or result["doubled"] or result["unanswered"]))


def measured(seconds: int, reporters: int) -> dict[str, Any]:
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0, stdout=sys.stderr)
    # Built as the owner, as the demonstration is.
    application, connections["default"] = connections["default"], connections["owner"]
    try:
        from tests.submission.written import report
        from vbe.demo.organisation import load_organisation

        load_organisation(password="ett-prov-lösenord")
        sessions = [signed_in() for _one in range(reporters)]
        written = dict(report())
        numbers = count()
        crowd = [Reporter(0, session, partial(told_apart, written), numbers) for session in sessions]
        restarted = crowded(crowd, seconds)
        from cases.concerns.models import Concern

        stored = [str(pk) for pk in Concern.objects.values_list("pk", flat=True)]
        given = Concern.objects.values("number").distinct().count()
    finally:
        connections["default"] = application
    promised = [key for one in crowd for key in one.promised]
    times = sorted(each for one in crowd for each in one.times)
    return {
        "reporters": reporters,
        "seconds": seconds,
        "web was away for": round(restarted, 2),
        "promised": len(promised),
        "stored": len(stored),
        "tries": sum(one.tries for one in crowd),
        "answered otherwise": sorted({status for one in crowd for status in one.refused}),
        "lost": len(set(promised) - set(stored)),
        "doubled": len(stored) - len(set(stored) & {key for one in crowd for key in one.begun}),
        "numbers given twice": len(stored) - given,
        "unanswered": sum(len(one.begun) - len(one.promised) for one in crowd),
        "seconds to a receipt": {"p50": round(statistics.median(times), 3), "longest": round(times[-1], 3)},
    }


def told_apart(written: dict[str, Any], id: str, number: int) -> dict[str, Any]:
    """The report under the key ``id``, which happened in a minute of its own: the same said twice is one report."""
    happened = datetime.fromisoformat(written["happened_on"]) - timedelta(minutes=number)
    when = {"when_kind": "tidpunkt", "happened_on": f"{happened:%Y-%m-%d}", "happened_at": f"{happened:%H:%M}"}
    return written | when | {"id": id}


def signed_in() -> str:
    from django.conf import settings
    from django.test import Client

    from tests import cast
    from vbe.organisation.models import User

    client = Client()
    client.force_login(User.objects.get(email=cast.address(cast.REPORTER)))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def crowded(crowd: list[Reporter], seconds: int) -> float:
    """Everybody sends; in the middle the server dies and another takes its port. For how long there was none."""
    from vbe.demo.servers import free_port

    port = free_port()
    web = serve(port)
    try:
        ends = time.monotonic() + seconds
        people = []
        for one in crowd:
            one.port = port
            people.append(threading.Thread(target=one.work, args=[ends]))
            people[-1].start()
        time.sleep(seconds / 2)
        # Without a warning: what was being answered then is not answered.
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()
        died = time.monotonic()
        web = serve(port)
        away = time.monotonic() - died
        for person in people:
            person.join()
        return away
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait(timeout=30)


def serve(port: int) -> subprocess.Popen[bytes]:
    """Gunicorn as it runs in production, in a process group of its own; back when it answers."""
    web = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "vbe.wsgi", "--bind", f"{LOCAL}:{port}", "--workers", "2", "--threads", "4"]
        + ["--worker-class", "gthread", "--preload", "--no-control-socket", "--log-level", "error"],
        start_new_session=True,
    )
    ready = time.monotonic() + 60
    while time.monotonic() < ready and web.poll() is None:
        connection = http.client.HTTPConnection(LOCAL, port, timeout=5)
        try:
            connection.request("GET", "/logga-in/")
            connection.getresponse().read()
            return web
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("gunicorn did not answer within a minute")


if __name__ == "__main__":
    main()
