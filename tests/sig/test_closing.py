"""Closing a case: what is still open is said first, and no measure is left running."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import support
from cases.sig.models import Case, SupportMeasure
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import SignIn
from tests.factories import case_at, consent, meeting, task
from tests.sig.supported import measure

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
State = SupportMeasure.State
DONE = {"avslut-outcome": "malen_nadda", "avslut-reason": "Målen är nådda."}


@pytest.fixture
def case(db: None) -> Case:
    return case_at(Step.DECIDED)


def url(case: Case, name: str = "case_close") -> str:
    return reverse(name, args=[case.number])


def test_what_is_open_is_said_with_the_way_there(sign_in: SignIn, case: Case) -> None:
    measure(case, State.RUNNING)
    meeting(case)
    task(case)
    consent(case)
    page = sign_in(cast.CHIEF).get(url(case, "case"))
    matters = {matter.what: (matter.count, matter.url) for matter in page.context["matters"]}
    assert matters["Insatser som väntar eller pågår"] == (1, url(case, "support"))
    assert matters["Möten som inte är hållna eller justerade"] == (1, url(case, "case_meetings"))
    assert matters["Samtycken som gäller"] == (1, url(case, "case_consent"))
    assert "Uppgifter som inte är klara" in matters
    # Whoever does not close is not asked.
    assert "matters" not in sign_in(cast.HEAD_ADULT).get(url(case, "case")).context


@pytest.mark.parametrize("state", [State.PLANNED, State.RUNNING])
def test_a_measure_that_goes_on_holds_the_case_open(sign_in: SignIn, case: Case, state: State) -> None:
    measure(case, state)
    chief = sign_in(cast.CHIEF)
    refused = chief.post(url(case), DONE)
    assert refused.status_code == 409 and "Avsluta dem först" in refused.content.decode()
    assert "Målen är nådda." in refused.content.decode()
    case.refresh_from_db()
    assert case.step == Step.DECIDED
    assert sign_in(cast.OTHER_CHIEF).post(url(case), DONE).status_code == 404


def test_handed_over_it_ends_here_with_who_takes_it_over(sign_in: SignIn, case: Case) -> None:
    running, proposed = measure(case, State.RUNNING), measure(case)
    sent = DONE | {"avslut-taken_over_by": "Vuxenenheten fortsätter med boendestödet."}
    assert sign_in(cast.CHIEF).post(url(case), sent).status_code == 302
    for row in (case, running, proposed):
        row.refresh_from_db()
    assert (case.step, running.state, running.result) == (Step.CLOSED, State.ENDED, "overlamnad")
    assert (running.result_words, running.ends) == (sent["avslut-taken_over_by"], timezone.localdate())
    # Nobody decided it: the case is closed, and it will not be given.
    assert (proposed.state, proposed.decided_by) == (State.DECLINED, case.chief)


def test_without_measures_nobody_is_asked_who_takes_them_over(sign_in: SignIn, case: Case) -> None:
    measure(case, State.ENDED)
    chief = sign_in(cast.CHIEF)
    assert "taken_over_by" not in chief.get(url(case, "case")).context["close_form"].fields
    assert chief.post(url(case), DONE).status_code == 302


def test_the_rule_is_the_domains(case: Case) -> None:
    measure(case, State.RUNNING)
    with pytest.raises(NotAllowed, match="Avsluta dem först"):
        support.settle(case, taken_over_by="", by=case.chief, now=timezone.now())
