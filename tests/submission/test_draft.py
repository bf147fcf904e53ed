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
from vbe.organisation.ids import new_id


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


def test_two_tabs_keep_a_draft_each_and_say_so(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    first, second = str(new_id()), str(new_id())
    save(client, id=first, text="Från den första fliken")
    save(client, id=second, text="Från den andra fliken")
    answer = save(client, id=first, text="Mer från den första fliken").content.decode()
    assert "Du har ett utkast till" in answer
    assert f"?utkast={second}" in answer
    kept = {str(draft.pk): json.loads(draft.fields)["text"] for draft in Draft.objects.all()}
    assert kept == {first: "Mer från den första fliken", second: "Från den andra fliken"}
    page = client.get(reverse("report"))
    assert page.context["form"]["text"].value() == "Mer från den första fliken"
    assert f"?utkast={second}" in page.content.decode()
    page = client.get(reverse("report"), {"utkast": second})
    assert page.context["form"]["text"].value() == "Från den andra fliken"


def opened(client: Client) -> dict[str, str]:
    """The hidden fields of the form as the page has them."""
    context = client.get(reverse("report")).context
    return {"id": str(context["report_id"]), "from": str(context["from"]), "from_at": context["from_at"]}


def test_the_guides_form_is_a_fresh_one_whatever_was_left_half_written(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    older, newer = str(new_id()), str(new_id())
    save(client, id=older, kind="oro", category="hot", text="Någon sa", **sealed())
    save(client, id=newer, kind="oro", text="Någon sa mer")
    page = client.get(reverse("report"), {"slag": "klotter"})
    form, html = page.context["form"], page.content.decode()
    assert (form["kind"].value(), form["category"].value(), form["text"].value()) == ("handelse", "klotter", None)
    assert not page.context["sealed"].is_used and (page.context["from"], page.context["from_at"]) == ("", "")
    assert all(f"?utkast={key}" in html for key in (older, newer)) and "Börja om" not in html
    # What is written there is a draft of its own.
    save(client, id=str(page.context["report_id"]), text="Tre stora symboler", **{"from": "", "from_at": ""})
    assert Draft.objects.count() == 3
    # Asked for by its id, a draft is shown; and without the guide, the newest.
    asked = client.get(reverse("report"), {"slag": "klotter", "utkast": older}).context["form"]
    assert (asked["text"].value(), asked["category"].value()) == ("Någon sa", "hot")
    assert client.get(reverse("report"), {"slag": "annars"}).context["form"]["text"].value() == "Tre stora symboler"


def test_a_form_filled_from_a_draft_takes_it_over(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, id=str(new_id()), text="Någon sa")
    form = opened(client)
    assert "Du har ett utkast till" not in save(client, text="Någon sa mer", **form).content.decode()
    draft = Draft.objects.get()
    assert (str(draft.pk), json.loads(draft.fields)["text"]) == (form["id"], "Någon sa mer")


def test_a_draft_that_somebody_went_on_with_is_not_taken_over(sign_in: SignIn) -> None:
    client, older = sign_in(cast.REPORTER), str(new_id())
    save(client, id=older, text="Någon sa")
    form = opened(client)
    save(client, id=older, text="Någon sa mycket mer")
    save(client, text="Någon sa något annat", **form)
    texts = {json.loads(draft.fields)["text"] for draft in Draft.objects.all()}
    assert texts == {"Någon sa mycket mer", "Någon sa något annat"}


def test_ten_drafts_at_most(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    for n in range(drafts.MOST_DRAFTS + 1):
        save(client, id=str(new_id()), text=f"Utkast {n}")
    assert Draft.objects.count() == drafts.MOST_DRAFTS
    assert "Utkast 0" not in {json.loads(draft.fields)["text"] for draft in Draft.objects.all()}


def test_somebody_elses_draft_is_not_written_over(sign_in: SignIn) -> None:
    key = str(new_id())
    save(sign_in(cast.REPORTER), id=key, text="Någon sa")
    assert save(sign_in(cast.COLLEAGUE), id=key, text="Något annat").status_code == 204
    draft = Draft.objects.get()
    assert (draft.user, json.loads(draft.fields)["text"]) == (assignment(cast.REPORTER).user, "Någon sa")


def test_sending_deletes_the_draft_and_the_one_it_came_from(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, id=str(new_id()), text="Tre stora")
    client.post(reverse("report"), report(**opened(client)))
    assert not Draft.objects.exists()
    sent = report()
    save(client, **sent)
    client.post(reverse("report"), sent)
    assert not Draft.objects.exists()


def test_a_tab_left_open_is_told_that_the_report_is_sent(sign_in: SignIn) -> None:
    client, sent = sign_in(cast.REPORTER), report()
    client.post(reverse("report"), sent)
    assert save(client, **sent).status_code == 410
    assert client.post(reverse("report_draft"), sent).url == reverse("receipt", args=[sent["id"]])
    assert not Draft.objects.exists()


def test_every_new_field_is_in_the_draft(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    typed = {"when_kind": "tidpunkt", "happened_at": "09:12", "source": "natet", "done": "Anmält", "area": "x"}
    save(client, **typed)
    form = client.get(reverse("report")).context["form"]
    assert {name: form[name].value() for name in typed} == typed


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


def test_starting_over_deletes_it_and_nothing_else(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    save(client, id=str(new_id()), text="I en annan flik")
    save(client, id=str(new_id()), text="Någon sa")
    response = client.post(reverse("report_discard"), opened(client))
    assert response.url == reverse("report")
    assert client.get(response.url).context["form"]["text"].value() == "I en annan flik"
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
