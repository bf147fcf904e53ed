"""What lets something leave the unit: a consent in force, or one row of law whose test the day and the actor meet."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from cases import ages
from cases.sig import ledger, sharing
from cases.sig.models import Case, Consent, Disclosure, SharingDecision
from cases.sig.states import NotAllowed, Step
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import case_at, consent, decision, recusal
from vbe.organisation.models import Actor, LegalRow

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def actor(name: str = "Polismyndigheten") -> Actor:
    return Actor.objects.get(municipality__code="stockholm", name=name)


def row(code: str) -> LegalRow:
    return LegalRow.objects.get(code=code)


def today() -> date:
    return timezone.localdate()


def decided(case: Case, born: date | None = None, **changed: Any) -> SharingDecision:
    """Decided through the domain, as the page does."""
    values = {
        "actor": actor(), "row": row("OSL 10:18 a"), "information": "Skolgång", "tested": "Risk: ja",
        "reason": "Konkret risk.", "starts": today(), "ends": today() + timedelta(days=30),
    }  # fmt: skip
    one = SharingDecision(case=case, **values | changed)
    sharing.decide(one, born=born, by=assignment(cast.CHIEF), now=timezone.now())
    return one


def test_a_consent_covers_its_actor_on_its_days() -> None:
    case = case_at()
    given = consent(case)
    assert sharing.ground_for(case, actor(), today()) == sharing.Ground(given)
    assert str(sharing.covered(case, given.ends)[actor().pk]).startswith("Samtycke till ")
    assert not sharing.covered(case, given.ends + timedelta(days=1))
    assert sharing.ground_for(case, actor("Jobbtorg Stockholm"), today()) is None


def test_a_refused_consent_covers_nothing() -> None:
    case = case_at()
    consent(case)
    Consent.objects.update(answer=Consent.Answer.NO)
    assert not sharing.covered(case, today())


def test_a_decision_covers_its_actor_and_says_its_row() -> None:
    case = case_at()
    one = decision(case)
    ground = sharing.ground_for(case, actor(), today())
    assert ground == sharing.Ground(decision=one)
    assert str(ground).startswith("OSL 10:18 a, beslut ")
    assert not sharing.covered(case, one.ends + timedelta(days=1))
    consent(case)
    assert sharing.ground_for(case, actor(), today()).consent


def test_an_ended_decision_covers_nothing() -> None:
    case = case_at()
    one = decision(case)
    assert one.end(by=case.chief, now=timezone.now()) and not one.end(by=case.chief, now=timezone.now())
    assert not sharing.covered(case, today())


def test_on_the_twenty_first_birthday_the_row_is_refused() -> None:
    case, day = case_at(), today() + timedelta(days=30)
    birthday = date(day.year - 21, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)
    before = ages.birthday(birthday, day.year) - timedelta(days=1)
    assert decided(case, birthday, ends=before).pk
    with pytest.raises(NotAllowed, match="inte har fyllt 21 år"):
        decided(case, birthday, ends=day)
    with pytest.raises(NotAllowed, match="inte har fyllt 21 år"):
        decided(case, birthday, starts=day, ends=day)


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ({"row": "OSL 10:18 c", "actor": "Säkerhetspolisen"}, "gäller inte Säkerhetspolisen"),
        ({"actor": "Jobbtorg Stockholm"}, "gäller inte Jobbtorg"),
        ({"row": "OSL 26:9"}, "gäller inte Polismyndigheten"),
        ({"row": "OSL 10:24"}, "bryter inte socialtjänstens sekretess"),
        ({"row": "lag 2025:170, 6 §"}, "bryter inte socialtjänstens sekretess"),
        ({"reason": ""}, "skriv skälen"),
        ({"tested": ""}, "Svara på frågorna"),
        ({"ends": date(2999, 1, 1)}, "högst ett år"),
    ],
)
def test_what_is_plainly_not_allowed_is_refused(changed: dict[str, Any], because: str) -> None:
    known = {"row": row, "actor": actor}
    changed = {name: known[name](value) if name in known else value for name, value in changed.items()}
    with pytest.raises(NotAllowed, match=because):
        decided(case_at(), **changed)


def test_nothing_is_decided_in_a_closed_case() -> None:
    with pytest.raises(NotAllowed, match="avslutat"):
        decided(case_at(Step.CLOSED))


def test_every_row_asks_its_test_and_is_put_in_place_once() -> None:
    rows = LegalRow.objects.for_sharing()
    assert {one.code.removeprefix("OSL ") for one in rows} >= {
        "10:2", "10:15 a", "10:18 a", "10:18 b", "10:18 c", "10:20", "10:21", "10:22 a", "10:23", "10:24", "10:28",
        "26:9",
    }  # fmt: skip
    assert all(one.questions and one.recipients for one in [*rows, *LegalRow.objects.for_requests()])
    assert not LegalRow.objects.for_desk().filter(code__in=["OSL 26:9", "lag 2025:170, 4 §"]).exists()


def enter(case: Case, **changed: Any) -> Disclosure:
    values = {"what": "Skolgång", "way": Disclosure.Way.ORAL, "by": assignment(cast.CHIEF), "actor": actor()}
    return ledger.enter(case, now=timezone.now(), **values | changed)


def test_entered_with_its_ground() -> None:
    case = case_at()
    given = consent(case)
    entered = enter(case, ground=sharing.ground_for(case, actor(), today()), recipient="Kommunpolisen")
    entered.refresh_from_db()
    assert (entered.consent, entered.to) == (given, "Polismyndigheten, Kommunpolisen")
    assert entered.ground.startswith("Samtycke till")
    assert enter(case, harm="Ingen lider men.").ground == "Menprövning"


def test_entered_twice_it_stands_once() -> None:
    case = case_at()
    first = enter(case, harm="Ingen lider men.")
    assert enter(case, harm="Ingen lider men.", pk=first.pk) == first
    assert Disclosure.objects.count() == 1


def test_without_ground_or_recipient_nothing_is_entered() -> None:
    case = case_at()
    with pytest.raises(NotAllowed, match="menprövningen"):
        enter(case)
    with pytest.raises(NotAllowed, match="vem som fick"):
        enter(case, harm="Ingen lider men.", actor=None)
    with pytest.raises(NotAllowed, match="gäller någon annan"):
        enter(case, ground=sharing.Ground(consent(case_at())))
    with pytest.raises(NotAllowed, match="gäller någon annan"):
        enter(case, ground=sharing.Ground(consent(case)), actor=actor("Jobbtorg Stockholm"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(
            case=case, board=case.board, what="x", way="brev", actor=actor(), given_at=timezone.now(), by=case.chief,
            entered_at=timezone.now(),
        )  # fmt: skip


@pytest.mark.parametrize("who", [cast.CHIEF, cast.HEAD_ADULT])
def test_those_who_take_part_enter_and_nobody_changes(who: str) -> None:
    case = case_at(Step.SUMMONED)
    with as_application(assignment(who)):
        entered = enter(case, harm="Ingen lider men.", by=assignment(who))
        assert Disclosure.objects.get() == entered
        for change in (lambda: Disclosure.objects.update(mark="x"), lambda: Disclosure.objects.all().delete()):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()


@pytest.mark.parametrize("who", [cast.DIRECTOR, cast.INTAKE, cast.OTHER_CHIEF, cast.COORDINATOR, cast.NYKOPING])
def test_outsiders_neither_see_nor_enter(who: str) -> None:
    case = case_at(Step.SUMMONED)
    enter(case, harm="Ingen lider men.")
    decision(case)
    with as_application(assignment(who)):
        assert not Disclosure.objects.exists() and not SharingDecision.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            enter(case, harm="Ingen lider men.", by=assignment(who))


def test_only_the_chief_decides_in_the_database_too() -> None:
    case = case_at(Step.SUMMONED)
    for who in (cast.HEAD_ADULT, cast.DIRECTOR):
        with as_application(assignment(who)), pytest.raises(ProgrammingError), transaction.atomic():
            decision(case, by=assignment(who))
    with as_application(assignment(cast.CHIEF)):
        one = decision(case)
        with pytest.raises(ProgrammingError), transaction.atomic():
            SharingDecision.objects.update(ends=today() + timedelta(days=300))
        with pytest.raises(ProgrammingError), transaction.atomic():
            # In another's name.
            decision(case, by=assignment(cast.OTHER_CHIEF))
        assert one.end(by=assignment(cast.CHIEF), now=timezone.now())


def test_whoever_is_recused_sees_nothing() -> None:
    case = case_at(Step.SUMMONED)
    enter(case, harm="Ingen lider men.")
    decision(case)
    recusal(case, cast.CHIEF)
    with as_application(assignment(cast.CHIEF)):
        assert not Disclosure.objects.exists() and not SharingDecision.objects.exists()
