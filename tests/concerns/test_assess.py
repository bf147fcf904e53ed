from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Assessment, Concern
from cases.concerns.states import Outcome, State
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import ConcernFactory, board

REASON = "Liknar två tidigare händelser i området."


def assess(client: Client, concern: Concern, **changed: Any) -> Any:
    fields = {"outcome": "kunskap", "reason": REASON, "to_board": "", "seen": "0"} | changed
    return client.post(reverse("concern_assess", args=[concern.number]), fields)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("kunskap", State.ASSESSED), ("rad", State.ASSESSED), ("polis", State.ASSESSED), ("avslutas", State.CLOSED)],
)
def test_an_assessment_with_a_reason_changes_the_state(sign_in: SignIn, outcome: str, state: State) -> None:
    concern = ConcernFactory()
    response = assess(sign_in(cast.COORDINATOR), concern, outcome=outcome)
    concern.refresh_from_db()
    saved = Assessment.objects.get()
    assert response.url == reverse("concern", args=[concern.number])
    assert concern.state == state
    assert (saved.outcome, saved.reason, saved.by) == (outcome, REASON, assignment(cast.COORDINATOR))
    assert said(response) == ["Bedömningen är sparad."]


def test_handing_over_moves_it_with_a_trace(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    assess(sign_in(cast.COORDINATOR), concern, outcome="annan_namnd", to_board=str(board("jarva").pk))
    concern.refresh_from_db()
    assert (concern.board.code, concern.previous_board.code, concern.state) == ("jarva", "skarholmen", State.NEW)


def test_a_second_assessment_is_a_new_row(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    assess(client, concern)
    assess(client, concern, outcome="polis", reason="Ny uppgift från skolan.", seen="1")
    assert Assessment.objects.count() == 2


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_desk_does_not_find_it(sign_in: SignIn, who: str) -> None:
    assert assess(sign_in(who), ConcernFactory()).status_code == 404
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("who", [cast.REPORTER, cast.INTAKE, cast.CHIEF, cast.MEMBER])
def test_other_roles_may_not(sign_in: SignIn, who: str) -> None:
    assert assess(sign_in(who), ConcernFactory()).status_code == 403
    assert not Assessment.objects.exists()


def test_signed_out_and_read(sign_in: SignIn, client: Client) -> None:
    concern = ConcernFactory()
    assert assess(client, concern).status_code == 401
    assert sign_in(cast.COORDINATOR).get(reverse("concern_assess", args=[concern.number])).status_code == 405
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over"])
def test_what_lies_on_another_desk_is_not_assessed_here(sign_in: SignIn, trait: str) -> None:
    response = assess(sign_in(cast.COORDINATOR), ConcernFactory(**{trait: True}))
    assert response.status_code == 409
    assert "Rapporten ligger hos en annan nämnd" in response.content.decode()
    assert REASON in response.content.decode()
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", ""),
        ("outcome", "finns-inte"),
        ("reason", ""),
        ("reason", "  ok "),
        ("reason", "å" * 2001),
        ("reason", "skäl\x00skäl"),
        ("reason", "Gäller 199006022397 enligt skolan."),
        ("seen", "många"),
        ("seen", "-1"),
    ],
)
def test_bad_input_is_told_and_the_text_kept(sign_in: SignIn, field: str, value: str) -> None:
    response = assess(sign_in(cast.COORDINATOR), ConcernFactory(), **{field: value})
    form = response.context["form"]
    assert response.status_code == 422
    assert field in form.errors
    assert form["reason"].value() == {"reason": REASON, field: value}["reason"]
    assert not Assessment.objects.exists()


def test_a_reason_of_two_thousand_signs_with_line_breaks(sign_in: SignIn) -> None:
    assess(sign_in(cast.COORDINATOR), ConcernFactory(), reason="rad\r\n" * 499 + "slut")
    assert Assessment.objects.get().reason.endswith("slut")


@pytest.mark.parametrize("code", [None, "skarholmen", "nykoping", "rinkeby-kista", "forskolenamnden"])
def test_only_a_current_board_with_a_samordnare_can_take_over(sign_in: SignIn, code: str | None) -> None:
    to_board = str(board(code).pk) if code else ""
    response = assess(sign_in(cast.COORDINATOR), ConcernFactory(), outcome="annan_namnd", to_board=to_board)
    assert response.status_code == 422
    assert "to_board" in response.context["form"].errors
    assert not Assessment.objects.exists()


