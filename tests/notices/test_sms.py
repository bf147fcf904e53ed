"""SMS: to a real gateway on loopback, at least once with the same id, and never with a content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.urls import reverse

from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at
from vbe.notices.models import Sms
from vbe.notices.tasks import send_outbox
from vbe.organisation.models import User

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NUMBER = "+46701740605"


class Gateway:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                gateway.asked.append((dict(self.headers), body))
                self.send_response(gateway.answers.pop(0) if gateway.answers else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send"


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    found = Gateway()
    settings.SMS_URL, settings.SMS_TOKEN = found.url, "hemlig"
    thread = Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


def reached(who: str = cast.CHIEF) -> None:
    user = assignment(who).user
    User.objects.filter(pk=user.pk).update(mobile=NUMBER)


def run() -> None:
    with as_application():
        send_outbox()


def test_the_chief_gets_an_sms_without_content(gateway: Gateway) -> None:
    reached()
    case = case_at(Step.CHIEF_TOLD)
    run()
    ((headers, said),) = gateway.asked
    assert said["to"] == NUMBER and said["id"] == headers["Idempotency-Key"] == str(Sms.objects.get().pk)
    assert headers["Authorization"] == "Bearer hemlig"
    assert case.number not in json.dumps(said)
    assert Sms.objects.get().sent_at
    run()
    assert len(gateway.asked) == 1


def test_a_gateway_that_refuses_is_told_the_same_again(gateway: Gateway) -> None:
    reached()
    case_at(Step.CHIEF_TOLD)
    # Refused, led elsewhere, then known already.
    gateway.answers = [503, 302, 409]
    for _n in range(3):
        run()
    assert len({said["id"] for _headers, said in gateway.asked}) == 1
    message = Sms.objects.get()
    assert (message.attempts, bool(message.sent_at)) == (3, True)


def test_without_a_gateway_or_a_number_there_is_none(gateway: Gateway, settings: Any) -> None:
    case_at(Step.CHIEF_TOLD)
    settings.SMS_URL = ""
    reached()
    case_at(Step.CHIEF_TOLD)
    assert not Sms.objects.exists()


def test_the_person_keeps_her_own_number(sign_in: SignIn) -> None:
    client, url = sign_in(cast.CHIEF), reverse("own_mobile")
    for wrong in ("08-123 45", "ring mig", "070\x00", "1" * 40, "+46812345678"):
        assert client.post(url, {"mobile": wrong}).status_code in (400, 422), wrong
    assert client.post(url, {"mobile": "070-174 06 05"}).status_code == 302
    assert assignment(cast.CHIEF).user.mobile == NUMBER
    assert NUMBER in client.get(reverse("own_sign_in")).content.decode()
    assert client.post(url, {"mobile": ""}).status_code == 302
    assert assignment(cast.CHIEF).user.mobile == ""


def test_the_administrator_keeps_it_for_her_own_people(sign_in: SignIn) -> None:
    url = reverse("person_mobile", args=[assignment(cast.CHIEF).user_id])
    administrator = sign_in(cast.ADMINISTRATOR)
    assert administrator.post(url, {"mobile": "0701740605"}).status_code == 302
    assert assignment(cast.CHIEF).user.mobile == NUMBER
    assert sign_in(cast.NYKOPING_ADMINISTRATOR).post(url, {"mobile": ""}).status_code == 404
    with as_application(assignment(cast.COLLEAGUE)):
        assert User.objects.filter(pk=assignment(cast.CHIEF).user_id).update(mobile="") == 0


def test_the_number_is_encrypted_where_it_is_stored() -> None:
    from django.db import connection

    reached()
    with connection.cursor() as cursor:
        cursor.execute("SELECT mobile FROM organisation_user WHERE mobile <> ''")
        assert NUMBER not in cursor.fetchone()[0]
