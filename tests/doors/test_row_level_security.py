"""The second lock: what a link or a code reaches of the database, whatever the pages ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from cases.concerns.models import Attachment, Concern
from cases.concerns.states import ENDED, State
from cases.doors import following
from cases.doors.codes import code_fingerprint, new_code
from cases.doors.models import Answer, Question, Receipt, ReportingLink, Told
from cases.doors.receiving import receive
from cases.sig.models import Intake, Particulars, SealedPart
from cases.submission import send as sending
from cases.submission.send import Sealed, send_sealed
from tests import cast
from tests.conftest import as_application, assignment
from tests.doors.situations import code, link, of, question
from tests.factories import ConcernFactory, board
from vbe.access.context import set_context
from vbe.access.links import fingerprint
from vbe.organisation.models import Unit

pytestmark = pytest.mark.django_db


@contextmanager
def holding(mark: str) -> Iterator[None]:
    """As the application, for somebody with nothing but a link or a code."""
    with as_application():
        set_context(link=mark)
        yield


def refused(write: object) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security|permission denied|outside the scope"),
        transaction.atomic(),
    ):
        write()  # type: ignore[operator]


def test_a_code_shows_its_own_report_and_reads_no_report() -> None:
    mine, other = ConcernFactory(), ConcernFactory(number="2025-900")
    things, theirs = of(mine), question(other)
    with holding(code_fingerprint(things.code)):
        followed = following.by_code(code_fingerprint(things.code))
        assert followed and followed.pk == mine.pk
        assert not Concern.objects.exists() and not ReportingLink.objects.exists()
        assert list(Question.objects.all()) == [things.answer.question]
        assert list(Told.objects.values_list("concern_id", flat=True)) == [mine.pk]
        refused(lambda: Answer(question=theirs, text="Ja.", at=timezone.now()).save(force_insert=True))
        refused(lambda: Answer.objects.update(text="Nej."))


@pytest.mark.parametrize("ended", ENDED)
def test_a_closed_report_takes_no_answer(ended: State) -> None:
    closed = ConcernFactory()
    asked, mark = question(closed), code_fingerprint(code(closed))
    Concern.objects.update(state=ended)
    with holding(mark):
        refused(lambda: Answer(question=asked, text="Ja.", at=timezone.now()).save(force_insert=True))


def test_a_link_reads_no_report_and_writes_only_as_itself() -> None:
    ConcernFactory()
    made, secret = link()
    here, elsewhere, now = board("skarholmen"), board("nykoping"), timezone.now()
    with holding(fingerprint(secret)):
        assert not Concern.objects.exists()
        receive(report_on(here.pk), made, code=new_code(), now=now)
        assert Receipt.objects.get().link == made
        refused(lambda: receive(report_on(elsewhere.pk), made, code=new_code(), now=now))
        made.name = "Någon annan"
        refused(lambda: receive(report_on(here.pk), made, code=new_code(), now=now))


def report_on(place: object) -> Concern:
    return Concern(
        kind="handelse", category="klotter", ground="handelse", text="Prov", place="Torget",
        happened_on=timezone.localdate(), board_id=place,
    )  # fmt: skip


def sealed_part(**changed: Any) -> Sealed:
    particulars = {"school": "Provskolan"}
    return Sealed(description="Har slutat i fotbollen", about="barn", particulars=particulars, **changed)


def test_a_link_seals_and_reads_nothing_of_it_back_and_its_code_sees_the_envelope_alone() -> None:
    made, secret = link()
    here, code, now = board("skarholmen"), new_code(), timezone.now()
    with holding(fingerprint(secret)):
        receive(report_on(here.pk), made, code=code, sealed=[sealed_part(home=here)], now=now)
        rows = [Intake.objects.exists(), SealedPart.objects.exists(), Particulars.objects.exists()]
        assert rows == [False, False, False]
    with holding(code_fingerprint(code)):
        assert SealedPart.objects.get().unit_name.endswith(str(here))
        assert not Intake.objects.exists() and not Particulars.objects.exists()
        refused(lambda: SealedPart.objects.update(unit_name="Någon annanstans"))


def test_a_link_seals_nothing_to_another_municipality_and_adds_nothing_later(monkeypatch: pytest.MonkeyPatch) -> None:
    made, secret = link()
    here, elsewhere, now = board("skarholmen"), board("nykoping"), timezone.now()
    other = Unit.objects.get(board=elsewhere, kind=Unit.Kind.INTAKE)
    concern = report_on(here.pk)
    with holding(fingerprint(secret)):
        receive(concern, made, code=new_code(), sealed=[sealed_part(home=here)], now=now)

        def add(sent_at: datetime) -> Any:
            rows = {"municipality": here.municipality, "writer": None, "now": sent_at}
            return lambda: send_sealed(concern, [sealed_part(home=here)], **rows)

        refused(add(now + timedelta(seconds=1)))
        monkeypatch.setattr(sending, "reception", lambda *_where: other)
        refused(add(now))
    Concern.objects.update(state=State.ASSESSED)
    monkeypatch.undo()
    with holding(fingerprint(secret)):
        refused(add(now))
        refused(lambda: attachment(concern).save(force_insert=True))


def attachment(concern: Concern) -> Attachment:
    return Attachment(concern=concern, position=5, kind="pdf", size=1, file="concerns/x.pdf")


def test_a_file_goes_with_a_links_own_report_alone() -> None:
    made, secret = link()
    theirs, mine = ConcernFactory(), report_on(board("skarholmen").pk)
    with holding(fingerprint(secret)):
        receive(mine, made, code=new_code(), now=timezone.now())
        attachment(mine).save(force_insert=True)
        refused(lambda: attachment(theirs).save(force_insert=True))
        assert not Attachment.objects.exists()


@pytest.mark.parametrize("closed", ["revoked", "expired"])
def test_a_closed_link_writes_nothing(closed: str) -> None:
    made, secret = link(ends_in=-1 if closed == "expired" else 30)
    if closed == "revoked":
        made.revoke(now=timezone.now())
    here = board("skarholmen")
    with holding(fingerprint(secret)):
        refused(lambda: receive(report_on(here.pk), made, code=new_code(), now=timezone.now()))


def test_nobody_gives_somebody_elses_report_a_code() -> None:
    concern, now = ConcernFactory(), timezone.now()
    receipt = Receipt(concern=concern, fingerprint="x" * 64, made_at=now, ends_on=timezone.localdate(now))
    with as_application(assignment(cast.COORDINATOR)):
        refused(lambda: receipt.save(force_insert=True))
    with as_application(assignment(cast.REPORTER)):
        receipt.save(force_insert=True)
    with as_application(assignment(cast.OTHER_COORDINATOR)):
        assert not Receipt.objects.exists()


def test_another_board_sees_no_link_and_revokes_none() -> None:
    link()
    with as_application(assignment(cast.OTHER_COORDINATOR)):
        assert not ReportingLink.objects.exists()
        assert ReportingLink.objects.update(revoked_at=timezone.now()) == 0
