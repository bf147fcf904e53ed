"""An excerpt: what one recipient is given of the minutes, as a marked copy that stands in the ledger."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases.sig import excerpts
from cases.sig.models import Case, Disclosure, Excerpt, Meeting
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import case_at, consent, emergency, recusal
from vbe.audit.models import Action, Entry
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor
from vbe.reports import pdf

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
POLICE = "Polismyndigheten"


@pytest.fixture
def case(db: None) -> Case:
    case = case_at(Step.HELD)
    chief = case.chief.user.name
    notes = f"Skolan ringde i tisdags.\n\n{chief} talade med mamman.\n\nHemligt om brodern."
    case.start_up.points.filter(point="fakta").update(notes=notes)
    case.start_up.points.filter(point="inriktning").update(responsible=f"{chief}, {case.chief.title}")
    return case


def url(case: Case, name: str = "meeting_excerpt", *more: Any) -> str:
    return reverse(name, args=[case.number, case.start_up.pk, *more])


def filled(case: Case, **changed: Any) -> dict[str, Any]:
    actor = Actor.objects.get(municipality=case.board.municipality, name=POLICE)
    parts = ["fakta-a0", "fakta-a1", "inriktning-b0"]
    return {"id": str(new_id()), "actor": str(actor.pk), "parts": parts, "bekrafta": "1"} | changed


def text_of(file: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(file)).pages]


def made(client: ApplicationClient, case: Case, **changed: Any) -> Excerpt:
    answer = client.post(url(case), filled(case, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return Excerpt.objects.latest("copy")


def test_only_what_is_ticked_is_in_the_copy_with_its_mark_on_each_page(sign_in: SignIn, case: Case) -> None:
    consent(case)
    case.start_up.points.filter(point="fakta").update(notes="Skolan ringde. " * 600 + "\n\nHemligt om brodern.")
    copy = made(sign_in(cast.CHIEF), case, parts=["fakta-a0"])
    pages = text_of(copy.file)
    assert len(pages) > 1
    for page in pages:
        assert f"Exemplar {case.number}/1 till {POLICE}" in page and "Exemplar 1 Sida" in page
    whole = " ".join(pages)
    assert "Skolan ringde." in whole and "brodern" not in whole and "Beslut" not in whole
    assert b"brodern" not in copy.file
    assert pdf.problems(copy.file) == []


def test_it_stands_in_the_ledger_and_is_the_same_bytes_each_time(sign_in: SignIn, case: Case) -> None:
    given, chief = consent(case), sign_in(cast.CHIEF)
    copy = made(chief, case)
    entered = Disclosure.objects.get()
    assert (entered.pk, entered.mark, entered.way, entered.consent) == (copy.pk, f"{case.number}/1", "utdrag", given)
    assert "Fakta · anteckning" in entered.what
    address = url(case, "meeting_excerpt_file", copy.pk)
    first, second = chief.get(address), sign_in(cast.HEAD_ADULT).get(address)
    assert first.content == second.content == copy.file and first["Content-Type"] == "application/pdf"
    assert Entry.objects.using("audit").filter(action=Action.DOWNLOADED, object_id=copy.pk).count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM sig_excerpt")
        assert not cursor.fetchone()[0].startswith("JVBER")
    # The next one is another copy.
    assert made(chief, case).mark == f"{case.number}/2"


def test_sent_twice_it_is_one_copy(sign_in: SignIn, case: Case) -> None:
    consent(case)
    chief, data = sign_in(cast.CHIEF), filled(case)
    assert [chief.post(url(case), data).status_code for _time in range(2)] == [302, 302]
    assert (Excerpt.objects.count(), Disclosure.objects.count()) == (1, 1)


@pytest.mark.parametrize("confirmed", ["1", ""])
def test_without_a_ground_there_is_no_copy(sign_in: SignIn, case: Case, confirmed: str) -> None:
    data = filled(case)
    if not confirmed:
        del data["bekrafta"]
    page = sign_in(cast.CHIEF).post(url(case), data)
    assert page.status_code == 409
    assert f"ingen grund för att lämna uppgifter till {POLICE}" in page.content.decode()
    # What was ticked is ticked still.
    assert page.context["form"]["parts"].value() == data["parts"]
    assert not Excerpt.objects.exists() and not Disclosure.objects.exists()


def test_a_consent_that_was_taken_back_is_no_ground(sign_in: SignIn, case: Case) -> None:
    given = consent(case)
    given.withdraw(timezone.now(), case.chief)
    assert sign_in(cast.CHIEF).post(url(case), filled(case)).status_code == 409


def test_the_copy_is_seen_before_it_is_made(sign_in: SignIn, case: Case) -> None:
    consent(case)
    data = filled(case)
    del data["bekrafta"]
    page = sign_in(cast.CHIEF).post(url(case), data)
    text = page.content.decode()
    assert page.status_code == 200 and "Skolan ringde i tisdags." in text and "Hemligt om brodern" not in text
    assert not Excerpt.objects.exists()


def test_handlers_names_are_left_out_of_all_of_it(sign_in: SignIn, case: Case) -> None:
    consent(case)
    notes = f"{case.chief.user.name}s telefon. " + "Samtal med " + case.chief.user.name.split()[0].upper() + "."
    case.start_up.points.filter(point="fakta").update(notes=notes)
    parts = ["fakta-a0", "inriktning-b0"]
    copy = made(sign_in(cast.CHIEF), case, without_names="on", parts=parts)
    text = " ".join(text_of(copy.file)).lower()
    for name in re.split(r"[ -]", case.chief.user.name.lower()):
        assert name not in text
    assert "avdelningschef" in text and "[namn utelämnat]" in text
    assert case.chief.user.name in " ".join(text_of(made(sign_in(cast.CHIEF), case, parts=parts).file))


def test_minutes_that_are_not_adjusted_are_not_given_out(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    consent(case)
    case.start_up.points.create(board=case.board, point="fakta", notes="Utkast")
    page = sign_in(cast.CHIEF).post(url(case), filled(case, parts=["fakta-a0"]))
    assert page.status_code == 409 and "Justera protokollet först" in page.content.decode()


def test_of_a_closed_case_nothing_more_is_given_out(sign_in: SignIn, case: Case) -> None:
    consent(case)
    Case.objects.filter(pk=case.pk).update(step=Step.CLOSED)
    page = sign_in(cast.CHIEF).post(url(case), filled(case))
    assert page.status_code == 409 and "Ärendet är avslutat" in page.content.decode()


@pytest.mark.parametrize("changed", [{"parts": []}, {"parts": ["annat"]}, {"actor": ""}, {"actor": "x"}, {"id": "x"}])
def test_bad_input_is_shown_again(sign_in: SignIn, case: Case, changed: dict[str, Any]) -> None:
    consent(case)
    assert sign_in(cast.CHIEF).post(url(case), filled(case, **changed)).status_code == 422
    assert not Excerpt.objects.exists()


def test_another_municipalitys_actor_is_not_a_recipient(sign_in: SignIn, case: Case) -> None:
    other = Actor.objects.exclude(municipality=case.board.municipality).first()
    assert other and sign_in(cast.CHIEF).post(url(case), filled(case, actor=other.pk)).status_code == 422


def test_only_the_chief_makes_one_and_those_who_read_the_case_read_it(sign_in: SignIn, case: Case) -> None:
    consent(case)
    copy = made(sign_in(cast.CHIEF), case)
    emergency(case)
    address = url(case, "meeting_excerpt_file", copy.pk)
    for who in (cast.HEAD_ADULT, cast.CASEWORKER):
        client = sign_in(who)
        assert (client.post(url(case), filled(case)).status_code, client.get(address).status_code) == (403, 200)
    for who, status in {cast.COORDINATOR: 404, cast.OTHER_CHIEF: 404, cast.DIRECTOR: 403, cast.INTAKE: 403}.items():
        assert sign_in(who).get(address).status_code == status
    # Of another meeting or another case it is not found.
    other = case_at(Step.HELD)
    assert sign_in(cast.CHIEF).get(url(other, "meeting_excerpt_file", copy.pk)).status_code == 404


def test_the_database_keeps_the_copy_as_it_was(sign_in: SignIn, case: Case) -> None:
    consent(case)
    made(sign_in(cast.CHIEF), case)
    for statement in ("UPDATE sig_excerpt SET copy = 9", "DELETE FROM sig_excerpt"):
        with as_application(case.chief), connection.cursor() as cursor:  # noqa: SIM117
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
    recusal(case, cast.HEAD_ADULT)
    for who, seen in {cast.CHIEF: True, cast.HEAD_ADULT: False, cast.OTHER_CHIEF: False, cast.DIRECTOR: False}.items():
        with as_application(assignment(who)):
            assert Excerpt.objects.exists() is seen


def test_parts_are_paragraphs_decisions_and_the_next_day(case: Case) -> None:
    found = excerpts.parts(Meeting.objects.get(case=case))
    assert [part.key for part in found][:4] == ["fakta-a0", "fakta-a1", "fakta-a2", "fakta-b0"]
    assert found[-1].key == excerpts.NEXT
