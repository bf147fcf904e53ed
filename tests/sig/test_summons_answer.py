"""Answers to a summons: by a personal link that shows when and where and nothing else, or in the product."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from cases.sig import summons
from cases.sig.models import Case, Meeting, Seat, SeatAnswer
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import case_at, consent
from vbe.access.context import set_context
from vbe.access.links import fingerprint, new_secret
from vbe.notices.models import Mail
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
POLICE, OTHER = "kontakt@polisen.example", "vakthavande@polisen.example"


@pytest.fixture
def case(db: None) -> Case:
    case = case_at(Step.DIRECTOR_INFORMED)
    consent(case)
    return case


def call(case: Case, email: str = POLICE, *, days: int = 3, **more: Any) -> Meeting:
    """The start-up meeting, with the adult unit's head and the police."""
    police = Actor.objects.get(municipality=case.board.municipality, name="Polismyndigheten")
    seats = [
        summons.Filled("Enhetschef SIG 19–29", required=True, holder=assignment(cast.HEAD_ADULT)),
        summons.Filled("Polis", required=False, actor=police if email else None, email=email),
    ]
    starts = (timezone.localtime() + timedelta(days=days)).replace(hour=9, minute=30, second=0, microsecond=0)
    told: dict[str, Any] = {"starts_at": starts, "place": "Bodholmsplan 2", "minutes_long": 60}
    return summons.summon(case, seats=seats, by=case.chief, now=timezone.now(), **(told | more))


def link(email: str = POLICE) -> str:
    mail = Mail.objects.filter(to=email, body__contains="/kallelse/").order_by("created_at", "id").last()
    assert mail
    [path] = re.findall(r"(/kallelse/\S+/)", mail.body)
    return path


def yes(meeting: Meeting, **changed: str) -> dict[str, str]:
    return {"svar-answer": "ja", "svar-deputy": "", "svar-for_time": meeting.starts_at.isoformat()} | changed


def test_the_page_says_when_and_where_and_nothing_else(client: ApplicationClient, case: Case) -> None:
    meeting = call(case)
    page = client.get(link())
    text = page.content.decode().split("<header", 1)[1]
    assert page.status_code == 200 and "Bodholmsplan 2" in text and "Skärholmens stadsdelsnämnd" in text
    assert f"{timezone.localtime(meeting.starts_at):%H.%M}" in text
    for secret in ("Prov", case.number, "SIG", "ärende", "insats", "Nyström", "socialtj", "beteende"):
        assert secret.lower() not in text.lower(), secret
    assert page["Cache-Control"] == "no-store"
    assert not SeatAnswer.objects.exists()


def test_an_answer_is_changed_until_the_meeting_and_shown_to_the_chief(
    client: ApplicationClient, sign_in: SignIn, case: Case
) -> None:
    meeting = call(case)
    assert client.post(link(), yes(meeting)).url == link()
    client.post(link(), yes(meeting))
    assert SeatAnswer.objects.count() == 1
    assert "Ditt svar är sparat" in client.get(link()).content.decode()
    record = reverse("case", args=[case.number])
    assert "Kommer" in sign_in(cast.CHIEF).get(record).content.decode()
    nobody = client.post(link(), yes(meeting, **{"svar-answer": "ersattare"}))
    assert nobody.status_code == 422 and "Skriv vem som kommer i stället" in nobody.content.decode()
    client.post(link(), yes(meeting, **{"svar-answer": "ersattare", "svar-deputy": "Vakthavande befäl"}))
    shown = sign_in(cast.CHIEF).get(record).content.decode()
    assert "Skickar ersättare" in shown and "Vakthavande befäl" in shown
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(deputy, ' ') FROM sig_seatanswer")
        assert "Vakthavande" not in cursor.fetchone()[0]


@pytest.mark.parametrize(
    "bad",
    [
        {"svar-answer": ""},
        {"svar-answer": "kanske"},
        {"svar-answer": "ersattare", "svar-deputy": "x" * 121},
        {"svar-answer": "ersattare", "svar-deputy": "a\x00b"},
        {"svar-for_time": ""},
        {"svar-for_time": "i morgon"},
    ],
)
def test_bad_input_is_shown_again(client: ApplicationClient, case: Case, bad: dict[str, str]) -> None:
    meeting = call(case)
    assert client.post(link(), yes(meeting, **bad)).status_code == 422
    assert not SeatAnswer.objects.exists()


