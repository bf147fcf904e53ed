"""Adjusted minutes are corrected by addition alone, and the person's own view stands beside what is disputed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from cases.sig.models import Case, Meeting, MinutesAddendum
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, emergency, recusal
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.HELD)


def url(case: Case, name: str = "meeting_addendum") -> str:
    return reverse(name, args=[case.number, Meeting.objects.get(case=case, kind="uppstartsmote").pk])


def filled(**changed: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "kind": "rattelse", "point": "fakta", "text": "Det var i mars."} | changed


def test_what_is_added_stands_after_the_text_that_stays(sign_in: SignIn, case: Case) -> None:
    head, data = sign_in(cast.HEAD_ADULT), filled(kind="omtvistat", text="Jag var inte där.")
    assert [head.post(url(case), data).status_code for _time in range(2)] == [302, 302]
    entry = MinutesAddendum.objects.get()
    assert (entry.by, entry.text) == (assignment(cast.HEAD_ADULT), "Jag var inte där.")
    text = sign_in(cast.CHIEF).get(url(case, "meeting_minutes")).content.decode()
    assert "Omtvistat" in text and "Jag var inte där." in text and "Beslut Fakta" in text
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM sig_minutesaddendum")
        assert "inte" not in cursor.fetchone()[0]


def test_also_in_a_closed_case(sign_in: SignIn) -> None:
    case = case_at(Step.CLOSED)
    assert sign_in(cast.CHIEF).post(url(case), filled()).status_code == 302


def test_before_the_minutes_are_adjusted_the_text_itself_is_changed(sign_in: SignIn) -> None:
    page = sign_in(cast.CHIEF).post(url(case_at(Step.SUMMONED)), filled())
    assert page.status_code == 409
    assert "Ändra i texten i stället" in page.content.decode() and "Det var i mars." in page.content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"text": ""},
        {"text": "x" * 4001},
        {"text": "a\x00"},
        {"kind": "annat"},
        {"kind": ""},
        {"point": "x"},
        {"id": "1"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, str]) -> None:
    assert sign_in(cast.CHIEF).post(url(case), filled(**changed)).status_code == 422
    assert not MinutesAddendum.objects.exists()


def test_outsiders_and_those_who_only_read(sign_in: SignIn, case: Case) -> None:
    emergency(case)
    for who, status in {cast.COORDINATOR: 404, cast.OTHER_CHIEF: 404, cast.DIRECTOR: 403, cast.CASEWORKER: 403}.items():
        assert sign_in(who).post(url(case), filled()).status_code == status


def test_the_database_lets_nobody_change_or_remove_it(case: Case) -> None:
    entry = MinutesAddendum.objects.create(
        meeting=case.start_up, board=case.board, kind="tillagg", text="Mer", by=case.chief, at=case.opened_at
    )
    for statement in ("UPDATE sig_minutesaddendum SET kind = 'rattelse'", "DELETE FROM sig_minutesaddendum"):
        with as_application(case.chief), connection.cursor() as cursor:  # noqa: SIM117
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
    recusal(case, cast.HEAD_ADULT)
    for who, seen in {cast.CHIEF: True, cast.HEAD_ADULT: False, cast.OTHER_CHIEF: False}.items():
        with as_application(assignment(who)):
            assert MinutesAddendum.objects.filter(pk=entry.pk).exists() is seen
