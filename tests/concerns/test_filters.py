from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory, board
from vbe.organisation.models import Area

URL = reverse("concerns")


def shown(client: Client, **filters: Any) -> list[str]:
    return [concern.number for concern in client.get(URL, filters).context["page"]]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"vag": "import"}, "a"),
        ({"vag": "formular", "kategori": "hot"}, "b"),
        ({"vantar": "forsenade"}, "b"),
        ({"vantar": "uppfoljning"}, "c"),
        ({"bord": "hos_oss"}, "abc"),
        ({"bord": "overlamnade"}, "e"),
        ({"bord": "skickade"}, "de"),
        ({"fran": "2026-03-01", "till": "2026-03-31"}, "a"),
        ({"fran": "2026-03-10", "till": "2026-03-10"}, "a"),
        ({"till": "2026-03-04"}, ""),
        # What makes no sense is left out.
        ({"vag": "brevduva"}, "abcde"),
        ({"fran": "igår"}, "abcde"),
        ({"omrade": "ingen-nyckel"}, "abcde"),
        ({"bord": "x" * 300}, "abcde"),
    ],
)
def test_filters(sign_in: SignIn, filters: dict[str, str], found: str) -> None:
    today = timezone.localdate()
    rows = {
        "a": ConcernFactory(door="import", happened_on=date(2026, 3, 5), happened_until=date(2026, 3, 12)),
        "b": ConcernFactory(category="hot", overdue=True),
        "c": ConcernFactory(state="bedomd", follow_up_on=today),
        "d": ConcernFactory(in_jarva=True, overdue=True, follow_up_on=today),
        "e": ConcernFactory(handed_over=True),
    }
    assert sorted(shown(sign_in(cast.COORDINATOR), **filters)) == sorted(rows[key].number for key in found)


def test_a_part_of_the_own_area(sign_in: SignIn) -> None:
    own = Area.objects.get_or_create(board=board("skarholmen"), name="Bredäng")[0]
    other = Area.objects.get_or_create(board=board("jarva"), name="Rinkeby")[0]
    there = ConcernFactory(area=own)
    ConcernFactory()
    client = sign_in(cast.COORDINATOR)
    assert shown(client, omrade=own.pk) == [there.number]
    # Another board's is no choice here.
    assert len(shown(client, omrade=other.pk)) == 2


def test_a_period_that_ends_before_it_begins_is_said(sign_in: SignIn) -> None:
    response = sign_in(cast.COORDINATOR).get(URL, {"fran": "2026-03-10", "till": "2026-03-01"})
    assert "Välj ett slutdatum" in response.content.decode()


def test_the_more_seldom_ones_are_open_when_one_is_used(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert '<details class="filter-more" open' in client.get(URL, {"bord": "hos_oss"}).content.decode()
    assert '<details class="filter-more" open' not in client.get(URL, {"lage": "ny"}).content.decode()


def test_others_have_no_queue(sign_in: SignIn) -> None:
    ConcernFactory(happened_on=timezone.localdate() - timedelta(days=2))
    assert sign_in(cast.REPORTER).get(URL, {"bord": "hos_oss"}).status_code == 403
    assert shown(sign_in(cast.NYKOPING), bord="hos_oss") == []
