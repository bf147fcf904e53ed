"""Reminders without content: once each, however often the round is run."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cases.concerns import reminding
from cases.concerns.models import Concern, DeskLimits, Reminder
from cases.concerns.states import State
from cases.deadlines import working_days_after
from tests import cast
from tests.concerns import desk
from tests.conftest import as_application, assignment
from tests.factories import ConcernFactory
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Assignment

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 6, 30, tzinfo=ZoneInfo("Europe/Stockholm"))


def run(now: datetime) -> list[tuple[str, str]]:
    """The round as the application's role; returns whom it told, by board, and what."""
    before = set(Notice.objects.values_list("pk", flat=True))
    with as_application():
        reminding.remind(now)
    told = Notice.objects.exclude(pk__in=before).select_related("board")
    return [(notice.board.code, notice.text) for notice in told]


def waiting(**changed: Any) -> Concern:
    return ConcernFactory(due_on=DAY, **changed)


def test_on_the_day_the_samordnare_is_told_once_and_nothing_is_said(db: None) -> None:
    concern = waiting(text="Röd färg på gaveln.")
    told = run(NOW)
    desks = Assignment.objects.filter(board=concern.board, role=assignment(cast.COORDINATOR).role, deputy_for=None)
    assert told == [("skarholmen", f"{concern} ska bedömas i dag")] * desks.count()
    assert run(NOW) == run(NOW + timedelta(hours=1)) == []
    for mail in Mail.objects.all():
        assert "Röd färg" not in mail.body + mail.subject and concern.place not in mail.body + mail.subject


def test_not_before_not_after_and_not_when_it_is_assessed(db: None) -> None:
    waiting(state=State.ASSESSED)
    waiting()
    assert run(NOW - timedelta(days=1)) == []
    assert run(NOW + timedelta(days=1)) == []


def test_late_the_deputy_is_told_as_the_municipality_wants(db: None) -> None:
    concern, holder = waiting(), assignment(cast.COORDINATOR)
    deputy = assignment(cast.COLLEAGUE)
    Assignment.objects.filter(pk=deputy.pk).update(deputy_for=holder)
    assert run(NOW + timedelta(days=1)) == []
    assert run(NOW + timedelta(days=2)) == [("skarholmen", f"{concern} är försenad och har inte bedömts")]
    assert Notice.objects.get().recipient == deputy
    assert run(NOW + timedelta(days=3)) == []


def test_a_municipality_that_reminds_no_deputy(db: None) -> None:
    waiting()
    DeskLimits.objects.update(deputy_after_days=0)
    assert run(NOW + timedelta(days=2)) == []


def test_follow_up_and_removal(db: None) -> None:
    concern = ConcernFactory(state=State.ASSESSED, follow_up_on=DAY)
    desk.removal(concern, ask_on=DAY - timedelta(days=2))
    texts = {text for _board, text in run(NOW)}
    assert texts == {f"{concern} ska följas upp", f"Fråga om saneringen i {concern}"}


def test_killed_between_two_the_rest_is_told_next_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = waiting(), waiting()
    send, sent = reminding._send, []

    def dies(concern: Concern, *rest: Any) -> None:
        if sent:
            raise KeyboardInterrupt
        sent.append(concern)
        send(concern, *rest)

    monkeypatch.setattr(reminding, "_send", dies)
    with pytest.raises(KeyboardInterrupt), as_application():
        reminding.remind(NOW)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    monkeypatch.undo()
    assert Reminder.objects.count() == 1
    left = {first, second} - set(sent)
    assert {text for _board, text in run(NOW)} == {f"{left.pop()} ska bedömas i dag"}


def test_somebody_recused_is_not_told(db: None) -> None:
    from tests.factories import recusal

    concern = waiting()
    recusal(concern, cast.COLLEAGUE)
    run(NOW)
    assert not Notice.objects.filter(recipient__user=assignment(cast.COLLEAGUE).user).exists()
    assert Notice.objects.filter(recipient=assignment(cast.COORDINATOR)).exists()


@pytest.mark.parametrize(
    ("start", "days", "wanted"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 30), 2, date(2027, 1, 5)),
    ],
)
def test_working_days(start: date, days: int, wanted: date) -> None:
    assert working_days_after(start, days) == wanted
