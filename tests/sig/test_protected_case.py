"""Somebody in a case turns out to have protected identity: the chief marks it, and fewer see who it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from cases.sig.models import Case, Identity
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, recusal
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
REASON = {"identitet-why": "mote", "identitet-text": "Förbereder uppstartsmötet"}


def url(case: Case, name: str = "case_protect") -> str:
    return reverse(name, args=[case.number])


def is_protected(case: Case) -> bool:
    return Identity.objects.get(case=case).protected


@pytest.mark.parametrize("step", [Step.CONFIRMED, Step.SUMMONED, Step.CLOSED])
def test_the_chief_marks_it_and_those_who_take_part_see_it_no_more(
    sign_in: SignIn, django_capture_on_commit_callbacks: Any, step: Step
) -> None:
    case = case_at(step)
    chief, head = sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT)
    assert url(case) in chief.get(url(case, "case")).content.decode()
    for said in ("har nu skyddade personuppgifter", "redan markerat"):
        with django_capture_on_commit_callbacks(execute=True):
            assert said in chief.post(url(case), follow=True).content.decode()
    assert is_protected(case)
    said = "Skyddade personuppgifter"
    assert said in chief.get(url(case, "case")).content.decode()
    assert said not in head.get(url(case, "case")).content.decode()
    [entry] = Entry.objects.using("audit").filter(action=Action.WROTE)
    assert (entry.object_id, entry.path_name) == (case.pk, "case_protect")
    shown = chief.post(url(case, "case_identity"), REASON).content.decode()
    assert "Prov Provsson" in shown and "Skyddade personuppgifter" in shown and url(case) not in shown
    assert head.post(url(case, "case_identity"), REASON).status_code in (403, 404)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.HEAD_ADULT, 403), (cast.DIRECTOR, 403), (cast.INTAKE, 403), (cast.COORDINATOR, 404),
        (cast.OTHER_CHIEF, 404), (cast.REPORTER, 404),
    ],
)  # fmt: skip
def test_who_does_not_decide_marks_nothing_not_in_the_database_either(sign_in: SignIn, who: str, status: int) -> None:
    case = case_at(Step.SUMMONED)
    assert sign_in(who).post(url(case)).status_code == status
    assert marked_by_sql(case, who) is False and not is_protected(case)


def test_nor_does_a_chief_who_is_recused(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    recusal(case, cast.CHIEF)
    assert sign_in(cast.CHIEF).post(url(case)).status_code == 404
    assert marked_by_sql(case, cast.CHIEF) is False and not is_protected(case)


def marked_by_sql(case: Case, who: str) -> bool:
    with as_application(assignment(who)), connection.cursor() as cursor:
        cursor.execute("SELECT sig_protect_identity(%s)", [case.pk])
        return cursor.fetchone()[0]


def test_the_identity_is_written_in_no_other_way(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    with as_application(assignment(cast.CHIEF)), pytest.raises(Exception, match="permission denied"):
        Identity.objects.filter(case=case).update(protected=True)
