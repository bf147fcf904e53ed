"""Handed to another board: answered, returned or back by itself, and always on exactly one desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.concerns import todo
from cases.concerns.models import Concern, DeskLimits, Handover
from cases.concerns.states import Outcome, State
from tests import cast
from tests.concerns import desk
from tests.concerns.test_reminding import run
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, board

MONDAY = datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Europe/Stockholm"))


def give_back(sign_in: SignIn, who: str, handover: Handover, reason: str = "fel_namnd") -> Any:
    url = reverse("concern_return", args=[handover.concern.number, handover.pk])
    return sign_in(who).post(url, {"return_reason": reason})


def test_the_limit_is_the_municipalitys_in_working_days(db: None) -> None:
    assert desk.hand_over(ConcernFactory(), now=MONDAY).due_on == date(2026, 11, 23)
    DeskLimits.objects.filter(municipality__code="stockholm").update(handover_days=1)
    assert desk.hand_over(ConcernFactory(), now=MONDAY).due_on == date(2026, 11, 17)


def test_assessing_it_is_accepting_it(db: None) -> None:
    concern = ConcernFactory()
    handover = desk.hand_over(concern)
    other = assignment(cast.OTHER_COORDINATOR)
    with as_application(other):
        found = Concern.objects.get(pk=concern.pk)
        found.assess(Outcome.KNOWLEDGE, reason="Tas med.", by=other, now=timezone.now())
    handover.refresh_from_db()
    assert (handover.answer, handover.answered_by) == (Handover.Answer.ACCEPTED, other)


def test_it_is_returned_for_a_fixed_reason_and_both_read_it(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    handover = desk.hand_over(concern)
    assert give_back(sign_in, cast.OTHER_COORDINATOR, handover, "orkar_inte").status_code == 422
    assert give_back(sign_in, cast.OTHER_COORDINATOR, handover).status_code == 302
    concern.refresh_from_db()
    assert (concern.board.code, concern.previous_board.code, concern.state) == ("skarholmen", "jarva", State.NEW)
    for who in (cast.COORDINATOR, cast.OTHER_COORDINATOR):
        page = sign_in(who).get(reverse("concern", args=[concern.number])).content.decode()
        assert "Återlämnad: Fel nämnd" in page
    start = sign_in(cast.COORDINATOR).get(reverse("start"))
    assert any(str(concern) in one.title and "återlämnad" in one.detail for one in start.context["todos"])
    # The button pressed twice.
    assert give_back(sign_in, cast.OTHER_COORDINATOR, handover).status_code == 302


def test_who_may_not_return_it(sign_in: SignIn) -> None:
    handover = desk.hand_over(ConcernFactory())
    assert give_back(sign_in, cast.COORDINATOR, handover).status_code == 409
    assert give_back(sign_in, cast.NYKOPING, handover).status_code == 404
    assert give_back(sign_in, cast.REPORTER, handover).status_code == 403
    assert give_back(sign_in, "rapportor.jarva", handover).status_code == 403


def test_what_was_assessed_is_not_returned(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    handover = desk.hand_over(concern)
    other = assignment(cast.OTHER_COORDINATOR)
    concern.assess(Outcome.ADVICE, reason="Råd.", by=other, now=timezone.now())
    response = give_back(sign_in, cast.OTHER_COORDINATOR, handover)
    assert response.status_code == 409
    assert "redan besvarad" in response.content.decode()


def test_silence_sends_it_back_and_tells_both(db: None) -> None:
    concern = ConcernFactory(due_on=date(2027, 1, 1))
    handover = desk.hand_over(concern, now=MONDAY)
    assert run(MONDAY + timedelta(days=7)) == []
    told = run(MONDAY + timedelta(days=8))
    assert sorted({who for who, _text in told}) == sorted({"skarholmen", "jarva"})
    concern.refresh_from_db()
    handover.refresh_from_db()
    assert (concern.board.code, handover.answer) == ("skarholmen", Handover.Answer.UNANSWERED)
    assert run(MONDAY + timedelta(days=8)) == []


# --- Nothing lies between two chairs ---------------------------------------------------------------------------------

BOARDS = {"skarholmen": cast.COORDINATOR, "jarva": cast.OTHER_COORDINATOR, "idrottsnamnden": None}
STEPS = st.lists(st.sampled_from(["hand over", "return", "wait", "assess"]), max_size=8)


def desks_with(concern: Concern, today: date) -> list[str]:
    """Boards whose samordnare has the report among what waits to be assessed."""
    found = []
    for code, who in BOARDS.items():
        if who is None:
            continue
        acting = assignment(who)
        with as_application(acting):
            asked: Any = SimpleNamespace(
                access=SimpleNamespace(allows=lambda _p: True, acting=acting), user=acting.user
            )
            if any(one.title.startswith(f"{concern} ") for one in todo.todo(asked, today)):
                found.append(code)
    return found


def take(step: str, concern: Concern, now: datetime) -> None:
    """The step, by whoever has the report; nothing where it does not follow."""
    here = concern.board.code
    by = assignment(BOARDS[here] or cast.COORDINATOR)
    waiting = concern.handovers.waiting().first()
    if step == "hand over" and concern.state == State.NEW:
        other = "jarva" if here == "skarholmen" else "skarholmen"
        with as_application(by):
            concern.assess(Outcome.OTHER_BOARD, reason="Hos er.", by=by, now=now, to_board=board(other))
    elif step == "return" and waiting:
        with as_application(by):
            waiting.concern = concern
            waiting.give_back(Handover.ReturnReason.WRONG_BOARD, by, now)
    elif step == "assess" and concern.state == State.NEW:
        with as_application(by):
            concern.assess(Outcome.KNOWLEDGE, reason="Tas med.", by=by, now=now)
    elif step == "wait":
        run(now)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(steps=STEPS)
def test_a_report_is_on_exactly_one_desk_until_it_is_assessed(db: None, steps: list[str]) -> None:
    with transaction.atomic():
        concern, now = ConcernFactory(due_on=date(2026, 11, 18)), MONDAY
        for step in steps:
            now += timedelta(days=9)
            take(step, concern, now)
            concern = Concern.objects.get(pk=concern.pk)
            expected = [concern.board.code] if concern.state == State.NEW else []
            assert desks_with(concern, now.date()) == expected
        transaction.set_rollback(True)


ANSWER = "UPDATE concerns_handover SET answer = 'mottagen', answered_at = now(), answered_by_id = %s WHERE id = %s"


def test_the_database_lets_only_the_desk_that_has_it_answer_in_its_own_name(db: None) -> None:
    handover = desk.hand_over(ConcernFactory())
    sender, receiver = assignment(cast.COORDINATOR), assignment(cast.OTHER_COORDINATOR)
    with as_application(sender), connection.cursor() as cursor:
        cursor.execute(ANSWER, [sender.pk, handover.pk])
        assert cursor.rowcount == 0
    with as_application(receiver), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(ANSWER, [sender.pk, handover.pk])
        cursor.execute(ANSWER, [receiver.pk, handover.pk])
        assert cursor.rowcount == 1
