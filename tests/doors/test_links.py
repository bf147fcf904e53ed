"""The samordnare's reporting links: made, shown once, mailed, counted, revoked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.doors.models import ReportingLink
from tests import cast
from tests.conftest import ApplicationClient, SignIn
from tests.doors.situations import link
from tests.submission.written import report
from vbe.access.links import fingerprint
from vbe.notices.models import Mail
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor

LINKS, NEW = "/oro/lankar/", "/oro/lankar/ny/"


def written(**changed: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=30)
    return {"id": str(new_id()), "name": "Hyresgästernas förening", "email": "", "ends_on": day.isoformat()} | changed


def opened(client: ApplicationClient) -> dict[str, str]:
    """The form's own id and secret, as its page holds them."""
    page = client.get(NEW)
    return {"id": str(page.context["link_id"]), "secret": page.context["secret"]}


def secret_in(response: Any) -> str:
    found = re.search(r"/rapportera/([\w-]+)/", response.content.decode())
    assert found
    return found[1]


def test_the_secret_is_shown_once_and_stored_as_a_fingerprint(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    secret = secret_in(client.post(NEW, written()))
    made = ReportingLink.objects.get()
    assert made.fingerprint == fingerprint(secret) and made.board.code == "skarholmen"
    page = client.get(LINKS).content.decode()
    assert "Hyresgästernas förening" in page and secret not in page


def test_pressed_twice_it_is_one_link_and_the_same_address(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    sent = written(email="bolag@exempel.example", **opened(client))
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert secret_in(first) == secret_in(second)
    assert (ReportingLink.objects.count(), Mail.objects.count()) == (1, 1)


def test_the_mail_holds_the_link_and_its_subject_says_nothing(sign_in: SignIn) -> None:
    secret = secret_in(sign_in(cast.COORDINATOR).post(NEW, written(email="bolag@exempel.example")))
    mail = Mail.objects.get()
    assert mail.to == "bolag@exempel.example" and f"/rapportera/{secret}/" in mail.body
    assert mail.subject == "Länk från Skärholmens stadsdelsnämnd"


def test_an_actor_of_the_catalogue_gives_the_name_and_no_other_municipalitys_is_offered(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    mine = Actor.objects.filter(municipality__boards__code="skarholmen").first()
    theirs = Actor.objects.filter(municipality__boards__code="nykoping").first()
    assert mine and theirs
    assert client.post(NEW, written(name="", actor=str(theirs.pk))).status_code == 422
    assert client.post(NEW, written(name="", actor=str(mine.pk))).status_code == 200
    assert ReportingLink.objects.get().name == mine.name


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "A\x00B"},
        {"name": "x" * 121},
        {"name": "19900602-2397"},
        {"email": "ingen adress"},
        {"ends_on": "i morgon"},
        {"ends_on": (timezone.localdate() - timedelta(days=1)).isoformat()},
        {"ends_on": (timezone.localdate() + timedelta(days=366)).isoformat()},
    ],
    ids=lambda wrong: next(iter(wrong.items()))[0] + str(len(next(iter(wrong.values())))),
)
def test_what_is_wrong_is_said_and_the_rest_kept(sign_in: SignIn, wrong: dict[str, str]) -> None:
    response = sign_in(cast.COORDINATOR).post(NEW, written() | wrong)
    assert response.status_code == 422 and not ReportingLink.objects.exists()
    assert wrong.keys() <= response.context["form"].errors.keys()


def test_a_revoked_link_is_closed_at_once_and_revoking_again_changes_nothing(
    sign_in: SignIn, client: ApplicationClient
) -> None:
    made, secret = link()
    desk = sign_in(cast.COLLEAGUE)
    assert client.get(f"/rapportera/{secret}/").status_code == 200
    desk.post(f"{LINKS}{made.pk}/aterkalla/")
    made.refresh_from_db()
    first = made.revoked_at
    assert first and client.get(f"/rapportera/{secret}/").status_code == 410
    desk.post(f"{LINKS}{made.pk}/aterkalla/")
    made.refresh_from_db()
    assert made.revoked_at == first


def test_another_boards_link_is_not_found_nor_listed(sign_in: SignIn) -> None:
    made, _secret = link()
    for who in (cast.OTHER_COORDINATOR, cast.NYKOPING):
        outsider = sign_in(who)
        assert outsider.post(f"{LINKS}{made.pk}/aterkalla/").status_code == 404
        assert "Bostadsbolaget" not in outsider.get(LINKS).content.decode()


def test_the_list_counts_what_came_and_asks_no_more_for_more_links(sign_in: SignIn, client: ApplicationClient) -> None:
    desk = sign_in(cast.COORDINATOR)
    made, secret = link()
    client.post(f"/rapportera/{secret}/", report())
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = desk.get(LINKS)
    (row, _is_open) = page.context["rows"][0]
    assert row == made and row.reports == 1 and row.last_used_at
    for number in range(20):
        link(name=f"Förening {number}")
    with CaptureQueriesContext(connection) as many:
        desk.get(LINKS)
    assert len(many) == len(few)
