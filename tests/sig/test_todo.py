"""What the start page asks of each role in the socialtjänst room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.sig import todo
from cases.sig.states import Step
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import IntakeFactory, case_at
from vbe.organisation.permissions import allows

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def asked(who: str, role: str | None = None) -> tuple[list[Any], list[Any]]:
    acting = assignment(who, role)
    access = SimpleNamespace(
        assignment=acting, user=acting.user, allows=lambda permission: allows(acting.role, permission)
    )
    request: Any = SimpleNamespace(access=access, user=acting.user)
    with as_application(acting):
        return todo.todo(request, timezone.localdate()), todo.figures(request, timezone.localdate())


def test_the_mottagning_sees_what_waits() -> None:
    intake = IntakeFactory(from_sealed_part=True)
    [row], figures = asked(cast.INTAKE)
    assert row.title == "Ta ställning: sluten del från en rapport"
    assert row.url == f"/mottagning/{intake.pk}/"
    assert row.waiting_since == intake.arrived_at
    assert (row.due_on - timezone.localdate()).days == 14
    assert figures[0].value == "1"


@pytest.mark.parametrize(
    ("step", "asks"),
    [
        (Step.CHIEF_TOLD, "Kvittera ärendet"),
        (Step.CHIEF_ACKNOWLEDGED, "Informera stadsdelsdirektören"),
        (Step.DIRECTOR_INFORMED, "Kalla till uppstartsmöte"),
        (Step.SUMMONED, "Skriv och justera protokollet"),
        (Step.HELD, "Besluta om insatser"),
        (Step.DECIDED, None),
        (Step.CLOSED, None),
    ],
)
def test_the_chief_sees_the_next_step(step: Step, asks: str | None) -> None:
    case = case_at(step)
    rows, _figures = asked(cast.CHIEF)
    assert [row.title for row in rows] == ([f"{case.number} · {asks}"] if asks else [])


def test_a_participant_sees_the_meeting_and_the_director_what_to_acknowledge() -> None:
    case = case_at(Step.SUMMONED)
    [meeting], figures = asked(cast.HEAD_ADULT)
    assert meeting.title == f"{case.number} · Uppstartsmöte"
    assert meeting.due_on == timezone.localdate(case.start_up.starts_at)
    assert figures == []
    [informed], _figures = asked(cast.DIRECTOR)
    assert case.number in informed.title


@pytest.mark.parametrize(
    "who",
    [cast.COORDINATOR, cast.REPORTER, cast.MEMBER, cast.CASEWORKER, cast.OTHER_CHIEF, cast.OTHER_DEPARTMENT_CHIEF],
)
def test_nobody_else_is_asked_for_anything(who: str) -> None:
    case_at(Step.SUMMONED)
    IntakeFactory()
    rows, figures = asked(who)
    assert rows == []
    assert [figure for figure in figures if figure.value != "0"] == []
