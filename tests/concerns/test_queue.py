from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory, attachment
from vbe.audit.models import Action, Entry

URL = reverse("concerns")


def shown(client: Client, **filters: Any) -> list[str]:
    return [concern.number for concern in client.get(URL, filters).context["page"]]


def test_the_desk_sees_placed_here_sent_from_here_and_handed_over(sign_in: SignIn) -> None:
    seen = [ConcernFactory(), ConcernFactory(in_jarva=True), ConcernFactory(handed_over=True, from_jarva=True)]
    ConcernFactory(in_jarva=True, from_jarva=True)
    ConcernFactory(in_nykoping=True)
    assert sorted(shown(sign_in(cast.COORDINATOR))) == sorted(concern.number for concern in seen)


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING])
def test_another_desk_does_not_see_it(sign_in: SignIn, who: str) -> None:
    ConcernFactory()
    assert shown(sign_in(who)) == []


@pytest.mark.parametrize("who", [cast.REPORTER, cast.INTAKE, cast.CHIEF, cast.MEMBER, cast.CASEWORKER])
def test_other_roles_have_no_desk(sign_in: SignIn, who: str) -> None:
    assert sign_in(who).get(URL).status_code == 403


def test_signed_out(client: Client, db: None) -> None:
    assert client.get(URL).status_code == 302


def test_waiting_on_the_own_desk_first_then_the_newest(sign_in: SignIn) -> None:
    now = timezone.now()
    elsewhere = ConcernFactory(in_jarva=True, overdue=True, reported_at=now - timedelta(days=9))
    closed = ConcernFactory(closed=True, reported_at=now)
    later = ConcernFactory(reported_at=now)
    overdue = ConcernFactory(overdue=True, reported_at=now - timedelta(days=5))
    assert shown(sign_in(cast.COORDINATOR)) == [c.number for c in (overdue, later, closed, elsewhere)]


def test_says_whose_desk_it_lies_on(sign_in: SignIn) -> None:
    ConcernFactory(in_jarva=True)
    ConcernFactory(handed_over=True)
    page = sign_in(cast.COORDINATOR).get(URL).content.decode()
    assert "Skickad härifrån till Järva stadsdelsnämnd" in page
    assert "Överlämnad till Järva stadsdelsnämnd" in page
    other = sign_in(cast.OTHER_COORDINATOR).get(URL).content.decode()
    assert "Överlämnad av Skärholmens stadsdelsnämnd" in other


def test_reporter_is_a_unit_and_never_a_name(sign_in: SignIn) -> None:
    concern = ConcernFactory()
    page = sign_in(cast.COORDINATOR).get(URL).content.decode()
    assert "Medborgarkontoret" in page
    assert concern.reporter.name not in page
    assert concern.reporter.email not in page


def test_sealed_file_and_overdue_are_said(sign_in: SignIn) -> None:
    attachment(ConcernFactory(sealed=True, overdue=True))
    page = sign_in(cast.COORDINATOR).get(URL).content.decode()
    for words in ("Sluten del skickad", "du ser den inte", "fil bifogad", "Försenad 1 dag"):
        assert words in page


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "abc"),
        ({"lage": "avslutad"}, "b"),
        ({"kategori": "symboler"}, "c"),
        ({"miljo": "hybrid"}, "a"),
        ({"sok": "VÅRBERG"}, "a"),
        ({"sok": "röd färg"}, "ac"),
        ({"sok": "hän-2025-9002"}, "b"),
        ({"sok": "100 %"}, ""),
        ({"sok": "_"}, ""),
        ({"lage": "ny", "kategori": "symboler"}, "c"),
        ({"lage": "finns-inte"}, "abc"),
        ({"kategori": "x" * 500}, "abc"),
        ({"sok": "x" * 101}, "abc"),
    ],
)
def test_filters(sign_in: SignIn, filters: dict[str, str], found: str) -> None:
    rows = {
        "a": ConcernFactory(number="2025-9001", place="Vårbergs torg", milieu="hybrid"),
        "b": ConcernFactory(number="2025-9002", text="Flygblad i en brevlåda", category="flygblad", closed=True),
        "c": ConcernFactory(number="2025-9003", category="symboler"),
    }
    assert sorted(shown(sign_in(cast.COORDINATOR), **filters)) == sorted(rows[key].number for key in found)


def test_search_never_reaches_beyond_the_desk(sign_in: SignIn) -> None:
    ConcernFactory(in_jarva=True, from_jarva=True, place="Rinkeby torg")
    assert shown(sign_in(cast.COORDINATOR), sok="Rinkeby") == []


def test_a_personal_number_is_no_search_term(sign_in: SignIn) -> None:
    ConcernFactory()
    response = sign_in(cast.COORDINATOR).get(URL, {"sok": "199006022397"})
    assert "sok" in response.context["form"].errors
    assert not Entry.objects.using("audit").filter(action=Action.SEARCHED).exists()


def test_search_is_logged_with_its_words_encrypted(sign_in: SignIn) -> None:
    sign_in(cast.COORDINATOR).get(URL, {"sok": "torget"})
    entry = Entry.objects.using("audit").get(action=Action.SEARCHED)
    assert entry.kind == "concerns.concern"
    assert "torget" not in entry.reason and entry.terms == "torget"
    with connections["audit"].cursor() as cursor:
        cursor.execute("SELECT terms FROM audit_entry WHERE id = %s", [entry.pk])
        assert "torget" not in cursor.fetchone()[0]


def test_pages_of_25_keep_the_filter(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(30)
    client = sign_in(cast.COORDINATOR)
    response = client.get(URL, {"kategori": "klotter", "page": 2})
    assert len(response.context["page"]) == 5
    assert "kategori=klotter&amp;page=1" in response.content.decode()
    assert client.get(URL, {"page": "sista"}).status_code == 200


def test_empty_states_say_what_to_do(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    assert "Inga rapporter än" in client.get(URL).content.decode()
    assert "Inget stämmer med ditt val" in client.get(URL, {"lage": "ny"}).content.decode()


def test_polling_is_answered_only_when_something_has_changed(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    first = ConcernFactory()
    poll_url = client.get(URL, {"lage": "ny"}).context["poll_url"]
    assert "lage=ny" in poll_url
    assert client.get(poll_url, headers={"HX-Request": "true"}).status_code == 204

    ConcernFactory(place="Vårbergs torg")
    changed = client.get(poll_url, headers={"HX-Request": "true"})
    assert "Vårbergs torg" in changed.content.decode()
    assert f'data-key="{first.number}"' in changed.content.decode()
    assert client.get(changed.context["poll_url"], headers={"HX-Request": "true"}).status_code == 204


def test_polling_is_logged_only_when_it_shows_something_new(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    concern = ConcernFactory()
    poll_url = client.get(URL, {"sok": "Skärholmen"}).context["poll_url"]
    assert client.get(poll_url, headers={"HX-Request": "true"}).status_code == 204
    assert Entry.objects.using("audit").filter(action=Action.SEARCHED).count() == 1
    concern.state = "bedomd"
    concern.save()
    assert client.get(poll_url, headers={"HX-Request": "true"}).status_code == 200
    assert Entry.objects.using("audit").filter(action=Action.SEARCHED).count() == 2


def test_same_number_of_queries_for_3_and_300(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    ConcernFactory.create_batch(3, from_jarva=True)
    few = queries(client)
    ConcernFactory.create_batch(297, handed_over=True)
    assert queries(client) == few <= 21


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    return len(captured)
