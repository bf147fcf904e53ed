"""The follow-up date, reopening, and items that were wrongly registered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Assessment, Concern
from cases.concerns.states import NotAllowed, Outcome, State
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, board


def day(ahead: int) -> date:
    return timezone.localdate() + timedelta(days=ahead)


def assess(sign_in: SignIn, concern: Concern, **changed: Any) -> Any:
    fields = {"outcome": "kunskap", "reason": "Tas med i lägesbilden.", "seen": concern.assessments.count()} | changed
    return sign_in(cast.COORDINATOR).post(reverse("concern_assess", args=[concern.number]), fields)


def test_a_follow_up_date_is_set_changed_and_cleared(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    for wanted in (day(14), day(30), None):
        assert assess(sign_in, concern, follow_up_on=wanted or "").status_code == 302
        concern.refresh_from_db()
        assert concern.follow_up_on == wanted
    assert [one.follow_up_on for one in Assessment.objects.all()] == [day(14), day(30), None]


@pytest.mark.parametrize("wrong", ["0", "-1", "400", "snart", "9999-99-99"])
def test_a_day_that_cannot_be_is_told(sign_in: SignIn, wrong: str) -> None:
    sent = str(day(int(wrong))) if wrong.lstrip("-").isdigit() else wrong
    response = assess(sign_in, ConcernFactory(), follow_up_on=sent)
    assert response.status_code == 422
    assert "follow_up_on" in response.context["form"].errors


@pytest.mark.parametrize("ahead", [0, -1, 400])
def test_the_model_refuses_it(db: None, ahead: int) -> None:
    with pytest.raises(NotAllowed):
        ConcernFactory().assess(
            Outcome.ADVICE, reason="Råd.", by=assignment(cast.COORDINATOR), now=timezone.now(), follow_up_on=day(ahead)
        )


@pytest.mark.parametrize("outcome", ["avslutas", "felregistrerad", "annan_namnd"])
def test_what_leaves_the_desk_is_not_followed_up(sign_in: SignIn, outcome: str) -> None:
    concern = ConcernFactory(follow_up_on=day(20))
    assess(sign_in, concern, outcome=outcome, follow_up_on=day(30), to_board=str(board("jarva").pk))
    concern.refresh_from_db()
    assert concern.follow_up_on is None


def test_when_the_day_comes_it_is_to_do(sign_in: SignIn) -> None:
    reached = ConcernFactory(state=State.ASSESSED, follow_up_on=day(-1))
    ConcernFactory(state=State.ASSESSED, follow_up_on=day(1))
    ConcernFactory(state=State.ASSESSED, follow_up_on=day(-1), in_jarva=True)
    response = sign_in(cast.COORDINATOR).get(reverse("start"))
    assert [todo.title for todo in response.context["todos"] if todo.title.startswith("Följ upp")] == [
        f"Följ upp {reached}"
    ]
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[reached.number]))
    assert page.context["next"] == ("Följ upp", "#bedom")


def test_a_wrongly_registered_item_is_closed_and_told_apart(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    assess(sign_in, concern, outcome="felregistrerad")
    concern.refresh_from_db()
    assert concern.state == State.MISREGISTERED
    assert Assessment.objects.get().outcome == Outcome.MISREGISTERED


def test_a_closed_report_is_opened_again_with_a_reason(sign_in: SignIn) -> None:
    concern = ConcernFactory(closed=True)
    assert assess(sign_in, concern, outcome="oppnas_igen", reason="").status_code == 422
    assert assess(sign_in, concern, outcome="oppnas_igen", reason="Samma märke syns igen.").status_code == 302
    concern.refresh_from_db()
    assert concern.state == State.ASSESSED


def test_only_what_is_closed_is_opened_again(sign_in: SignIn) -> None:
    assert assess(sign_in, ConcernFactory(), outcome="oppnas_igen").status_code == 409
