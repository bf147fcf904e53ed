"""The record of a case: what each role sees, and the chief's steps."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cases.sig.models import Case
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at, consent
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice
from vbe.organisation.models import Absence

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
REASONS = {"beslut-reason": "Stöd i skolan.", "avslut-reason": "Målen är nådda.", "avslut-outcome": "malen_nadda"}
STEPS = {
    "case_acknowledge": (Step.CHIEF_TOLD, Step.CHIEF_ACKNOWLEDGED),
    "case_inform": (Step.CHIEF_ACKNOWLEDGED, Step.DIRECTOR_INFORMED),
    "case_decide": (Step.HELD, Step.DECIDED),
    "case_close": (Step.DECIDED, Step.CLOSED),
}


def url(case: Case, name: str = "case") -> str:
    return reverse(name, args=[case.number])


@pytest.mark.parametrize(
    ("who", "status", "content"),
    [
        (cast.CHIEF, 200, True),
        (cast.HEAD_ADULT, 200, True),
        (cast.HEAD_CHILDREN, 200, True),
        (cast.INTAKE, 200, False),
        (cast.DIRECTOR, 200, False),
        (cast.HEAD_YOUNG, 404, False),
        (cast.CASEWORKER, 404, False),
        (cast.OTHER_DEPARTMENT_CHIEF, 404, False),
        (cast.OTHER_CHIEF, 404, False),
        (cast.OTHER_INTAKE, 404, False),
        (cast.COORDINATOR, 404, False),
        (cast.REPORTER, 404, False),
        (cast.MEMBER, 404, False),
        (cast.NYKOPING, 404, False),
    ],
)
def test_who_sees_the_case_and_who_its_content(sign_in: SignIn, who: str, status: int, content: bool) -> None:
    case = case_at(Step.DECIDED)
    consent(case)
    page = sign_in(who).get(url(case))
    assert page.status_code == status
    text = page.content.decode()
    for part in ("Stöd enligt protokollet.", "Polismyndigheten", "Bodholmsplan 2", "Patrik Nyström", "Oro styrkt."):
        assert (part in text) == content, part
    assert "Prov" not in text


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.DIRECTOR, 403),
        (cast.INTAKE, 403),
        (cast.HEAD_ADULT, 403),
        (cast.HEAD_YOUNG, 404),
        (cast.OTHER_CHIEF, 404),
        (cast.OTHER_DEPARTMENT_CHIEF, 404),
        (cast.COORDINATOR, 404),
        (cast.REPORTER, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_act(sign_in: SignIn, who: str, status: int) -> None:
    case, client = case_at(Step.SUMMONED), sign_in(who)
    forms = ["case_summon", "case_consent", "case_minutes"]
    for name in [*STEPS, *forms, "case_adjust", "case_identity"]:
        wanted = status
        # A director and a unit head may say that they have been told, and a participant may ask for the identity.
        if name == "case_acknowledge" and status == 403:
            wanted = 302
        # And writes the minutes.
        if name in ("case_identity", "case_minutes") and who == cast.HEAD_ADULT:
            wanted = 422
        assert client.post(url(case, name), REASONS).status_code == wanted, name
    for name in forms:
        reads = name == "case_minutes" and who == cast.HEAD_ADULT
        assert client.get(url(case, name)).status_code == (200 if reads else status), name
    case.refresh_from_db()
    assert case.step == Step.SUMMONED


def test_a_number_that_does_not_exist(sign_in: SignIn) -> None:
    assert sign_in(cast.CHIEF).get("/arenden/SKH-2020-999/").status_code == 404


def test_opening_is_logged(sign_in: SignIn) -> None:
    case = case_at()
    sign_in(cast.CHIEF).get(url(case))
    entry = Entry.objects.using("audit").get(action=Action.OPENED)
    assert (entry.kind, entry.object_id) == ("sig.case", case.pk)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_is_taken_by_the_chief_once(sign_in: SignIn, name: str) -> None:
    before, after = STEPS[name]
    case, chief = case_at(before), sign_in(cast.CHIEF)
    assert chief.post(url(case, name), REASONS).url == url(case)
    row = case.steps.get(step=after)
    assert row.by == assignment(cast.CHIEF)
    again = chief.post(url(case, name), REASONS, follow=True)
    assert again.redirect_chain[0][0] == url(case)
    assert "Redan gjort" in again.content.decode()
    assert "av Karin Lindqvist-Hallström" in again.content.decode()
    assert case.steps.filter(step=after).count() == 1


@pytest.mark.parametrize("name", [name for name in STEPS if name != "case_acknowledge"])
def test_the_wrong_order_is_refused_with_what_comes_next(sign_in: SignIn, name: str) -> None:
    case = case_at(Step.CHIEF_TOLD)
    page = sign_in(cast.CHIEF).post(url(case, name), REASONS)
    assert page.status_code == 409
    assert "Nästa steg är ”Kvittera ärendet”" in page.content.decode()
    case.refresh_from_db()
    assert case.step == Step.CHIEF_TOLD


@pytest.mark.parametrize("reason", ["", "   ", "x" * 4001, "a\x00b"])
@pytest.mark.parametrize("name", ["case_decide", "case_close"])
def test_a_reason_is_needed(sign_in: SignIn, name: str, reason: str) -> None:
    case = case_at(STEPS[name][0])
    page = sign_in(cast.CHIEF).post(url(case, name), {"beslut-reason": reason, "avslut-reason": reason})
    assert page.status_code == 422
    case.refresh_from_db()
    assert case.step == STEPS[name][0]


def test_what_was_typed_is_kept_when_the_step_is_refused(sign_in: SignIn) -> None:
    page = sign_in(cast.CHIEF).post(url(case_at(Step.HELD), "case_decide"), {"beslut-reason": "x" * 4001})
    assert "x" * 4001 in page.content.decode()


def test_the_stages_say_who_and_when(sign_in: SignIn) -> None:
    case = case_at(Step.DIRECTOR_INFORMED)
    page = sign_in(cast.CHIEF).get(reverse("case", args=[case.number])).content.decode()
    done = re.findall(r'<li class="step-done".*?</li>', page, re.DOTALL)
    assert done and len(done) < len(re.findall(r'<li class="step-', page))
    takers = {step.by.user.name for step in case.steps.select_related("by__user") if step.by}
    assert takers
    for stage in done:
        assert any(name in stage for name in takers), stage


def test_the_director_is_told_and_acknowledges(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_ACKNOWLEDGED)
    sign_in(cast.CHIEF).post(url(case, "case_inform"))
    notice = Notice.objects.get(recipient=assignment(cast.DIRECTOR))
    director = sign_in(cast.DIRECTOR)
    assert "Kvittera att du är informerad" in director.get(url(case)).content.decode()
    page = director.post(url(case, "case_acknowledge"), follow=True)
    assert "Du har kvitterat att du är informerad" in page.content.decode()
    notice.refresh_from_db()
    assert notice.acknowledged_at
    assert "Stadsdelsdirektör har kvitterat" in sign_in(cast.CHIEF).get(url(case)).content.decode()
    again = director.post(url(case, "case_acknowledge"), follow=True)
    assert "Du har kvitterat att du är informerad" not in again.content.decode()
    assert "Kvittera att du är informerad" not in director.get(url(case)).content.decode()


def test_without_a_director_on_duty_the_step_is_refused(sign_in: SignIn) -> None:
    case = case_at(Step.CHIEF_ACKNOWLEDGED)
    Absence.objects.create(assignment=assignment(cast.DIRECTOR), starts="2020-01-01", ends="2099-12-31")
    page = sign_in(cast.CHIEF).post(url(case, "case_inform"))
    assert page.status_code == 409
    assert "ingen stadsdelsdirektör" in page.content.decode()


def test_nykoping_has_no_director_step(sign_in: SignIn) -> None:
    case = nykoping_case()
    chief = sign_in(cast.NYKOPING, "avdelningschef")
    text = chief.get(url(case)).content.decode()
    assert "Stadsdelsdirektör" not in text
    chief.post(url(case, "case_acknowledge"))
    assert chief.post(url(case, "case_inform")).status_code == 409
    assert "Kalla till uppstartsmöte" in chief.get(url(case)).content.decode()


def test_the_same_person_as_coordinator_sees_nothing_of_it(sign_in: SignIn) -> None:
    case = nykoping_case()
    assert sign_in(cast.NYKOPING).get(url(case)).status_code == 404
    assert sign_in(cast.CHIEF).get(url(case)).status_code == 404


def nykoping_case() -> Case:
    from django.utils import timezone

    from cases.sig import routine
    from tests.factories import IntakeFactory
    from vbe.organisation.models import Unit

    reception = assignment("mottagning.nykoping")
    unit = Unit.objects.get(board__code="nykoping", kind=Unit.Kind.CHILDREN)
    arrived = IntakeFactory(unit=reception.unit, registered_by=reception)
    return routine.confirm(arrived, unit=unit, ground="behov", reason="Behov", by=reception, now=timezone.now())


def test_closing_ends_everybodys_part_with_the_day(sign_in: SignIn) -> None:
    from django.utils import timezone

    case = case_at(Step.DECIDED)
    sign_in(cast.CHIEF).post(url(case, "case_close"), REASONS)
    assert set(case.participations.values_list("ends", flat=True)) == {timezone.localdate()}


def test_the_deputy_acts_while_the_chief_is_away(sign_in: SignIn) -> None:
    case = case_at()
    deputy = sign_in(cast.DEPUTY, "avdelningschef")
    assert deputy.get(url(case)).status_code == 404
    Absence.objects.create(assignment=assignment(cast.CHIEF), starts="2020-01-01", ends="2099-12-31")
    assert deputy.post(url(case, "case_acknowledge")).status_code == 302
    assert case.steps.get(step=Step.CHIEF_ACKNOWLEDGED).by == assignment(cast.DEPUTY, "avdelningschef")


def test_no_mail_about_a_case_names_it_as_anything_but_a_place_to_look(sign_in: SignIn) -> None:
    case_at(Step.CLOSED, person_number="199006022397")
    assert Mail.objects.exists()
    for mail in Mail.objects.all():
        for secret in ("Prov", "9006", "2397", "oro", "xtremism", "insats"):
            assert secret not in (mail.subject + mail.body + mail.calendar), mail.subject
