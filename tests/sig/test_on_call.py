"""Outside office hours whoever is on call is told beside the chief; when no chief answers, the director is told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.deadlines import STOCKHOLM
from cases.sig import standing_in
from cases.sig.models import Case, Routine, RoutineStep, StandIn, Told
from cases.sig.on_call import gaps, outside_hours
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at
from vbe.notices.models import Notice
from vbe.organisation.models import Assignment, OnCall
from vbe.people.forms_on_call import OnCallForm

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ROLE = "avdelningschef"


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def always_closed() -> None:
    """Office hours of a minute a day: now is outside them."""
    hour = (timezone.localtime().hour + 12) % 24
    Routine.objects.update(office_from=time(hour), office_to=time(hour, 1))


def duty(who: str = cast.DEPUTY, *, hours: int = 8) -> OnCall:
    now = timezone.now()
    one = assignment(who, ROLE if who == cast.DEPUTY else None)
    return OnCall.objects.create(
        board=one.board, assignment=one, starts_at=now - timedelta(hours=3), ends_at=now + timedelta(hours=hours)
    )


def run(now: datetime | None = None) -> int:
    with as_application():
        return standing_in.tell_deputies(now or timezone.now())


def test_office_hours_are_the_municipalitys_and_end_on_free_days() -> None:
    routine = Routine(office_from=time(8), office_to=time(17))
    assert not outside_hours(routine, at(2026, 11, 23, 16, 59))
    assert outside_hours(routine, at(2026, 11, 23, 17))
    assert outside_hours(routine, at(2026, 11, 21, 12)) and outside_hours(routine, at(2026, 12, 24, 12))


def test_a_gap_is_what_nobody_has_outside_office_hours() -> None:
    routine = Routine(office_from=time(8), office_to=time(17))
    friday = at(2026, 11, 20, 12)
    assert gaps(routine, [], friday, days=4) == [(at(2026, 11, 20, 17), at(2026, 11, 23, 8)), (
        at(2026, 11, 23, 17), at(2026, 11, 24))]  # fmt: skip
    weekend = OnCall(starts_at=at(2026, 11, 20, 18), ends_at=at(2026, 11, 24))
    assert gaps(routine, [weekend], friday, days=4) == [(at(2026, 11, 20, 17), at(2026, 11, 20, 18))]


def test_whoever_is_on_call_is_told_and_reads_that_case_alone_until_the_duty_ends(sign_in: SignIn) -> None:
    always_closed()
    period = duty()
    case = case_at(Step.CHIEF_TOLD)
    told = Told.objects.filter(case=case)
    assert {one.recipient for one in told} == {assignment(cast.CHIEF), period.assignment}
    client, url = sign_in(cast.DEPUTY, ROLE), reverse("case", args=[case.number])
    assert "beredskap" in client.get(url).content.decode()
    assert client.post(reverse("case_acknowledge", args=[case.number])).status_code == 302
    case.refresh_from_db()
    assert case.step == Step.CHIEF_ACKNOWLEDGED
    # The chief leads it all the time.
    assert case.chief == assignment(cast.CHIEF)
    OnCall.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    run()
    assert client.get(url).status_code == 404


def test_in_office_hours_nobody_on_call_is_told() -> None:
    now = timezone.localtime()
    Routine.objects.update(office_from=time(0), office_to=time(23, 59, 59))
    duty()
    case = case_at(Step.CHIEF_TOLD, now=now)
    assert StandIn.objects.filter(case=case).exists() is outside_hours(case.routine, now)


def test_the_director_is_told_when_the_deputy_is_silent_too(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_TOLD, now=timezone.now() - timedelta(hours=3))
    run()
    assert not RoutineStep.objects.filter(case=case, step=Step.DIRECTOR_ALERTED).exists()
    StandIn.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    run()
    notice = Notice.objects.get(recipient=assignment(cast.DIRECTOR))
    assert "Ingen chef har kvitterat" in notice.text
    assert RoutineStep.objects.get(case=case, step=Step.DIRECTOR_ALERTED).by is None
    StandIn.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    run()
    assert Notice.objects.filter(recipient=assignment(cast.DIRECTOR)).count() == 1
    # Taking it in is not having been informed of the routine.
    sign_in(cast.DIRECTOR).post(reverse("case_acknowledge", args=[case.number]))
    assert Told.objects.get(case=case, step=Step.DIRECTOR_ALERTED).acknowledged_at
    assert not RoutineStep.objects.filter(case=case, step=Step.DIRECTOR_ACKNOWLEDGED).exists()


def test_the_chief_is_told_once_of_a_silent_director() -> None:
    case = case_at(Step.DIRECTOR_INFORMED, now=timezone.now() - timedelta(hours=6))
    before = Notice.objects.filter(recipient=case.chief).count()
    assert [run(), run()] == [1, 0]
    assert Notice.objects.filter(recipient=case.chief).count() == before + 1
    assert RoutineStep.objects.filter(case=case, step=Step.DIRECTOR_SILENT).count() == 1


def test_a_director_who_has_answered_is_not_told_of(sign_in: SignIn) -> None:
    case = case_at(Step.DIRECTOR_INFORMED, now=timezone.now() - timedelta(hours=6))
    sign_in(cast.DIRECTOR).post(reverse("case_acknowledge", args=[case.number]))
    assert Told.objects.get(case=case, step=Step.DIRECTOR_INFORMED).in_time is False
    assert run() == 0


def test_what_was_told_cannot_be_rewritten_by_the_application() -> None:
    from django.db import ProgrammingError, transaction

    case = case_at(Step.CHIEF_TOLD)
    with as_application(assignment(cast.CHIEF)):
        with pytest.raises(ProgrammingError), transaction.atomic():
            Told.objects.update(at=timezone.now())
        assert Told.objects.filter(case=case).update(acknowledged_at=timezone.now()) == 1
    with as_application(assignment(cast.OTHER_CHIEF)):
        assert not Told.objects.exists() and not Case.objects.filter(pk=case.pk).exists()


# --- The administrator's list ----------------------------------------------------------------------------------------


def sent(**changed: str) -> dict[str, str]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {
        "assignment": str(assignment(cast.CHIEF).pk),
        "starts_at": f"{tomorrow}T17:00",
        "ends_at": f"{tomorrow + timedelta(days=1)}T08:00",
    }
    return data | changed


def test_the_administrator_keeps_the_list(sign_in: SignIn) -> None:
    client, url = sign_in(cast.ADMINISTRATOR), reverse("on_call", args=["skarholmen"])
    assert client.get(url).context["gaps"]
    assert client.post(url, sent()).status_code == 302
    # The same again makes nothing new.
    assert client.post(url, sent()).status_code == 422
    period = OnCall.objects.get()
    remove = reverse("on_call_remove", args=["skarholmen", period.pk])
    assert client.post(remove).status_code == 302 and client.post(remove).status_code == 302
    assert not OnCall.objects.exists()
    # On another board, and a coordinator.
    assert client.get(reverse("on_call", args=["jarva"])).status_code == 404
    assert sign_in(cast.COORDINATOR).get(url).status_code == 403


def test_what_cannot_be_received_says_what_to_do(sign_in: SignIn) -> None:
    client, url = sign_in(cast.ADMINISTRATOR), reverse("on_call", args=["skarholmen"])
    wrong = [
        {"starts_at": "", "ends_at": "i morgon"},
        {"ends_at": "2020-01-01T08:00"},
        {"ends_at": "2199-01-01T08:00"},
        {"starts_at": "2199-01-01T08:00", "ends_at": "2199-01-02T08:00"},
        {"assignment": str(assignment(cast.OTHER_CHIEF).pk)},
        {"assignment": str(assignment(cast.REPORTER).pk)},
    ]
    assert {client.post(url, sent(**one)).status_code for one in wrong} == {422}
    assert not OnCall.objects.exists()


def test_a_period_that_has_been_stays() -> None:
    period = duty(cast.CHIEF)
    OnCall.objects.update(ends_at=timezone.now() - timedelta(hours=1))
    with as_application(assignment(cast.ADMINISTRATOR)):
        assert OnCall.objects.filter(pk=period.pk).delete()[0] == 0


def test_who_left_yesterday_cannot_be_chosen_from_midnight() -> None:
    """The day is Sweden's: half past midnight there it is still yesterday in UTC."""
    chief = assignment(cast.CHIEF)
    Assignment.objects.filter(pk=chief.pk).update(ends=date(2030, 11, 22))
    before, after = (
        OnCallForm(board=chief.board, now=now).fields["assignment"].queryset  # type: ignore[attr-defined]
        for now in (at(2030, 11, 22, 23, 30), at(2030, 11, 23, 0, 30))
    )
    assert chief in before and chief not in after
