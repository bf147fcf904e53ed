from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.submission import drafts
from cases.submission.models import Draft
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.submission.written import report, sealed, send


def save(client: Client, **typed: Any) -> Any:
    return client.post(reverse("report_draft"), typed, headers={"HX-Request": "true"})


def test_half_a_report_is_saved_unchecked_and_says_when(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    response = save(client, text="Någon sa", happened_on="i går kanske", ground="asikt")
    assert f"{timezone.localtime():%H.}" in response.content.decode()
    assert "Utkast sparat" in response.content.decode()
    form = client.get(reverse("report")).context["form"]
    assert form["text"].value() == "Någon sa"
    assert form["happened_on"].value() == "i går kanske"
    assert not form.is_bound


def test_the_sealed_part_is_saved_too_and_opens(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, **sealed())
    page = client.get(reverse("report"))
    assert page.context["sealed"].persons[0]["person_name"].value() == "Prov Provsson"
    assert "Utkast från" in page.content.decode()
    assert re.search(r'id="sluten-del"\s+open', page.content.decode())


def test_what_is_stored_cannot_be_read_in_the_table(sign_in: SignIn) -> None:
    save(sign_in(cast.REPORTER), **sealed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields FROM submission_draft")
        assert "Provsson" not in cursor.fetchone()[0]


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.INTAKE, cast.NYKOPING, "administrator.skarholmen"])
def test_a_draft_is_its_writers_alone(sign_in: SignIn, who: str) -> None:
    save(sign_in(cast.REPORTER), text="Någon sa")
    with as_application(assignment(who)):
        assert not Draft.objects.exists()
    assert "Någon sa" not in sign_in(who).get(reverse("report")).content.decode()


def test_a_draft_cannot_be_written_in_somebody_elses_name(db: None) -> None:
    other = assignment(cast.COORDINATOR).user
    with pytest.raises(Exception, match="row-level security"), as_application(assignment(cast.REPORTER)):
        Draft(user=other, fields="{}", saved_at=timezone.now()).save(force_insert=True)


def test_the_last_tab_to_write_wins(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, text="Från den första fliken")
    save(client, text="Från den andra fliken")
    assert json.loads(Draft.objects.get().fields)["text"] == "Från den andra fliken"


def test_sending_deletes_the_draft(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, text="Tre stora")
    send(client)
    assert not Draft.objects.exists()


def test_a_tab_left_open_does_not_bring_a_sent_report_back(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent)
    assert save(client, **sent).status_code == 204
    assert not Draft.objects.exists()


def test_an_invalid_report_keeps_its_draft(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, text="Tre stora")
    send(client, place="")
    assert Draft.objects.exists()


@pytest.mark.parametrize(
    "typed", [{}, {"text": "  "}, {"milieu": "okand", "board": "x"}, {"picture": "x", "annat": "y"}]
)
def test_an_untouched_form_leaves_no_draft(sign_in: SignIn, typed: dict[str, str]) -> None:
    assert save(sign_in(cast.REPORTER), **typed).status_code == 204
    assert not Draft.objects.exists()


def test_what_is_kept_has_an_end_and_no_foreign_fields(sign_in: SignIn) -> None:
    save(sign_in(cast.REPORTER), text="å\x00" * 50_000, csrfmiddlewaretoken="x", annat="y" * 50_000)
    kept = json.loads(Draft.objects.get().fields)
    assert list(kept) == ["text"]
    assert len(kept["text"]) == drafts.MOST_SIGNS
    assert "\x00" not in kept["text"]


def test_starting_over_deletes_it(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, text="Någon sa")
    response = client.post(reverse("report_discard"))
    assert response.url == reverse("report")
    assert "Någon sa" not in client.get(response.url).content.decode()
    assert client.post(reverse("report_discard")).status_code == 302


def test_save_and_close_works_without_scripts(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    response = client.post(reverse("report_draft"), {"text": "Någon sa"})
    assert response.url == reverse("start")
    assert Draft.objects.exists()


def test_a_draft_of_yesterday_says_so(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, text="Någon sa")
    Draft.objects.update(saved_at=timezone.now() - timedelta(days=1))
    assert ">i går " in client.get(reverse("report")).content.decode()


@pytest.mark.parametrize("name", ["report_draft", "report_discard"])
def test_only_posted_and_signed_in(sign_in: SignIn, client: Client, name: str) -> None:
    assert sign_in(cast.REPORTER).get(reverse(name)).status_code == 405
    assert client.post(reverse(name), {"text": "x"}).status_code == 401
    assert not Concern.objects.exists()
