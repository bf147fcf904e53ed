"""Consent: whose information, to whom, for what and until when; taken back at any time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.sig import summons
from cases.sig.models import Case, Consent
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, assignment
from tests.factories import case_at
from tests.factories import consent as given
from tests.sig.forms import consent as filled
from vbe.notices.models import Mail
from vbe.organisation.models import Actor

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


def url(case: Case) -> str:
    return reverse("case_consent", args=[case.number])


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_registered_with_who_and_when(sign_in: SignIn) -> None:
    case = case_at()
    answer = sign_in(cast.CHIEF).post(url(case), filled(case))
    assert answer.url == reverse("case", args=[case.number])
    consent = Consent.objects.get()
    assert (consent.case, consent.board, consent.recorded_by) == (case, case.board, assignment(cast.CHIEF))
    assert consent.state(timezone.localdate()) == Consent.State.IN_FORCE
    assert "Samtycke registrerat: Polismyndigheten" in sign_in(cast.CHIEF).get(answer.url).content.decode()


def test_the_same_form_twice_makes_one(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    chief.post(url(case), filled(case))
    assert "redan registrerat" in chief.post(url(case), filled(case), follow=True).content.decode()
    assert Consent.objects.count() == 1


def test_six_months_are_suggested_and_the_actor_can_be_chosen_beforehand(sign_in: SignIn) -> None:
    case = case_at()
    actor = Actor.objects.get(municipality=case.board.municipality, name="Jobbtorg Stockholm")
    form = sign_in(cast.CHIEF).get(url(case) + f"?aktor={actor.pk}").context["form"]
    assert (form["ends"].value() - timezone.localdate()).days in range(180, 185)
    assert form["actor"].value() == str(actor.pk)
    assert sign_in(cast.CHIEF).get(url(case) + "?aktor=x").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"actor": ""}, "actor"),
        ({"actor": "x"}, "actor"),
        ({"scope": ""}, "scope"),
        ({"scope": "x" * 2001}, "scope"),
        ({"purpose": "a\x00"}, "purpose"),
        ({"way": "underforstatt"}, "way"),
        ({"given_on": day(1)}, "given_on"),
        ({"given_on": day(-1500)}, "given_on"),
        ({"given_on": "nyss"}, "given_on"),
        ({"ends": day(-1)}, "ends"),
        ({"ends": day(800)}, "ends"),
        ({"ends": ""}, "ends"),
        ({"id": "x"}, "id"),
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, changed: dict[str, Any], field: str) -> None:
    case = case_at()
    page = sign_in(cast.CHIEF).post(url(case), filled(case, **changed))
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not Consent.objects.exists()


def test_another_municipalitys_actor_is_not_a_choice(sign_in: SignIn) -> None:
    case = case_at()
    actor = Actor.objects.filter(municipality__code="nykoping").first()
    assert actor
    assert sign_in(cast.CHIEF).post(url(case), filled(case, actor=str(actor.pk))).status_code == 422


def test_withdrawn_at_once_and_only_once(sign_in: SignIn) -> None:
    case = case_at()
    consent, chief = given(case), sign_in(cast.CHIEF)
    withdraw = reverse("case_consent_withdraw", args=[case.number, consent.pk])
    assert "är återkallat" in chief.post(withdraw, follow=True).content.decode()
    consent.refresh_from_db()
    first = consent.withdrawn_at
    assert not case.consents.in_force(timezone.localdate()).exists()
    assert "redan återkallat" in chief.post(withdraw, follow=True).content.decode()
    consent.refresh_from_db()
    assert consent.withdrawn_at == first


def test_withdrawing_calls_off_the_seat_and_says_which(sign_in: SignIn) -> None:
    case = case_at(Step.DIRECTOR_INFORMED)
    consent, now = given(case), timezone.now()
    seats = [
        summons.Filled(
            place.function,
            place.required,
            actor=place.actor,
            waived_reason="" if place.actor else "Sjuk",
            email="kontakt@polisen.example" if place.actor else "",
        )
        for place in summons.places(case, timezone.localdate())
        if place.required or (place.actor and place.ground)
    ]
    summons.summon(
        case, starts_at=now + timedelta(days=1), place="Rum 1", minutes_long=60, seats=seats, by=case.chief, now=now
    )
    page = sign_in(cast.CHIEF).post(reverse("case_consent_withdraw", args=[case.number, consent.pk]), follow=True)
    assert "Polismyndigheten är inte längre kallad till mötet (Polis, lokalpolisområdet)" in page.content.decode()
    assert not case.start_up.seats.filter(actor=consent.actor).exclude(email="").exists()
    assert Mail.objects.filter(to="kontakt@polisen.example", calendar_method="CANCEL").count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.HEAD_ADULT, 403),
        (cast.DIRECTOR, 403),
        (cast.OTHER_CHIEF, 404),
        (cast.COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_may_withdraw(sign_in: SignIn, who: str, status: int) -> None:
    case = case_at(Step.SUMMONED)
    consent = given(case)
    assert sign_in(who).post(reverse("case_consent_withdraw", args=[case.number, consent.pk])).status_code == status
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_a_consent_of_another_case_is_not_found(sign_in: SignIn) -> None:
    case, other = case_at(), case_at()
    consent = given(other)
    answer = sign_in(cast.CHIEF).post(reverse("case_consent_withdraw", args=[case.number, consent.pk]))
    assert answer.status_code == 404
