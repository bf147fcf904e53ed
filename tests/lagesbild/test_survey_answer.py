"""Answering through a personal link: no account, saved as one goes, in any order and from any tab."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from lagesbild.models import Response, Survey
from tests import cast
from tests.conftest import ApplicationClient, SignIn
from tests.lagesbild.surveys import NO, YES, answer, link, submit, survey
from vbe.access.links import MOST_UNKNOWN, new_secret
from vbe.audit.models import Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def nobody_has_guessed() -> None:
    cache.clear()


@pytest.fixture
def made() -> Survey:
    return survey()


@pytest.fixture
def secret(made: Survey) -> str:
    return link(made)


def saved() -> Response:
    return Response.objects.get()


def close(made: Survey) -> None:
    made.close(now=timezone.now())


def expire(made: Survey) -> None:
    Survey.objects.update(closes_on=timezone.localdate() - timedelta(days=1))


def test_the_first_page_says_who_asks_why_how_long_and_what_happens(client: ApplicationClient, secret: str) -> None:
    page = client.get(f"/enkat/{secret}/").content.decode()
    for words in ("Skärholmens stadsdelsnämnd", "Enhet 0", "lägesbilden", "två minuter", "räknas ihop", "Svara senast"):
        assert words in page


def test_from_link_to_thanks(client: ApplicationClient, secret: str, made: Survey) -> None:
    first = client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"})
    assert first.url == f"/enkat/{secret}/fraga/2/"
    second = client.post(f"/enkat/{secret}/fraga/2/", {"answer": ["klotter", "hot"]})
    assert second.url == f"/enkat/{secret}/skicka/"
    assert "Klotter eller skadegörelse" in client.get(second.url).content.decode()
    sent = submit(client, secret)
    assert sent.url == f"/enkat/{secret}/"
    thanks = client.get(sent.url).content.decode()
    assert "Tack" in thanks and "Hot eller kränkning" in thanks and "Ändra svaret" in thanks
    assert saved().sent == {"sett": ["ja"], "vad": ["klotter", "hot"]}
    assert made.invitations.get(name="Enhet 0").answered_at and not made.invitations.get(name="Enhet 1").answered_at


def test_who_has_seen_nothing_is_not_asked_what(client: ApplicationClient, secret: str) -> None:
    assert client.post(f"/enkat/{secret}/fraga/1/", {"answer": "nej"}).url == f"/enkat/{secret}/skicka/"
    assert client.get(f"/enkat/{secret}/fraga/2/").status_code == 302


def test_a_choice_is_saved_as_it_is_made_and_waits_at_the_same_link(client: ApplicationClient, secret: str) -> None:
    assert client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"}).status_code == 204
    assert saved().answers == {"sett": ["ja"]} and saved().sent is None
    other_phone = ApplicationClient()
    assert "Fortsätt svara" in other_phone.get(f"/enkat/{secret}/").content.decode()
    assert other_phone.get(f"/enkat/{secret}/fraga/1/").context["form"]["answer"].value() == "ja"


def test_an_unfinished_answer_is_not_counted_as_answered(client: ApplicationClient, secret: str, made: Survey) -> None:
    client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"})
    assert not made.invitations.filter(answered_at__isnull=False).exists()


def test_an_unanswered_question_is_shown_again(client: ApplicationClient, secret: str) -> None:
    response = client.post(f"/enkat/{secret}/fraga/1/")
    assert response.status_code == 422 and "Välj ett svar" in response.content.decode()


@pytest.mark.parametrize("ahead", ["fraga/2/", "skicka/"])
def test_whoever_goes_ahead_is_led_back(client: ApplicationClient, secret: str, ahead: str) -> None:
    assert client.get(f"/enkat/{secret}/{ahead}").url == f"/enkat/{secret}/fraga/1/"


def test_sending_an_unfinished_answer_leads_to_what_is_missing(client: ApplicationClient, secret: str) -> None:
    client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"})
    response = client.post(f"/enkat/{secret}/skicka/", {"shown": "x"})
    assert response.url == f"/enkat/{secret}/fraga/2/" and saved().sent is None


def test_sent_twice_is_sent_once(client: ApplicationClient, secret: str) -> None:
    answer(client, secret, NO)
    first = saved()
    assert submit(client, secret).status_code == 302
    assert saved().submitted_at == first.submitted_at


def test_a_sent_answer_can_be_changed_and_counts_as_sent_until_then(client: ApplicationClient, secret: str) -> None:
    answer(client, secret, YES, ["hot"])
    client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "nej"})
    assert saved().sent == {"sett": ["ja"], "vad": ["hot"]}
    assert "Ni har ändrat men inte skickat" in client.get(f"/enkat/{secret}/").content.decode()
    submit(client, secret)
    # What was seen is left from the earlier choice and is not part of the answer.
    assert saved().sent == {"sett": ["nej"]}
    assert "Ni har ändrat" not in client.get(f"/enkat/{secret}/").content.decode()


def test_what_another_tab_has_changed_is_shown_before_it_is_sent(client: ApplicationClient, secret: str) -> None:
    client.post(f"/enkat/{secret}/fraga/1/", {"answer": "nej"})
    shown = client.get(f"/enkat/{secret}/skicka/").context["shown"]
    client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "vet_inte"})
    response = client.post(f"/enkat/{secret}/skicka/", {"shown": shown})
    assert response.status_code == 409 and "annan flik" in response.content.decode() and saved().sent is None


def test_two_tabs_on_different_questions_do_not_undo_each_other(client: ApplicationClient, secret: str) -> None:
    client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"})
    client.post(f"/enkat/{secret}/fraga/2/spara/", {"answer": ["hot"]})
    client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"})
    assert saved().answers == {"sett": ["ja"], "vad": ["hot"]}


@pytest.mark.parametrize("stop", [close, expire])
class TestClosed:
    def test_the_page_says_so_and_shows_what_was_sent(
        self, client: ApplicationClient, made: Survey, secret: str, stop
    ) -> None:
        answer(client, secret, YES, ["hot"])
        stop(made)
        page = client.get(f"/enkat/{secret}/")
        assert page.status_code == 200
        assert "Enkäten stängde" in page.content.decode() and "Hot eller kränkning" in page.content.decode()
        assert "Ändra svaret" not in page.content.decode()

    def test_what_was_chosen_too_late_is_shown_and_not_saved(
        self, client: ApplicationClient, made: Survey, secret: str, stop
    ) -> None:
        client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"})
        stop(made)
        response = client.post(f"/enkat/{secret}/fraga/2/", {"answer": ["demonstration"]})
        page = response.content.decode()
        assert response.status_code == 409 and "kom inte med" in page and "Demonstration" in page
        assert "Inget svar skickades" in page and "Ert svar" not in page
        assert "vad" not in saved().answers

    def test_nothing_is_saved_nor_sent(self, client: ApplicationClient, made: Survey, secret: str, stop) -> None:
        client.post(f"/enkat/{secret}/fraga/1/", {"answer": "nej"})
        stop(made)
        assert client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"}).status_code == 409
        late = client.post(f"/enkat/{secret}/skicka/", {"shown": "x"})
        assert late.status_code == 409 and "Nej" in late.content.decode()
        assert saved().answers == {"sett": ["nej"]} and saved().sent is None


def test_the_last_day_is_open(client: ApplicationClient, made: Survey, secret: str) -> None:
    Survey.objects.update(closes_on=timezone.localdate())
    answer(client, secret, NO)
    assert saved().sent


def test_a_revoked_link_says_so_and_takes_nothing(client: ApplicationClient, made: Survey, secret: str) -> None:
    made.invitations.get(name="Enhet 0").revoke(now=timezone.now())
    for path in ("", "fraga/1/", "skicka/"):
        page = client.get(f"/enkat/{secret}/{path}")
        assert page.status_code == 410 and "gäller inte längre" in page.content.decode()
    assert client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"}).status_code == 410
    assert not Response.objects.exists()


def test_every_link_that_opens_nothing_gets_the_same_answer(
    client: ApplicationClient, made: Survey, secret: str
) -> None:
    fresh = made.invitations.get(name="Enhet 0")
    fresh.renew(now=timezone.now())
    wrong = [new_secret(), secret, secret[:-1], "x", "%00", "å" * 2000, str(fresh.pk), fresh.links[0]]
    pages = {
        (response.status_code, response.content)
        for response in (client.get(f"/enkat/{one}/{path}") for one in wrong for path in ("", "skicka/"))
    }
    assert len(pages) == 1 and {status for status, _page in pages} == {404}
    assert client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"}).status_code == 404


def test_guessing_is_logged_without_the_guess_and_then_only_refused(client: ApplicationClient, secret: str) -> None:
    guesses = [client.get(f"/enkat/{new_secret()}/").status_code for _turn in range(MOST_UNKNOWN + 3)]
    assert guesses == [404] * MOST_UNKNOWN + [429] * 3
    entries = Entry.objects.using("audit").filter(kind="survey_answer")
    assert entries.count() == MOST_UNKNOWN and not entries.exclude(object_id=None).exists()
    assert client.get(f"/enkat/{secret}/").status_code == 200


def test_the_page_is_not_kept_and_its_address_goes_nowhere(client: ApplicationClient, secret: str) -> None:
    for path in ("", "fraga/1/"):
        response = client.get(f"/enkat/{secret}/{path}")
        assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "strict-origin"
        assert "sessionid" not in response.cookies
    assert client.get(f"/enkat/{new_secret()}/")["Cache-Control"] == "no-store"
    answer(client, secret, NO)
    assert "sessionid" not in client.cookies


def test_opening_the_link_writes_nothing(client: ApplicationClient, secret: str) -> None:
    for path in ("", "fraga/1/", "skicka/"):
        client.get(f"/enkat/{secret}/{path}")
    assert not Response.objects.exists()


def test_somebody_signed_in_answers_as_the_link_alone(sign_in: SignIn, secret: str) -> None:
    """The coordinator who opens a link sees what the respondent sees; a page of hers that is open is not disturbed."""
    client = sign_in(cast.OTHER_COORDINATOR)
    assert answer(client, secret, NO).status_code == 302
    assert saved().sent == {"sett": ["nej"]}


def test_a_form_without_its_protection_is_refused(made: Survey, secret: str) -> None:
    client = ApplicationClient(enforce_csrf_checks=True)
    assert client.post(f"/enkat/{secret}/fraga/1/", {"answer": "ja"}).status_code == 403
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "x",
        "ja\x00",
        "å" * 100_000,
        ["ja", "nej"],
        ["klotter"] * 500,
        "<script>",
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_what_cannot_be_chosen_is_neither_saved_nor_an_error(client: ApplicationClient, secret: str, sent) -> None:
    for path in ("fraga/1/", "fraga/1/spara/"):
        assert client.post(f"/enkat/{secret}/{path}", {"answer": sent}).status_code in (204, 302, 422)
    assert saved().answers["sett"] in ([], ["ja"], ["nej"])


def test_more_fields_than_any_form_has(client: ApplicationClient, secret: str, settings: Any) -> None:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
    assert client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": ["ja"] * most}).status_code == 400


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_a_question_that_is_not_there(client: ApplicationClient, secret: str, number: int) -> None:
    assert client.get(f"/enkat/{secret}/fraga/{number}/").status_code == 404
    assert client.post(f"/enkat/{secret}/fraga/{number}/spara/").status_code == 404


def test_another_links_answer_is_not_reached(client: ApplicationClient, made: Survey, secret: str) -> None:
    answer(client, secret, YES, ["hot"])
    other = client.get(f"/enkat/{link(made, 1)}/").content.decode()
    assert "Börja svara" in other and "Hot eller" not in other and "Enhet 0" not in other


def test_a_reminder_opens_the_same_answer(client: ApplicationClient, made: Survey, secret: str) -> None:
    client.post(f"/enkat/{secret}/fraga/1/spara/", {"answer": "ja"})
    reminded = {invitation.name: again for invitation, again in made.remind(now=timezone.now())}
    for one in (secret, reminded["Enhet 0"]):
        assert "Fortsätt svara" in client.get(f"/enkat/{one}/").content.decode()