def test_a_specialist_board_with_a_samordnare_can_take_over(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    assess(sign_in(cast.COORDINATOR), concern, outcome="annan_namnd", to_board=str(board("idrottsnamnden").pk))
    concern.refresh_from_db()
    assert concern.board.code == "idrottsnamnden"


@pytest.mark.parametrize("left_over", ["jarva", "nykoping"])
def test_a_board_left_from_an_earlier_choice_moves_nothing(sign_in: SignIn, left_over: str) -> None:
    concern = ConcernFactory()
    response = assess(sign_in(cast.COORDINATOR), concern, outcome="rad", to_board=str(board(left_over).pk))
    concern.refresh_from_db()
    assert response.status_code == 302
    assert concern.board.code == "skarholmen"


@pytest.mark.parametrize("outcome", ["kunskap", "annan_namnd", "avslutas"])
def test_the_button_pressed_twice_saves_once(sign_in: SignIn, outcome: str) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    fields = {"outcome": outcome, "to_board": str(board("jarva").pk)}
    assess(client, concern, **fields)
    response = assess(client, concern, **fields)
    assert response.status_code == 302
    assert said(response)[-1] == "Bedömningen är redan sparad."
    assert Assessment.objects.count() == 1


@pytest.mark.parametrize("theirs", [Outcome.ADVICE, Outcome.CLOSED, Outcome.OTHER_BOARD])
def test_a_colleague_was_first_both_versions_are_shown(sign_in: SignIn, theirs: Outcome) -> None:
    concern, colleague = ConcernFactory(), assignment(cast.COLLEAGUE)
    to_board = board("jarva") if theirs == Outcome.OTHER_BOARD else None
    concern.assess(theirs, reason="Ringde skolan i går.", by=colleague, now=timezone.now(), to_board=to_board)
    response = assess(sign_in(cast.COORDINATOR), concern)
    page = response.content.decode()
    assert response.status_code == 409
    for words in (REASON, "Ringde skolan i går.", colleague.user.name):
        assert words in page
    assert Assessment.objects.count() == 1


def test_after_reading_the_colleagues_assessment_ones_own_can_be_saved(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    concern.assess(Outcome.ADVICE, reason="Ringde skolan.", by=assignment(cast.COLLEAGUE), now=timezone.now())
    seen = assess(client, concern).context["seen"]
    assert assess(client, concern, seen=str(seen)).status_code == 302
    assert Assessment.objects.count() == 2


def test_an_invalid_form_does_not_count_as_having_read(sign_in: SignIn) -> None:
    concern, client = ConcernFactory(), sign_in(cast.COORDINATOR)
    concern.assess(Outcome.ADVICE, reason="Ringde skolan.", by=assignment(cast.COLLEAGUE), now=timezone.now())
    assert assess(client, concern, reason="").context["seen"] == "0"


def test_the_same_words_by_a_colleague_are_not_ones_own(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    concern.assess(Outcome.KNOWLEDGE, reason=REASON, by=assignment(cast.COLLEAGUE), now=timezone.now())
    assert assess(sign_in(cast.COORDINATOR), concern).status_code == 409


def test_an_outcome_that_does_not_follow_is_refused_by_the_model(sign_in: SignIn) -> None:
    concern = ConcernFactory(state=State.CLOSED)
    response = assess(sign_in(cast.COORDINATOR), concern)
    assert response.status_code == 409
    assert "kan inte bedömas så" in response.content.decode()
    assert REASON in response.content.decode()


def test_a_colleague_who_presses_at_the_same_moment_waits(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    with CaptureQueriesContext(connection) as queries:
        sign_in(cast.COORDINATOR).post(
            reverse("concern_assess", args=[concern.number]),
            {"outcome": "rad", "reason": "Ringde skolan.", "seen": "0"},
        )
    asked = [query["sql"] for query in queries if "concerns_" in query["sql"]]
    locked = next(i for i, sql in enumerate(asked) if "FOR UPDATE" in sql)
    # What has been decided is read after the wait, not before it.
    assert 'FROM "concerns_assessment"' in asked[locked + 1]
