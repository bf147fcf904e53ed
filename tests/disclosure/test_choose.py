"""Choosing the reports of a request: the own board's, by the queue's filter, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns import search
from cases.disclosure import views
from cases.disclosure.models import Chosen, RecordsRequest
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.disclosure.asked import asked, decide
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry


def url(found: RecordsRequest, query: str = "") -> str:
    return reverse("records_choose", args=[found.pk]) + query


def test_those_ticked_are_chosen_once(sign_in: SignIn) -> None:
    one, other, found, client = ConcernFactory(), ConcernFactory(), asked(), sign_in(cast.COORDINATOR)
    for _ in range(2):
        assert client.post(url(found), {"rapport": [one.number]}).status_code == 302
    assert [row.concern for row in found.chosen.all()] == [one]
    assert other not in [row.concern for row in found.chosen.all()]


def test_all_that_the_filter_finds_are_chosen(sign_in: SignIn) -> None:
    wanted = ConcernFactory.create_batch(3, place="Sätra torg")
    ConcernFactory(place="Bredäng")
    found = asked()
    assert sign_in(cast.COORDINATOR).post(url(found, "?sok=sätra"), {"val": "alla"}).status_code == 302
    assert {row.concern_id for row in found.chosen.all()} == {concern.pk for concern in wanted}
    assert Entry.objects.using("audit").filter(action=Action.SEARCHED).count() == 0


def test_that_a_search_stops_before_the_oldest_is_told(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    reports, client, found = ConcernFactory.create_batch(3, place="Sätra torg"), sign_in(cast.COORDINATOR), asked()
    told = "Alla rapporter med orden är inte med"
    assert told not in client.get(url(found, "?sok=sätra")).content.decode()
    monkeypatch.setattr(search, "FIRST", 2)
    assert told not in client.get(url(found, "?sok=sätra")).content.decode()
    monkeypatch.setattr(views, "PARTS", 1)
    page = client.get(url(found, "?sok=sätra")).content.decode()
    assert told in page and "de 2 nyaste" in page and "Välj alla 2" in page
    assert told not in client.get(url(found)).content.decode()
    assert told not in client.get(url(found, f"?sok={reports[0].number}")).content.decode()
    assert told in client.post(url(found, "?sok=sätra"), {}).content.decode()


def test_a_search_is_logged(sign_in: SignIn) -> None:
    found = asked()
    sign_in(cast.COORDINATOR).get(url(found, "?sok=torget"))
    assert Entry.objects.using("audit").filter(action=Action.SEARCHED).count() == 1


@pytest.mark.parametrize("trait", ["in_jarva", "handed_over", "in_nykoping"])
def test_a_report_of_another_board_is_neither_shown_nor_chosen(sign_in: SignIn, trait: str) -> None:
    other, found, client = ConcernFactory(**{trait: True}), asked(), sign_in(cast.COORDINATOR)
    assert other.number not in client.get(url(found)).content.decode()
    assert client.post(url(found), {"rapport": [other.number]}).status_code == 422
    assert not found.chosen.exists()


def test_the_database_refuses_another_boards_report(db: None) -> None:
    other, found, by = ConcernFactory(in_jarva=True), asked(), assignment(cast.COORDINATOR)
    row = Chosen(request=found, board=by.board, concern_id=other.pk, by=by, at=timezone.now())
    with as_application(by), pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("data", [{}, {"rapport": ["2020-999"]}, {"rapport": ["noll\x00"]}, {"val": "x" * 11}])
def test_an_empty_or_unreadable_choice_is_told(sign_in: SignIn, data: dict[str, Any]) -> None:
    ConcernFactory()
    response = sign_in(cast.COORDINATOR).post(url(asked()), data)
    assert response.status_code == 422
    assert "Inget är valt" in response.content.decode()


def test_nothing_is_chosen_after_the_decision(sign_in: SignIn) -> None:
    found, client = asked(ConcernFactory(), reviewed=True), sign_in(cast.COORDINATOR)
    later = ConcernFactory()
    assert decide(client, found).status_code == 302
    assert client.post(url(found), {"rapport": [later.number]}).status_code == 409
    by = assignment(cast.COORDINATOR)
    row = Chosen(request=found, board=by.board, concern=later, by=by, at=timezone.now())
    with as_application(by), pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_report_is_left_out_and_taken_back(sign_in: SignIn) -> None:
    report = ConcernFactory()
    found, client = asked(report, reviewed=True), sign_in(cast.COORDINATOR)
    row = found.chosen.get()
    client.post(reverse("records_leave_out", args=[found.pk, row.pk]))
    assert not found.chosen.included().exists()
    assert client.get(reverse("records_mask", args=[found.pk, row.pk])).status_code == 404
    client.post(url(found), {"rapport": [report.number]})
    assert found.chosen.included().get().state == "tillbaka"


def test_the_page_asks_the_database_as_often_for_many(sign_in: SignIn, django_assert_num_queries: Any) -> None:
    client = sign_in(cast.COORDINATOR)
    ConcernFactory.create_batch(3)
    found = asked()
    with CaptureQueriesContext(connection) as few:
        client.get(url(found))
    ConcernFactory.create_batch(60)
    with django_assert_num_queries(len(few)):
        assert len(client.get(url(found)).context["page"]) == 25


def test_an_outsider_chooses_nothing(sign_in: SignIn) -> None:
    found, report = asked(), ConcernFactory()
    for who, status in ((cast.OTHER_COORDINATOR, 404), (cast.REPORTER, 403)):
        assert sign_in(who).post(url(found), {"rapport": [report.number]}).status_code == status
