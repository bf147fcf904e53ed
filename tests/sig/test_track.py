"""What the support is about: chosen by the chief with a reason, walked in steps, and how somebody who leaves is reached."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from cases.sig import tracks
from cases.sig.letter import context_of
from cases.sig.models import Case, SafetyPlan, StepDone, TrackChoice, TrackStep
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, emergency, recusal, summon
from tests.sig.supported import day, safety
from vbe.notices.models import Mail

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture
def case() -> Case:
    return case_at(Step.SUMMONED)


def url(name: str, case: Case, *rest: Any) -> str:
    return reverse(name, args=[case.number, *rest])


def text(response: Any) -> str:
    return response.content.decode()


def chosen(track: str, children: str = "", reason: str = "Personen har bett om det.") -> dict[str, str]:
    return {"track": track, "children": children, "reason": reason}


def codes(page: Any) -> list[str]:
    return [line.step.code for line, _form in page.context["rows"]]


def test_until_somebody_has_chosen_it_is_an_individual_at_risk(sign_in: SignIn, case: Case) -> None:
    page = sign_in(cast.HEAD_ADULT).get(url("case_track", case))
    assert codes(page)[0] == "individ-behov" and "Ingen har valt ännu" in text(page)
    # Each step says where it comes from.
    assert "Skärholmen 2019, s. 10" in text(page) and "Spara inriktningen" not in text(page)


def test_the_chief_chooses_and_changes_with_a_trace(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    assert chief.post(url("case_track", case), chosen("avhoppare")).status_code == 302
    again = chief.post(url("case_track", case), chosen("avhoppare"))
    assert again.status_code == 409 and "redan vald" in text(again)
    assert chief.post(url("case_track", case), chosen("individ", reason="Det var fel.")).status_code == 302
    case.refresh_from_db()
    assert case.track == "individ"
    assert [choice.track for choice in case.track_choices.all()] == ["individ", "avhoppare"]
    page = text(chief.get(url("case", case)))
    assert "Inriktning: Avhopparstöd" in page and "Det var fel." in page


def test_children_decide_who_acts_for_somebody_who_returns(sign_in: SignIn, case: Case) -> None:
    chief = sign_in(cast.CHIEF)
    unsaid = chief.post(url("case_track", case), chosen("atervandare"))
    assert unsaid.status_code == 422 and "children" in unsaid.context["track_form"].errors
    chief.post(url("case_track", case), chosen("atervandare", "utan"))
    assert codes(chief.get(url("case_track", case)))[:2] == ["ater-lamplighet", "ater-mote"]
    chief.post(url("case_track", case), chosen("atervandare", "med", "Det finns två barn."))
    shown = codes(chief.get(url("case_track", case)))
    assert shown == ["ater-anmalan", "ater-barn", "ater-rad", "ater-vagledning", "ater-anhoriga"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        (chosen("annat"), "track"),
        (chosen(""), "track"),
        (chosen("atervandare", "kanske"), "children"),
        (chosen("avhoppare", reason=""), "reason"),
        (chosen("avhoppare", reason="a\x00"), "reason"),
        (chosen("avhoppare", reason="x" * 2001), "reason"),
    ],
)
def test_bad_input_chooses_nothing(sign_in: SignIn, case: Case, sent: dict[str, str], field: str) -> None:
    page = sign_in(cast.CHIEF).post(url("case_track", case), sent)
    assert page.status_code == 422 and field in page.context["track_form"].errors
    assert not TrackChoice.objects.exists()


def test_a_step_is_done_once_by_somebody_on_a_day_and_taken_back(sign_in: SignIn, case: Case) -> None:
    head, step = sign_in(cast.HEAD_ADULT), TrackStep.objects.get(code="individ-behov")
    sent = {f"{step.pk}-done_on": day(-1), f"{step.pk}-note": "Samtal i går."}
    assert head.post(url("case_track_step", case, step.pk), sent).status_code == 302
    assert "redan gjort" in text(head.post(url("case_track_step", case, step.pk), sent, follow=True))
    assert StepDone.objects.get().by == assignment(cast.HEAD_ADULT)
    assert "Samtal i går." in text(head.get(url("case_track", case)))
    assert head.post(url("case_track_undo", case, step.pk)).status_code == 302
    assert "inte gjort" in text(head.post(url("case_track_undo", case, step.pk), follow=True))
    row = StepDone.objects.get()
    assert row.cancelled_by == assignment(cast.HEAD_ADULT)
    head.post(url("case_track_step", case, step.pk), sent)
    assert StepDone.objects.count() == 2 and row.history.count() == 1
    assert "Återtaget: Personens egna behov" in text(head.get(url("case", case)))


def test_bad_input_and_a_step_of_another_track(sign_in: SignIn, case: Case) -> None:
    head, step = sign_in(cast.HEAD_ADULT), TrackStep.objects.get(code="individ-behov")
    for sent in ({}, {"done_on": day(1)}, {"done_on": "i går"}, {"done_on": day(), "note": "x" * 1001}):
        data = {f"{step.pk}-{name}": value for name, value in sent.items()}
        assert head.post(url("case_track_step", case, step.pk), data).status_code == 422
    other = TrackStep.objects.get(code="avhopp-vilja")
    sent = {f"{other.pk}-done_on": day()}
    assert head.post(url("case_track_step", case, other.pk), sent).status_code == 404
    assert not StepDone.objects.exists()


def test_the_safety_plan_is_read_by_those_who_take_part_and_kept_encrypted(sign_in: SignIn, case: Case) -> None:
    head = sign_in(cast.HEAD_ADULT)
    sign_in(cast.CHIEF).post(url("case_track", case), chosen("avhoppare"))
    assert "Säkerhetsplanen saknas" in text(head.get(url("case_track", case)))
    # Nothing tells of the support before the plan says how.
    case.refresh_from_db()
    assert tracks.sender(case) == str(case.board.municipality)
    assert head.post(url("case_safety", case), safety()).status_code == 302
    assert "fråga efter Kim" in text(head.get(url("case_track", case)))
    assert tracks.sender(case) == "Kommunens kundtjänst"
    late = head.post(url("case_safety", case), safety(contact="Ring på kvällen."))
    assert late.status_code == 409 and "fråga efter Kim" in text(late) and "Ring på kvällen." in text(late)
    assert head.post(url("case_safety", case), safety(version="1", contact="Ring på kvällen.")).status_code == 302
    plan = SafetyPlan.objects.get()
    assert (plan.version, plan.contact, plan.history.count()) == (2, "Ring på kvällen.", 1)


@pytest.mark.parametrize("changed", [{"contact": ""}, {"sender": "x" * 61}, {"sender": ""}, {"if_threatened": "a\x00"}])
def test_bad_input_saves_no_safety_plan(sign_in: SignIn, case: Case, changed: dict[str, str]) -> None:
    assert sign_in(cast.HEAD_ADULT).post(url("case_safety", case), safety(**changed)).status_code == 422
    assert not SafetyPlan.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [(cast.DIRECTOR, 403), (cast.INTAKE, 403), (cast.CASEWORKER, 404), (cast.OTHER_CHIEF, 404), (cast.NYKOPING, 404)],
)
def test_who_does_not_take_part(sign_in: SignIn, case: Case, who: str, status: int) -> None:
    client, step = sign_in(who), TrackStep.objects.get(code="individ-behov")
    assert client.get(url("case_track", case)).status_code == status
    assert client.get(url("case_safety", case)).status_code == status
    assert client.post(url("case_track", case), chosen("avhoppare")).status_code == status
    sent = {f"{step.pk}-done_on": day()}
    assert client.post(url("case_track_step", case, step.pk), sent).status_code == status


def test_whoever_takes_part_does_not_choose_the_track(sign_in: SignIn, case: Case) -> None:
    assert sign_in(cast.HEAD_ADULT).post(url("case_track", case), chosen("avhoppare")).status_code == 403


def test_an_emergency_opening_reads_and_a_recusal_shuts(sign_in: SignIn, case: Case) -> None:
    step = TrackStep.objects.get(code="individ-behov")
    emergency(case)
    worker = sign_in(cast.CASEWORKER)
    assert worker.get(url("case_track", case)).status_code == 200
    assert worker.post(url("case_safety", case), safety()).status_code == 403
    sent = {f"{step.pk}-done_on": day()}
    assert worker.post(url("case_track_step", case, step.pk), sent).status_code == 403
    sign_in(cast.CHIEF).post(url("case_track", case), chosen("avhoppare"))
    recusal(case, cast.CHIEF)
    with as_application(assignment(cast.CHIEF)):
        assert not TrackChoice.objects.exists()


def test_nothing_is_chosen_in_a_closed_case(sign_in: SignIn, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    chief = sign_in(cast.CHIEF)
    assert chief.post(url("case_track", case), chosen("avhoppare")).status_code == 409
    assert chief.post(url("case_safety", case), safety()).status_code == 409


def test_another_municipality_has_no_steps_of_stockholms() -> None:
    with as_application(assignment(cast.NYKOPING, "avdelningschef")):
        assert not TrackStep.objects.exists()


def test_what_is_sent_about_somebody_who_leaves_has_a_neutral_sender() -> None:
    case, now = case_at(Step.DIRECTOR_INFORMED), timezone.now()
    tracks.choose(case, track="avhoppare", children="", reason="Vill lämna.", by=case.chief, now=now)
    meeting = summon(case, by=case.chief, now=now)
    sent = Mail.objects.exclude(calendar="")
    assert sent.exists()
    for mail in sent:
        told = mail.subject + mail.body + mail.calendar
        assert str(case.board.municipality) in mail.body and str(case.board) not in told and case.number not in told
        assert "VBE" not in mail.subject + mail.body + mail.calendar
    seat = meeting.seats.exclude(holder=None).first()
    assert seat
    paper = render_to_string("sig/pdf/letter.html", context_of(case, meeting, seat))
    assert str(case.board) not in paper and case.chief.user.name not in paper
