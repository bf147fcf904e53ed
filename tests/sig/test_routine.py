"""The order of the routine, and who is told: refused and decided by the model, whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import routine
from cases.sig.models import Case, RoutineStep
from cases.sig.states import ORDER, NotAllowed, Step, following, order
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import IntakeFactory, case_at
from vbe.organisation.models import Absence, Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def unit(name: str, board: str = "skarholmen") -> Unit:
    return Unit.objects.select_related("board").get(board__code=board, name=name)


def away(who: str, role: str | None = None) -> None:
    Absence.objects.create(assignment=assignment(who, role), starts="2020-01-01", ends="2099-12-31")


@pytest.mark.parametrize("at", ORDER[1:])
def test_every_wrong_pair_is_refused_and_leaves_no_row(at: Step) -> None:
    case = case_at()
    Case.objects.filter(pk=case.pk).update(step=at)
    case.refresh_from_db()
    rows = case.steps.count()
    for to in ORDER:
        if to != following(at, informs_director=True):
            with pytest.raises(NotAllowed):
                case.take(to, by=case.chief, now=timezone.now())
    assert case.steps.count() == rows


def test_without_a_director_the_order_goes_past_that_step() -> None:
    assert Step.DIRECTOR_INFORMED not in order(informs_director=False)
    assert following(Step.CHIEF_ACKNOWLEDGED, informs_director=False) == Step.SUMMONED
    assert following(Step.CLOSED, informs_director=True) is None


def test_a_step_cannot_be_stored_twice() -> None:
    case = case_at()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoutineStep.objects.create(case=case, board=case.board, step=Step.CHIEF_TOLD, at=timezone.now())


def test_the_nearest_chief_leads_the_units_own_department() -> None:
    today = timezone.localdate()
    assert routine.nearest_chief(unit("Barn och unga"), today) == assignment(cast.CHIEF)
    assert routine.nearest_chief(unit("Medborgarkontoret"), today) == assignment(cast.OTHER_DEPARTMENT_CHIEF)


def test_an_absent_chiefs_deputy_comes_before_another_departments_chief() -> None:
    away(cast.CHIEF)
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    assert routine.nearest_chief(unit("Barn och unga"), timezone.localdate()) == deputy
    away(cast.OTHER_DEPARTMENT_CHIEF)
    assert routine.nearest_chief(unit("Medborgarkontoret"), timezone.localdate()) == deputy


def test_the_chief_of_another_board_is_never_nearest() -> None:
    away(cast.CHIEF)
    away(cast.DEPUTY, "avdelningschef")
    with pytest.raises(NotAllowed):
        routine.nearest_chief(unit("Barn och unga"), timezone.localdate())


def test_all_units_are_answered_with_one_query(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    units = list(Unit.objects.filter(board__code="skarholmen"))
    with django_assert_num_queries(1):
        routine.nearest_chiefs(units, timezone.localdate())


def test_another_departments_chief_sees_that_case_and_no_other(sign_in: SignIn) -> None:
    other = case_at()
    intake = IntakeFactory()
    case = routine.confirm(
        intake,
        unit=unit("Medborgarkontoret"),
        ground="behov",
        reason="Behov",
        by=assignment(cast.INTAKE),
        now=timezone.now(),
    )
    chief = sign_in(cast.OTHER_DEPARTMENT_CHIEF)
    assert [row.number for row in chief.get("/arenden/").context["page"]] == [case.number]
    assert chief.get(reverse("case", args=[other.number])).status_code == 404
    assert chief.post(reverse("case_acknowledge", args=[case.number])).status_code == 302
    assert chief.post(reverse("case_inform", args=[case.number])).status_code == 302
    assert chief.get(reverse("case_summon", args=[case.number])).status_code == 200
    assert chief.post(reverse("case_acknowledge", args=[other.number])).status_code == 404


@pytest.mark.parametrize(
    ("born", "kind", "lead", "band"),
    [
        (date(2010, 11, 22), "Barn och unga", Case.Lead.YOUNG, "12-17"),
        (date(2008, 11, 21), "Vuxen", Case.Lead.YOUNG, "18"),
        (date(2007, 11, 21), "Barn och unga", Case.Lead.ADULT, "19-29"),
        (date(1980, 1, 1), "Vuxen", Case.Lead.ADULT, "30+"),
        (None, "Barn och unga", Case.Lead.YOUNG, "okand"),
        (None, "SIG 19–29", Case.Lead.ADULT, "okand"),
    ],
)
def test_age_decides_who_leads(born: date | None, kind: str, lead: str, band: str) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    intake = IntakeFactory(birth_date=born.isoformat() if born else "", arrived_at=now)
    case = routine.confirm(intake, unit=unit(kind), ground="behov", reason="Behov", by=assignment(cast.INTAKE), now=now)
    assert (case.lead, case.age_band) == (lead, band)


def test_the_clocks_start_at_confirmation() -> None:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    case = case_at(now=now)
    assert case.start_up_due_on == date(2026, 11, 22)
    steps = list(case.steps.all())
    assert routine.acknowledge_by(case, steps) == now + timedelta(minutes=60)
    assert case.due_on == case.start_up_due_on


def test_numbers_run_within_board_and_year() -> None:
    first, second, other = case_at(), case_at(), case_at(who="jarva")
    year = timezone.localdate().year
    assert [first.number, second.number] == [
        f"SKH-{year}-{n:03d}" for n in (int(first.number[-3:]), int(first.number[-3:]) + 1)
    ]
    assert other.number.startswith(f"JAR-{year}-")


def test_a_participant_who_is_called_again_is_let_in_again() -> None:
    case, head = case_at(), assignment(cast.HEAD_ADULT)
    today = timezone.localdate()
    routine.add_participant(case, head, today - timedelta(days=3))
    routine.end_participation(case, head, today)
    assert not case.participations.get(assignment=head).active(today)
    routine.add_participant(case, head, today)
    assert case.participations.get(assignment=head).active(today)
