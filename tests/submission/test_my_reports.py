from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory

URL = reverse("my_reports")


def test_own_reports_with_number_day_and_state_only(sign_in: SignIn) -> None:
    mine, theirs = ConcernFactory(text="Röd färg"), ConcernFactory(from_jarva=True)
    page = sign_in(cast.REPORTER).get(URL).content.decode()
    assert str(mine) in page
    assert "Att bedöma" in page
    assert str(theirs) not in page
    assert "Röd färg" not in page
    assert "Skärholmens centrum" not in page


def test_a_report_that_went_to_another_board_stays_ones_own(sign_in: SignIn) -> None:
    concern = ConcernFactory(in_jarva=True)
    assert str(concern) in sign_in(cast.REPORTER).get(URL).content.decode()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_others_see_an_empty_page_that_says_what_to_do(sign_in: SignIn, who: str) -> None:
    concern = ConcernFactory()
    page = sign_in(who).get(URL).content.decode()
    assert str(concern) not in page
    assert "Du har inte rapporterat något än" in page


def test_signed_out(client: Any, db: None) -> None:
    assert client.get(URL).status_code == 302


def test_pages_and_nonsense_page_numbers(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(30)
    client = sign_in(cast.REPORTER)
    assert len(client.get(URL).context["page"]) == 25
    assert len(client.get(URL, {"page": 2}).context["page"]) == 5
    assert client.get(URL, {"page": "x"}).status_code == 200
    assert client.get(URL, {"page": "999"}).status_code == 200


def test_same_number_of_queries_for_3_and_300(sign_in: SignIn) -> None:
    client = sign_in(cast.REPORTER)
    ConcernFactory.create_batch(3)
    few = _queries(client)
    ConcernFactory.create_batch(297)
    assert _queries(client) == few <= 20


def _queries(client: Any) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        assert client.get(URL).status_code == 200
    return len(queries)
