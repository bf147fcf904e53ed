from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn
from vbe.organisation.models import PhoneNumber

URL = reverse("guide")
SITUATIONS = ["fara", "brott", "barn", "vuxen", "klotter", "hot", "anhorig"]


def test_open_to_everybody_with_every_situation(client: Any, db: None) -> None:
    response = client.get(URL)
    assert response.status_code == 200
    assert [one.key for one in response.context["situations"]] == SITUATIONS
    assert 'href="tel:112"' in response.content.decode()
    assert "kontrollerat 2 nov 2026" in response.content.decode()


def test_anonymous_sees_the_common_numbers_and_chooses_a_municipality(client: Any, db: None) -> None:
    assert "Röda korset" not in client.get(URL).content.decode()
    assert "Röda korset" in client.get(URL, {"kommun": "nykoping"}).content.decode()
    assert "Röda korset" not in client.get(URL, {"kommun": "stockholm"}).content.decode()


@pytest.mark.parametrize("code", ["", "finns-inte", "<script>x", "å" * 500])
def test_an_unknown_municipality_shows_the_common_numbers(client: Any, db: None, code: str) -> None:
    page = client.get(URL, {"kommun": code})
    assert page.status_code == 200
    assert "<script>x" not in page.content.decode()


def test_signed_in_sees_the_own_municipality_in_the_shell(sign_in: SignIn) -> None:
    assert "Röda korset" in sign_in(cast.NYKOPING).get(URL).content.decode()
    page = sign_in(cast.REPORTER).get(URL, {"kommun": "nykoping"}).content.decode()
    assert "Röda korset" not in page
    assert "shell-nav" in page


def test_a_number_is_data_and_an_old_one_says_so(client: Any, db: None) -> None:
    PhoneNumber.objects.filter(number="114 14").update(
        number="114 99", checked_on=timezone.localdate() - timedelta(days=400)
    )
    page = client.get(URL).content.decode()
    assert "114 99" in page
    assert "114 14" not in page
    assert "det kan ha ändrats" in page


def test_every_situation_ends_in_a_number_or_the_form(client: Any, db: None) -> None:
    for one in client.get(URL, {"kommun": "nykoping"}).context["situations"]:
        assert one.numbers or one.report, one.key


def test_links_to_the_form_are_filled_in(client: Any, db: None) -> None:
    page = client.get(URL).content.decode()
    for kind in ("handelse", "oro", "klotter", "hot"):
        assert f"{reverse('report')}?slag={kind}" in page
