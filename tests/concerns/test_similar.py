from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Concern
from cases.concerns.search import at_place
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import ConcernFactory, recusal


def similar(client: Client, concern: Concern) -> list[Any]:
    return client.get(reverse("concern", args=[concern.number])).context["similar"]


def test_the_same_place_the_same_week_with_its_reasons(sign_in: SignIn) -> None:
    day = timezone.localdate() - timedelta(days=10)
    concern = ConcernFactory(happened_on=day, place="Sätra bibliotek, entrén", category="klistermarken")
    same = ConcernFactory(happened_on=day, place="Sätra bibliotek, entrén", category="klistermarken")
    near = ConcernFactory(happened_on=day - timedelta(days=20), place="Sätra bibliotek", category="symboler")
    ConcernFactory(happened_on=day, place="Bredängs torg", category="hot", text="Någon skrek.")
    ConcernFactory(happened_on=day - timedelta(days=400), place="Sätra bibliotek, entrén")
    found = similar(sign_in(cast.COORDINATOR), concern)
    assert [one.concern for one in found] == [same, near]
    assert found[0].why[:3] == ["samma plats", "samma dag", "samma slag"]
    assert found[1].why[:2] == ["liknande plats", "inom en månad"]
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert "Samma plats, samma dag, samma slag" in page


def test_at_most_five_of_the_own_boards(sign_in: SignIn) -> None:
    concern, barred = ConcernFactory(), ConcernFactory()
    ConcernFactory.create_batch(7)
    ConcernFactory(in_nykoping=True)
    ConcernFactory(in_jarva=True, from_jarva=True)
    recusal(barred, cast.COORDINATOR)
    found = [one.concern for one in similar(sign_in(cast.COORDINATOR), concern)]
    assert len(found) == 5 and barred not in found and concern not in found
    assert {one.board_id for one in found} == {concern.board_id}


def test_nothing_alike_is_said(sign_in: SignIn) -> None:
    concern = ConcernFactory(place="Skärholmens centrum")
    ConcernFactory(place="Bredängs torg", category="hot", happened_on=timezone.localdate() - timedelta(days=40))
    page = sign_in(cast.COORDINATOR).get(reverse("concern", args=[concern.number])).content.decode()
    assert "Ingen annan rapport liknar den här" in page


def test_a_place_of_signs_alone_is_no_search(sign_in: SignIn) -> None:
    assert similar(sign_in(cast.COORDINATOR), ConcernFactory(place="?!")) == []


def test_of_one_place_the_nearest_in_time_whatever_has_come_since(sign_in: SignIn) -> None:
    """A place with many reports: those about the same time, not the latest, which are of another kind and day."""
    now = timezone.now()
    then = now - timedelta(days=40)
    of_place = {"place": "Skärholmens torg, vid trappan", "category": "hot", "text": "Någon skrek."}
    concern = ConcernFactory(**of_place, reported_at=then, happened_on=timezone.localdate(then))
    near = ConcernFactory(
        **of_place, reported_at=then - timedelta(hours=3), happened_on=timezone.localdate(then - timedelta(hours=3))
    )
    for day in range(20):
        at = now - timedelta(days=day / 2)
        ConcernFactory(
            place="SKÄRHOLMENS  TORG",
            category="klotter",
            text="Ritat.",
            reported_at=at,
            happened_on=timezone.localdate(at),
        )
    assert similar(sign_in(cast.COORDINATOR), concern)[0].concern == near


def test_a_report_of_the_place_with_words_before_it_is_found_too(sign_in: SignIn) -> None:
    day = timezone.localdate()
    concern = ConcernFactory(place="Sätra bibliotek", happened_on=day)
    other = ConcernFactory(place="Utanför Sätra bibliotek", happened_on=day, category="hot", text="Någon skrek.")
    assert [one.concern for one in similar(sign_in(cast.COORDINATOR), concern)] == [other]


def test_of_the_same_place_only_what_one_may_see(sign_in: SignIn) -> None:
    concern, barred = ConcernFactory(), ConcernFactory()
    elsewhere = ConcernFactory(in_jarva=True, from_jarva=True, place=concern.place)
    recusal(barred, cast.COORDINATOR)
    with as_application(assignment(cast.COORDINATOR)):
        found = at_place(concern.place, 10, around=timezone.now(), within=timedelta(days=1))
    assert found == [concern.pk]
    with as_application(assignment(cast.OTHER_COORDINATOR)):
        found = at_place(concern.place, 10, around=timezone.now(), within=timedelta(days=1))
    assert found == [elsewhere.pk]
