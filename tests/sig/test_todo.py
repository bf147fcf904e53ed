"""What the start page asks of each role in the socialtjänst room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import todo
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at
from vbe.organisation.models import Assignment
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
    # The protection assessment is made at once.
    assert row.due_on == timezone.localdate()
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


@pytest.mark.parametrize("step", [Step.CHIEF_TOLD, Step.SUMMONED, Step.DECIDED])
def test_a_case_whose_chief_has_left_stands_out_and_another_chief_takes_it(step: Step, sign_in: SignIn) -> None:
    case, closed, chief = case_at(step), case_at(Step.CLOSED), assignment(cast.CHIEF)
    other = Assignment.objects.create(
        user=assignment(cast.CASEWORKER).user, role=chief.role, board=chief.board, group=chief.group,
        department=chief.department, starts=chief.starts,
    )  # fmt: skip
    client, take_over = sign_in(cast.CASEWORKER), reverse("case_take_over", args=[case.number])
    client.post(reverse("switch_assignment"), {"uppdrag": str(other.pk)})
    refused = client.post(take_over)
    assert refused.status_code == 409 and "Ärendet leds av" in refused.content.decode()
    assert "saknar avdelningschef" not in client.get(reverse("start")).content.decode()

    Assignment.objects.filter(pk=chief.pk).update(ends=timezone.localdate(), ended_at=timezone.now())
    start = client.get(reverse("start")).content.decode()
    assert start.count("Ärendet saknar avdelningschef") == 1 and closed.number not in start
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert take_over in page and "Saknar avdelningschef" in page
    assert client.post(take_over).status_code == 302
    case.refresh_from_db()
    assert case.chief == other and client.post(take_over).status_code == 302
    assert "saknar avdelningschef" not in client.get(reverse("start")).content.decode()
    assert sign_in(cast.OTHER_CHIEF).post(take_over).status_code == 404


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
