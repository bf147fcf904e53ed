"""The chain from a confirmed case to a cancelled meeting with nothing pretended: worker processes that are killed, and
a mail server on loopback that is stopped, refuses, and dies half-way. Nothing is lost, and nothing comes in wrong order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from email.message import Message
from functools import partial
from typing import Any

import pytest
import vobject
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, Meeting, StandIn, Told
from cases.sig.standing_in import call_in, on_call_for, stand_ins_for
from cases.sig.states import Step
from cases.sig.tasks import tell_deputies
from tests import cast
from tests.conftest import SignIn, as_application
from tests.factories import IntakeFactory, case_at, consent
from tests.postbox import Postbox
from tests.sig.forms import confirmation, working_day
from tests.sig.forms import summons as filled
from tests.workers import WORKER, Process, celery, kill, wait_until
from vbe.demo.organisation import load_organisation
from vbe.notices.models import Mail, Notice
from vbe.notices.tasks import send_outbox

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "audit"])
POLICE = "kontakt@polisen.example"


@pytest.fixture
def worker(postbox: Postbox) -> Iterator[Callable[[], Process]]:
    """Start a real worker that sends to the postbox."""
    load_organisation(password=cast.PASSWORD)
    with celery(EMAIL_URL=f"smtp://127.0.0.1:{postbox.port}") as start:
        yield partial(start, *WORKER, "--pool", "solo")


def order(task: Any) -> None:
    """As beat does every minute."""
    task.apply_async(queue=connection.settings_dict["NAME"])


def unsent() -> Any:
    return Mail.objects.filter(sent_at=None)


def sent(what: str) -> None:
    order(send_outbox)
    wait_until(lambda: not unsent().exists(), what)


def killed_while_sending(process: Process, postbox: Postbox, to: str) -> None:
    """The server has the letter and has not answered when the worker dies."""
    postbox.hold_for = to
    postbox.holding.clear()
    order(send_outbox)
    assert postbox.holding.wait(30)
    kill(process)
    postbox.hold_for = ""


def test_no_notice_is_lost_wherever_the_worker_and_the_mail_server_die(
    worker: Callable[[], Process], postbox: Postbox, sign_in: SignIn
) -> None:
    first, arrived = worker(), IntakeFactory()
    reception, chief, director = sign_in(cast.INTAKE), sign_in(cast.CHIEF), sign_in(cast.DIRECTOR)
    reception.post(reverse("intake_confirm", args=[arrived.pk]), confirmation())
    case = Case.objects.get()
    consent(case)
    killed_while_sending(first, postbox, cast.address(cast.CHIEF))

    # Nobody sends while the routine goes on.
    chief.post(reverse("case_acknowledge", args=[case.number]))
    chief.post(reverse("case_inform", args=[case.number]))
    second = worker()
    sent("what waited for a worker was not sent")
    director.post(reverse("case_acknowledge", args=[case.number]))

    # The mail server is away while the meeting is called, and the worker dies when it has come to the second of three.
    postbox.stop()
    page = chief.get(reverse("case_summon", args=[case.number]))
    police = f"seat-{next(n for n, p in enumerate(page.context['form'].places) if 'Polis' in p.function)}-email"
    chief.post(reverse("case_summon", args=[case.number]), filled(page, **{police: POLICE}))
    order(send_outbox)
    wait_until(lambda: unsent().filter(attempts__gt=0).exists(), "the worker did not try")
    postbox.start()
    killed_while_sending(second, postbox, cast.address(cast.HEAD_CHILDREN))

    # Called anew: refused at first, and then the server dies when it has a letter.
    page = chief.get(reverse("case_summon", args=[case.number]))
    chief.post(reverse("case_summon", args=[case.number]), filled(page, day=working_day(4).isoformat()))
    postbox.refuse, tried = True, len(postbox.letters)
    worker()
    order(send_outbox)
    wait_until(lambda: len(postbox.letters) > tried, "the worker did not try the server that refuses")
    meeting, why = Meeting.objects.get(), {"installt-reason": "Två är sjuka."}
    chief.post(reverse("case_meeting_cancel", args=[case.number, meeting.pk]), why)
    postbox.refuse, postbox.hang_up, taken = False, True, len(postbox.taken)
    order(send_outbox)
    wait_until(lambda: len(postbox.taken) > taken, "the worker did not try the server that hangs up")
    postbox.hang_up = False
    sent("what waited for the mail server was not sent")

    everybody_has_everything(postbox.taken)
    assert Meeting.objects.get().sequence == 2
    told = list(Notice.objects.values_list("recipient", "text"))
    assert len(told) == len(set(told)), "somebody was told twice"
    assert not Told.objects.filter(acknowledged_at=None, step__in=[Step.CHIEF_TOLD, Step.DIRECTOR_INFORMED]).exists()


def everybody_has_everything(taken: list[Message]) -> None:
    """Each mail once, or again under its Message-ID and unchanged; to each address the versions in their order."""
    by_id: dict[str, list[Message]] = defaultdict(list)
    for letter in taken:
        by_id[letter["Message-ID"].strip("<>").partition("@")[0]].append(letter)
    assert set(by_id) == {str(mail.pk) for mail in Mail.objects.all()}
    versions: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for letters in by_id.values():
        assert len(letters) <= 2 and len({content(letter) for letter in letters}) == 1
        if letters[0].is_multipart():
            calendar = vobject.readOne(content(letters[0])[1].decode())
            versions[letters[0]["To"]].append((int(calendar.vevent.sequence.value), calendar.method.value))
    assert sum(len(letters) == 2 for letters in by_id.values()) == 3, "two workers and a server died with a letter"
    assert set(versions) == {cast.address(cast.HEAD_ADULT), cast.address(cast.HEAD_CHILDREN), POLICE}
    for address, got in versions.items():
        assert got == [(0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL")], address


def content(letter: Message) -> tuple[bytes, ...]:
    parts = letter.walk() if letter.is_multipart() else [letter]
    return tuple(part.get_payload(decode=True) for part in parts if not part.is_multipart())  # type: ignore[misc]


def test_a_worker_killed_while_it_calls_in_a_deputy_has_done_nothing_and_the_next_does_it_once(
    worker: Callable[[], Process],
) -> None:
    asked, now = worker(), timezone.now()
    case = case_at(Step.CHIEF_TOLD, now=now - timedelta(days=2))
    before, mailed = case.told.count(), Mail.objects.count()
    called_in = case.stand_ins.count()
    next_in_line = on_call_for(case, now) or stand_ins_for(case, timezone.localdate(now))[0]
    with suppress(Undone), transaction.atomic():
        # The worker waits to see whether this deputy is called in already.
        call_in(case, next_in_line, StandIn.Ground.SILENT, now)
        order(tell_deputies)
        wait_until(somebody_waits_for_us, "the worker did not come to the case")
        kill(asked)
        raise Undone
    assert (case.stand_ins.count(), case.told.count(), Mail.objects.count()) == (called_in, before, mailed)

    for _twice in range(2):
        with as_application():
            tell_deputies()
    assert case.stand_ins.filter(assignment=next_in_line).count() == 1
    told = list(Notice.objects.exclude(recipient=case.chief).values_list("recipient", "text"))
    assert told and len(told) == len(set(told))
    # Each in the product and by mail, and a row that says so.
    assert case.told.count() - before == Mail.objects.count() - mailed > 0


class Undone(Exception):
    """Leaves the transaction without what was done in it."""


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))")
        return cursor.fetchone() is not None
