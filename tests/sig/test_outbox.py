"""The summons all the way over a real SMTP connection."""

from __future__ import annotations

import email
import socketserver
import threading
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest

from cases.sig.states import Step
from tests.conftest import as_application
from tests.factories import case_at
from vbe.notices.models import Mail
from vbe.notices.tasks import send_outbox

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


class Receiver(socketserver.StreamRequestHandler):
    """The little of SMTP that a sender needs."""

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            match line.split()[0].upper():
                case "DATA":
                    self.say("354 go on")
                    self.server.received.append(self.content())  # type: ignore[attr-defined]
                    self.say("250 taken")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 test")

    def content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        return b"".join(lines)

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def received(settings: Any) -> Iterator[list[bytes]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Receiver) as server:
        server.daemon_threads = True
        server.received = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address[:2]
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server.received  # type: ignore[attr-defined]
        server.shutdown()


def send() -> int:
    with as_application():
        return send_outbox()


def summonses(received: list[bytes]) -> list[Message]:
    messages = [email.message_from_bytes(raw) for raw in received]
    return [message for message in messages if message.is_multipart()]


def test_a_calendar_program_can_read_it_and_nobody_else_learns_anything(received: list[bytes]) -> None:
    case = case_at(Step.SUMMONED)
    assert send() == Mail.objects.count() == len(received)
    for message in summonses(received):
        text, calendar = message.get_payload()
        assert message["Subject"].isascii() or "=?utf-8" in message["Subject"]
        assert text.get_content_type() == "text/plain"
        assert calendar.get_content_type() == "text/calendar"
        assert calendar.get_param("method") == "REQUEST"
        assert calendar.get_filename() == "kallelse.ics"
        assert b"BEGIN:VEVENT" in calendar.get_payload(decode=True)
        everything = str(message["Subject"]) + text.get_payload(decode=True).decode()
        assert case.number not in everything
    for raw in received:
        assert b"Prov" not in raw


def test_sent_again_with_the_same_message_id(received: list[bytes]) -> None:
    case_at(Step.SUMMONED)
    send()
    first = {email.message_from_bytes(raw)["Message-ID"] for raw in received}
    # As after a worker that died between sending and noting it.
    Mail.objects.update(sent_at=None)
    send()
    assert {email.message_from_bytes(raw)["Message-ID"] for raw in received} == first
    assert len(received) == 2 * len(first)


def test_nothing_is_sent_twice_by_itself(received: list[bytes]) -> None:
    case_at()
    assert send() == 1
    assert send() == 0
