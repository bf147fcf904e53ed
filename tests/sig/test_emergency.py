"""Nödöppning: whoever may, finds one case by its exact number, reads it for some hours, and the chief knows at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case, EmergencyOpening, Identity
from cases.sig.states import Step
from tests import cast
from tests.conftest import SignIn, as_application, assignment
from tests.factories import case_at, consent, emergency, recusal
from vbe.access.why import access_through
from vbe.audit.models import Action, Entry
from vbe.notices.models import Mail, Notice

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
REASON = "Personen har ringt och säger att det är akut."


@pytest.fixture
def case() -> Case:
    held = case_at(Step.HELD, birth_date="1990-06-02", person_number="199006022397")
    consent(held)
    return held


def sent(number: str, **changed: Any) -> dict[str, Any]:
    return {"term": number, "reason": REASON, "understood": "on"} | changed


def url(name: str, case: Case) -> str:
    return reverse(name, args=[case.number])


@pytest.mark.parametrize("who", [cast.CASEWORKER, cast.HEAD_YOUNG, cast.INTAKE])
def test_the_case_is_read_and_nothing_is_written(sign_in: SignIn, case: Case, who: str) -> None:
    client = sign_in(who)
    assert client.get(url("case_minutes", case)).status_code in (403, 404)
    assert client.post(reverse("emergency"), sent(case.number)).url == url("case", case)
    page = client.get(url("case", case))
    assert "Du läser ärendet genom en nödöppning" in page.content.decode()
    assert "Polismyndigheten" in page.content.decode()
    assert "Du nödöppnade ärendet" in page.context["why"].text
    assert f"{case} · Nödöppning pågår" in client.get(reverse("start")).content.decode()
    assert client.get(url("case_minutes", case)).status_code == 200
    for name in ("case_summon", "case_consent", "case_decide", "case_close", "case_adjust"):
        assert client.post(url(name, case)).status_code == 403, name


def test_the_chief_is_told_at_once_and_sees_it_in_the_case(sign_in: SignIn, case: Case) -> None:
    mails = Mail.objects.count()
    sign_in(cast.CASEWORKER).post(reverse("emergency"), sent(case.number))
    notice = Notice.objects.waiting().get(recipient=assignment(cast.CHIEF), text__contains="nödöppnats")
    assert notice.url == url("case", case)
    told = Mail.objects.order_by("-created_at")[0]
    assert Mail.objects.count() == mails + 1 and told.to == assignment(cast.CHIEF).user.email
    assert REASON not in told.body and "nödöppn" not in (told.subject + told.body).lower()
    chief = sign_in(cast.CHIEF)
    assert notice.text in [row.title for row in chief.get(reverse("start")).context["todos"]]
    page = chief.get(url("case", case)).content.decode()
    assert "Ärendet nödöppnades" in page and page.count(REASON) == 2
    assert "Kvittera att du har läst" in page and "Kvittera att du är informerad" not in page
    chief.post(url("case_acknowledge", case))
    notice.refresh_from_db()
    assert notice.acknowledged_at
    assert notice.text not in [row.title for row in chief.get(reverse("start")).context["todos"]]
    assert "Kvittera att du har läst" not in chief.get(url("case", case)).content.decode()


def test_the_director_sees_no_reason(sign_in: SignIn, case: Case) -> None:
    sign_in(cast.CASEWORKER).post(reverse("emergency"), sent(case.number))
    assert REASON not in sign_in(cast.DIRECTOR).get(url("case", case)).content.decode()


def test_it_is_logged_once_and_sent_twice_it_is_one(sign_in: SignIn, case: Case) -> None:
    client = sign_in(cast.CASEWORKER)
    client.post(reverse("emergency"), sent(case.number))
    again = client.post(reverse("emergency"), sent(case.number), follow=True)
    assert "redan nödöppnat" in again.content.decode()
    entry = Entry.objects.using("audit").get(action=Action.EMERGENCY)
    assert (entry.object_id, entry.reason, entry.kind) == (case.pk, REASON, "sig.case")
    assert EmergencyOpening.objects.count() == 1
    assert Notice.objects.filter(text__contains="nödöppnats").count() == 1


def test_the_reason_is_stored_encrypted(sign_in: SignIn, case: Case) -> None:
    sign_in(cast.CASEWORKER).post(reverse("emergency"), sent(case.number))
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM sig_emergencyopening")
        assert REASON not in cursor.fetchone()[0]
    assert EmergencyOpening.objects.get().reason == REASON


def test_a_personal_number_finds_it_too(sign_in: SignIn, case: Case) -> None:
    response = sign_in(cast.CASEWORKER).post(reverse("emergency"), sent("19900602-2397"))
    assert response.url == url("case", case)
    assert "19900602" not in " ".join(Entry.objects.using("audit").values_list("reason", flat=True))


@pytest.mark.parametrize("term", ["SKH-2020-999", "JRV-2026-001", "19121212-1212"])
def test_no_such_case_and_one_outside_answer_the_same(sign_in: SignIn, case: Case, term: str) -> None:
    elsewhere = case_at(Step.CHIEF_TOLD, who="jarva", birth_date="1912-12-12", person_number="191212121212")
    client = sign_in(cast.CASEWORKER)
    answers = {client.post(reverse("emergency"), sent(text)).status_code for text in (term, elsewhere.number)}
    page = client.post(reverse("emergency"), sent(term)).content.decode()
    assert answers == {422} and "Inget ärende med det numret" in page
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": ""},
        {"reason": "För kort"},
        {"reason": "Det gäller 19900602-2397 som mår dåligt"},
        {"reason": "a" * 501},
        {"reason": "Personen har ringt\x00 och säger att det är akut."},
        {"understood": ""},
        {"term": ""},
        {"term": "Johansson"},
        {"term": "SKH-2026"},
        {"term": "x" * 5000},
    ],
)
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, str]) -> None:
    response = sign_in(cast.CASEWORKER).post(reverse("emergency"), sent(case.number, **changed))
    assert response.status_code == 422
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize("who", [cast.CHIEF, cast.DIRECTOR])
def test_a_role_without_the_right_is_refused(sign_in: SignIn, case: Case, who: str) -> None:
    assert sign_in(who).post(reverse("emergency"), sent(case.number)).status_code == 403


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.REPORTER, cast.MEMBER, "administrator.skarholmen"])
def test_outside_the_room_there_is_no_such_page(sign_in: SignIn, case: Case, who: str) -> None:
    assert sign_in(who).post(reverse("emergency"), sent(case.number)).status_code == 404


def test_whoever_takes_part_needs_none(sign_in: SignIn, case: Case) -> None:
    response = sign_in(cast.HEAD_ADULT).post(reverse("emergency"), sent(case.number), follow=True)
    assert "Du läser redan ärendet" in response.content.decode()
    assert not EmergencyOpening.objects.exists()


def test_it_ends_by_the_clock(sign_in: SignIn, case: Case) -> None:
    opening = emergency(case)
    client = sign_in(cast.CASEWORKER)
    assert client.get(url("case", case)).status_code == 200
    ago = timezone.now() - timedelta(hours=4)
    EmergencyOpening.objects.filter(pk=opening.pk).update(opened_at=ago, ends_at=ago + timedelta(hours=3))
    assert client.get(url("case", case)).status_code == 404
    assert client.get(url("case_minutes", case)).status_code == 404
    assert client.post(url("case_identity", case), {"identitet-why": "kontakt"}).status_code == 404


def test_the_reader_ends_it(sign_in: SignIn, case: Case) -> None:
    emergency(case)
    client = sign_in(cast.CASEWORKER)
    assert client.post(url("emergency_end", case)).url == reverse("cases")
    assert client.get(url("case", case)).status_code == 404
    assert client.post(url("emergency_end", case)).status_code == 404


def test_nobody_ends_somebody_elses(sign_in: SignIn, case: Case) -> None:
    opening = emergency(case)
    sign_in(cast.CHIEF).post(url("emergency_end", case))
    opening.refresh_from_db()
    assert opening.ended_at is None


def test_identity_asks_for_its_own_reason(sign_in: SignIn, case: Case) -> None:
    emergency(case)
    client = sign_in(cast.CASEWORKER)
    assert "Prov Provsson" not in client.get(url("case", case)).content.decode()
    shown = client.post(url("case_identity", case), {"identitet-why": "kontakt", "identitet-text": "Ringa upp"})
    assert "Prov Provsson" in shown.content.decode()
    assert Entry.objects.using("audit").filter(action=Action.REVEALED, object_id=case.pk).count() == 1


def test_a_recused_person_cannot_open_it(sign_in: SignIn, case: Case) -> None:
    recusal(case, cast.CASEWORKER)
    assert sign_in(cast.CASEWORKER).post(reverse("emergency"), sent(case.number)).status_code == 422


def test_the_database_lets_an_opening_read_and_not_write(case: Case) -> None:
    emergency(case)
    with as_application(assignment(cast.CASEWORKER)):
        assert Case.objects.get().pk == case.pk
        assert Identity.objects.exists()
        assert Case.objects.update(step="avslutat") == 0
        assert EmergencyOpening.objects.exists()
    EmergencyOpening.objects.update(ended_at=timezone.now())
    with as_application(assignment(cast.CASEWORKER)):
        assert not Case.objects.exists() and not Identity.objects.exists()


def test_the_reception_writes_nothing_in_a_case_it_reads_in_an_emergency(case: Case) -> None:
    emergency(case, cast.INTAKE)
    with as_application(assignment(cast.INTAKE)):
        assert Case.objects.filter(pk=case.pk).exists()
        assert Case.objects.filter(pk=case.pk).update(step="avslutat") == 0


def test_through_what_it_is_read(case: Case, rf: Any) -> None:
    emergency(case)
    for who, through in [
        (cast.CASEWORKER, "emergency"),
        (cast.CHIEF, "assignment"),
        (cast.HEAD_ADULT, "participation"),
        (cast.DIRECTOR, "assignment"),
        (cast.OTHER_CHIEF, ""),
    ]:
        with as_application(assignment(who)):
            assert access_through(rf.get("/"), case) == through, who
