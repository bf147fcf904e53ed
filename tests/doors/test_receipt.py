"""The receipt by its code, and by the account that reported: a state, sentences, questions, answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from cases.concerns.states import State
from cases.doors.codes import ALPHABET, new_code
from cases.doors.limits import CODES_FROM_PLACE
from cases.doors.models import Answer, Receipt
from cases.doors.views_receipt import SESSION_KEY
from tests import cast
from tests.conftest import ApplicationClient, SignIn
from tests.doors.situations import code, of, question, type_code
from tests.factories import ConcernFactory

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


def test_a_code_is_long_enough_and_has_no_look_alikes() -> None:
    assert len(ALPHABET) ** 16 > 2**60 and not set("0O1ILAEUY") & set(ALPHABET)
    assert len(new_code()) == 19 and new_code() != new_code()


def test_the_page_tells_the_state_and_the_sentences_and_nothing_that_was_written(client: ApplicationClient) -> None:
    concern = ConcernFactory(state=State.ASSESSED, text="Röd färg på gaveln")
    things = of(concern)
    type_code(client, things.code)
    response = client.get("/kvitto/laget/")
    page = response.content.decode()
    assert "Bedömd" in page and things.sentence.text in page and response["Cache-Control"] == "no-store"
    for hidden in ("Röd färg", concern.place, "Medborgarkontoret", concern.reporter.name):
        assert hidden not in page


def test_unknown_and_expired_get_the_same_answer(client: ApplicationClient) -> None:
    old = code(ConcernFactory())
    Receipt.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    pages = [type_code(client, typed) for typed in (old, new_code())]
    assert [page.status_code for page in pages] == [422, 422]
    errors = [page.context["form"].errors["code"] for page in pages]
    assert errors[0] == errors[1] and "gäller inte längre" in errors[0][0]


@pytest.mark.parametrize("typed", ["", "BCDF", "x" * 61, "BCDF\x00-GHJK-MNPR-STVX"])
def test_what_is_no_code_is_told_so(client: ApplicationClient, typed: str) -> None:
    assert type_code(client, typed).status_code == 422


def test_too_many_tries_wait_also_with_the_right_code(client: ApplicationClient) -> None:
    right = code(ConcernFactory())
    for _try in range(CODES_FROM_PLACE.most):
        type_code(client, new_code())
    response = type_code(client, right)
    assert response.status_code == 429 and "Vänta en kvart" in response.content.decode()


def test_right_codes_are_no_tries(client: ApplicationClient) -> None:
    right = code(ConcernFactory())
    for _time in range(CODES_FROM_PLACE.most + 2):
        assert type_code(client, right).status_code == 302


def test_the_code_holds_for_a_quarter_of_an_hour_and_an_answer_is_not_lost(client: ApplicationClient) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    type_code(client, code(concern))
    session = client.session
    session[SESSION_KEY] = [session[SESSION_KEY][0], timezone.now().timestamp() - 1]
    session.save()
    assert client.get("/kvitto/laget/").url == "/kvitto/"
    response = client.post(f"/kvitto/fraga/{asked.pk}/", {"text": "Ja, på två portar."})
    assert response.status_code == 409 and "Ja, på två portar." in response.content.decode()
    assert not Answer.objects.exists()


def test_a_closed_receipt_is_closed(client: ApplicationClient) -> None:
    type_code(client, code(ConcernFactory()))
    client.post("/kvitto/stang/")
    assert client.get("/kvitto/laget/").status_code == 302


def test_an_answer_comes_to_the_desk_as_a_task_until_it_is_read(client: ApplicationClient, sign_in: SignIn) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    type_code(client, code(concern))
    for _press in range(2):
        assert client.post(f"/kvitto/fraga/{asked.pk}/", {"text": "Ja, på två portar."}).status_code == 302
    answer = Answer.objects.get()
    desk = sign_in(cast.COORDINATOR)
    assert "Svar från rapportören" in desk.get("/").content.decode()
    assert "Ja, på två portar." in desk.get(f"/oro/{concern.number}/").content.decode()
    desk.post(f"/oro/{concern.number}/rapportoren/svar/{answer.pk}/")
    assert "Svar från rapportören" not in desk.get("/").content.decode()
    assert "Svar från rapportören" not in sign_in(cast.OTHER_COORDINATOR).get("/").content.decode()


@pytest.mark.parametrize("text", ["", "a" * 2001, "A\x00B", "Det var 19900602-2397", "Ring 070-174 06 05"])
def test_an_answer_that_cannot_be_sent_is_kept(client: ApplicationClient, text: str) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    type_code(client, code(concern))
    response = client.post(f"/kvitto/fraga/{asked.pk}/", {"text": text})
    assert response.status_code == 422 and not Answer.objects.exists()
    assert text.partition("\x00")[0][:20] in response.content.decode()


def test_a_name_that_is_none_is_confirmed(client: ApplicationClient) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    type_code(client, code(concern))
    sent = {"text": "Ring 070-174 06 05", "no_person": "on"}
    assert client.post(f"/kvitto/fraga/{asked.pk}/", sent).status_code == 302


def test_after_closing_nothing_is_answered_and_nothing_typed_is_lost(client: ApplicationClient) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    type_code(client, code(concern))
    concern.state = State.CLOSED
    concern.save()
    response = client.post(f"/kvitto/fraga/{asked.pk}/", {"text": "Ja, på två portar."})
    page = response.content.decode()
    assert response.status_code == 409 and "Ja, på två portar." in page and "avslutad" in page
    assert not Answer.objects.exists()


def test_a_second_answer_is_refused_and_shown(client: ApplicationClient) -> None:
    concern = ConcernFactory()
    things = of(concern)
    type_code(client, things.code)
    response = client.post(f"/kvitto/fraga/{things.answer.question_id}/", {"text": "Nej, de är borta."})
    assert response.status_code == 409 and "Nej, de är borta." in response.content.decode()


def test_another_reports_question_is_not_found(client: ApplicationClient) -> None:
    other = question(ConcernFactory())
    type_code(client, code(ConcernFactory()))
    assert client.post(f"/kvitto/fraga/{other.pk}/", {"text": "Ja."}).status_code == 404


def test_with_an_account_it_is_read_and_answered_without_a_code(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    asked = question(concern)
    client = sign_in(cast.REPORTER)
    assert "Fråga till dig" in client.get(f"/oro/kvitto/{concern.pk}/").content.decode()
    address = f"/oro/kvitto/{concern.pk}/besked/"
    assert asked.text in client.get(address).content.decode()
    assert client.post(f"{address}{asked.pk}/", {"text": "Ja, på två portar."}).url == address
    assert "Ja, på två portar." in client.get(address).content.decode()


def test_the_reporter_makes_a_code_and_an_earlier_one_stops_working(sign_in: SignIn, client: ApplicationClient) -> None:
    concern = ConcernFactory()
    first = code(concern)
    second = sign_in(cast.REPORTER).post(f"/oro/kvitto/{concern.pk}/kod/").context["code"]
    assert type_code(client, second).status_code == 302
    assert type_code(client, first).status_code == 422


def test_somebody_elses_receipt_is_not_found(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    for who in (cast.COORDINATOR, cast.OTHER_COORDINATOR, cast.NYKOPING):
        outsider = sign_in(who)
        assert outsider.get(f"/oro/kvitto/{concern.pk}/besked/").status_code == 404
        assert outsider.post(f"/oro/kvitto/{concern.pk}/kod/").status_code == 404
