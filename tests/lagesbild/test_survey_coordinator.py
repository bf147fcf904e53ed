"""The coordinator's side: write, invite, send, remind, revoke, close, read the counts."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lagesbild.models import Invitation, Survey
from lagesbild.survey_statistics import Apart, answered
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.lagesbild.surveys import NO, YES, answer, link, survey
from vbe.notices.models import Mail
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def coordinator(sign_in: SignIn) -> ApplicationClient:
    return sign_in(cast.COORDINATOR)


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def secrets() -> list[str]:
    """What stands in the mails, the newest last."""
    return [re.search(r"/enkat/([^/]+)/", mail.body)[1] for mail in Mail.objects.order_by("created_at", "id")]


# --- Who gets in


DESK = ["survey", "survey_edit", "survey_invite", "survey_preview", "survey_csv"]
STEPS = ["survey_send", "survey_remind", "survey_close"]


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_boards_survey_does_not_exist(sign_in: SignIn, who: str) -> None:
    made, client = survey(), sign_in(who, "samordnare")
    invitation = made.invitations.first()
    for name in DESK:
        assert client.get(reverse(name, args=[made.pk])).status_code == 404
    for name in STEPS:
        assert client.post(reverse(name, args=[made.pk])).status_code == 404
    assert client.get(reverse("invitation", args=[invitation.pk])).status_code == 404
    for name in ("invitation_revoke", "invitation_renew"):
        assert client.post(reverse(name, args=[invitation.pk])).status_code == 404
    assert made.title not in words(client.get(reverse("surveys")))
    made.refresh_from_db()
    invitation.refresh_from_db()
    assert made.state == Survey.State.OPEN and not invitation.revoked_at and not Mail.objects.exists()


@pytest.mark.parametrize("who", [cast.REPORTER, cast.CHIEF, cast.MEMBER, cast.SECRETARY, "central.kommunstyrelsen"])
def test_others_are_told_that_they_may_not(sign_in: SignIn, who: str) -> None:
    made, client = survey(), sign_in(who)
    for url in (reverse("surveys"), reverse("survey_new"), *(reverse(name, args=[made.pk]) for name in DESK)):
        assert client.get(url).status_code == 403


# --- Writing


def new(client: ApplicationClient, **fields: str) -> Any:
    return client.post(reverse("survey_new"), {"title": "Läget", "closes_on": day(14)} | fields)


def test_a_new_survey_leads_to_inviting(coordinator: ApplicationClient) -> None:
    response = new(coordinator)
    made = Survey.objects.get()
    assert response.url == reverse("survey_invite", args=[made.pk])
    assert made.board.code == "skarholmen" and made.state == Survey.State.DRAFT


def test_pressed_twice_it_is_one_survey(coordinator: ApplicationClient) -> None:
    page = coordinator.get(reverse("survey_new"))
    sent = {"id": str(page.context["survey_id"])}
    new(coordinator, **sent)
    assert new(coordinator, **sent).url == reverse("survey", args=[sent["id"]])
    assert Survey.objects.count() == 1


def test_an_id_of_another_board_is_not_taken_over(coordinator: ApplicationClient) -> None:
    theirs = survey(cast.OTHER_COORDINATOR)
    new(coordinator, id=str(theirs.pk))
    assert Survey.objects.get().board.code == "jarva"


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"title": "a\x00b"},
        {"title": "Om 199006022397"},
        {"closes_on": ""},
        {"closes_on": "i morgon"},
        {"closes_on": day(-1)},
        {"closes_on": day(400)},
        {"closes_on": "9999-99-99"},
    ],
)
def test_a_survey_that_is_wrong_is_shown_again(coordinator: ApplicationClient, wrong: dict[str, str]) -> None:
    response = new(coordinator, **({"title": "Kvar"} | wrong))
    assert response.status_code == 422 and not Survey.objects.exists()
    assert "title" in wrong or "Kvar" in response.content.decode()


def test_a_survey_can_be_given_more_time_until_it_is_closed_by_hand(coordinator: ApplicationClient) -> None:
    made = survey(closes_in=-1)
    url = reverse("survey_edit", args=[made.pk])
    assert coordinator.post(url, {"title": "Ny rubrik", "closes_on": day(3)}).status_code == 302
    made.refresh_from_db()
    assert made.title == "Ny rubrik" and made.is_open(timezone.localdate())
    made.close(now=timezone.now())
    coordinator.post(url, {"title": "För sent", "closes_on": day(3)})
    made.refresh_from_db()
    assert made.title == "Ny rubrik"


# --- Inviting


def invite(client: ApplicationClient, made: Survey, rows: str) -> Any:
    return client.post(reverse("survey_invite", args=[made.pk]), {"rows": rows})


def test_rows_become_invitations_and_nothing_is_sent(coordinator: ApplicationClient) -> None:
    made = survey(invited=0)
    response = invite(coordinator, made, "Fältgruppen; falt@x.example; intern\nFöreningen; f@x.example; extern")
    assert response.status_code == 302
    assert list(made.invitations.order_by("name").values_list("name", "audience")) == [
        ("Fältgruppen", "intern"), ("Föreningen", "extern")
    ]  # fmt: skip
    assert not Mail.objects.exists() and not made.invitations.exclude(links=[]).exists()


@pytest.mark.parametrize(
    "rows", ["", "fel", "A; a@x.example; intern\nfel", "a\x00b; a@x.example; intern", "x" * 100_001]
)
def test_one_wrong_row_and_nothing_is_saved(coordinator: ApplicationClient, rows: str) -> None:
    made = survey(invited=0)
    response = invite(coordinator, made, rows)
    assert response.status_code == 422 and not Invitation.objects.exists()
    assert "fel" not in rows or "A; a@x.example" not in rows or "A; a@x.example" in response.content.decode()


def test_invited_again_is_refused_and_nothing_is_doubled(coordinator: ApplicationClient) -> None:
    made = survey(invited=0)
    invite(coordinator, made, "A; a@x.example; intern")
    response = invite(coordinator, made, "A; A@x.example; intern\nB; b@x.example; extern")
    assert response.status_code == 422 and "redan inbjuden" in words(response) and made.invitations.count() == 1


def test_a_hundred_errors_are_not_a_hundred_lines(coordinator: ApplicationClient) -> None:
    response = invite(coordinator, survey(invited=0), "fel\n" * 100)
    assert "80 rader till" in words(response) and "Rad 21:" not in words(response)


def test_nobody_is_invited_to_what_has_closed(coordinator: ApplicationClient) -> None:
    response = invite(coordinator, survey(closes_in=-1), "A; a@x.example; intern")
    assert response.status_code == 409 and "a@x.example" in response.content.decode()


# --- Sending


def test_each_gets_a_link_of_its_own_in_a_neutral_mail(
    coordinator: ApplicationClient, client: ApplicationClient
) -> None:
    made = survey(sent=False, invited=3)
    assert coordinator.post(reverse("survey_send", args=[made.pk])).status_code == 302
    made.refresh_from_db()
    assert made.state == Survey.State.OPEN and len(set(secrets())) == 3
    for mail in Mail.objects.all():
        assert mail.subject == "Enkät från Skärholmens stadsdelsnämnd"
        assert "extremis" not in mail.subject + mail.body and settings.BASE_URL in mail.body
        assert mail.board == made.board
    for secret in secrets():
        assert client.get(f"/enkat/{secret}/").status_code == 200
    # What is stored does not open the page.
    stored = [one for row in Invitation.objects.values_list("links", flat=True) for one in row]
    assert len(stored) == 3 and not set(stored) & set(secrets())


def test_sent_twice_goes_once_and_then_to_the_new_ones_only(coordinator: ApplicationClient) -> None:
    made = survey(sent=False)
    send = reverse("survey_send", args=[made.pk])
    coordinator.post(send)
    again = coordinator.post(send, follow=True)
    assert "redan skickade" in words(again) and Mail.objects.count() == 2
    invite(coordinator, made, "Ny; ny@x.example; extern")
    coordinator.post(send)
    assert Mail.objects.count() == 3


def test_there_must_be_somebody_to_send_to_and_time_to_answer(coordinator: ApplicationClient) -> None:
    for made, said in (
        (survey(invited=0), "Bjud in någon först"),
        (survey(sent=False, closes_in=-1), "Ändra den först"),
    ):
        response = coordinator.post(reverse("survey_send", args=[made.pk]))
        assert response.status_code == 409 and said in words(response)
    assert not Mail.objects.exists()


def test_only_the_silent_are_reminded_and_once_a_day(coordinator: ApplicationClient, client: ApplicationClient) -> None:
    made = survey(invited=4)
    answer(client, link(made, 0), NO)
    made.invitations.get(name="Enhet 1").revoke(now=timezone.now())
    remind = reverse("survey_remind", args=[made.pk])
    assert "Påminn 2 som inte har svarat" in words(coordinator.get(reverse("survey", args=[made.pk])))
    coordinator.post(remind)
    assert set(Mail.objects.values_list("to", flat=True)) == {"enhet2@exempel.example", "enhet3@exempel.example"}
    assert all(mail.subject.startswith("Påminnelse") for mail in Mail.objects.all())
    assert "Ingen behöver påminnas" in words(coordinator.post(remind, follow=True))
    assert Mail.objects.count() == 2


# --- One invitation


def test_revoked_the_link_is_closed_and_the_answer_not_counted(
    coordinator: ApplicationClient, client: ApplicationClient
) -> None:
    made = survey()
    secret = link(made)
    answer(client, secret, YES, ["hot"])
    invitation = made.invitations.get(name="Enhet 0")
    for _turn in range(2):
        response = coordinator.post(reverse("invitation_revoke", args=[invitation.pk]))
        assert response.url == reverse("survey", args=[made.pk])
    assert client.get(f"/enkat/{secret}/").status_code == 410
    page = coordinator.get(response.url)
    assert page.context["counts"].answered == Apart(0, 0) and page.context["counts"].invited == Apart(0, 1)
    assert page.context["counts"].results[0].choices[0].now.total == 0


def test_a_new_link_closes_the_old_one_and_keeps_the_answer(
    coordinator: ApplicationClient, client: ApplicationClient
) -> None:
    made = survey()
    old = link(made)
    client.post(f"/enkat/{old}/fraga/1/spara/", {"answer": "ja"})
    invitation = made.invitations.get(name="Enhet 0")
    invitation.revoke(now=timezone.now())
    coordinator.post(reverse("invitation_renew", args=[invitation.pk]))
    assert client.get(f"/enkat/{old}/").status_code == 404
    assert "Fortsätt svara" in words(client.get(f"/enkat/{secrets()[-1]}/"))
    assert Mail.objects.get().to == invitation.email


def test_no_new_link_when_closed(coordinator: ApplicationClient) -> None:
    invitation = survey(closes_in=-1).invitations.first()
    response = coordinator.post(reverse("invitation_renew", args=[invitation.pk]))
    assert response.status_code == 409 and not Mail.objects.exists()


def test_what_happened_with_an_invitation(coordinator: ApplicationClient, client: ApplicationClient) -> None:
    made = survey()
    answer(client, link(made), NO)
    page = words(coordinator.get(reverse("invitation", args=[made.invitations.get(name="Enhet 0").pk])))
    assert "Har svarat" in page and "Länk skickad" in page and "enhet0@exempel.example" in page


# --- Closing and counting


def test_closed_by_hand_once(coordinator: ApplicationClient) -> None:
    made = survey()
    close = reverse("survey_close", args=[made.pk])
    assert coordinator.post(close).status_code == 302
    made.refresh_from_db()
    first = made.closed_at
    assert "redan stängd" in words(coordinator.post(close, follow=True))
    made.refresh_from_db()
    assert made.state == Survey.State.CLOSED and made.closed_at == first


def test_closed_by_its_date_without_anybody_doing_anything(coordinator: ApplicationClient) -> None:
    made = survey(closes_in=-1)
    page = coordinator.get(reverse("survey", args=[made.pk]))
    assert page.context["state"] == Survey.State.CLOSED and "Påminn" not in words(page)


def test_a_draft_is_not_closed(coordinator: ApplicationClient) -> None:
    response = coordinator.post(reverse("survey_close", args=[survey(sent=False).pk]))
    assert response.status_code == 409 and "inte skickad" in words(response)


@pytest.fixture
def answered_twice(client: ApplicationClient) -> Survey:
    """This year: two internal and one external have answered, of five. The year before: one internal."""
    before = survey(invited=1)
    answer(client, link(before), YES, ["klotter"])
    before.close(now=timezone.now())
    Survey.objects.filter(pk=before.pk).update(closes_on=timezone.localdate() - timedelta(days=365))
    survey(cast.OTHER_COORDINATOR)
    now = survey(invited=5, closes_in=0)
    answer(client, link(now, 0), YES, ["klotter", "hot"])
    answer(client, link(now, 1), YES, ["hot"])
    answer(client, link(now, 2), NO)
    return now


def test_counts_internal_and_external_apart_beside_the_year_before(answered_twice: Survey) -> None:
    with as_application(assignment(cast.COORDINATOR)):
        counts = answered(answered_twice)
    assert counts.invited == Apart(3, 2) and counts.answered == Apart(2, 1)
    seen, what = ({str(one.label): (one.now, one.before) for one in result.choices} for result in counts.results)
    assert seen == {
        "Ja": (Apart(1, 1), Apart(1, 0)),
        "Nej": (Apart(1, 0), Apart(0, 0)),
        "Vet inte": (Apart(0, 0), Apart(0, 0)),
    }
    assert what["Hot eller kränkning"] == (Apart(1, 1), Apart(0, 0))


def test_without_a_survey_the_year_before_nothing_stands_beside(client: ApplicationClient) -> None:
    made = survey()
    answer(client, link(made), NO)
    with as_application(assignment(cast.COORDINATOR)):
        counts = answered(made)
    assert counts.before is None and counts.results[0].choices[0].before is None


def test_the_page_shows_plain_numbers_and_says_what_publishing_does(
    coordinator: ApplicationClient, answered_twice: Survey
) -> None:
    page = words(coordinator.get(reverse("survey", args=[answered_twice.pk])))
    assert "3 av 5" in page and "2 av 3" in page and "1 av 2" in page and "döljs antal mellan 1 och 4" in page


def test_the_page_says_who_has_answered_and_not_what(coordinator: ApplicationClient, answered_twice: Survey) -> None:
    page = coordinator.get(reverse("survey", args=[answered_twice.pk]))
    rows = re.findall(r"<tr role=.row.*?</tr>", page.content.decode(), re.S)
    assert [row for row in rows if "Enhet 0" in row and "Har svarat" in row]
    assert not [row for row in rows if "Enhet" in row and "Hot" in row]


def test_csv(coordinator: ApplicationClient, answered_twice: Survey) -> None:
    response = coordinator.get(reverse("survey_csv", args=[answered_twice.pk]))
    lines = response.content.decode("utf-8-sig").splitlines()
    year = answered_twice.year
    assert response["Content-Disposition"] == f'attachment; filename="enkat-{year}.csv"'
    assert lines[0].startswith(f"Fråga;Svar;Interna {year};Externa {year};Alla {year};Interna {year - 1}")
    assert "Har svarat;;2;1;3" in lines and "Vad har ni sett?;Hot eller kränkning;1;1;2;0;0;0" in lines
    assert "Enhet" not in response.content.decode()


def test_the_list_counts(coordinator: ApplicationClient, answered_twice: Survey) -> None:
    page = words(coordinator.get(reverse("surveys")))
    assert "3 av 5" in page and "1 av 1" in page and "Öppen" in page and "Stängd" in page


def test_an_empty_list_says_what_to_do(coordinator: ApplicationClient) -> None:
    assert "Ingen enkät än" in words(coordinator.get(reverse("surveys")))


def test_the_preview_shows_the_mail_and_both_questions_and_no_link(coordinator: ApplicationClient) -> None:
    made = survey(sent=False)
    page = words(coordinator.get(reverse("survey_preview", args=[made.pk])))
    assert "Vad har ni sett?" in page and "Svara senast" in page and "/enkat/exempel/" in page
    assert not Invitation.objects.exclude(links=[]).exists()


# --- As many queries for many as for few


def queries(client: ApplicationClient, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_survey_of_three_and_of_three_hundred(coordinator: ApplicationClient) -> None:
    few, many = survey(invited=3), survey(invited=300)
    assert queries(coordinator, reverse("survey", args=[few.pk])) == queries(
        coordinator, reverse("survey", args=[many.pk])
    )


def test_three_surveys_and_three_hundred(coordinator: ApplicationClient) -> None:
    for _turn in range(3):
        survey()
    few = queries(coordinator, reverse("surveys"))
    by = assignment(cast.COORDINATOR)
    Survey.objects.bulk_create(
        Survey(pk=new_id(), board=by.board, by=by, title="x", closes_on=timezone.localdate(), created_at=timezone.now())
        for _turn in range(297)
    )
    assert queries(coordinator, reverse("surveys")) == few


def test_a_survey_that_is_not_there(coordinator: ApplicationClient) -> None:
    assert coordinator.get(reverse("survey", args=[new_id()])).status_code == 404
