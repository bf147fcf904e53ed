"""Each rule of the draw, with a read that must be drawn by it and one that must not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cases.sig.models import Case, Identity, Intake
from cases.sig.models.intake import surname_index
from cases.sig.states import Step
from tests import cast
from tests.conftest import assignment
from tests.factories import IntakeFactory, case_at
from tests.log_review.situations import MONTH, NOW, at, drawn, entry, grounds, opened, special
from vbe.audit.models import Action, Entry, Through
from vbe.log_review.models import Review, SampledRead
from vbe.log_review.sampling import BY_LOT, MOST, Ground, usual
from vbe.organisation.models import Unit, User

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

BEFORE = at(1, month=9)


def the_case(**intake: Any) -> Case:
    return opened(case_at(Step.SUMMONED, **intake), BEFORE)


def test_a_read_by_somebody_with_a_part_is_drawn_by_lot_alone() -> None:
    case = the_case()
    entry(cast.CHIEF, case)
    assert grounds(drawn(), case) == {Ground.LOT}


def test_a_read_without_a_part_is_drawn() -> None:
    case = the_case()
    entry(cast.HEAD_YOUNG, case)
    review = drawn()
    assert special(review, case) == {Ground.NO_PART}
    row = review.reads_drawn.get()
    assert (row.context["part_then"], row.context["part_now"]) == (False, False)


def test_a_part_that_had_ended_or_not_begun_is_no_part() -> None:
    case = the_case()
    case.participations.filter(assignment=assignment(cast.HEAD_ADULT)).update(ends=at(12).date())
    entry(cast.HEAD_ADULT, case, at(12, 9))
    entry(cast.HEAD_ADULT, case, at(13, 9))
    review = drawn()
    (row,) = [row for row in review.reads_drawn.all() if Ground.NO_PART in row.grounds]
    assert row.at == at(13, 9)


def test_whoever_registered_or_took_a_step_has_a_part() -> None:
    case = the_case()
    entry(cast.INTAKE, case)
    assert special(drawn(), case) == set()


def test_what_is_not_decided_is_everybodys_work_at_the_reception_and_afterwards_not() -> None:
    waiting = IntakeFactory(arrived_at=BEFORE, registered_by=None, source="sluten_del")
    entry(cast.CHIEF, waiting)
    decided = the_case().intake
    entry("stadsdelsdirektor.skarholmen", decided, at(14))
    review = drawn()
    assert special(review, waiting) == set()
    assert special(review, decided) == {Ground.NO_PART}


def test_every_emergency_opening_is_drawn_also_when_they_are_many() -> None:
    cases = [the_case() for _n in range(MOST + 2)]
    for case in cases:
        entry(cast.CASEWORKER, case, action=Action.EMERGENCY, reason="Akut oro i natt")
    review = drawn()
    assert all(special(review, case) == {Ground.EMERGENCY} for case in cases)
    assert review.reads_drawn.first().reason == "Akut oro i natt"


def test_what_an_emergency_opening_opened_is_one_row_with_it() -> None:
    case = the_case()
    entry(cast.CASEWORKER, case, at(hour=10), action=Action.EMERGENCY)
    entry(cast.CASEWORKER, case, at(hour=10, minute=1))
    review = drawn()
    row = review.reads_drawn.get()
    assert (set(row.grounds), row.context["times"]) == ({Ground.EMERGENCY}, 2)


def test_what_the_log_said_gave_access_is_a_part() -> None:
    case = the_case()
    entry(cast.CASEWORKER, case, at(hour=10), action=Action.EMERGENCY)
    for minute, through in ((1, Through.EMERGENCY), (2, Through.STAND_IN)):
        read = entry(cast.HEAD_YOUNG, case, at(hour=10, minute=minute))
        Entry.objects.filter(pk=read.pk).update(through=through)
    assert special(drawn(), case) == {Ground.EMERGENCY}


def test_a_read_long_after_the_opening_ended_is_without_a_part() -> None:
    case = the_case()
    entry(cast.CASEWORKER, case, at(hour=10), action=Action.EMERGENCY)
    read = entry(cast.CASEWORKER, case, at(hour=18))
    Entry.objects.filter(pk=read.pk).update(through=Through.ASSIGNMENT)
    assert Ground.NO_PART in special(drawn(), case)


def test_the_same_surname_is_drawn_and_another_is_not() -> None:
    mine, other = the_case(person_name="Elin Lindqvist"), the_case(person_name="Elin Lind")
    for case in (mine, other):
        entry(cast.CHIEF, case)
    review = drawn()
    assert special(review, mine) == {Ground.SURNAME}
    assert special(review, other) == set()


def test_the_same_surname_on_what_came_in() -> None:
    waiting = IntakeFactory(arrived_at=BEFORE, person_name="Otto Lindqvist")
    entry(cast.CHIEF, waiting)
    assert special(drawn(), waiting) == {Ground.SURNAME}


def test_names_are_kept_as_fingerprints_alone() -> None:
    case = the_case(person_name="Elin Lindqvist")
    kept = Identity.objects.get(case=case).surname_index
    assert kept == surname_index("Bo Lindqvist") == Intake.objects.get(pk=case.intake_id).surname_index
    assert "lindqvist" not in str(kept).lower()


def test_a_protected_person_is_drawn() -> None:
    hidden, other = the_case(protected=True), the_case()
    for case in (hidden, other):
        entry(cast.CHIEF, case)
    review = drawn()
    assert special(review, hidden) == {Ground.PROTECTED}
    assert special(review, other) == set()


@pytest.mark.parametrize(
    ("when", "is_drawn"),
    [
        (at(hour=10), False),
        (at(hour=6), False),
        (at(hour=5, minute=59), True),
        (at(hour=19, minute=59), False),
        (at(hour=20), True),
        (at(hour=23, minute=30), True),
        # A Saturday, and alla helgons dag in another month.
        (at(17), True),
    ],
)
def test_night_and_weekend(when: Any, is_drawn: bool) -> None:
    case = the_case()
    entry(cast.CHIEF, case, when)
    assert special(drawn(), case) == ({Ground.HOURS} if is_drawn else set())


def test_who_is_on_duty_day_and_night_works_then() -> None:
    case = the_case()
    reception = assignment(cast.INTAKE)
    Unit.objects.filter(pk=reception.unit_id).update(kind=Unit.Kind.DUTY)
    entry(reception, case, at(hour=23))
    assert special(drawn(), case) == set()


def test_unusually_many_is_said_in_words_and_not_for_what_is_usual() -> None:
    waiting = [IntakeFactory(arrived_at=BEFORE) for _n in range(16)]
    for month in (7, 8, 9):
        for intake in waiting[:5]:
            entry(cast.CHIEF, intake, at(14, month=month))
    for intake in waiting:
        entry(cast.CHIEF, intake)
    entry(cast.INTAKE, waiting[0])
    rows = [row for row in drawn().reads_drawn.all() if Ground.MANY in row.grounds]
    assert [row.reader for row in rows] == [User.objects.get(email=cast.address(cast.CHIEF))]
    assert rows[0].grounds[Ground.MANY].startswith("Öppnade 16 akter under månaden. Själv brukar personen öppna 5.")


def test_many_is_not_unusual_for_who_usually_opens_many() -> None:
    waiting = [IntakeFactory(arrived_at=BEFORE) for _n in range(16)]
    for month in (8, 9, 10):
        for intake in waiting:
            entry(cast.CHIEF, intake, at(14, month=month))
    assert not [row for row in drawn().reads_drawn.all() if Ground.MANY in row.grounds]


def test_usual_compares_with_oneself_and_with_the_role() -> None:
    me, she = assignment(cast.CHIEF).user_id, assignment(cast.INTAKE).user_id
    counts = [
        (me, "r", date(2026, 9, 1), 10), (me, "r", MONTH, 30), (she, "r", MONTH, 14), (she, "r", date(2026, 9, 1), 16),
    ]  # fmt: skip
    found = usual(counts, MONTH)
    assert (found[me].this_month, found[me].own, found[me].role) == (30, 10, 15)
    assert not found[me].is_many
    assert usual([*counts[:1], (me, "r", MONTH, 31), *counts[2:]], MONTH)[me].is_many
    assert not usual([(me, "r", MONTH, 100)], MONTH)[me].is_many


# --- The draw as a whole ---------------------------------------------------------------------------------------------


def test_a_month_is_bounded_and_what_is_left_out_is_counted() -> None:
    waiting = [IntakeFactory(arrived_at=BEFORE) for _n in range(40)]
    for intake in waiting:
        entry(cast.CHIEF, intake, at(17))
    for intake in waiting[:20]:
        entry(cast.INTAKE, intake)
    review = drawn()
    by_rule = [row for row in review.reads_drawn.all() if Ground.LOT not in row.grounds]
    assert (review.reads_drawn.count(), len(by_rule)) == (MOST, MOST - BY_LOT)
    assert sum(Ground.HOURS in row.grounds for row in by_rule) + review.left_out["obekvam_tid"] == 40
    assert review.read_count == 60


def test_the_draw_can_be_proved_by_its_seed() -> None:
    from vbe.access.context import acting_as_task
    from vbe.log_review.drawing import sampled
    from vbe.organisation.models import Board

    for _n in range(30):
        entry(cast.INTAKE, IntakeFactory(arrived_at=BEFORE))
    review = drawn()
    with acting_as_task("log_review"):
        again = sampled(Board.objects.get(code="skarholmen"), MONTH, review.seed)
        other = sampled(Board.objects.get(code="skarholmen"), MONTH, "ett annat frö")
    kept = [row.object_id for row in review.reads_drawn.order_by("position")]
    assert [row.first.object_id for row in again.rows] == kept
    assert {row.first.object_id for row in other.rows} != set(kept)


def test_only_the_boards_own_reads_of_persons_in_the_month() -> None:
    case = the_case()
    entry(cast.CHIEF, case, at(30, month=9))
    entry(cast.CHIEF, case, at(1, month=11))
    entry(cast.OTHER_CHIEF, opened(case_at(Step.SUMMONED, who="jarva"), BEFORE))
    assert drawn().reads_drawn.count() == 0
    assert drawn("jarva").reads_drawn.count() == 1


def test_what_else_was_done_in_the_same_quarter() -> None:
    case, other = the_case(), the_case()
    entry(cast.CHIEF, case, at(hour=10))
    entry(cast.CHIEF, other, at(hour=10, minute=15), action=Action.REVEALED)
    entry(cast.CHIEF, other, at(hour=10, minute=16))
    row = SampledRead.objects.get(review=drawn(), object_id=case.pk)
    assert row.context["around"] == [f"10.15 Visade identitet {other.number}"]


def test_no_row_says_whom_it_is_about() -> None:
    case = the_case(person_name="Elin Lindqvist", adult=True)
    entry(cast.CHIEF, case)
    stored = str(list(Review.objects.values())) + str(list(SampledRead.objects.values()))
    drawn()
    stored += str(list(Review.objects.values())) + str(list(SampledRead.objects.values()))
    assert "Elin" not in stored and "199906022384" not in stored and case.number in stored


def test_the_month_follows_the_swedish_clock() -> None:
    case = the_case()
    entry(cast.CHIEF, case, at(1, 0, 30))
    entry(cast.CHIEF, case, at(1, 0, 30, month=11) - timedelta(hours=1))
    assert drawn(now=NOW).read_count == 2
