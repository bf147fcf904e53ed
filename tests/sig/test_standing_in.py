"""The deputy is called in when the acknowledgement does not come, and only for as long as it is needed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import standing_in
from cases.sig.models import Case, Participation, StandIn
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, recusal
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Absence, Assignment

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ROLE = "avdelningschef"


@pytest.fixture
def case() -> Case:
    """Told two hours ago, and not acknowledged."""
    return case_at(Step.CHIEF_TOLD, now=timezone.now() - timedelta(hours=2))


def deputy() -> Assignment:
    return assignment(cast.DEPUTY, ROLE)


def run() -> int:
    """As the worker runs it."""
    with as_application():
        return standing_in.tell_deputies(timezone.now())


def url(case: Case, name: str = "case") -> str:
    return reverse(name, args=[case.number])


def test_the_deputy_is_told_once_and_reads_the_case(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.DEPUTY, ROLE)
    assert client.get(url(case)).status_code == 404
    mails = Mail.objects.count()
    assert [run(), run()] == [1, 0]
    assert Notice.objects.filter(recipient=deputy(), url=url(case)).count() == 1
    assert Mail.objects.count() == mails + 1
    entry = Entry.objects.get(action=Action.CALLED_IN)
    assert (entry.record_id, entry.board_id, entry.user_id) == (case.pk, case.board_id, None)
    assert (entry.path_name, entry.through, entry.reason) == ("task:deputies", "", StandIn.Ground.SILENT)
    page = sign_in(cast.DEPUTY, ROLE).get(url(case))
    assert page.status_code == 200
    assert "kvittensen uteblev" in page.context["why"].text
    assert "Kvittera ärendet" in page.content.decode()


def test_within_the_limit_nobody_is_called_in(case: Case) -> None:
    fresh = case_at(Step.CHIEF_TOLD)
    case.steps.all().delete()
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    assert run() == 0 and not fresh.stand_ins.exists()


def test_an_acknowledged_case_calls_nobody_in() -> None:
    case_at(Step.CHIEF_ACKNOWLEDGED, now=timezone.now() - timedelta(hours=2))
    assert run() == 0


def test_the_limit_is_the_municipalitys(case: Case) -> None:
    routine = case.routine
    routine.acknowledge_minutes = 600
    routine.save()
    assert run() == 0


def test_the_deputy_reaches_that_case_and_nothing_else_of_the_board(sign_in: SignIn, case: Case) -> None:
    other = case_at(Step.CHIEF_TOLD)
    run()
    client = sign_in(cast.DEPUTY, ROLE)
    assert client.get(url(other)).status_code == 404
    assert [row.pk for row in client.get(reverse("cases")).context["page"]] == [case.pk]
    assert client.get(reverse("intakes")).status_code == 403
    assert client.get(reverse("reports")).status_code == 403
    with as_application(deputy()):
        assert [found.pk for found in Case.objects.all()] == [case.pk]


def test_when_the_chief_acknowledges_the_deputy_is_out_at_once(sign_in: SignIn, case: Case) -> None:
    run()
    client = sign_in(cast.DEPUTY, ROLE)
    assert client.get(url(case)).status_code == 200
    sign_in(cast.CHIEF).post(url(case, "case_acknowledge"))
    assert client.get(url(case)).status_code == 404
    assert client.post(url(case, "case_summon")).status_code in (403, 404)
    with as_application(deputy()):
        assert not Case.objects.exists()


def test_the_deputy_who_acknowledges_leads(sign_in: SignIn, case: Case) -> None:
    run()
    client = sign_in(cast.DEPUTY, ROLE)
    assert client.post(url(case, "case_acknowledge")).status_code == 302
    case.refresh_from_db()
    assert (case.step, case.chief) == (Step.CHIEF_ACKNOWLEDGED, deputy())
    assert client.post(url(case, "case_inform")).status_code == 302
    case.refresh_from_db()
    assert case.step == Step.DIRECTOR_INFORMED
    assert "leder" in client.get(url(case)).context["why"].text
    assert Participation.objects.filter(case=case, assignment=deputy()).exists()


def test_closing_ends_it(sign_in: SignIn, case: Case) -> None:
    run()
    sign_in(cast.DEPUTY, ROLE).post(url(case, "case_acknowledge"))
    Case.objects.filter(pk=case.pk).update(step=Step.DECIDED)
    client = sign_in(cast.DEPUTY, ROLE)
    assert (
        client.post(
            url(case, "case_close"), {"avslut-reason": "Målet är nått.", "avslut-outcome": "malen_nadda"}
        ).status_code
        == 302
    )
    assert client.get(url(case)).status_code == 404
    assert StandIn.objects.get().ended_at


def test_a_silent_deputy_is_followed_by_another_chief(case: Case) -> None:
    run()
    StandIn.objects.update(starts_at=timezone.now() - timedelta(hours=1, minutes=30))
    assert run() == 1
    assert StandIn.objects.count() == 2


def test_a_recused_deputy_is_passed_over(case: Case) -> None:
    recusal(case, cast.DEPUTY)
    run()
    assert not StandIn.objects.filter(assignment=deputy()).exists()


def test_a_deputy_who_is_away_is_passed_over(case: Case) -> None:
    today = timezone.localdate()
    Absence.objects.create(assignment=deputy(), starts=today, ends=today)
    run()
    assert not StandIn.objects.filter(assignment=deputy()).exists()


def test_killed_before_it_was_committed_it_is_done_anew(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*args: object, **kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("cases.sig.standing_in.tell", killed)
        with pytest.raises(SystemExit):
            run()
    assert not StandIn.objects.exists()
    assert run() == 1


def test_an_ended_assignment_ends_it(sign_in: SignIn, case: Case) -> None:
    run()
    client = sign_in(cast.DEPUTY, ROLE)
    today = timezone.localdate()
    Assignment.objects.filter(pk=deputy().pk).update(ends=today - timedelta(days=1))
    assert client.get(url(case)).status_code == 404
