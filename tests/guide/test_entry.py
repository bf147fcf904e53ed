"""A situation in the draft: saved as somebody writes, never without something to do, never over somebody else's text."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.guide.models import Entry
from tests import cast
from tests.conftest import ApplicationClient, SignIn
from tests.guide import guides
from tests.guide.guides import CENTRAL

URL = reverse("guide_entry", args=["barn"])
HTMX = {"HX-Request": "true"}


@pytest.fixture
def entry(db: None) -> Entry:
    return Entry.objects.get(guide=guides.draft(), situation="barn")


@pytest.fixture
def central(entry: Entry, sign_in: SignIn) -> ApplicationClient:
    return sign_in(CENTRAL)


def saved(entry: Entry) -> Entry:
    return Entry.objects.get(pk=entry.pk)


def test_what_is_written_is_saved(central: ApplicationClient, entry: Entry) -> None:
    form = guides.sent(central, URL) | {"title": "Ett barn", "topics": ["barn", "mottagning"], "advice": "on"}
    assert central.post(URL, form).url == reverse("guide_desk")
    now = saved(entry)
    assert (now.title, now.topics, now.advice, now.version) == ("Ett barn", ["barn", "mottagning"], True, 1)
    assert now.saved_by and now.saved_by.user.email == cast.address(CENTRAL)


def test_it_is_saved_while_somebody_writes(central: ApplicationClient, entry: Entry) -> None:
    form = guides.sent(central, URL)
    for n in range(3):
        # The same open page goes on from what it saved itself, also when the answer was lost.
        answer = central.post(URL, form | {"title": f"Rubrik {n}"}, headers=HTMX)
        assert answer.status_code == 200
    assert (saved(entry).title, saved(entry).version) == ("Rubrik 2", 3)
    assert 'value="3"' in answer.content.decode()


def test_a_second_writer_sees_both(central: ApplicationClient, entry: Entry) -> None:
    mine, theirs = guides.sent(central, URL), guides.sent(central, URL)
    central.post(URL, theirs | {"title": "Deras", "topics": ["vuxen"]})
    quiet = central.post(URL, mine | {"title": "Min"}, headers=HTMX)
    assert quiet.status_code == 422
    assert "Någon annan har sparat" in quiet.content.decode()
    refused = central.post(URL, mine | {"title": "Min"})
    assert refused.status_code == 409
    rows = {row["label"]: (row["mine"], row["theirs"]) for row in refused.context["conflict"]}
    assert rows == {"Rubrik": ("Min", "Deras"), "Nummer att ringa": ("oro för ett barn", "oro för en vuxen")}
    assert saved(entry).title == "Deras"
    # The page that was shown stands on the saved text.
    page = refused.context["form"].stands_on
    again = mine | {"title": "Båda", "version": page["version"].value(), "page": page["page"].value()}
    assert central.post(URL, again).status_code == 302
    assert saved(entry).title == "Båda"


def test_it_ends_in_something_to_do(central: ApplicationClient, entry: Entry) -> None:
    form = guides.sent(central, URL) | {"topics": [], "report_as": "", "title": "Utan väg vidare"}
    form.pop("to_reception")
    refused = central.post(URL, form)
    assert refused.status_code == 422
    assert "Välj minst en sak att göra" in refused.content.decode()
    assert "Utan väg vidare" in refused.content.decode()
    for way in ({"topics": ["hot"]}, {"report_as": "oro"}, {"to_reception": "on"}, {"advice": "on"}):
        assert central.post(URL, form | way).status_code == 302, way


def test_the_database_holds_to_it_too(entry: Entry) -> None:
    with pytest.raises(IntegrityError, match="guide_situation_ends_in_an_action"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(topics=[], report_as="", to_reception=False, advice=False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"title": "noll\x00"},
        {"text": ""},
        {"text": "x" * 3001},
        {"topics": ["strunt"]},
        {"topics": ["larm"]},
        {"report_as": "strunt"},
        {"version": "x"},
        {"version": "-1"},
        {"page": "x"},
    ],
)
def test_bad_input_is_shown_again(central: ApplicationClient, entry: Entry, wrong: dict[str, Any]) -> None:
    before = saved(entry)
    response = central.post(URL, guides.sent(central, URL) | {"title": "Kvar"} | wrong)
    assert response.status_code == 422
    assert saved(entry).version == before.version
    assert "title" in wrong or "Kvar" in response.content.decode()


def test_outsiders_have_no_draft(entry: Entry, sign_in: SignIn) -> None:
    form = {"title": "Min", "text": "x", "topics": ["barn"], "version": 0, "page": uuid4()}
    for who, role, status in (
        (cast.COORDINATOR, None, 404),
        (cast.NYKOPING, "samordnare", 404),
        (cast.REPORTER, None, 403),
    ):
        assert sign_in(who, role).post(URL, form).status_code == status
    assert saved(entry).version == 0


def test_what_a_draft_said_before_is_kept(central: ApplicationClient, entry: Entry) -> None:
    central.post(URL, guides.sent(central, URL) | {"title": "Ny rubrik"})
    earlier = entry.history.order_by("pgh_id").last()  # type: ignore[attr-defined]
    assert earlier.title == entry.title
