"""The summons all the way over a real SMTP connection."""

from __future__ import annotations

from email.message import Message
from typing import Any

import pytest

from cases.sig.states import Step
from tests.conftest import as_application
from tests.factories import case_at
from tests.postbox import Postbox
from vbe.notices.models import Mail
from vbe.notices.tasks import send_outbox

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def received(postbox: Postbox, settings: Any) -> list[Message]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return postbox.letters


def send() -> int:
    with as_application():
        return send_outbox()


def summonses(received: list[Message]) -> list[Message]:
    return [message for message in received if message.is_multipart()]


def test_a_calendar_program_can_read_it_and_nobody_else_learns_anything(received: list[Message]) -> None:
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
    for letter in received:
        assert "Prov" not in "".join(
            part.get_payload(decode=True).decode() for part in letter.walk() if part.get_payload(decode=True)
        )


def test_sent_again_with_the_same_message_id(received: list[Message]) -> None:
    case_at(Step.SUMMONED)
    send()
    first = {letter["Message-ID"] for letter in received}
    # As after a worker that died between sending and noting it.
    Mail.objects.update(sent_at=None)
    send()
    assert {letter["Message-ID"] for letter in received} == first
    assert len(received) == 2 * len(first)


def test_nothing_is_sent_twice_by_itself(received: list[Message]) -> None:
    case_at()
    assert send() == 1
    assert send() == 0
