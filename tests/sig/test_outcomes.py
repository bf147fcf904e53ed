"""What the reception decides: an ordinary matter, no investigation, or a case that goes on. Never undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import investigation, outcomes
from cases.sig.matter import Matter
from cases.sig.models import Intake, IntakeNote, InvestigationStep
from cases.sig.models.intake import number_index
from cases.sig.states import IntakeState, NotAllowed, Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at, recusal
from tests.sig.noted import assessed
from vbe.access.recusal import recused_from
from vbe.notices.models import Notice
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NUMBER = "199006022397"


def url(name: str, intake: Intake) -> str:
    return reverse(name, args=[intake.pk])


def link(client: Any, intake: Intake, case: Any, reason: str = "Samma person.") -> Any:
    return client.post(url("intake_link", intake), {"hor-case": str(case), "hor-reason": reason})


# --- Ordinary social services -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("IFO-2026-00417", True), ("2026/417", True), ("BOU 417:2", True),
        ("", False), ("417", True), ("ANDERSSON", False), ("ANNA ANDERSSON 1", False), ("PERSSON-2026", False),
        (NUMBER, False), ("900602-2397", False), ("A" * 41, False), ("ifo-1", False), ("<b>1</b>", False),
    ],
)  # fmt: skip
def test_a_reference_is_no_name_and_no_personal_number(text: str, allowed: bool) -> None:
    assert outcomes.is_reference(text) is allowed


def test_ordinary_needs_the_personakt(sign_in: SignIn) -> None:
    intake, reception = assessed(IntakeFactory()), sign_in(cast.INTAKE)
    data = {"other-state": "ordinarie", "other-reason": "Redan känd.", "other-reference": "Anna Andersson"}
    answer = reception.post(url("intake_decide", intake), data)
    assert answer.status_code == 422 and "reference" in answer.context["decide_form"].errors
    assert "Redan känd." in answer.content.decode()
    assert reception.post(url("intake_decide", intake), data | {"other-reference": "ifo-2026-7"}).status_code == 302
    assert Intake.objects.get().reference == "IFO-2026-7"
    assert "Personakt: IFO-2026-7" in reception.get(url("intake", intake)).content.decode()


# --- No investigation -------------------------------------------------------------------------------------------------


def test_no_investigation_leaves_the_search_and_is_a_decision_by_law(sign_in: SignIn) -> None:
    child = assessed(IntakeFactory(person_number="201001152391"))
    data = {"other-state": "ingen_atgard", "other-reason": "Ingen oro kvarstår."}
    reception = sign_in(cast.INTAKE)
    assert reception.post(url("intake_decide", child), data).status_code == 302
    child.refresh_from_db()
    assert (child.number_index, child.fingerprints()["number_index"]) == ("", "")
    step = InvestigationStep.objects.get()
    assert (step.step, step.text, step.by) == ("inleds_inte", "Ingen oro kvarstår.", assignment(cast.INTAKE))
    assert (
        "Samma person" not in reception.get(url("intake", IntakeFactory(person_number="201001152391"))).content.decode()
    )
    # Still registered.
    assert "Ingen oro kvarstår." in reception.get(url("intake", child)).content.decode()
    assert reception.post(url("intake_decide", IntakeFactory(adult=True)), data).status_code == 302
    assert InvestigationStep.objects.count() == 1


def test_not_while_an_investigation_runs(sign_in: SignIn) -> None:
    child, by = IntakeFactory(), assignment(cast.INTAKE)
    investigation.decide(Matter.of_intake(child, None), opened=True, reason="Skäl.", by=by, now=timezone.now())
    data = {"other-state": "ingen_atgard", "other-reason": "Ingen oro kvarstår."}
    answer = sign_in(cast.INTAKE).post(url("intake_decide", child), data)
    assert answer.status_code == 409 and "En utredning pågår" in answer.content.decode()
    child.refresh_from_db()
    assert child.state == IntakeState.OPEN


# --- A child is assessed first ----------------------------------------------------------------------------------------

REASON = "Skälen som någon har skrivit länge på."
DECISIONS: dict[str, tuple[str, dict[str, str]]] = {
    "ordinarie": (
        "intake_decide", {"other-state": "ordinarie", "other-reason": REASON, "other-reference": "IFO-2026-7"},
    ),
    "ingen_atgard": ("intake_decide", {"other-state": "ingen_atgard", "other-reason": REASON}),
    "hor_till": ("intake_link", {"hor-reason": REASON}),
}  # fmt: skip


@pytest.mark.parametrize("state", DECISIONS)
def test_a_child_is_assessed_before_anything_else_is_decided(sign_in: SignIn, state: str) -> None:
    case, reception = case_at(), sign_in(cast.INTAKE)
    name, typed = DECISIONS[state]
    data = typed | ({"hor-case": case.number} if name == "intake_link" else {})
    for arrived in (IntakeFactory(), IntakeFactory(birth_date="")):
        assert "innan ni beslutar något annat" in reception.get(url("intake", arrived)).content.decode()
        answer = reception.post(url(name, arrived), data)
        page = answer.content.decode()
        assert answer.status_code == 409 and "Gör skyddsbedömningen först" in page and REASON in page
        assert "Beslutet är inte sparat" in page and url("intake_investigation", arrived) in page
        arrived.refresh_from_db()
        assert (arrived.state, arrived.decided_at) == (IntakeState.OPEN, None)
        assert not InvestigationStep.objects.exists()
        made = timezone.localtime()
        assessment = {
            "gor": "skydd", "skydd-id": new_id(), "skydd-made_on": made.date(), "skydd-made_clock": f"{made:%H:%M}",
            "skydd-text": "Inget behov av skydd just nu.",
        }  # fmt: skip
        assert reception.post(url("intake_investigation", arrived), assessment).status_code == 302
        assert "innan ni beslutar något annat" not in reception.get(url("intake", arrived)).content.decode()
        assert reception.post(url(name, arrived), data).status_code == 302
        arrived.refresh_from_db()
        assert arrived.state == state
        InvestigationStep.objects.all().delete()


@pytest.mark.parametrize("state", DECISIONS)
def test_an_adult_needs_no_assessment(sign_in: SignIn, state: str) -> None:
    adult, (name, typed) = IntakeFactory(adult=True), DECISIONS[state]
    data = typed | ({"hor-case": case_at().number} if name == "intake_link" else {})
    assert "innan ni beslutar något annat" not in sign_in(cast.INTAKE).get(url("intake", adult)).content.decode()
    assert sign_in(cast.INTAKE).post(url(name, adult), data).status_code == 302
    adult.refresh_from_db()
    assert adult.state == state


# --- The same person --------------------------------------------------------------------------------------------------


def test_the_same_number_is_found_however_it_was_written() -> None:
    written = [IntakeFactory(person_number=n) for n in ("19900602-2397", "900602-2397", NUMBER, "", "vet inte")]
    assert [intake.number_index == number_index(NUMBER) for intake in written] == [True, True, True, False, False]
    assert Intake.objects.about("").count() == 0


def test_an_earlier_report_is_told_on_the_own_board_and_nothing_is_hinted_elsewhere(sign_in: SignIn) -> None:
    first, second = IntakeFactory(person_number=NUMBER), IntakeFactory(person_number=NUMBER)
    page = sign_in(cast.INTAKE).get(url("intake", second)).content.decode()
    assert "Har kommit in tidigare" in page and url("intake", first) in page
    other = case_at(who="jarva", person_number=NUMBER)
    page = sign_in(cast.OTHER_INTAKE).get(url("intake", other.intake)).content.decode()
    assert "Samma person" not in page
    with as_application(assignment(cast.OTHER_INTAKE)):
        assert set(Intake.objects.about(NUMBER)) == {other.intake}


def test_several_reports_to_one_case(sign_in: SignIn) -> None:
    case, reception = case_at(person_number=NUMBER), sign_in(cast.INTAKE)
    intake = assessed(IntakeFactory(person_number=NUMBER))
    page = reception.get(url("intake", intake)).content.decode()
    assert "Hör till ett ärende som pågår" in page and f'value="{case.number}"' in page
    Notice.objects.all().delete()
    assert link(reception, intake, case.number.lower()).url == url("intake", intake)
    intake.refresh_from_db()
    assert (intake.state, intake.belongs_to, intake.reason) == ("hor_till", case, "Samma person.")
    notice = Notice.objects.get()
    assert notice.recipient == case.chief and case.number in notice.text and "Prov" not in notice.text
    assert f"Öppna {case}" in reception.get(url("intake", intake)).content.decode()
    assert "Mer har kommit in" in sign_in(cast.CHIEF).get(reverse("case", args=[case.number])).content.decode()
    # The second press says so, and leads on.
    assert "redan beslutat" in reception.post(url("intake_link", intake), {}, follow=True).content.decode()
    assert Notice.objects.count() == 1


def test_only_to_an_open_case_on_the_board(sign_in: SignIn) -> None:
    reception, closed, other = sign_in(cast.INTAKE), case_at(Step.CLOSED), case_at(who="jarva")
    for number, said in (
        (closed, "är avslutat"),
        (other, "finns bland dem du får se"),
        ("SKH-2026-999", "Inget ärende"),
    ):
        intake = IntakeFactory()
        answer = link(reception, intake, number)
        assert answer.status_code == 409 and said in answer.content.decode()
        assert "Samma person." in answer.content.decode()
        intake.refresh_from_db()
        assert intake.state == IntakeState.OPEN


@pytest.mark.parametrize("data", [{}, {"hor-case": "x", "hor-reason": "y"}, {"hor-case": "SKH-2026-001"}])
def test_a_bad_link_is_shown_again(sign_in: SignIn, data: dict[str, str]) -> None:
    assert sign_in(cast.INTAKE).post(url("intake_link", IntakeFactory()), data).status_code == 422


def test_jav_follows_from_the_case_to_its_reports_and_back(sign_in: SignIn) -> None:
    case, intake = case_at(person_number=NUMBER), IntakeFactory(person_number=NUMBER)
    recusal(intake, cast.CHIEF)
    by = assignment(cast.INTAKE)
    with pytest.raises(NotAllowed, match="jävig"), as_application(by):
        outcomes.link(intake, case, reason="Samma.", by=by, now=timezone.now())
    other = assessed(IntakeFactory(person_number=NUMBER))
    outcomes.link(other, case, reason="Samma.", by=by, now=timezone.now())
    assert sign_in(cast.INTAKE).get(url("intake_recuse", other)).url == reverse("case_recuse", args=[case.number])
    recusal(case, cast.INTAKE)
    assert assignment(cast.INTAKE).user_id in recused_from_as_chief(other)
    for record in (other, case.intake):
        assert sign_in(cast.INTAKE).get(url("intake", record)).status_code == 404
    assert sign_in(cast.INTAKE).get(url("intake", IntakeFactory())).status_code == 200


def recused_from_as_chief(record: Any) -> set[Any]:
    with as_application(assignment(cast.CHIEF)):
        return recused_from(record)


# --- Corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_is_a_new_note(sign_in: SignIn) -> None:
    intake, reception = assessed(IntakeFactory()), sign_in(cast.INTAKE)
    outcomes.no_investigation(intake, reason="Fel person.", by=assignment(cast.INTAKE), now=timezone.now())
    data = {"anteckning-id": "01912345-0000-7000-8000-0000000000c1", "anteckning-text": "Det gällde en annan."}
    for _again in range(2):
        assert reception.post(url("intake_note", intake), data).url == url("intake", intake)
    assert IntakeNote.objects.get().by == assignment(cast.INTAKE)
    page = reception.get(url("intake", intake)).content.decode()
    assert "Det gällde en annan." in page and "Fel person." in page
    empty = reception.post(url("intake_note", intake), data | {"anteckning-text": " "})
    assert empty.status_code == 422
    for who, status in ((cast.CHIEF, 403), (cast.OTHER_INTAKE, 404), (cast.REPORTER, 404)):
        assert sign_in(who).post(url("intake_note", intake), data).status_code == status
