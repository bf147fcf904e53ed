"""Who had to report a child by phone, police or visit is told as well as who wrote a sealed part (SoL 19:6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import feedback, investigation
from cases.sig.limits import answer_due, running, with_clocks, with_due
from cases.sig.matter import Matter
from cases.sig.models import Intake
from cases.sig.states import Answer, AnswerWay, IntakeState, NotAllowed
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import IntakeFactory
from tests.sig import extracts
from tests.sig.forms import arrival
from tests.sig.noted import assessed
from tests.sig.test_feedback import asked
from vbe.access.templatetags.dates import swedate

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
ORDINARY, NO_ACTION = IntakeState.ORDINARY, IntakeState.NO_ACTION
TODAY = timezone.localdate
CHILD = {"birth_date": f"{TODAY().year - 9}-01-15", "person_number": ""}


def reported(
    standing: str = "anmalningsskyldig", *, decided: IntakeState | None = None, days: int = 0, **intake: Any
) -> Intake:
    """By the police, and where ``decided`` says so, decided so many days ago."""
    given = {"source": "polis", "standing": standing, "reporter_role": "Områdespolis"}
    arrived = assessed(IntakeFactory(**given | intake))
    if decided:
        at = timezone.now() - timedelta(days=days)
        arrived.decide(decided, reason="Skäl.", by=assignment(cast.INTAKE), now=at)
    return arrived


def url(arrived: Intake, name: str = "intake_answer") -> str:
    return reverse(name, args=[arrived.pk])


def noting(**changed: Any) -> dict[str, Any]:
    data = {"answer": "inleds", "on": TODAY().isoformat(), "way": "telefon", "reason": ""} | changed
    return {f"svar-{name}": str(value) for name, value in data.items()}


# --- Registering ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, {"standing"}),
        ({"standing": "anmalningsskyldig"}, {"reporter_role"}),
        ({"standing": "anmalningsskyldig", "contact": ""}, {"reporter_role", "contact"}),
        ({"standing": "anmalningsskyldig", "reporter_role": "Lärare"}, set()),
        ({"standing": "privat", "contact": ""}, set()),
        ({"birth_date": ""}, {"standing"}),
        ({"birth_date": "1990-06-02"}, set()),
    ],
)
def test_about_a_child_it_is_asked_who_reports(sign_in: SignIn, given: dict[str, str], missing: set[str]) -> None:
    answer = sign_in(cast.INTAKE).post(reverse("intake_register"), arrival(**CHILD | given))
    if missing:
        assert answer.status_code == 422 and set(answer.context["form"].errors) == missing
        assert "Har slutat i skolan och pratar om att resa." in answer.content.decode()
        assert not Intake.objects.exists()
    else:
        stored = Intake.objects.get()
        assert answer.url == url(stored, "intake")
        assert (stored.standing, stored.reporter_role) == (given.get("standing", ""), given.get("reporter_role", ""))


def test_the_page_says_who_reports(sign_in: SignIn) -> None:
    page = sign_in(cast.INTAKE).get(url(reported(), "intake")).content.decode()
    assert "I sitt arbete, är anmälningsskyldig" in page and "Områdespolis" in page
    assert "är anmälningsskyldig" not in sign_in(cast.INTAKE).get(url(reported("privat"), "intake")).content.decode()


# --- The clock --------------------------------------------------------------------------------------------------------


def due_in_database(arrived: Intake) -> date | None:
    return with_due(Intake.objects.filter(pk=arrived.pk)).get().due_on


def test_one_week_from_the_decision_and_overdue_on_the_start_page(sign_in: SignIn) -> None:
    arrived, reception = reported(decided=ORDINARY, days=9), sign_in(cast.INTAKE)
    limit = answer_due(arrived)
    assert limit and limit.calendar == TODAY() - timedelta(days=2) == due_in_database(arrived)
    assert [one.label for one in running(with_clocks(Intake.objects.all()).get())] == ["Svar till anmälaren"]
    [row] = asked(cast.INTAKE)
    assert (row.title, row.tag_text, row.due_on) == ("Svara den som anmälde", "Försenad 2 dagar", limit.calendar)
    assert row.url == url(arrived, "intake") + "#svar"
    for page in (url(arrived, "intake"), reverse("intakes") + "?visa=beslutade"):
        assert "Försenad 2 dagar" in reception.get(page).content.decode()
    assert asked(cast.CHIEF) == asked(cast.OTHER_INTAKE) == []
    assert reception.post(url(arrived), noting()).url == url(arrived, "intake")
    assert asked(cast.INTAKE) == []
    arrived.refresh_from_db()
    assert answer_due(arrived) is None and due_in_database(arrived) is None


def test_counted_from_the_investigation_while_the_arrival_waits(sign_in: SignIn) -> None:
    arrived, by = reported(), assignment(cast.INTAKE)
    assert answer_due(arrived) is None and url(arrived) not in shown(sign_in, arrived)
    at = timezone.now() - timedelta(days=8)
    investigation.decide(Matter.of_intake(arrived, None), opened=True, reason="Skäl.", by=by, now=at)
    arrived = Intake.objects.get()
    limit = answer_due(arrived)
    assert limit and limit.calendar == TODAY() - timedelta(days=1) == due_in_database(arrived)
    assert "Svara den som anmälde" in [row.title for row in asked(cast.INTAKE)]
    page = shown(sign_in, arrived)
    assert f'action="{url(arrived)}"' in page and "Svara den som anmälde" in page


def shown(sign_in: SignIn, arrived: Intake) -> str:
    return sign_in(cast.INTAKE).get(url(arrived, "intake")).content.decode()


@pytest.mark.parametrize("given", [{"standing": "privat"}, {"standing": ""}, {"adult": True}])
def test_nobody_else_waits_for_an_answer(sign_in: SignIn, given: dict[str, Any]) -> None:
    arrived = reported(decided=ORDINARY, days=9, **given)
    assert answer_due(arrived) is None and asked(cast.INTAKE) == [] and due_in_database(arrived) is None
    assert url(arrived) not in shown(sign_in, arrived)
    response = sign_in(cast.INTAKE).post(url(arrived), noting())
    assert response.status_code == 404
    arrived.refresh_from_db()
    assert not arrived.is_answered


# --- The answer -------------------------------------------------------------------------------------------------------


def test_what_was_said_when_and_how_is_noted_once(sign_in: SignIn) -> None:
    arrived, reception = reported(decided=ORDINARY, days=3), sign_in(cast.INTAKE)
    told = TODAY() - timedelta(days=1)
    assert reception.post(url(arrived), noting(answer="pagar", on=told, way="brev")).status_code == 302
    arrived.refresh_from_db()
    assert (arrived.answer, arrived.answered_on, arrived.answer_way) == ("pagar", told, "brev")
    assert arrived.answered_by == assignment(cast.INTAKE) and arrived.answered_at
    page = reception.get(url(arrived, "intake")).content.decode()
    assert "Utredning pågår redan" in page and f"Brev, {swedate(told)}" in page and url(arrived) not in page
    again = reception.post(url(arrived), noting())
    assert again.status_code == 409 and "redan lämnat: Utredning pågår redan" in again.content.decode()
    # What the row said before is kept.
    before = apps.get_model("sig", "IntakeEvent").objects.get(answer="", state=ORDINARY)
    assert before.pgh_context["assignment"] == str(assignment(cast.INTAKE).pk)


@pytest.mark.parametrize(
    ("state", "answers"),
    [
        (ORDINARY, list(Answer)),
        (NO_ACTION, [Answer.NOT_OPENED, Answer.GOES_ON, Answer.WITHHELD]),
        (None, []),
    ],
)
def test_the_law_decides_which_answers_there_are(state: IntakeState | None, answers: list[Answer]) -> None:
    arrived = reported(decided=state)
    assert feedback.lawful_by_other_door(arrived) == answers
    said: dict[str, Any] = {"way": AnswerWay.PHONE, "by": assignment(cast.INTAKE), "now": timezone.now()}
    for answer in set(Answer) - set(answers):
        with pytest.raises(NotAllowed):
            feedback.note(arrived, answer, on=TODAY(), reason="Skäl", **said)
    assert not Intake.objects.exclude(answered_at=None).exists()


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"on": TODAY() + timedelta(days=1)}, 409, "före beslutet eller i framtiden"),
        ({"on": TODAY() - timedelta(days=5)}, 409, "före beslutet eller i framtiden"),
        ({"on": ""}, 422, ""),
        ({"way": "brevduva"}, 422, ""),
        ({"answer": "Vi har placerat barnet"}, 422, ""),
        ({"answer": "sekretess", "reason": ""}, 422, "Skriv varför svar inte kan lämnas"),
    ],
)
def test_what_cannot_be_is_shown_again_as_it_was_typed(
    sign_in: SignIn, changed: dict[str, Any], status: int, said: str
) -> None:
    arrived = reported(decided=ORDINARY, days=2)
    answer = sign_in(cast.INTAKE).post(url(arrived), noting(**{"reason": "Ett skrivet skäl."} | changed))
    page = answer.content.decode()
    assert answer.status_code == status and said in page
    assert changed.get("reason") == "" or "Ett skrivet skäl." in page
    assert not Intake.objects.exclude(answered_at=None).exists()


def test_not_before_the_decision(sign_in: SignIn) -> None:
    early = sign_in(cast.INTAKE).post(url(reported()), noting())
    assert early.status_code == 409 and "Fatta beslutet först" in early.content.decode()
    assert "Svaret är inte lämnat" in early.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(cast.OTHER_INTAKE, 404), (cast.COORDINATOR, 404), (cast.REPORTER, 404), (cast.CHIEF, 403)]
)
def test_who_may_note_it(sign_in: SignIn, who: str, status: int) -> None:
    arrived = reported(decided=ORDINARY)
    assert sign_in(who).post(url(arrived), noting()).status_code == status
    with as_application(assignment(who)):
        assert Intake.objects.filter(pk=arrived.pk).update(answer_reason="Annat.") == 0


# --- In the database --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"answered_at": timezone.now()}, "intake_answer_has_who_when_and_how"),
        ({"answer": "inleds"}, "intake_answer_has_who_when_and_how"),
        ({"whole": True, "answer": "Vi har placerat barnet"[:20]}, "intake_answer_has_who_when_and_how"),
        ({"whole": True, "standing": "privat"}, "intake_answer_has_who_when_and_how"),
        ({"source": "sluten_del"}, "intake_of_sealed_part_has_its_standing_there"),
    ],
)
def test_half_an_answer_is_refused_by_the_database(values: dict[str, Any], constraint: str) -> None:
    arrived, now = reported(decided=ORDINARY), timezone.now()
    whole = {"answered_by": assignment(cast.INTAKE), "answered_on": TODAY(), "answered_at": now, "answer_way": "brev"}
    change = (whole | {"answer": "inleds"} if values.pop("whole", False) else {}) | values
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Intake.objects.filter(pk=arrived.pk).update(**change)


def test_an_extract_holds_what_was_told_and_sees_an_answer_that_comes_later(sign_in: SignIn) -> None:
    arrived = reported(decided=ORDINARY, person_number=extracts.NUMBER)
    found = extracts.asked()
    with as_application(assignment(cast.INTAKE)):
        assert found.added() == 0
    assert sign_in(cast.INTAKE).post(url(arrived), noting(answer="sekretess", reason="Fara.")).status_code == 302
    with as_application(assignment(cast.INTAKE)):
        assert found.added() == 1
    extracts.work(found)
    held = "\n".join(one.text for row in extracts.asked().records.all() for one in row.passages)
    for words in ("Yrke eller uppdrag: Områdespolis", "sekretess", "Hur svaret lämnades: Telefon", "Fara."):
        assert words in held, words
