"""Consent: whose information, to whom, for what and until when; taken back at any time."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.sig import consents, ledger, sharing, summons
from cases.sig.models import Case, Consent, Disclosure, Identity
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at
from tests.factories import consent as given
from tests.sig.forms import consent as filled
from vbe.notices.models import Mail, Notice
from vbe.organisation.ids import new_id
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


@pytest.mark.parametrize(("days", "covers"), [(-1, True), (0, False), (1, False)])
@pytest.mark.parametrize("giver", ["vardnadshavare", "vardnadshavarna", "tillsammans"])
def test_what_guardians_answered_ends_by_itself_on_the_eighteenth_birthday(giver: str, days: int, covers: bool) -> None:
    today, case = timezone.localdate(), case_at()
    adult = today + timedelta(days=30)
    row = given_by(giver, case, ends=today + timedelta(days=90))
    row.register(by=case.chief, now=timezone.now(), born=adult.replace(year=adult.year - 18))
    assert (row.actor_id in sharing.covered(case, adult + timedelta(days=days))) == covers


def test_the_own_answer_goes_on_after_the_birthday_and_the_page_knows_when_it_is(sign_in: SignIn) -> None:
    today, case = timezone.localdate(), case_at()
    adult = today + timedelta(days=30)
    born = adult.replace(year=adult.year - 18)
    own = given_by("personen", case, ends=today + timedelta(days=90))
    own.register(by=case.chief, now=timezone.now(), born=born)
    assert own.actor_id in sharing.covered(case, adult)
    Identity.objects.filter(case=case).update(birth_date=born.isoformat())
    late = filled(case, id=str(new_id()), weighed="Moget resonemang.", ends=adult.isoformat())
    answer = sign_in(cast.CHIEF).post(url(case), late)
    assert answer.status_code == 422 and "fyller 18 år" in answer.content.decode()


def given_by(giver: str, case: Case, *, ends: date) -> Consent:
    row = given(case)
    Consent.objects.all().delete()
    row.giver, row.ends = giver, ends
    return row


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


# --- Who answers --------------------------------------------------------------------------------------------------------


def years_ago(years: int) -> str:
    today = timezone.localdate()
    return f"{today.year - years}-01-01"


@pytest.mark.parametrize(
    ("years", "giver", "status"),
    [
        (14, "vardnadshavarna", 302),
        (14, "vardnadshavare", 422),
        (14, "personen", 422),
        (16, "vardnadshavarna", 422),
        (16, "tillsammans", 302),
        (25, "personen", 302),
    ],
)
def test_of_a_child_it_is_asked_why_whoever_answered_is_enough(
    sign_in: SignIn, years: int, giver: str, status: int
) -> None:
    case, chief = case_at(birth_date=years_ago(years)), sign_in(cast.CHIEF)
    page = chief.post(url(case), filled(case, giver=giver))
    assert page.status_code == status
    if status == 422:
        assert list(page.context["form"].errors) == ["weighed"]
        said = filled(case, giver=giver, weighed="Hon förstår vad det gäller.")
        assert chief.post(url(case), said).status_code == 302
    assert Consent.objects.get().giver == giver


def test_guardians_do_not_answer_for_an_adult(sign_in: SignIn) -> None:
    case = case_at(birth_date=years_ago(25))
    page = sign_in(cast.CHIEF).post(url(case), filled(case, giver="vardnadshavarna"))
    assert page.status_code == 422 and "giver" in page.context["form"].errors


def test_at_eighteen_it_is_asked_anew(sign_in: SignIn) -> None:
    today, chief = timezone.localdate(), sign_in(cast.CHIEF)
    eighteen = today + timedelta(days=40)
    case = case_at(birth_date=f"{eighteen.year - 18}-{eighteen:%m-%d}")
    assert chief.get(url(case)).context["form"]["ends"].value() == eighteen - timedelta(days=1)
    page = chief.post(url(case), filled(case, ends=eighteen.isoformat()))
    assert page.status_code == 422 and "fyller 18 år" in page.content.decode()
    assert chief.post(url(case), filled(case, ends=(eighteen - timedelta(days=1)).isoformat())).status_code == 302


def test_a_refusal_is_kept_and_covers_nothing(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    assert "inte vill dela" in chief.post(url(case), filled(case, answer="nej"), follow=True).content.decode()
    assert not sharing.covered(case, timezone.localdate())
    assert "Vill inte" in chief.get(url(case)).content.decode()
    refused = Consent.objects.get()
    assert chief.get(reverse("case_consent_given", args=[case.number, refused.pk])).status_code == 200
    # There is nothing to take back, and a yes may still come.
    chief.post(reverse("case_consent_withdraw", args=[case.number, refused.pk]))
    refused.refresh_from_db()
    assert refused.withdrawn_at is None


def test_no_after_yes_is_a_withdrawal(sign_in: SignIn) -> None:
    case = case_at()
    given(case)
    page = sign_in(cast.CHIEF).post(url(case), filled(case, answer="nej"))
    assert page.status_code == 422 and "Återkalla det i stället" in page.content.decode()


# --- Paper, renewal, withdrawal -----------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"


def upload(content: bytes = PDF, name: str = "lisas samtycke.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_signed_paper_is_encrypted_and_opened_by_those_who_decide(sign_in: SignIn) -> None:
    case, chief = case_at(Step.SUMMONED), sign_in(cast.CHIEF)
    assert chief.post(url(case), filled(case, paper=upload())).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM sig_consentpaper")
        stored = cursor.fetchone()[0]
    assert b"PDF" not in base64.b64decode(stored[:40] + "==", altchars=b"-_") and stored.startswith("gAAAA")
    consent = Consent.objects.get()
    page = reverse("case_consent_paper", args=[case.number, consent.pk])
    answer = chief.get(page)
    assert answer.content == PDF and answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "lisa" not in answer["Content-Disposition"]
    assert sign_in(cast.HEAD_ADULT).get(page).status_code == 403
    assert sign_in(cast.OTHER_CHIEF).get(page).status_code == 404
    assert chief.get(reverse("case_consent_paper", args=[case.number, given(case).pk])).status_code == 404


@pytest.mark.parametrize("content", [b"", b"MZ hej", b"%PDF-1.7 avhuggen", b"x" * (5 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_paper_is_refused_and_the_rest_is_kept(sign_in: SignIn, content: bytes) -> None:
    case = case_at()
    page = sign_in(cast.CHIEF).post(url(case), filled(case, paper=upload(content)))
    assert page.status_code == 422 and "Ett samordnat stöd" in page.content.decode()
    assert not Consent.objects.exists()


def test_a_renewal_is_a_new_consent_and_is_made_once(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    old = given(case)
    form = chief.get(f"{url(case)}?fornyar={old.pk}").context["form"]
    assert (form["scope"].value(), form["renews"].value()) == (old.scope, old.pk)
    for number in ("2", "3"):
        answer = chief.post(url(case), filled(case, id=f"01912345-0000-7000-8000-00000000000{number}", renews=old.pk))
        assert answer.status_code == (302 if number == "2" else 422)
    assert Consent.objects.get(renews=old).pk != old.pk
    assert chief.get(f"{url(case)}?fornyar=x").status_code == 200


def test_withdrawing_shows_what_has_been_shared(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    consent = given(case)
    ledger.enter(
        case, what="Skolgången", way=Disclosure.Way.ORAL, by=case.chief, now=timezone.now(), actor=consent.actor,
        ground=sharing.Ground(consent),
    )  # fmt: skip
    page = chief.post(reverse("case_consent_withdraw", args=[case.number, consent.pk]), follow=True).content.decode()
    assert "Skolgången" in page and "inget mer lämnas" in page
    consent.refresh_from_db()
    assert consent.withdrawn_by == assignment(cast.CHIEF)


# --- Before it ends -----------------------------------------------------------------------------------------------------


def remind(days: int = 0) -> int:
    with as_application():
        return consents.remind(timezone.now() + timedelta(days=days))


def test_the_chief_is_reminded_once_and_nothing_is_said() -> None:
    case = case_at()
    given(case)
    given(case_at(Step.CLOSED))
    given(case_at(), "Jobbtorg Stockholm").withdraw(timezone.now(), case.chief)
    assert remind() == 0
    assert remind(80) == 1
    assert remind(80) == 0
    notice = Notice.objects.filter(recipient=case.chief).latest("created_at")
    assert case.number in notice.text and "Polis" not in notice.text
    assert notice.url == reverse("case", args=[case.number])
    assert "samtycke" not in Mail.objects.latest("created_at").body
