"""A case closes with what came of it, and a chief opens it again: a new round of the routine. Decisions stay."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, RoutineStep
from cases.sig.states import Outcome, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(case: Case, name: str = "case") -> str:
    return reverse(name, args=[case.number])


def closing(outcome: str = "malen_nadda", reason: str = "Målen är nådda.") -> dict[str, str]:
    return {"avslut-outcome": outcome, "avslut-reason": reason}


def test_the_outcome_stands_with_the_last_step(sign_in: SignIn) -> None:
    case, chief = case_at(Step.DECIDED), sign_in(cast.CHIEF)
    assert chief.post(url(case, "case_close"), {"avslut-reason": "Klart."}).status_code == 422
    # A handover is made on a page of its own.
    assert chief.post(url(case, "case_close"), closing("overlamnat")).status_code == 422
    assert chief.post(url(case, "case_close"), closing()).status_code == 302
    assert case.steps.get(step=Step.CLOSED).outcome == Outcome.GOALS
    assert "Målen med stödet är nådda" in chief.get(url(case)).content.decode()


def test_before_the_decision_only_what_ends_the_reason_for_it_closes(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CHIEF_ACKNOWLEDGED), sign_in(cast.CHIEF)
    assert chief.post(url(case, "case_close"), closing()).status_code == 409
    assert chief.post(url(case, "case_close"), closing("avliden", "")).status_code == 422
    assert chief.post(url(case, "case_close"), closing("avliden", "Avled i går.")).status_code == 302
    case.refresh_from_db()
    assert case.step == Step.CLOSED


def test_opened_again_it_walks_a_new_round(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CLOSED), sign_in(cast.CHIEF)
    assert chief.post(url(case, "case_reopen"), {"oppna-reason": ""}).status_code == 422
    assert chief.post(url(case, "case_reopen"), {"oppna-reason": "Ny oro."}).status_code == 302
    assert chief.post(url(case, "case_reopen"), {"oppna-reason": "Ny oro."}).status_code == 302
    case.refresh_from_db()
    assert (case.round, case.step, case.next_step) == (2, Step.REOPENED, Step.DIRECTOR_INFORMED)
    assert chief.post(url(case, "case_inform")).status_code == 302
    # Its start-up meeting was held in the first round.
    assert chief.post(url(case, "case_decide"), {"beslut-reason": "Nytt stöd."}).status_code == 302
    page = chief.get(url(case))
    assert [stage["state"] for stage in page.context["stages"]] == ["done", "done", "done", "current"]
    assert chief.post(url(case, "case_close"), closing()).status_code == 302
    assert case.steps.filter(step=Step.CLOSED).count() == case.steps.filter(step=Step.DECIDED).count() == 2


def test_a_case_that_never_met_meets_in_the_new_round(sign_in: SignIn) -> None:
    case, chief = case_at(Step.CHIEF_ACKNOWLEDGED), sign_in(cast.CHIEF)
    chief.post(url(case, "case_close"), closing("obekraftad", "Det var någon annan."))
    chief.post(url(case, "case_reopen"), {"oppna-reason": "Ny uppgift."})
    chief.post(url(case, "case_inform"))
    case.refresh_from_db()
    assert case.next_step == Step.SUMMONED


@pytest.mark.parametrize("who", [cast.INTAKE, cast.DIRECTOR])
def test_only_a_chief_opens_it(sign_in: SignIn, who: str) -> None:
    case = case_at(Step.CLOSED)
    assert sign_in(who).post(url(case, "case_reopen"), {"oppna-reason": "Ny oro."}).status_code == 403
    assert sign_in(cast.OTHER_CHIEF).post(url(case, "case_reopen"), {"oppna-reason": "x"}).status_code == 404


def test_decisions_are_the_chiefs_and_never_changed() -> None:
    case, now = case_at(Step.DECIDED), timezone.now()

    def step(kind: Step, who: str) -> RoutineStep:
        by = assignment(who)
        return RoutineStep(id=new_id(), case=case, board=case.board, round=2, step=kind, at=now, by=by, reason="x")

    for who, kind in [(cast.INTAKE, Step.DECIDED), (cast.INTAKE, Step.CLOSED), (cast.HEAD_ADULT, Step.REOPENED)]:
        with as_application(assignment(who)), pytest.raises(ProgrammingError), transaction.atomic():
            step(kind, who).save(force_insert=True)
    with as_application(assignment(cast.CHIEF)):
        for statement in ("update", "delete"):
            rows = RoutineStep.objects.filter(case=case, step=Step.DECIDED)
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows.update(outcome="") if statement == "update" else rows.delete()
