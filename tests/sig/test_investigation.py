"""A child's statutory days: the protection assessment at once, the decision, the investigation and its end."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from cases import deadlines
from cases.sig import feedback, investigation
from cases.sig.investigation import Investigation
from cases.sig.limits import answer_due, running, with_clocks, with_due
from cases.sig.matter import Matter
from cases.sig.models import Intake, InvestigationStep, ProtectionAssessment
from cases.sig.states import Answer, IntakeState, NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at, emergency, recusal
from tests.sig.sealed import sealed_part

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(intake: Intake) -> str:
    return reverse("intake_investigation", args=[intake.pk])


def matter(intake: Intake) -> Matter:
    return Matter.of_intake(intake, None)


def opened(intake: Intake, now: datetime | None = None) -> Investigation:
    """An investigation that was opened, read anew."""
    by = assignment(cast.INTAKE)
    investigation.decide(matter(intake), opened=True, reason="Skäl.", by=by, now=now or timezone.now())
    return Investigation.of(Intake.objects.get(pk=intake.pk))


def assessment(**changed: Any) -> dict[str, Any]:
    now = timezone.localtime()
    data = {
        "gor": "skydd",
        "skydd-id": "01912345-0000-7000-8000-0000000000a1",
        "skydd-made_on": now.date().isoformat(),
        "skydd-made_clock": f"{now - timedelta(minutes=2):%H:%M}",
        "skydd-text": "Inget behov av omedelbart skydd. Samtal med förskolan.",
    }
    return data | changed


# --- The days of the law ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arrived", "calendar", "working"),
    [
        # 6 December 2026 is a Sunday.
        (date(2026, 11, 22), date(2026, 12, 6), date(2026, 12, 7)),
        # Midsommarafton 2026 is Friday 19 June: the next weekday is the Monday.
        (date(2026, 6, 5), date(2026, 6, 19), date(2026, 6, 22)),
        (date(2026, 11, 17), date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_fourteen_days_to_the_decision(arrived: date, calendar: date, working: date) -> None:
    assert deadlines.investigation_decision_due(arrived) == (calendar, working)


@pytest.mark.parametrize(
    ("opened_on", "calendar", "working"),
    [
        # The month stops at its end, and 28 February 2027 is a Sunday.
        (date(2026, 10, 31), date(2027, 2, 28), date(2027, 3, 1)),
        (date(2027, 10, 31), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 1, 15), date(2026, 5, 15), date(2026, 5, 15)),
    ],
)
def test_four_months_of_investigation(opened_on: date, calendar: date, working: date) -> None:
    assert deadlines.investigation_due(opened_on) == (calendar, working)


def test_the_assessment_is_at_once_though_the_day_is_free() -> None:
    saturday = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
    assert deadlines.protection_assessment_due(saturday) == (date(2026, 11, 21), date(2026, 11, 21))


def test_one_week_to_the_answer() -> None:
    assert deadlines.feedback_due(date(2026, 12, 17)) == (date(2026, 12, 24), date(2026, 12, 28))


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_the_day_before_the_day_and_the_day_after(days: int, late: bool) -> None:
    due = deadlines.investigation_decision_due(date(2026, 11, 17))
    assert deadlines.overdue(due, due.calendar + timedelta(days=days)) is late


# --- Which clocks run -------------------------------------------------------------------------------------------------


def labels(intake: Intake) -> list[str]:
    return [str(limit.label) for limit in running(with_clocks(Intake.objects.filter(pk=intake.pk)).get())]


def due_on(intake: Intake) -> date | None:
    return with_due(Intake.objects.filter(pk=intake.pk)).get().due_on


def test_a_childs_clocks_stop_as_each_thing_is_done() -> None:
    intake, by, now = IntakeFactory(), assignment(cast.INTAKE), timezone.now()
    today = timezone.localdate(now)
    assert labels(intake) == ["Skyddsbedömning", "Beslut om utredning"]
    assert due_on(intake) == today
    ProtectionAssessment.objects.create(
        intake=intake, board=intake.board, by=by, at=now, made_at=now, text="Ingen fara."
    )
    assert (labels(intake), due_on(intake)) == (["Beslut om utredning"], today + timedelta(days=14))
    found = opened(intake)
    assert found.due == deadlines.investigation_due(now)
    assert (labels(intake), due_on(intake)) == (["Utredningen klar"], found.due.calendar)
    later = found.due.calendar + timedelta(days=30)
    investigation.extend(matter(intake), found, until=later, reason="Väntar på BUP.", by=by, now=now)
    assert due_on(intake) == later
    found = Investigation.of(Intake.objects.get(pk=intake.pk))
    investigation.conclude(matter(intake), found, reason="Stöd beviljat.", by=by, now=now)
    assert (labels(intake), due_on(intake)) == ([], None)


def test_an_adult_has_no_such_clock_and_no_such_decision() -> None:
    intake = IntakeFactory(adult=True)
    assert (intake.decision_due_on, labels(intake), due_on(intake)) == (None, [], None)
    with pytest.raises(NotAllowed, match="gäller en vuxen"):
        opened(intake)


def test_an_unknown_age_is_counted_as_a_childs() -> None:
    assert labels(IntakeFactory(birth_date="")) == ["Skyddsbedömning", "Beslut om utredning"]


def test_the_days_go_on_when_the_routine_has_started_and_end_where_others_count_them() -> None:
    assert "Beslut om utredning" in labels(case_at().intake)
    ordinary = IntakeFactory()
    ordinary.decide(IntakeState.ORDINARY, reason="Skäl.", by=assignment(cast.INTAKE), now=timezone.now())
    assert (labels(ordinary), due_on(ordinary)) == ([], None)


def test_the_answer_is_due_a_week_after_the_decision_about_the_investigation() -> None:
    part, decided = sealed_part(), timezone.now() - timedelta(days=3)
    assert answer_due(part.intake) is None
    opened(part.intake, decided)
    arrived = with_clocks(Intake.objects.filter(pk=part.intake_id)).get()
    assert answer_due(arrived) == deadlines.feedback_due(decided)
    assert due_on(arrived) == timezone.localdate(arrived.arrived_at)
    part.intake.refresh_from_db()
    assert Answer.NOT_OPENED not in feedback.lawful(arrived.sealed_part) != []


def test_the_answer_can_be_given_though_nothing_more_is_decided_about_the_arrival(sign_in: SignIn) -> None:
    part, reception = sealed_part(), sign_in(cast.INTAKE)
    url = reverse("intake", args=[part.intake_id])
    assert "Svara den som skrev" not in reception.get(url).content.decode()
    opened(part.intake, timezone.now())
    page = reception.get(url).content.decode()
    assert "Svara den som skrev" in page and 'value="inleds"' in page and 'value="inleds_inte"' not in page


# --- The decisions ----------------------------------------------------------------------------------------------------


def test_an_extension_without_its_ground_is_refused() -> None:
    intake = IntakeFactory()
    found, by, now = opened(intake), assignment(cast.INTAKE), timezone.now()
    assert found.due
    for until, reason in (
        (found.due.calendar + timedelta(days=30), "  "),
        (found.due.calendar, "Väntar på BUP."),
        (found.due.calendar - timedelta(days=1), "Väntar på BUP."),
        (found.due.calendar + timedelta(days=800), "Väntar på BUP."),
    ):
        with pytest.raises(NotAllowed):
            investigation.extend(matter(intake), found, until=until, reason=reason, by=by, now=now)
    assert InvestigationStep.objects.count() == 1


def test_decided_once_and_concluded_once() -> None:
    intake, by, now = IntakeFactory(), assignment(cast.INTAKE), timezone.now()
    found = Investigation.of(intake)
    with pytest.raises(NotAllowed, match="Besluta först"):
        investigation.conclude(matter(intake), found, reason="Klart.", by=by, now=now)
    found = opened(intake)
    for again in (True, False):
        with pytest.raises(NotAllowed, match="redan beslutat"):
            investigation.decide(matter(intake), opened=again, reason="Skäl.", by=by, now=now)
    investigation.conclude(matter(intake), found, reason="Klart.", by=by, now=now)
    # Two who press at once: the database has one.
    with pytest.raises(NotAllowed, match="redan avslutad"):
        investigation.conclude(matter(intake), found, reason="Klart.", by=by, now=now)


def test_the_page_walks_from_the_assessment_to_the_end(sign_in: SignIn) -> None:
    intake, reception = IntakeFactory(), sign_in(cast.INTAKE)
    assert "Gör skyddsbedömningen" in reception.get(reverse("intake", args=[intake.pk])).content.decode()
    for _again in range(2):
        assert reception.post(url(intake), assessment()).url == url(intake)
    made = ProtectionAssessment.objects.get()
    assert (made.by, made.text) == (assignment(cast.INTAKE), assessment()["skydd-text"])
    assert "Gör skyddsbedömningen" not in reception.get(reverse("intake", args=[intake.pk])).content.decode()
    decision = {"gor": "beslut", "beslut-opened": "inleds", "beslut-reason": "Oro som behöver utredas."}
    assert reception.post(url(intake), decision).status_code == 302
    assert reception.post(url(intake), decision).status_code == 409
    until = (deadlines.investigation_due(timezone.localdate()).calendar + timedelta(days=20)).isoformat()
    without = reception.post(url(intake), {"gor": "forlang", "forlangning-until": until, "forlangning-reason": " "})
    assert without.status_code == 422 and until in without.content.decode()
    reception.post(url(intake), {"gor": "forlang", "forlangning-until": until, "forlangning-reason": "Läkarintyg."})
    reception.post(url(intake), {"gor": "avsluta", "avslut-reason": "Stöd beviljas."})
    said = list(InvestigationStep.objects.values_list("step", flat=True))
    assert said == ["inleds", "forlangd", "avslutad"]
    page = reception.get(url(intake)).content.decode()
    assert "Läkarintyg." in page and "Utredningen avslutad" in page
    assert reception.post(url(intake), {"gor": "inget"}).status_code == 302


@pytest.mark.parametrize(
    "changed",
    [
        {"skydd-text": ""},
        {"skydd-text": "x" * 2001},
        {"skydd-text": "a\x00"},
        {"skydd-made_on": (timezone.localdate() + timedelta(days=1)).isoformat()},
        {"skydd-made_on": "2020-01-01"},
        {"skydd-made_clock": "25:61"},
        {"skydd-id": "inget id"},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, changed: dict[str, str]) -> None:
    assert sign_in(cast.INTAKE).post(url(IntakeFactory()), assessment(**changed)).status_code == 422
    assert not ProtectionAssessment.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.CHIEF, 403),
        (cast.OTHER_INTAKE, 404),
        (cast.HEAD_ADULT, 403),
        (cast.COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_decide_at_the_reception(sign_in: SignIn, who: str, status: int) -> None:
    assert sign_in(who).post(url(IntakeFactory()), assessment()).status_code == status
    assert not ProtectionAssessment.objects.exists()


def test_in_the_case_the_chief_decides_and_a_participant_reads(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    page = reverse("case_investigation", args=[case.number])
    decision = {"gor": "beslut", "beslut-opened": "inleds", "beslut-reason": "Oro som behöver utredas."}
    head = sign_in(cast.HEAD_ADULT)
    assert head.post(page, decision).status_code == 403
    assert sign_in(cast.CHIEF).post(page, decision).status_code == 302
    seen = head.get(page).content.decode()
    assert "Oro som behöver utredas." in seen and "Spara beslutet" not in seen
    record = head.get(reverse("case", args=[case.number])).content.decode()
    assert "Klar senast" in record and "Utredning inleds" in record
    assert sign_in(cast.INTAKE).get(page).status_code == 403
    assert sign_in(cast.OTHER_CHIEF).get(page).status_code == 404


def test_the_database_lets_nobody_else_write_or_read(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    opened(case.intake)
    emergency(case)
    recusal(case, cast.HEAD_YOUNG)
    for who, sees in (
        (cast.INTAKE, True), (cast.CHIEF, True), (cast.HEAD_ADULT, True), (cast.CASEWORKER, True),
        (cast.DIRECTOR, False), (cast.HEAD_YOUNG, False), (cast.OTHER_INTAKE, False), (cast.COORDINATOR, False),
    ):  # fmt: skip
        with as_application(assignment(who)):
            assert InvestigationStep.objects.exists() is sees, who
    # An emergency opening reads, a participant does not decide, and nobody writes in another's name.
    for who, by in (
        (cast.CASEWORKER, cast.CASEWORKER), (cast.HEAD_ADULT, cast.HEAD_ADULT), (cast.OTHER_INTAKE, cast.OTHER_INTAKE),
        (cast.CHIEF, cast.INTAKE),
    ):  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"), as_application(assignment(who)):
            investigation.conclude(
                Matter.of_case(case, None), opened_of(case), reason="Klart.", by=assignment(by), now=timezone.now()
            )


def opened_of(case: Any) -> Investigation:
    return Investigation([InvestigationStep(step="inleds", due_on=timezone.localdate())])
