"""Drafts become numbered versions that stand; a publication is undone by publishing an earlier one anew."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.guide.models import AlreadyDone, Entry, Guide, shown_entries
from tests import cast
from tests.conftest import SignIn, assignment
from tests.guide import guides
from tests.guide.guides import CENTRAL
from vbe.organisation.models import Assignment, Board, Municipality

DESK = reverse("guide_desk")


def act(client: Any, name: str, guide: Guide) -> Any:
    return client.post(reverse(name, args=[guide.pk]))


def current(code: str = "stockholm") -> Guide | None:
    return Guide.objects.current(Municipality.objects.get(code=code))


def test_a_draft_begins_with_todays_words_and_there_is_one(sign_in: SignIn) -> None:
    central = sign_in(CENTRAL)
    for _press in range(2):
        assert central.post(reverse("guide_begin")).url == DESK
    draft = Guide.objects.get()
    assert (draft.state, draft.number, draft.entries.count()) == ("utkast", None, 8)
    assert [one.text for one in shown_entries(draft)] == [one.text for one in shown_entries(None)]


def test_published_it_is_numbered_dated_and_signed(sign_in: SignIn) -> None:
    first, central = guides.draft(), sign_in(CENTRAL)
    assert act(central, "guide_publish", first).url == DESK
    assert act(central, "guide_publish", first).url == DESK
    first.refresh_from_db()
    assert (first.number, first.published_by, first.published_at is not None) == (1, assignment(CENTRAL), True)
    assert guides.published().number == 2
    assert guides.published("nykoping").number == 1
    text = central.get(DESK).content.decode()
    assert "Version 2" in text
    assert assignment(CENTRAL).user.name in text


def test_what_is_published_stands(sign_in: SignIn) -> None:
    guide, central = guides.published(title="Som det blev"), sign_in(CENTRAL)
    refused = act(central, "guide_discard", guide)
    assert refused.status_code == 409
    assert "kan inte tas bort" in refused.content.decode()
    assert central.get(reverse("guide_entry", args=["barn"])).status_code == 404
    assert central.post(reverse("guide_entry", args=["barn"]), {"title": "Ändrad"}).status_code == 404
    assert Entry.objects.get(guide=guide, situation="barn").title == "Som det blev"


def test_a_draft_is_thrown_away(sign_in: SignIn) -> None:
    published, draft = guides.published(), guides.draft()
    assert act(sign_in(CENTRAL), "guide_discard", draft).url == DESK
    assert list(Guide.objects.all()) == [published]


def test_an_earlier_version_is_published_anew_and_a_draft_goes_on(sign_in: SignIn) -> None:
    first, second = guides.published(title="Ett"), guides.published(title="Två")
    draft, central = guides.draft(title="Utkast"), sign_in(CENTRAL)
    for _press in range(2):
        assert act(central, "guide_again", first).url == DESK
    third = current()
    assert third and (third.number, third.same_as, Guide.objects.count()) == (3, first, 4)
    assert shown_entries(third)[2].title == "Ett"
    assert act(central, "guide_again", draft).status_code == 409
    # Once more: the words are the first one's still.
    assert act(central, "guide_again", second).url == DESK
    assert act(central, "guide_again", third).url == DESK
    fifth = current()
    assert fifth and (fifth.number, fifth.same_as) == (5, first)


def test_versions_are_read_and_compared(sign_in: SignIn) -> None:
    first = guides.published(title="Ett")
    second, central = guides.published(title="Två", topics=["barn", "mottagning"]), sign_in(CENTRAL)
    url = reverse("guide_version", args=[second.pk])
    response = central.get(url, {"mot": "1"})
    rows = [(one.field, one.before, one.after) for one in response.context["changes"]]
    assert rows == [
        ("Rubrik", "Ett", "Två"),
        ("Nummer att ringa", "oro för ett barn", "oro för ett barn, socialtjänstens mottagning"),
    ]
    for strange in ("2", "99", "x", "²", "9" * 400):
        assert central.get(url, {"mot": strange}).context["against"] is None
    assert "Publicera igen" in central.get(reverse("guide_version", args=[first.pk])).content.decode()
    assert "Publicera igen" not in central.get(url).content.decode()


def test_a_districts_coordinator_reads_versions_and_writes_none(sign_in: SignIn) -> None:
    published, draft, her = guides.published(), guides.draft(), sign_in(cast.COORDINATOR)
    assert her.get(reverse("guide_version", args=[published.pk])).status_code == 200
    assert her.get(reverse("guide_version", args=[draft.pk])).status_code == 404
    assert her.post(reverse("guide_begin")).status_code == 403
    for name in ("guide_publish", "guide_discard", "guide_again"):
        assert act(her, name, draft).status_code == 404
    assert "Börja på en ny version" not in her.get(DESK).content.decode()


def test_without_districts_the_coordinator_writes_until_there_is_a_central_one(sign_in: SignIn) -> None:
    her = sign_in(cast.NYKOPING, "samordnare")
    assert her.post(reverse("guide_begin")).status_code == 302
    assert act(her, "guide_publish", Guide.objects.get()).status_code == 302
    central = assignment(CENTRAL)
    Assignment.objects.filter(pk=central.pk).update(board=Board.objects.get(code="nykoping"))
    assert her.post(reverse("guide_begin")).status_code == 403
    assert sign_in(cast.NYKOPING, "avdelningschef").post(reverse("guide_begin")).status_code == 403


def test_another_municipalitys_versions_are_not_found(sign_in: SignIn) -> None:
    stockholm, her = guides.published(), sign_in(cast.NYKOPING, "samordnare")
    assert her.get(reverse("guide_version", args=[stockholm.pk])).status_code == 404
    assert act(her, "guide_again", stockholm).status_code == 404
    assert sign_in(cast.REPORTER).get(DESK).status_code == 403


def test_two_publish_at_once_and_one_does(db: None) -> None:
    mine = guides.draft()
    theirs = Guide.objects.get(pk=mine.pk)
    mine.publish(by=assignment(CENTRAL), now=timezone.now())
    with pytest.raises(AlreadyDone):
        theirs.publish(by=assignment(CENTRAL), now=timezone.now())


def test_the_desk_asks_as_often_with_many_versions(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    central = sign_in(CENTRAL)
    for _number in range(12):
        guides.published()
    with django_assert_max_num_queries(22):
        central.get(DESK)
