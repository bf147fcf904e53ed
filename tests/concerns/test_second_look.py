"""A colleague looks before a third similar report in one place is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern, NeedsSecondLook, SecondLook
from cases.concerns.models.second_look import needs_look
from cases.concerns.states import NotAllowed, Outcome, State
from tests import cast
from tests.concerns import desk
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory
from vbe.organisation.models import Area, Assignment

FRIDAY = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Stockholm"))


def close(concern: Concern, now: datetime | None = None) -> None:
    by = assignment(cast.COORDINATOR)
    concern.assess(Outcome.CLOSED, reason="Inget mer.", by=by, now=now or timezone.now())


def post(sign_in: SignIn, who: str, name: str, concern: Concern, *args: Any, **fields: Any) -> Any:
    return sign_in(who).post(reverse(name, args=[concern.number, *args]), fields)


def test_the_third_is_not_closed_without_a_look(sign_in: SignIn) -> None:
    first, second = desk.closed_before()
    third = ConcernFactory()
    response = post(
        sign_in, cast.COORDINATOR, "concern_assess", third, outcome="avslutas", reason="Som förut.", seen="0"
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert str(first) in page and str(second) in page and "Som förut." in page
    third.refresh_from_db()
    assert third.state == State.NEW


@pytest.mark.parametrize(
    ("times", "closed", "new", "needed"),
    [
        (1, {}, {}, False),
        (2, {"place": "skärholmens  CENTRUM."}, {}, True),
        (2, {"place": "Sätra torg"}, {}, False),
        (2, {"place": "Sätra torg", "area": True}, {"area": True}, True),
        (2, {"category": "hot"}, {}, False),
        (2, {"in_jarva": True}, {}, False),
        (2, {"place": "???"}, {"place": "???"}, False),
    ],
)
def test_what_is_similar(db: None, times: int, closed: dict[str, Any], new: dict[str, Any], needed: bool) -> None:
    area = Area.objects.filter(board__code="skarholmen").first()
    closed, new = ({k: area if k == "area" else v for k, v in fields.items()} for fields in (closed, new))
    desk.closed_before(times, **closed)
    assert bool(needs_look(ConcernFactory(**new), timezone.localdate())) is needed


def test_older_than_a_year_or_wrongly_registered_does_not_count(db: None) -> None:
    desk.closed_before(1, happened_on=timezone.localdate() - timedelta(days=400))
    wrong = desk.closed_before()[0]
    wrong.assessments.update(outcome=Outcome.MISREGISTERED)
    third = ConcernFactory()
    close(third)
    assert third.state == State.CLOSED


def test_a_colleague_agrees_and_then_it_is_closed(sign_in: SignIn) -> None:
    desk.closed_before()
    third = ConcernFactory()
    for _press in range(2):
        response = post(sign_in, cast.COORDINATOR, "concern_ask_look", third, reason="Samma klotter igen.")
        assert response.status_code == 302
    asked = SecondLook.objects.get()
    look_url = reverse("concern_look", args=[third.number, asked.pk])
    assert look_url in sign_in(cast.COLLEAGUE).get(reverse("start")).content.decode()
    assert look_url not in sign_in(cast.COORDINATOR).get(reverse("start")).content.decode()
    with pytest.raises(NeedsSecondLook):
        close(third)
    for _press in range(2):
        assert post(sign_in, cast.COLLEAGUE, "concern_look", third, asked.pk, agrees="ja").status_code == 302
    third.refresh_from_db()
    close(third)
    assert third.state == State.CLOSED


def test_a_colleague_who_does_not_agree_says_why(sign_in: SignIn) -> None:
    desk.closed_before()
    third = ConcernFactory()
    asked = desk.asked_look(third, by=cast.COORDINATOR)
    assert post(sign_in, cast.COLLEAGUE, "concern_look", third, asked.pk, agrees="nej").status_code == 422
    post(sign_in, cast.COLLEAGUE, "concern_look", third, asked.pk, agrees="nej", note="Ring polisen först.")
    with pytest.raises(NeedsSecondLook):
        close(third)
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[third.number])).content.decode()
    assert "Ring polisen först." in page


def test_nobody_looks_at_the_own_request_nor_twice(sign_in: SignIn) -> None:
    third = ConcernFactory()
    asked = desk.asked_look(third, by=cast.COORDINATOR)
    assert post(sign_in, cast.COORDINATOR, "concern_look", third, asked.pk, agrees="ja").status_code == 409
    asked.look(agrees=False, note="Vänta.", by=assignment(cast.COLLEAGUE), now=timezone.now())
    assert post(sign_in, cast.COLLEAGUE, "concern_look", third, asked.pk, agrees="ja").status_code == 409
    assert post(sign_in, cast.OTHER_COORDINATOR, "concern_look", third, asked.pk, agrees="ja").status_code == 404


def test_no_look_is_asked_for_where_none_is_needed(sign_in: SignIn) -> None:
    assert post(sign_in, cast.COORDINATOR, "concern_ask_look", ConcernFactory(), reason="Ändå").status_code == 422
    assert (
        post(sign_in, cast.COORDINATOR, "concern_ask_look", ConcernFactory(), reason="Ändå vill jag").status_code == 409
    )


def test_alone_on_the_board_the_next_working_day(db: None) -> None:
    by = assignment(cast.COORDINATOR)
    asked = desk.asked_look(ConcernFactory(), by=cast.COORDINATOR, at=FRIDAY)
    with pytest.raises(NotAllowed, match="kollega"):
        asked.look(agrees=True, note="", by=by, now=FRIDAY + timedelta(days=3))
    Assignment.objects.filter(board=by.board).exclude(user=by.user).update(starts=FRIDAY.date() + timedelta(days=30))
    for hours in (1, 25, 49):
        with pytest.raises(NotAllowed, match="2026-11-23"):
            asked.look(agrees=True, note="", by=by, now=FRIDAY + timedelta(hours=hours))
    asked.look(agrees=True, note="", by=by, now=FRIDAY + timedelta(days=3))
    assert asked.agrees


def test_a_later_assessment_asks_for_a_new_look(db: None) -> None:
    desk.closed_before()
    third, colleague = ConcernFactory(), assignment(cast.COLLEAGUE)
    desk.asked_look(third, by=cast.COORDINATOR).look(agrees=True, note="", by=colleague, now=timezone.now())
    third.assess(Outcome.ADVICE, reason="Nya uppgifter.", by=colleague, now=timezone.now())
    with pytest.raises(NeedsSecondLook):
        close(third)
