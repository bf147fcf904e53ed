"""A web worker that is killed and a database that crashes, with nothing pretended: gunicorn, and a PostgreSQL of the
test's own on loopback. What was promised is there once; who gets no receipt is told so, and has all that was typed."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests import cast
from tests.bad_input.forms import forms_in
from tests.bench.submitting import LOCAL, SECRET, Reporter, serve, signed_in, told_apart
from tests.submission.written import report
from vbe.demo import servers
from vbe.demo.organisation import load_organisation
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])

REPORTERS, SECONDS = 4, 4.0


class Database(servers.Postgres):
    """As in production a commit that was answered is on the disk; and it is stopped as when the power goes."""

    stop_signal = signal.SIGQUIT

    def command(self, port: int) -> list[str]:
        return [word.replace("synchronous_commit=off", "synchronous_commit=on") for word in super().command(port)]

    def fill(self) -> None:
        """With what the test's database holds."""
        here, programs = connection.settings_dict, self.program().parent
        source = {"host": here["HOST"], "port": here["PORT"], "user": here["USER"], "password": here["PASSWORD"]}
        words = " ".join(f"{name}={value}" for name, value in (source | {"dbname": here["NAME"]}).items() if value)
        dump = [programs / "pg_dump", "--no-owner", "--no-comments", "--dbname", words]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
            restore = [programs / "psql", "--quiet", "--no-psqlrc", "--dbname", self.url("owner")]
            subprocess.run(restore, stdin=dumped.stdout, capture_output=True, check=True)


@dataclass
class Service:
    """Gunicorn and its database, and somebody who is signed in."""

    database: Database
    web: subprocess.Popen[bytes]
    port: int
    session: str

    def workers(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()]

    def stored(self) -> list[tuple[str, str]]:
        with psycopg.connect(self.database.url("owner")) as owner:
            return owner.execute("SELECT id::text, number FROM concerns_concern").fetchall()

    def ask(self, method: str, path: str, body: str = "") -> tuple[http.client.HTTPResponse, str]:
        asking = http.client.HTTPConnection(LOCAL, self.port, timeout=15)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        asking.request(method, path, body, kind | {"Cookie": f"sessionid={self.session}; csrftoken={SECRET}"})
        answer = asking.getresponse()
        return answer, answer.read().decode()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    load_organisation(password=cast.PASSWORD)
    session, port = signed_in(), servers.free_port()
    # A server that is started by root is another user's, who reaches the project's own folder.
    place = Path(settings.BASE_DIR) / ".data" / f"faults-{os.getpid()}"
    database, web = Database(place), None
    try:
        at = database.ensure()
        # After the restart it is where it was.
        monkeypatch.setattr(servers, "free_port", lambda: at)
        database.fill()
        monkeypatch.setenv("DATABASE_URL", database.url("app"))
        monkeypatch.setenv("DATABASE_OWNER_URL", database.url("owner"))
        monkeypatch.setenv("REDIS_URL", settings.REDIS_URL)
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
        monkeypatch.setenv("VBE_DEMO", "1")
        web = serve(port)
        yield Service(database, web, port, session)
    finally:
        if web:
            os.killpg(web.pid, signal.SIGKILL)
            web.wait()
        database.stop()
        shutil.rmtree(place, ignore_errors=True)


def test_a_killed_worker_and_a_crashed_database_lose_nothing_and_double_nothing(service: Service) -> None:
    written, numbers, ends = dict(report()), count(), time.monotonic() + SECONDS
    own = partial(told_apart, written)
    crowd = [Reporter(service.port, service.session, own, numbers) for _one in range(REPORTERS)]
    people = [threading.Thread(target=one.work, args=[ends]) for one in crowd]
    for person in people:
        person.start()
    time.sleep(SECONDS / 4)
    os.kill(service.workers()[0], signal.SIGKILL)
    time.sleep(SECONDS / 4)
    service.database.stop()

    mine = written | {"id": str(new_id()), "text": "Två dekaler på dörren.", "csrfmiddlewaretoken": SECRET}
    answer, page = service.ask("POST", "/oro/ny/", urlencode(mine))
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store") and answer.headers["Retry-After"]
    assert service.ask("GET", "/halsa/")[0].status == 503
    (kept,) = forms_in("/oro/ny/", page)
    assert mine.items() <= dict(kept.sent).items()

    service.database.ensure()
    assert service.ask("POST", kept.action, urlencode(kept.sent))[0].status == 302
    for person in people:
        person.join()
    stored = service.stored()
    assert {key for one in crowd for key in one.promised} | {mine["id"]} == {key for key, _number in stored}
    assert len({number for _key, number in stored}) == len(stored) > REPORTERS
    assert {status for one in crowd for status in one.refused} <= {503}
    assert all(one.begun == one.promised for one in crowd)
