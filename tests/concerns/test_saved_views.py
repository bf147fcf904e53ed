from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import SavedView
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory

URL, PAGE = reverse("concern_view_save"), reverse("concern_views")


def save(client: Client, name: Any = "Nya märken", filters: str = "kategori=klistermarken&page=3&visat=abc") -> int:
    return client.post(URL, {"name": name, "filters": filters}).status_code


def test_saved_it_is_a_chip_above_the_queue(sign_in: SignIn) -> None:
    ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    response = client.post(URL, {"name": "Nya märken", "filters": "kategori=klistermarken&page=3&okand=1"})
    assert response.url == f"{reverse('concerns')}?kategori=klistermarken"
    page = client.get(response.url).content.decode()
    assert 'href="?kategori=klistermarken"' in page and "Nya märken" in page
    assert "Vad: Klistermärken" in client.get(PAGE).content.decode()


def test_renamed_removed_and_brought_back(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    save(client)
    view = SavedView.objects.get()
    name = {f"{view.pk}-name": "Märken"}
    assert client.post(reverse("concern_view_rename", args=[view.pk]), name).status_code == 302
    assert client.post(reverse("concern_view_rename", args=[view.pk]), {}).status_code == 422
    for _twice in range(2):
        assert client.post(reverse("concern_view_remove", args=[view.pk])).status_code == 302
    assert not SavedView.objects.kept().exists()
    assert "Nyss borttagna" in client.get(PAGE).content.decode()
    for _twice in range(2):
        assert client.post(reverse("concern_view_bring_back", args=[view.pk])).status_code == 302
    assert SavedView.objects.kept().get().name == "Märken"


def test_what_was_removed_more_than_a_day_ago_is_gone(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    save(client)
    SavedView.objects.update(removed_at=timezone.now() - timedelta(days=2))
    assert "Nyss borttagna" not in client.get(PAGE).content.decode()
    save(client, "En annan")
    assert SavedView.objects.get().name == "En annan"


def test_what_cannot_be_saved_is_said(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert [save(client, name) for name in ("", "x" * 41, "199006022397", "a\0b")] == [422] * 4
    assert save(client, filters="") == 409
    assert [save(client), save(client)] == [302, 302]
    assert save(client, filters="lage=ny") == 409
    assert SavedView.objects.count() == 1
    other = save(client, "Nya", "lage=ny") and SavedView.objects.get(name="Nya")
    taken = {f"{other.pk}-name": "Nya märken"}
    assert client.post(reverse("concern_view_rename", args=[other.pk]), taken).status_code == 409


def test_at_most_twenty(sign_in: SignIn) -> None:
    client, mine = sign_in(cast.COORDINATOR), assignment(cast.COORDINATOR)
    SavedView.objects.bulk_create(
        SavedView(assignment=mine, name=f"Vy {n}", filters="lage=ny", saved_at=timezone.now()) for n in range(20)
    )
    assert save(client) == 409


def test_a_personal_number_is_no_part_of_a_view(sign_in: SignIn) -> None:
    assert save(sign_in(cast.COORDINATOR), filters="sok=199006022397&lage=ny") == 302
    assert SavedView.objects.get().filters == "lage=ny"


@pytest.mark.parametrize(("who", "status"), [(cast.COLLEAGUE, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403)])
def test_nobody_elses(sign_in: SignIn, who: str, status: int) -> None:
    save(sign_in(cast.COORDINATOR))
    view, client = SavedView.objects.get(), sign_in(who)
    for name in ("concern_view_rename", "concern_view_remove", "concern_view_bring_back"):
        assert client.post(reverse(name, args=[view.pk]), {f"{view.pk}-name": "Min"}).status_code == status
    with as_application(assignment(who)):
        assert not SavedView.objects.exists()