def test_a_new_time_asks_anew(client: ApplicationClient, sign_in: SignIn, case: Case) -> None:
    first = call(case)
    old = link()
    client.post(old, yes(first))
    data = yes(first)
    moved = call(case, days=4)
    late = client.post(old, data)
    assert late.status_code == 409 and "Mötet har ändrats" in late.content.decode()
    assert "Svarade före ny tid" in sign_in(cast.CHIEF).get(reverse("case", args=[case.number])).content.decode()
    # The link of the first mail opens the same summons, with its new time.
    assert client.post(old, yes(moved)).status_code == 302


def test_a_link_that_can_no_longer_be_answered(client: ApplicationClient, case: Case) -> None:
    meeting = call(case)
    first, data = link(), yes(meeting)
    Meeting.objects.update(starts_at=timezone.now() - timedelta(minutes=1))
    assert "Mötet har börjat" in client.get(first).content.decode()
    Meeting.objects.update(starts_at=meeting.starts_at)
    call(case, OTHER)
    gone = client.get(first)
    assert gone.status_code == 410 and "inte längre kallad" in gone.content.decode()
    assert "Bodholmsplan" not in gone.content.decode()
    assert client.get(link(OTHER)).status_code == 200
    summons.cancel(Meeting.objects.get(), reason="Sjukdom.", by=case.chief, now=timezone.now())
    off = client.post(link(OTHER), data)
    assert off.status_code == 410 and "inställt" in off.content.decode() and "Sjukdom" not in off.content.decode()
    assert client.get(reverse("summons_answer", args=[new_secret()])).status_code == 404
    assert not SeatAnswer.objects.exists()


def test_the_database_itself_lets_a_link_write_its_own_answer_alone(case: Case) -> None:
    meeting = call(case)
    mine = Seat.objects.get(email=POLICE)
    other = Seat.objects.exclude(pk=mine.pk).first()
    secret = link().split("/")[2]
    row = mine.links.get(fingerprint=fingerprint(secret))

    def write(**changed: Any) -> None:
        with transaction.atomic(), as_application():
            set_context(link=fingerprint(secret))
            fields: dict[str, Any] = {"seat": mine, "board": case.board, "link": row, "for_time": meeting.starts_at}
            SeatAnswer(pk=new_id(), answer="ja", at=timezone.now(), **(fields | changed)).save(force_insert=True)

    for wrong in ({"seat": other}, {"for_time": timezone.now()}, {"link": None, "by": case.chief}):
        with pytest.raises(DatabaseError, match="row-level security"):
            write(**wrong)
    with as_application():
        set_context(link=fingerprint(secret))
        assert not Seat.objects.exists() and not Meeting.objects.exists() and not Case.objects.exists()
    write()


def test_an_own_holder_answers_in_the_case(sign_in: SignIn, case: Case) -> None:
    meeting = call(case)
    head, record = sign_in(cast.HEAD_ADULT), reverse("case", args=[case.number])
    answer = reverse("case_meeting_answer", args=[case.number, meeting.pk])
    assert "Kommer du till mötet?" in head.get(record).content.decode()
    assert head.post(answer, {}).status_code == 422
    assert head.post(answer, yes(meeting, **{"svar-answer": "nej"})).url == record
    assert SeatAnswer.objects.get().by == assignment(cast.HEAD_ADULT)
    page = sign_in(cast.CHIEF).get(record).content.decode()
    assert "Kommer inte" in page and "Kommer du till mötet?" not in page
    assert sign_in(cast.CHIEF).post(answer, yes(meeting)).status_code == 404
    stale = head.post(answer, yes(meeting, **{"svar-for_time": timezone.now().isoformat()}))
    assert stale.status_code == 409 and "ny tid" in stale.content.decode()
    summons.cancel(Meeting.objects.get(), reason="Sjukdom.", by=case.chief, now=timezone.now())
    assert head.post(answer, yes(meeting)).status_code == 409
