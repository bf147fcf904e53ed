"""Registering a request for public records; who asked is not kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.disclosure.models import RecordsRequest
from tests import cast
from tests.conftest import SignIn
from tests.disclosure.asked import asked
from tests.factories import ConcernFactory


def written(**changed: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "received_on": timezone.localdate().isoformat(),
        "asked": "Rapporter om klotter i Sätra under oktober.",
        "dnr": "",
    } | changed


def test_a_request_is_registered_with_a_number_and_without_who_asked(sign_in: SignIn) -> None:
    response = sign_in(cast.COORDINATOR).post(reverse("records_request_new"), written(dnr="2026-114"))

    found = RecordsRequest.objects.get()
    assert response.url == reverse("records_request", args=[found.pk])
    assert found.number.startswith("UTL-") and found.number.endswith("-001")
    assert {field.name for field in RecordsRequest._meta.fields} == {
        "id", "number", "board", "received_on", "asked", "dnr", "registered_at", "registered_by",
    }  # fmt: skip


def test_the_same_form_twice_makes_one_request(sign_in: SignIn) -> None:
    client, data = sign_in(cast.COORDINATOR), written()
    assert [client.post(reverse("records_request_new"), data).status_code for _ in range(2)] == [302, 302]
    assert RecordsRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asked", ""),
        ("asked", "Allt om 19900602-2397."),
        ("asked", "x" * 2001),
        ("asked", "noll\x00"),
        ("dnr", "x" * 41),
        ("received_on", "i går"),
        ("received_on", (timezone.localdate() + timedelta(days=1)).isoformat()),
        ("received_on", "1926-01-01"),
        ("id", "inget"),
    ],
)
def test_what_cannot_be_registered_is_said_and_kept(sign_in: SignIn, field: str, value: str) -> None:
    response = sign_in(cast.COORDINATOR).post(reverse("records_request_new"), written(**{field: value}))
    assert response.status_code == 422 and response.context["form"].errors[field]
    assert not RecordsRequest.objects.exists()


def test_the_list_asks_the_database_as_often_for_many(sign_in: SignIn, django_assert_num_queries: Any) -> None:
    client, url = sign_in(cast.COORDINATOR), reverse("records_requests")
    asked()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(24):
        asked()
    with django_assert_num_queries(len(few)):
        assert client.get(url).content.decode().count("UTL-") == 25


def test_an_outsider_sees_nothing_of_it(sign_in: SignIn) -> None:
    found = asked(ConcernFactory())
    for who, status in ((cast.OTHER_COORDINATOR, 404), (cast.NYKOPING, 404), (cast.REPORTER, 403), (cast.CHIEF, 403)):
        assert sign_in(who).get(reverse("records_request", args=[found.pk])).status_code == status
    assert found.number not in sign_in(cast.OTHER_COORDINATOR).get(reverse("records_requests")).content.decode()


def test_the_queue_leads_here(sign_in: SignIn) -> None:
    assert reverse("records_requests") in sign_in(cast.COORDINATOR).get(reverse("concerns")).content.decode()
