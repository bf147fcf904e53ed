"""What a case's chief should know reaches the chief, and whoever stands in while the chief is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import case_tasks, consents, following, standing_in
from cases.sig.chiefs import told_of
from cases.sig.models import Case, Told
from cases.sig.models.answer import chief_by_link
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at, consent, recusal, task
from tests.sig.noted import assessed
from tests.sig.test_following import born, opened_long_ago, years_ago
from tests.sig.test_outcomes import link as link_to
from tests.sig.test_summons_answer import POLICE, call, link, yes
from vbe.access.context import set_context
from vbe.access.links import fingerprint
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Absence, Assignment

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NO = {"svar-answer": "nej"}


def linked_report(case: Case, sign_in: SignIn) -> None:
    assert link_to(sign_in(cast.INTAKE), assessed(IntakeFactory()), case.number).status_code == 302


def age(case: Case, sign_in: SignIn) -> None:
    born(case, years_ago(18, days=20))
    opened_long_ago(case)
    with as_application():
        assert following.announce_ages(timezone.now()) == 1


def silent_director(case: Case, sign_in: SignIn) -> None:
    Told.objects.filter(case=case, step=Step.DIRECTOR_INFORMED).update(due_at=timezone.now() - timedelta(hours=1))
    with as_application():
        assert standing_in.tell_deputies(timezone.now()) == 1


def no_in_the_product(case: Case, sign_in: SignIn) -> None:
    consent(case)
    meeting = call(case)
    Notice.objects.all().delete()
    answer = reverse("case_meeting_answer", args=[case.number, meeting.pk])
    assert sign_in(cast.HEAD_ADULT).post(answer, yes(meeting, **NO)).status_code == 302


def no_by_link(case: Case, sign_in: SignIn) -> None:
    consent(case)
    meeting = call(case)
    Notice.objects.all().delete()
    assert ApplicationClient().post(link(POLICE), yes(meeting, **NO)).status_code == 302


def nobodys_task(case: Case, sign_in: SignIn) -> None:
    task(case, days=0, owner=None, responsible="Kurator")
    with as_application():
        assert case_tasks.remind(timezone.now()) == 1


def own_task(case: Case, sign_in: SignIn) -> None:
    task(case, cast.CHIEF, days=0)
    with as_application():
        assert case_tasks.remind(timezone.now()) == 1


def recused(case: Case, sign_in: SignIn) -> None:
    consent(case)
    call(case)
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    mark = {"person": assignment(cast.HEAD_ADULT).user_id, "ground": "narstaende", "bekrafta": "1"}
    assert sign_in(cast.HEAD_ADULT).post(reverse("case_recuse", args=[case.number]), mark).status_code == 302


def consent_that_ends(case: Case, sign_in: SignIn) -> None:
    one = consent(case)
    type(one).objects.filter(pk=one.pk).update(ends=timezone.localdate() + timedelta(days=3))
    with as_application():
        assert consents.remind(timezone.now()) == 1


@pytest.mark.parametrize("away", [True, False], ids=["away", "present"])
@pytest.mark.parametrize(
    "happens",
    [
        linked_report,
        age,
        silent_director,
        no_in_the_product,
        no_by_link,
        nobodys_task,
        own_task,
        recused,
        consent_that_ends,
    ],
)
def test_the_deputy_is_told_while_the_chief_is_away_and_the_chief_otherwise(
    sign_in: SignIn, happens: Callable[[Case, SignIn], None], away: bool
) -> None:
    case = case_at(Step.DIRECTOR_INFORMED)
    told = assignment(cast.DEPUTY, "avdelningschef") if away else assignment(cast.CHIEF)
    if away:
        absent(cast.CHIEF)
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    happens(case, sign_in)
    chiefs = Notice.objects.filter(recipient__role__in=["avdelningschef", "chef_annan_avdelning"])
    assert [notice.recipient for notice in chiefs] == [told]
    assert Mail.objects.filter(to=told.user.email, calendar="").count() == 1


def absent(who: str, role: str | None = None) -> None:
    Absence.objects.create(assignment=assignment(who, role), starts="2020-01-01", ends="2099-12-31")


@pytest.mark.parametrize(
    "situation", ["present", "away", "away, the deputy too", "nobody there", "recused", "away, the deputy recused"]
)
def test_the_database_answers_as_the_rule_does(situation: str) -> None:
    """By link nothing of the case or of who is away can be read; who is told is the database's to say."""
    case = case_at(Step.DIRECTOR_INFORMED)
    consent(case)
    call(case)
    if "away" in situation or situation == "nobody there":
        absent(cast.CHIEF)
    if "deputy too" in situation or situation == "nobody there":
        absent(cast.DEPUTY, "avdelningschef")
    if situation == "nobody there":
        absent(cast.OTHER_DEPARTMENT_CHIEF)
    if "recused" in situation:
        recusal(case, cast.DEPUTY if "deputy" in situation else cast.CHIEF)
    with as_application(assignment(cast.INTAKE)):
        expected = told_of(Case.objects.select_related("unit", "chief__user").get(pk=case.pk), timezone.now())
    assert by_link(link(POLICE)) == expected


def by_link(path: str) -> list[Assignment]:
    with as_application():
        set_context(link=fingerprint(path.strip("/").rpartition("/")[2]))
        found = chief_by_link()
    return [found[0]] if found else []
