"""The second lock, asked in plain SQL as the application's role: a forgotten filter shows an empty list."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.sig import feedback
from cases.sig.models import Case, Intake
from cases.sig.states import ORDER, Answer, IntakeState, Step
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import board, case_at, shared
from tests.sig.noted import noted
from tests.sig.sealed import sealed_part
from vbe.organisation.ids import new_id
from vbe.organisation.models import Absence, Assignment, Unit

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
TABLES = [
    "sig_intake",
    "sig_sealedpart",
    "sig_particulars",
    "sig_feedback",
    "sig_feedbackreason",
    "sig_case",
    "sig_routinestep",
    "sig_identity",
    "sig_participation",
    "sig_consent",
    "sig_consentpaper",
    "sig_sharingdecision",
    "sig_informationrequest",
    "sig_disclosure",
    "sig_recall",
    "sig_meeting",
    "sig_seat",
    "sig_meetingpoint",
    "guardian_userobjectpermission",
]
ARRIVED = ("sig_intake", "sig_sealedpart", "sig_particulars", "sig_feedback", "sig_feedbackreason")
CASE_TABLES = [table for table in TABLES if table not in ARRIVED]


@pytest.fixture
def case(db: None) -> Case:
    case = case_at(Step.DECIDED, person_number="199006022397")
    shared(case)
    part = sealed_part(decided=IntakeState.ORDINARY)
    feedback.give(part, Answer.OPENED, reason="", by=assignment(cast.INTAKE), now=timezone.now())
    return case


def counts(acting: Assignment | None) -> dict[str, int]:
    with as_application(acting), connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            rows[table] = cursor.fetchone()[0]
        return rows


def nothing() -> dict[str, int]:
    return dict.fromkeys(TABLES, 0)


def refused(acting: Assignment, sql: str, params: list[Any]) -> bool:
    """Whether the database refuses to write the row."""
    with as_application(acting):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, params)
        except ProgrammingError as error:
            return "row-level security" in str(error) or "permission denied" in str(error)
        return False


def test_without_context_there_is_nothing(case: Case) -> None:
    assert counts(None) == nothing()


@pytest.mark.parametrize(
    "who",
    [
        cast.COORDINATOR,
        cast.MEMBER,
        cast.OTHER_CHIEF,
        cast.OTHER_INTAKE,
        cast.NYKOPING,
        cast.CASEWORKER,
        cast.HEAD_YOUNG,
        cast.OTHER_DEPARTMENT_CHIEF,
    ],
)
def test_outsiders_see_nothing(case: Case, who: str) -> None:
    assert counts(assignment(who)) == nothing()


NOTED = [
    "sig_protectionassessment",
    "sig_investigationstep",
    "sig_contactattempt",
    "sig_personinformation",
    "sig_intakenote",
]


def test_what_the_reception_noted_is_read_in_its_own_case_and_in_no_other(case: Case) -> None:
    noted(case.intake)
    case_at(Step.CHIEF_TOLD, who="jarva")

    def seen(who: str) -> list[int]:
        counts = []
        with as_application(assignment(who)), connection.cursor() as cursor:
            for table in NOTED:
                cursor.execute(f"SELECT count(*) FROM {table} WHERE intake_id = %s", [case.intake_id])
                counts.append(cursor.fetchone()[0])
        return counts

    assert seen(cast.CHIEF) == [1] * len(NOTED)
    assert seen(cast.OTHER_CHIEF) == [0] * len(NOTED)


def test_the_writer_of_a_sealed_part_sees_the_envelope_and_not_the_content(case: Case) -> None:
    assert counts(assignment(cast.REPORTER)) == nothing() | {"sig_sealedpart": 1, "sig_feedback": 1}


def test_the_chief_sees_all_of_it(case: Case) -> None:
    assert all(counts(assignment(cast.CHIEF)).values())


def test_the_director_and_the_mottagning_see_steps_and_no_content(case: Case) -> None:
    for who in (cast.DIRECTOR, cast.INTAKE):
        seen = counts(assignment(who))
        assert seen["sig_case"] == 1
        assert seen["sig_routinestep"] == len(ORDER) - 1
        hidden = ("sig_identity", "sig_consent", "sig_meeting", "sig_seat", "sig_meetingpoint")
        assert [seen[table] for table in hidden] == [0] * 5
    assert counts(assignment(cast.DIRECTOR))["sig_intake"] == 0


def test_a_participant_sees_her_case_and_no_other(case: Case) -> None:
    case_at()
    seen = counts(assignment(cast.HEAD_ADULT))
    assert seen["sig_case"] == 1
    assert seen["sig_identity"] == 1
    assert seen["sig_intake"] == 0
    assert counts(assignment(cast.CHIEF))["sig_case"] == 2


def test_an_ended_participation_sees_nothing(case: Case) -> None:
    past = timezone.localdate() - timedelta(days=2)
    case.participations.filter(assignment=assignment(cast.HEAD_ADULT)).update(starts=past, ends=past)
    seen = counts(assignment(cast.HEAD_ADULT))
    # One's own dates stay readable; what they led to does not.
    assert seen == nothing() | {"sig_participation": 1}


def test_an_ended_assignment_sees_nothing(case: Case) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for who in (cast.CHIEF, cast.HEAD_ADULT, cast.INTAKE):
        Assignment.objects.filter(pk=assignment(who).pk).update(ends=yesterday)
        assert counts(assignment(who)) == nothing()


def test_somebody_elses_assignment_sees_nothing(case: Case) -> None:
    chief = assignment(cast.CHIEF)
    chief.user_id = assignment(cast.COORDINATOR).user_id
    assert counts(chief) == nothing()


def test_a_deputy_sees_only_while_the_chief_is_away(case: Case) -> None:
    deputy = assignment(cast.DEPUTY, "avdelningschef")
    assert counts(deputy) == nothing()
    away = Absence.objects.create(assignment=assignment(cast.CHIEF), starts="2020-01-01", ends="2099-12-31")
    assert all(counts(deputy).values())
    away.delete()
    assert counts(deputy) == nothing()


INTAKE = (
    "INSERT INTO sig_intake (id, board_id, unit_id, source, arrived_at, registered_by_id, birth_date, person_name,"
    " person_number, description, contact, state, reason) VALUES (%s, %s, %s, %s, now(), %s, '', '', '', 'x', '', %s, '')"
)


def intake_row(
    unit: Unit, *, source: str = "sluten_del", by: Assignment | None = None, state: str = "oppen"
) -> list[Any]:
    return [new_id(), unit.board_id, unit.pk, source, by and by.pk, state]


def test_whoever_names_somebody_writes_and_cannot_read_back() -> None:
    unit = Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE)
    reporter = assignment(cast.REPORTER)
    assert not refused(reporter, INTAKE, intake_row(unit))
    assert Intake.objects.filter(board__code="jarva").count() == 1
    assert counts(reporter)["sig_intake"] == 0


def test_forged_arrivals_are_refused() -> None:
    unit = Unit.objects.get(board__code="jarva", kind=Unit.Kind.INTAKE)
    elsewhere = Unit.objects.get(board__code="nykoping", kind=Unit.Kind.INTAKE)
    reporter = assignment(cast.REPORTER)
    assert refused(reporter, INTAKE, intake_row(unit, source="polis"))
    assert refused(reporter, INTAKE, intake_row(unit, state="bekraftad"))
    assert refused(reporter, INTAKE, intake_row(unit, by=assignment(cast.OTHER_INTAKE)))
    assert refused(reporter, INTAKE, intake_row(elsewhere))
    assert refused(assignment(cast.INTAKE), INTAKE, intake_row(unit, source="polis", by=assignment(cast.INTAKE)))


STEP = (
    "INSERT INTO sig_routinestep (id, case_id, board_id, step, at, by_id, reason)"
    " VALUES (%s, %s, %s, 'avslutat', now(), %s, '')"
)


def test_the_director_answers_and_takes_no_other_step(case: Case) -> None:
    director = assignment(cast.DIRECTOR)
    answer = STEP.replace("'avslutat'", "'direktor_kvitterat'")
    assert refused(director, STEP, [new_id(), case.pk, case.board_id, director.pk])
    assert refused(assignment("stadsdelsdirektor.jarva"), answer, [new_id(), case.pk, case.board_id, director.pk])
    assert not refused(director, answer, [new_id(), case.pk, case.board_id, director.pk])


def test_forged_steps_are_refused(case: Case) -> None:
    chief = assignment(cast.CHIEF)
    somebody = assignment(cast.HEAD_ADULT)
    assert refused(chief, STEP, [new_id(), case.pk, case.board_id, somebody.pk])
    assert refused(chief, STEP, [new_id(), case.pk, case.board_id, None])
    assert refused(chief, STEP, [new_id(), case.pk, board("jarva").pk, chief.pk])
    other = assignment(cast.OTHER_CHIEF)
    assert refused(other, STEP, [new_id(), case.pk, case.board_id, other.pk])
    assert refused(other, STEP, [new_id(), case.pk, other.board_id, other.pk])
    assert refused(somebody, STEP, [new_id(), case.pk, case.board_id, somebody.pk])
    assert not refused(chief, STEP, [new_id(), case.pk, case.board_id, chief.pk])


def test_forged_cases_participations_and_consents_are_refused(case: Case) -> None:
    copied = "INSERT INTO sig_case SELECT (jsonb_populate_record(c, %s::jsonb)).* FROM sig_case c WHERE c.id = %s"
    elsewhere = json.dumps(
        {"id": str(new_id()), "number": "JAR-2026-900", "board_id": str(board("jarva").pk), "intake_id": str(new_id())}
    )
    assert refused(assignment(cast.INTAKE), copied, [elsewhere, case.pk])
    assert refused(assignment(cast.CHIEF), copied, [elsewhere, case.pk])

    part = (
        "INSERT INTO sig_participation (id, case_id, board_id, assignment_id, starts)"
        " VALUES (%s, %s, %s, %s, '2020-01-01')"
    )
    for who in (cast.HEAD_YOUNG, cast.COORDINATOR, cast.DIRECTOR, cast.OTHER_CHIEF, cast.HEAD_ADULT):
        acting = assignment(who)
        assert refused(acting, part, [new_id(), case.pk, case.board_id, assignment(cast.HEAD_YOUNG).pk]), who

    told = "UPDATE sig_consent SET withdrawn_at = now() WHERE case_id = %s"
    with as_application(assignment(cast.HEAD_ADULT)), connection.cursor() as cursor:
        cursor.execute(told, [case.pk])
        assert cursor.rowcount == 0


def test_nothing_of_the_routine_can_be_deleted_or_rewritten(case: Case) -> None:
    chief = assignment(cast.CHIEF)
    for table in (
        "sig_case",
        "sig_routinestep",
        "sig_identity",
        "sig_intake",
        "sig_sealedpart",
        "sig_particulars",
        "sig_feedback",
        "sig_feedbackreason",
        "sig_consent",
        "sig_consentpaper",
        "sig_sharingdecision",
        "sig_informationrequest",
        "sig_disclosure",
        "sig_recall",
        "sig_meeting",
        "sig_meetingpoint",
    ):
        assert refused(chief, f"DELETE FROM {table}", []), table
    assert refused(chief, "UPDATE sig_routinestep SET step = 'bekraftat'", [])
    assert refused(chief, "UPDATE sig_identity SET name = ''", [])
    for answer in ("UPDATE sig_feedback SET answer = 'pagar'", "UPDATE sig_sealedpart SET standing = 'privat'"):
        assert refused(assignment(cast.INTAKE), answer, [])


def test_the_known_person_function_answers_within_the_own_board_only(case: Case) -> None:
    index = case.identity.number_index

    def known(who: str) -> list[Any]:
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute("SELECT app_cases_about(%s)", [index])
            return cursor.fetchone()[0]

    assert known(cast.INTAKE) == known(cast.CHIEF) == [case.pk]
    for who in (cast.COORDINATOR, cast.OTHER_CHIEF, cast.OTHER_INTAKE, cast.DIRECTOR, cast.HEAD_ADULT, cast.NYKOPING):
        assert known(who) == []
    with as_application(None), connection.cursor() as cursor:
        cursor.execute("SELECT app_cases_about(%s), app_cases_about('')", [index])
        assert cursor.fetchone() == ([], [])
