"""A mail that cannot be sent does not stand in the way of the others."""

import pytest
from django.core import mail
from django.utils import timezone

from tests import cast
from tests.conftest import as_application, assignment
from vbe.notices.models import Mail
from vbe.notices.outbox import queue_mail
from vbe.notices.tasks import send_outbox

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def queue(subject: str) -> Mail:
    director = assignment(cast.DIRECTOR)
    return queue_mail(
        board_id=director.board_id, to=director.user.email, subject=subject, body="Logga in.", now=timezone.now()
    )


def test_a_mail_that_no_server_could_take_waits_behind_the_others() -> None:
    impossible, letter = queue("Två\nrader"), queue("Kallelse till möte")
    with as_application():
        send_outbox()
        send_outbox()
    assert [sent.subject for sent in mail.outbox] == [letter.subject]
    impossible.refresh_from_db()
    assert impossible.sent_at is None


def test_a_summons_never_comes_after_the_one_that_changed_it() -> None:
    director = assignment(cast.DIRECTOR)

    def call(subject: str, to: str = director.user.email, **more: object) -> Mail:
        letter = queue_mail(
            board_id=director.board_id, to=to, subject=subject, body="Se filen.", now=timezone.now(), calendar="BEGIN",
            method="REQUEST",
        )  # fmt: skip
        Mail.objects.filter(pk=letter.pk).update(**more)
        return letter

    first = call("Kallelse", attempts=3)
    call("Ny tid")
    call("Inställt")
    other = call("Kallelse till någon annan", to="a@b.example")
    with as_application():
        send_outbox()
    assert [sent.subject for sent in mail.outbox] == [other.subject, first.subject, "Ny tid", "Inställt"]
