"""The samordnare's side of the receipt, and the sentences that may be told."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.concerns.models import Concern
from cases.concerns.states import State
from cases.doors.models import Question, Sentence, Told
from cases.doors.sentences import STANDARD, load_standard
from tests import cast
from tests.conftest import SignIn
from tests.doors.situations import of, question
from tests.factories import ConcernFactory, board
from vbe.organisation.ids import new_id

CENTRAL = "central.kommunstyrelsen"
SENTENCES = "/oro/meningar/"


@pytest.fixture
def concern() -> Concern:
    return ConcernFactory()


def page_of(concern: Concern, *step: str) -> str:
    return "/".join([f"/oro/{concern.number}/rapportoren", *step, ""])


def test_a_question_is_asked_once_though_the_button_is_pressed_twice(sign_in: SignIn, concern: Concern) -> None:
    client, sent = sign_in(cast.COORDINATOR), {"id": str(new_id()), "text": "Finns märkena kvar?"}
    for _press in range(2):
        assert client.post(page_of(concern, "fraga"), sent).url == page_of(concern)
    assert Question.objects.get().text == "Finns märkena kvar?"


@pytest.mark.parametrize("text", ["", "a" * 1001, "A\x00B", "Är det 19900602-2397?", "Ring 070-174 06 05?"])
def test_a_question_that_cannot_be_asked_is_kept(sign_in: SignIn, concern: Concern, text: str) -> None:
    response = sign_in(cast.COORDINATOR).post(page_of(concern, "fraga"), {"text": text})
    assert response.status_code == 422 and not Question.objects.exists()
    assert text.partition("\x00")[0][:20] in response.content.decode()


def test_nothing_is_asked_about_a_closed_report_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    closed = ConcernFactory(state=State.CLOSED)
    response = sign_in(cast.COORDINATOR).post(page_of(closed, "fraga"), {"text": "Finns märkena kvar?"})
    assert response.status_code == 409 and "Finns märkena kvar?" in response.content.decode()


def test_only_an_approved_sentence_of_the_own_municipality_is_told_and_once(sign_in: SignIn, concern: Concern) -> None:
    load_standard(board("nykoping").municipality)
    theirs = Sentence.objects.get(text=str(STANDARD[0]))
    load_standard(concern.board.municipality)
    mine = Sentence.objects.get(text=str(STANDARD[0]), municipality=concern.board.municipality)
    client = sign_in(cast.COORDINATOR)
    assert client.post(page_of(concern, "besked"), {"sentence": str(theirs.pk)}).status_code == 422
    for _press in range(2):
        assert client.post(page_of(concern, "besked"), {"sentence": str(mine.pk)}).status_code == 302
    assert Told.objects.get().sentence == mine


def test_another_desk_reads_nothing_and_writes_nothing(sign_in: SignIn, concern: Concern) -> None:
    things = of(concern)
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING):
        outsider = sign_in(who)
        assert outsider.get(page_of(concern)).status_code == 404
        assert outsider.post(page_of(concern, "fraga"), {"text": "Hallå?"}).status_code == 404
        assert outsider.post(page_of(concern, "svar", str(things.answer.pk))).status_code == 404


def test_the_desk_that_sent_the_report_on_reads_but_does_not_ask(sign_in: SignIn) -> None:
    sent_on = ConcernFactory(handed_over=True)
    client = sign_in(cast.COORDINATOR)
    assert "Ställ frågan" not in client.get(page_of(sent_on)).content.decode()
    assert client.post(page_of(sent_on, "fraga"), {"text": "Hallå?"}).status_code == 404


def test_many_questions_cost_no_more_queries(sign_in: SignIn, concern: Concern) -> None:
    client = sign_in(cast.COORDINATOR)
    question(concern)
    with CaptureQueriesContext(connection) as few:
        client.get(page_of(concern))
    for _more in range(5):
        question(concern)
    with CaptureQueriesContext(connection) as many:
        client.get(page_of(concern))
    assert len(few) == len(many)


def test_the_central_samordnare_keeps_the_sentences(sign_in: SignIn) -> None:
    client = sign_in(CENTRAL)
    client.post(f"{SENTENCES}vanliga/")
    client.post(f"{SENTENCES}vanliga/")
    assert Sentence.objects.count() == len(STANDARD)
    for _press in range(2):
        assert client.post(SENTENCES, {"text": "Tack för att du hör av dig."}).status_code == 302
    added = Sentence.objects.get(text="Tack för att du hör av dig.")
    client.post(f"{SENTENCES}{added.pk}/ta-bort/")
    assert "Tack för att du hör av dig." not in client.get(SENTENCES).content.decode()


@pytest.mark.parametrize("text", ["", "a" * 301, "A\x00B", "Det var 19900602-2397"])
def test_a_sentence_that_cannot_be_approved_is_kept(sign_in: SignIn, text: str) -> None:
    response = sign_in(CENTRAL).post(SENTENCES, {"text": text})
    assert response.status_code == 422 and not Sentence.objects.exists()


def test_a_samordnare_approves_none(sign_in: SignIn) -> None:
    assert sign_in(cast.COORDINATOR).post(SENTENCES, {"text": "Hej."}).status_code == 403
