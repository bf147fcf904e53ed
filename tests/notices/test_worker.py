"""The outbox with nothing pretended: a worker process, Redis, and an SMTP server on loopback that misbehaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests import cast
from tests.conftest import assignment
from tests.postbox import Postbox
from tests.workers import WORKER, Process, celery, kill, wait_until
from vbe.demo.organisation import load_organisation
from vbe.notices.models import Mail
from vbe.notices.outbox import queue_mail

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])


@pytest.fixture
def worker(postbox: Postbox) -> Iterator[Callable[[], Process]]:
    """Start a real worker that sends to the postbox."""
    load_organisation(password=cast.PASSWORD)
    with celery(EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}") as start:
        yield partial(start, *WORKER, "--pool", "solo")


def letter() -> Mail:
    director = assignment(cast.DIRECTOR)
    return queue_mail(
        board_id=director.board_id, to=director.user.email, subject="Kallelse till möte", body="Se kalenderfilen.",
        now=timezone.now(), calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", method="REQUEST",
    )  # fmt: skip


def order(mail: Mail) -> None:
    from vbe.notices.tasks import send_outbox

    send_outbox.apply_async(queue=connection.settings_dict["NAME"])


def test_a_worker_killed_while_sending_loses_nothing(worker: Callable[[], Any], postbox: Postbox) -> None:
    """Killed after the server had the letter but before it had answered: sent again, with the same Message-ID."""
    mail = letter()
    postbox.hold = True
    first = worker()
    order(mail)
    assert postbox.holding.wait(25)
    kill(first)
    assert Mail.objects.get(pk=mail.pk).sent_at is None

    postbox.hold = False
    worker()
    # The database frees the row when it notices that the killed worker is gone.
    order(mail)
    wait_until(lambda: Mail.objects.filter(pk=mail.pk, sent_at__isnull=False).exists(), "the mail was not sent again")
    assert {delivered["Message-ID"] for delivered in postbox.letters} == {postbox.letters[0]["Message-ID"]}


def test_a_mail_server_that_refuses_is_tried_again_until_the_mail_is_delivered(
    worker: Callable[[], Any], postbox: Postbox
) -> None:
    mail = letter()
    postbox.refuse = True
    worker()
    order(mail)
    wait_until(lambda: Mail.objects.get(pk=mail.pk).attempts, "the worker did not try")
    assert Mail.objects.get(pk=mail.pk).sent_at is None

    postbox.refuse = False
    order(mail)
    wait_until(lambda: Mail.objects.filter(pk=mail.pk, sent_at__isnull=False).exists(), "the mail was not sent later")
    refused, delivered = postbox.letters
    assert refused["Message-ID"] == delivered["Message-ID"]
    assert delivered["Message-ID"].startswith(f"<{mail.pk}@")
    assert delivered.get_payload(1).get_content_type() == "text/calendar"  # type: ignore[union-attr]
