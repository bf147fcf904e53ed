"""The record of a case where much has happened: as many questions and as few rows as of one where little has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.sig import record
from cases.sig.models import (
    Case,
    CaseNote,
    CaseTask,
    Consent,
    ContactAttempt,
    Disclosure,
    InformationRequest,
    Intake,
    Meeting,
    SeatAnswer,
    SharingDecision,
    StepDone,
    SupportMeasure,
)
from cases.sig.states import IntakeState, Step
from cases.sig.views.case import MOST_ON_RECORD
from tests import cast
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.factories import IntakeFactory, case_at, consent, follow_case, meeting, shared, task
from tests.sig import supported
from tests.sig.test_cases import copy

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
# What each of them tells of, which is moved apart so that no two entries have one moment.
MOMENTS: dict[Any, tuple[str, ...]] = {
    CaseNote: ("at",),
    CaseTask: ("made_at", "done_at"),
    Consent: ("recorded_at", "withdrawn_at"),
    ContactAttempt: ("made_at", "at"),
    Disclosure: ("given_at", "entered_at"),
    InformationRequest: ("asked_at", "registered_at", "answered_at"),
    Intake: ("arrived_at", "decided_at"),
    Meeting: ("summoned_at", "cancelled_at"),
    SeatAnswer: ("at",),
    SharingDecision: ("decided_at", "ended_at"),
    StepDone: ("at", "cancelled_at"),
    SupportMeasure: ("proposed_at", "decided_at", "ended_at"),
}
EACH = 42


def one_of_each(case: Case) -> dict[Any, Any]:
    """A row of every kind, over and done with."""
    now, chief = timezone.now(), case.chief
    consent(case)
    shared(case)
    follow_case(case)
    case.transfers.all().delete()
    supported.everything(case)
    supported.measure(case, supported.State.ENDED, by=chief)
    task(case, done_at=now, done_by=chief)
    meeting(case)
    ended = {"ended_at": now, "ended_by": chief}
    cancelled = {"cancelled_at": now, "cancelled_by": chief}
    case.meetings.filter(kind=Meeting.Kind.FOLLOW_UP).update(**cancelled, cancel_reason="Sjukdom.")
    case.consents.update(withdrawn_at=now, withdrawn_by=chief)
    case.sharing_decisions.update(**ended)
    case.track_steps.update(**cancelled)
    head, seats = assignment(cast.HEAD_ADULT), case.start_up.seats
    seat = seats.get(holder=head)
    seat.answers.create(board=case.board, answer="ja", for_time=case.start_up.starts_at, at=now, by=head)
    ContactAttempt.objects.create(
        intake=case.intake, board=case.board, by=chief, at=now, made_at=now, way="telefon", outcome="inte_nadd"
    )
    IntakeFactory(state=IntakeState.LINKED, belongs_to=case, decided_by=chief, decided_at=now)
    rows = {
        CaseNote: case.notes, CaseTask: case.tasks, Consent: case.consents, ContactAttempt: ContactAttempt.objects,
        Disclosure: case.disclosures, InformationRequest: case.requests, Intake: case.reports,
        Meeting: case.meetings.filter(kind=Meeting.Kind.FOLLOW_UP), SeatAnswer: seat.answers,
        SharingDecision: case.sharing_decisions, StepDone: case.track_steps,
        SupportMeasure: case.measures.filter(state="avslutad"),
    }  # fmt: skip
    assert set(rows) == set(MOMENTS)
    return {model: found.last() for model, found in rows.items()}


def multiply(patterns: dict[Any, Any], times: int) -> None:
    """That many more of each, a minute apart and further and further back."""
    for nth, (model, pattern) in enumerate(patterns.items()):
        copies = [copy(pattern) for _n in range(times)]
        for back, row in enumerate(copies, 1):
            for moment in MOMENTS[model]:
                at = getattr(row, moment)
                setattr(row, moment, at and at - timedelta(minutes=60 * back + 2 * nth))
        model.objects.bulk_create(copies)


def asked(client: ApplicationClient, case: Case) -> list[int]:
    """How many rows the database has answered each question of the page with."""
    rows: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        rows.append(context["cursor"].rowcount)
        return result

    with connection.execute_wrapper(count):
        assert client.get(reverse("case", args=[case.number])).status_code == 200
    return rows


def test_five_hundred_rows_are_as_many_questions_and_no_more_rows_than_are_shown(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED, now=timezone.now() - timedelta(days=30)), sign_in(cast.CHIEF)
    patterns = one_of_each(case)
    multiply(patterns, 1)
    asked(chief, case)
    few = asked(chief, case)
    multiply(patterns, EACH)
    many = asked(chief, case)
    assert len(many) == len(few)
    # A few more than are shown: who takes part, what the municipality has, and twenty-five reports at the most.
    assert max(many) <= 25 and sum(many) < sum(few) + 12 * MOST_ON_RECORD + 25

    every = record.happenings(case, with_content=True)
    assert len(every) > len(MOMENTS) * EACH > 500
    for most in (1, MOST_ON_RECORD, 60):
        assert record.happenings(case, with_content=True, most=most) == every[:most]
