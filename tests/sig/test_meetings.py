"""Meetings: those of one's cases, those of one case, and the day that the latest minutes named for the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, Meeting
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import adjusted, case_at, meeting
from tests.sig.test_todo import asked

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL = "/moten/"


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DECIDED)


def held(case: Case, *, ago: int = 0, next_in: int | None = None) -> Meeting:
    """A follow-up meeting whose minutes are adjusted, the next one that many days from today."""
    one = meeting(case, days=-ago)
    next_on = None if next_in is None else timezone.localdate() + timedelta(days=next_in)
    adjusted(one, by=case.chief, now=timezone.now(), next_on=next_on)
    return one


def test_those_who_take_part_have_their_meetings_and_nobody_elses(sign_in: SignIn, case: Case) -> None:
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=30))
    coming, past = meeting(case), meeting(case, days=-7)
    off = meeting(case, days=3)
    Meeting.objects.filter(pk=off.pk).update(cancelled_at=timezone.now(), cancelled_by=case.chief)
    for who in (cast.HEAD_ADULT, cast.CHIEF):
        client = sign_in(who)
        assert list(client.get(URL).context["page"]) == [coming]
        assert client.get(URL, {"visa": "tidigare"}).context["page"][0] == past
    for who in (cast.HEAD_YOUNG, cast.OTHER_CHIEF, cast.CASEWORKER):
        assert not sign_in(who).get(URL).context["page"].object_list
    assert [sign_in(who).get(URL).status_code for who in (cast.DIRECTOR, cast.COORDINATOR)] == [403, 404]


def test_pages_of_twenty_five_with_the_same_number_of_queries(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(address).status_code == 200
        return len(captured)

    pages = [URL, reverse("case_meetings", args=[case.number]), reverse("case", args=[case.number])]
    meeting(case)
    meeting(case)
    few = [queries(page) for page in pages for _time in range(2)][1::2]
    Meeting.objects.bulk_create(
        Meeting(case=case, board=case.board, kind="uppfoljning", starts_at=timezone.now(), place="Rum 1")
        for _n in range(300)
    )
    assert [queries(page) for page in pages] == few
    assert len(chief.get(URL + "?page=12").context["page"]) == 25


def test_a_case_shows_all_of_its_meetings_and_what_each_forum_is(sign_in: SignIn, case: Case) -> None:
    meeting(case, Meeting.Kind.SIP)
    text = sign_in(cast.HEAD_ADULT).get(reverse("case_meetings", args=[case.number])).content.decode()
    assert "Uppstartsmöte" in text and "Samordnad individuell plan" in text and "Ingången är Socialjouren" in text


def test_the_next_meeting_is_asked_for_until_it_is_called(sign_in: SignIn, case: Case) -> None:
    one = held(case, next_in=-1 + 2)
    assert one.starts_at < timezone.now() + timedelta(minutes=1)
    Meeting.objects.exclude(pk=one.pk).update(starts_at=timezone.now() - timedelta(days=30))
    Meeting.objects.filter(pk=one.pk).update(
        starts_at=timezone.now() - timedelta(days=20), next_on=timezone.localdate() - timedelta(days=3)
    )
    rows, _figures = asked(cast.CHIEF)
    assert [(row.title, row.tag_text) for row in rows] == [
        (f"{case.number} · Kalla till nästa möte", "Försenad 3 dagar")
    ]
    assert not asked(cast.HEAD_ADULT)[0]
    record = reverse("case", args=[case.number])
    assert "Försenad 3 dagar" in sign_in(cast.CHIEF).get(record).content.decode()
    called = meeting(case)
    assert not asked(cast.CHIEF)[0]
    Meeting.objects.filter(pk=called.pk).update(cancelled_at=timezone.now(), cancelled_by=case.chief)
    assert asked(cast.CHIEF)[0]
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    assert not asked(cast.CHIEF)[0]


def test_a_day_far_ahead_and_no_next_meeting_ask_for_nothing(case: Case) -> None:
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=30))
    held(case, ago=2, next_in=30)
    assert not asked(cast.CHIEF)[0]
    held(case, ago=1)
    assert not asked(cast.CHIEF)[0]
