"""The fixed answer to who wrote a sealed part (SoL 19:6): which, when, once, and seen by the writer without content."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from cases.sig import feedback, investigation, todo
from cases.sig.limits import answer_due
from cases.sig.matter import Matter
from cases.sig.models import Feedback, FeedbackReason, Intake, SealedPart
from cases.sig.states import Answer, IntakeState, NotAllowed
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.sig.sealed import sealed_part
from vbe.access.templatetags.dates import swedate
from vbe.notices.models import Mail, Notice
from vbe.organisation.ids import new_id
from vbe.organisation.permissions import allows

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ORDINARY, NO_ACTION = IntakeState.ORDINARY, IntakeState.NO_ACTION


def url(part: SealedPart) -> str:
    return reverse("intake_answer", args=[part.intake_id])


def answered(client: Any, part: SealedPart, answer: str = "inleds", reason: str = "") -> Any:
    return client.post(url(part), {"svar-answer": answer, "svar-reason": reason})


def test_the_writer_reads_the_answer_with_its_date_and_is_told_without_content(sign_in: SignIn) -> None:
    part = sealed_part(decided=ORDINARY)
    reception, writer = sign_in(cast.INTAKE), sign_in(cast.REPORTER)
    assert answered(reception, part, "pagar").url == reverse("intake", args=[part.intake_id])
    receipt = reverse("receipt", args=[part.concern_id])
    page = writer.get(receipt).content.decode()
    assert "Utredning pågår redan" in page
    assert swedate(timezone.localdate()) in page
    notice, mail = Notice.objects.get(recipient=assignment(cast.REPORTER)), Mail.objects.get()
    assert notice.url == receipt
    for told in (notice.text, mail.subject, mail.body):
        assert "utredning" not in told.lower() and "Prov" not in told
    assert "Utredning pågår redan" in reception.get(reverse("intake", args=[part.intake_id])).content.decode()


def test_the_reason_stays_in_the_room(sign_in: SignIn) -> None:
    part = sealed_part(decided=ORDINARY)
    reception = sign_in(cast.INTAKE)
    nothing_said = answered(reception, part, "sekretess")
    assert nothing_said.status_code == 422
    assert "reason" in nothing_said.context["feedback_form"].errors
    answered(reception, part, "sekretess", "Fara för barnet om svaret sprids.")
    assert "Fara för barnet" in reception.get(reverse("intake", args=[part.intake_id])).content.decode()
    page = sign_in(cast.REPORTER).get(reverse("receipt", args=[part.concern_id])).content.decode()
    assert "Vi kan inte lämna svar på grund av sekretess" in page
    assert "Fara för barnet" not in page
    with as_application(assignment(cast.REPORTER)):
        assert (Feedback.objects.count(), FeedbackReason.objects.count()) == (1, 0)
    for outsider in (cast.COORDINATOR, cast.OTHER_INTAKE, cast.COLLEAGUE):
        with as_application(assignment(outsider)):
            assert not Feedback.objects.exists()


def test_not_before_the_decision_and_not_twice(sign_in: SignIn) -> None:
    reception, undecided = sign_in(cast.INTAKE), sealed_part()
    early = answered(reception, undecided)
    assert early.status_code == 409 and "Fatta beslutet först" in early.content.decode()
    assert "Ta ställning" not in early.content.decode() or not Feedback.objects.exists()
    part = sealed_part(decided=ORDINARY)
    answered(reception, part, "inleds")
    again = answered(reception, part, "pagar")
    assert again.status_code == 409 and "redan lämnat: Utredning inleds" in again.content.decode()
    assert Feedback.objects.get().answer == "inleds"


def test_two_who_answer_at_once_give_one_answer() -> None:
    part = sealed_part(decided=ORDINARY)
    other = SealedPart.objects.get(pk=part.pk)
    by, now = assignment(cast.INTAKE), timezone.now()
    feedback.give(part, Answer.OPENED, reason="", by=by, now=now)
    with pytest.raises(NotAllowed, match="redan lämnat"):
        feedback.give(other, Answer.GOES_ON, reason="", by=by, now=now)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "standing", "state", "answers"),
    [
        ("barn", "anmalningsskyldig", ORDINARY, list(Answer)),
        ("barn", "anmalningsskyldig", NO_ACTION, [Answer.NOT_OPENED, Answer.GOES_ON, Answer.WITHHELD]),
        ("barn", "privat", ORDINARY, [Answer.WITHHELD]),
        ("vuxen", "anmalningsskyldig", ORDINARY, []),
        ("", "", ORDINARY, []),
        ("barn", "anmalningsskyldig", None, []),
    ],
)
def test_the_law_decides_which_answers_there_are(
    about: str, standing: str, state: IntakeState | None, answers: list[Answer]
) -> None:
    part = sealed_part(about, standing, decided=state)
    assert feedback.lawful(part) == answers
    for answer in set(Answer) - set(answers):
        with pytest.raises(NotAllowed):
            feedback.give(part, answer, reason="Skäl", by=assignment(cast.INTAKE), now=timezone.now())


@pytest.mark.parametrize("answer", ["", "Vi har placerat barnet", "inleds\x00", "x" * 300])
def test_never_anything_else_than_a_fixed_answer(sign_in: SignIn, answer: str) -> None:
    assert answered(sign_in(cast.INTAKE), sealed_part(decided=ORDINARY), answer).status_code == 422
    assert not Feedback.objects.exists()


def test_about_an_adult_the_writer_learns_that_it_is_received(sign_in: SignIn) -> None:
    part = sealed_part("vuxen", decided=ORDINARY)
    assert answered(sign_in(cast.INTAKE), part).status_code == 409
    page = sign_in(cast.REPORTER).get(reverse("receipt", args=[part.concern_id])).content.decode()
    assert "Mottagen" in page and "får de inte berätta" in page


def test_one_week_from_the_decision_and_overdue_on_the_start_page(sign_in: SignIn) -> None:
    part = sealed_part(decided=ORDINARY)
    Intake.objects.filter(pk=part.intake_id).update(decided_at=timezone.now() - timedelta(days=9))
    part.intake.refresh_from_db()
    limit = answer_due(part.intake)
    assert limit and limit.calendar == timezone.localdate() - timedelta(days=2)
    [row] = asked(cast.INTAKE)
    assert (row.title, row.tag_text, row.due_on) == ("Svara den som anmälde", "Försenad 2 dagar", limit.calendar)
    reception = sign_in(cast.INTAKE)
    for page in (reverse("intake", args=[part.intake_id]), reverse("intakes") + "?visa=beslutade"):
        assert "Försenad 2 dagar" in reception.get(page).content.decode()
    assert asked(cast.CHIEF) == asked(cast.OTHER_INTAKE) == []
    answered(reception, part)
    assert asked(cast.INTAKE) == []


def test_the_form_is_there_once_the_investigation_is_decided_though_the_arrival_is_open(sign_in: SignIn) -> None:
    part, reception = sealed_part(), sign_in(cast.INTAKE)
    page = reverse("intake", args=[part.intake_id])
    assert url(part) not in reception.get(page).content.decode()
    matter, by = Matter.of_intake(part.intake, None), assignment(cast.INTAKE)
    investigation.decide(matter, opened=True, reason="Oro styrkt.", by=by, now=timezone.now())
    shown = reception.get(page).content.decode()
    assert Intake.objects.get().state == IntakeState.OPEN
    assert f'action="{url(part)}"' in shown and "Svara den som skrev" in shown
    assert [row.title for row in asked(cast.INTAKE)].count("Svara den som anmälde") == 1
    wrong = answered(reception, part, "inleds_inte")
    assert wrong.status_code == 422 and f'action="{url(part)}"' in wrong.content.decode()
    assert answered(reception, part, "inleds").url == page
    assert "Svaret är lämnat" in (after := reception.get(page).content.decode()) and url(part) not in after


@pytest.mark.parametrize("part", [("barn", "privat"), ("vuxen", "anmalningsskyldig"), ("", "")])
def test_nobody_is_reminded_of_an_answer_that_nobody_has_a_right_to(part: tuple[str, str]) -> None:
    assert answer_due(sealed_part(*part, decided=ORDINARY).intake) is None
    assert asked(cast.INTAKE) == []


def asked(who: str) -> list[Any]:
    acting = assignment(who)
    access = SimpleNamespace(
        assignment=acting, user=acting.user, allows=lambda permission: allows(acting.role, permission)
    )
    request: Any = SimpleNamespace(access=access, user=acting.user)
    with as_application(acting):
        return todo.todo(request, timezone.localdate())


@pytest.mark.parametrize(
    ("who", "status"), [(cast.OTHER_INTAKE, 404), (cast.COORDINATOR, 404), (cast.REPORTER, 404), (cast.CHIEF, 403)]
)
def test_who_may_answer(sign_in: SignIn, who: str, status: int) -> None:
    part = sealed_part(decided=ORDINARY)
    assert answered(sign_in(who), part).status_code == status
    assert not Feedback.objects.exists()


def test_what_came_by_phone_has_nobody_to_answer(sign_in: SignIn) -> None:
    from tests.factories import IntakeFactory

    intake = IntakeFactory()
    assert sign_in(cast.INTAKE).post(reverse("intake_answer", args=[intake.pk]), {}).status_code == 404


def test_a_writer_who_has_left_or_has_no_account_gets_no_notice() -> None:
    part = sealed_part(decided=ORDINARY)
    SealedPart.objects.filter(pk=part.pk).update(writer=None, door="lank")
    part.refresh_from_db()
    feedback.give(part, Answer.OPENED, reason="", by=assignment(cast.INTAKE), now=timezone.now())
    assert not Notice.objects.exists()


def test_the_writer_answers_not_oneself(db: None) -> None:
    part = sealed_part(decided=ORDINARY)
    with pytest.raises(ProgrammingError, match="row-level security"), as_application(assignment(cast.REPORTER)):
        Feedback(pk=new_id(), part_id=part.pk, board_id=part.board_id, answer="inleds", given_at=timezone.now()).save(
            force_insert=True
        )
