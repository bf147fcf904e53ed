"""Reporting through a link: no account, no session, one report however many times it is sent."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from cases.concerns.models import SAID, Concern
from cases.concerns.states import Outcome
from cases.doors import following, limits, receiving
from cases.doors.models import Receipt
from tests import cast
from tests.bad_input.forms import forms_in
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.doors.situations import link, type_code
from tests.factories import board
from tests.submission.test_files_upload import PDF, upload
from tests.submission.written import CHANGES, changed_later, report
from vbe.access.links import MOST_UNKNOWN, new_secret
from vbe.access.log_lines import SECRET
from vbe.audit.models import Entry
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


@pytest.fixture
def address() -> str:
    return f"/rapportera/{link()[1]}/"


def opened(client: ApplicationClient, address: str, **changed: Any) -> dict[str, Any]:
    page = client.get(address)
    return report(id=str(page.context["report_id"]), code=page.context["code"], **changed)


def test_from_link_to_the_desk_with_the_actors_name_and_nobody_as_reporter(
    client: ApplicationClient, sign_in: SignIn, address: str
) -> None:
    thanks = client.post(address, opened(client, address))
    concern = Concern.objects.get()
    assert thanks.status_code == 200 and str(concern) in thanks.content.decode()
    assert (concern.door, concern.reporter, concern.reporter_unit) == ("lank", None, "Bostadsbolaget")
    assert concern.reporter_board == concern.board == board("skarholmen")
    assert "Bostadsbolaget" in sign_in(cast.COORDINATOR).get(f"/oro/{concern.number}/").content.decode()
    assert sign_in(cast.OTHER_COORDINATOR).get(f"/oro/{concern.number}/").status_code == 404


def test_the_code_on_the_receipt_opens_the_report_and_only_its_fingerprint_is_stored(
    client: ApplicationClient, address: str
) -> None:
    code = client.post(address, opened(client, address)).context["code"]
    assert code not in str(Receipt.objects.values_list()[0])
    assert type_code(client, code).url == "/kvitto/laget/"
    page = client.get("/kvitto/laget/").content.decode()
    assert "Mottagen" in page and "Bostadsbolaget" not in page and "röd färg" not in page


def test_pressed_twice_it_is_one_report_with_the_same_code(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address)
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.context["code"] == second.context["code"] and second.context["again"]
    assert Concern.objects.count() == Receipt.objects.count() == 1


@pytest.mark.parametrize("what", CHANGES)
def test_a_new_report_on_a_sent_form_is_not_thrown_away(client: ApplicationClient, address: str, what: str) -> None:
    sent = opened(client, address, done="Vi har ringt.")
    client.post(address, sent)
    changed = sent | changed_later()[what]
    response = client.post(address, changed)
    assert response.status_code == 409 and changed["text"] in response.content.decode()
    # What keeps text, place and day is asked about once more, since it may be the browser's back button.
    again = changed | {
        "id": str(response.context["report_id"]),
        "code": response.context["code"],
        "again": "1",
    }
    assert client.post(address, again).status_code == 200
    first, second = Concern.objects.order_by("id")
    assert not first.is_same_report(second, sealed=False, files=0)


def test_a_photo_added_on_a_sent_form_is_not_thrown_away(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address)
    answers = [client.post(address, sent | {"attachments": upload(PDF)}) for _press in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200] and answers[1].context["again"]
    response = client.post(address, sent | {"attachments": [upload(PDF), upload(PDF)]})
    assert response.status_code == 409 and response.context["lost_files"]
    assert client.post(address, sent).status_code == 409
    assert len(Concern.objects.get().files) == 1


def test_what_the_desk_has_handed_over_is_the_same_report_still(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address)
    client.post(address, sent)
    coordinator, there = assignment(cast.COORDINATOR), board("jarva")
    Concern.objects.get().assess(
        Outcome.OTHER_BOARD, reason="Det hände där.", by=coordinator, now=timezone.now(), to_board=there
    )
    assert client.post(address, sent).context["again"] and Concern.objects.get().board == there


def test_the_database_compares_all_that_a_report_says(client: ApplicationClient, address: str) -> None:
    """A field that is added to what a report says is added to the function too."""
    client.post(address, opened(client, address))
    concern, receipt = Concern.objects.get(), Receipt.objects.get()
    following.by_code(receipt.fingerprint)
    assert following.is_same_report(concern, files=0)
    others = {"DateField": date(2020, 1, 1), "TimeField": time(9, 12), "ForeignKey": new_id()}
    for name in SAID:
        different = Concern.objects.get()
        setattr(different, name, others.get(type(Concern._meta.get_field(name)).__name__, "annat"))
        assert not following.is_same_report(different, files=0), name


def test_somebody_elses_id_gives_nothing_away(client: ApplicationClient, address: str) -> None:
    sent = opened(client, address)
    client.post(address, sent)
    other = f"/rapportera/{link(cast.OTHER_COORDINATOR)[1]}/"
    response = client.post(other, sent | {"code": ""})
    assert response.status_code == 409 and Concern.objects.get().reporter_board.code == "skarholmen"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "a" * 10_001),
        ("text", "A\x00B"),
        ("text", "Han heter 19900602-2397"),
        ("text", "Ring 070-174 06 05 om klottret"),
        ("ground", "asikt"),
        ("happened_on", "2999-01-01"),
        ("board", "nykoping"),
    ],
    ids=[
        "empty",
        "10 001 signs",
        "NUL",
        "personal number",
        "a phone number",
        "opinion",
        "future",
        "other municipality",
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_kept(
    client: ApplicationClient, address: str, field: str, value: str
) -> None:
    value = str(board(value).pk) if field == "board" else value
    response = client.post(address, report(place="Gångtunneln") | {field: value})
    assert response.status_code == 422 and not Concern.objects.exists()
    assert "Gångtunneln" in response.content.decode()


def test_a_closed_link_says_whom_to_turn_to_and_gives_back_what_was_typed(client: ApplicationClient) -> None:
    made, secret = link(ends_in=-1)
    response = client.post(f"/rapportera/{secret}/", report())
    page = response.content.decode()
    assert response.status_code == 410 and not Concern.objects.exists()
    assert "röd färg" in page and made.by.user.email in page and "112" in page


def test_a_guessed_secret_opens_nothing_and_many_guesses_wait(client: ApplicationClient) -> None:
    guesses = [client.get(f"/rapportera/{new_secret()}/").status_code for _turn in range(MOST_UNKNOWN + 1)]
    assert guesses == [404] * MOST_UNKNOWN + [429]
    entries = Entry.objects.using("audit").filter(kind="doors.reportinglink")
    assert entries.count() == MOST_UNKNOWN and not entries.exclude(object_id=None).exists()


@pytest.mark.parametrize("limit", ["link", "place"])
def test_a_flood_waits_and_loses_nothing(
    client: ApplicationClient, address: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if limit == "link":
        monkeypatch.setattr(receiving, "MOST_BY_LINK", 1)
    else:
        few = limits.Limit("few", most=1, seconds=60)
        monkeypatch.setattr("cases.doors.views_report.REPORTS_FROM_PLACE", few)
    client.post(address, opened(client, address))
    sent = opened(client, address, text="En till på samma plats.")
    response = client.post(address, sent)
    assert response.status_code == 429 and "En till på samma plats." in response.content.decode()
    assert str(response.context["report_id"]) == sent["id"] and Concern.objects.count() == 1


def test_old_reports_do_not_count_as_a_flood(
    client: ApplicationClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_BY_LINK", 1)
    client.post(address, opened(client, address))
    Receipt.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert client.post(address, opened(client, address)).status_code == 200


def test_the_same_words_under_a_new_id_are_asked_about_and_sent_when_that_is_meant(
    client: ApplicationClient, address: str
) -> None:
    """As after the browser's back button: the page is a new one, with the old texts in it."""
    client.post(address, opened(client, address))
    asked = client.post(address, opened(client, address))
    assert asked.status_code == 409 and "nyss skickats" in asked.content.decode() and Concern.objects.count() == 1
    (form,) = [form for form in forms_in(address, asked.content.decode()) if "place" in form.names()]
    assert client.post(address, dict(form.sent)).status_code == 200 and Concern.objects.count() == 2


def test_the_secret_is_left_out_of_the_log() -> None:
    line = '"POST /rapportera/hemlig-Sak_1/ HTTP/1.1" 200'
    assert "hemlig" not in SECRET.sub(r"\1…", line)


def test_the_own_area_is_suggested(client: ApplicationClient, address: str) -> None:
    assert client.get(address).context["form"]["board"].value() == board("skarholmen").pk


def test_signed_in_as_somebody_the_link_is_used_as_nobody(sign_in: SignIn, address: str) -> None:
    sign_in(cast.REPORTER).post(address, report())
    assert Concern.objects.get().reporter is None
