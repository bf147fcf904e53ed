"""Incidents: clocks from the discovery, answers, additions, the extract; nothing is changed or removed."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from cases import deadlines
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at
from tests.incidents.registered import REVIEWER, answer_all, incident
from tests.log_review.situations import at, drawn, entry
from vbe.access.request import Access
from vbe.incidents import todo
from vbe.incidents.models import Addition, Answer, Clock, Duty, ExtractRow, Incident, Kind
from vbe.incidents.page import as_csv, remaining
from vbe.reports.conformance import problems

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

ADMINISTRATOR = "administrator.skarholmen"
HANDLERS = [REVIEWER, ADMINISTRATOR]
OUTSIDERS = ["loggranskare.jarva", "administrator.nykoping", "loggranskare.kommunstyrelsen"]
NEW = reverse("incident_new")


def page(made: Incident, name: str = "incident", *args: Any) -> str:
    return reverse(name, args=[made.pk, *args])


def typed(**changes: Any) -> dict[str, Any]:
    now = timezone.localtime()
    return {
        "id": str(uuid4()),
        "kinds": [Kind.BREACH],
        "title": "Obehörig läsning",
        "discovered_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "description": "En akt öppnades utan skäl.",
        "persons_count": "1",
        "told": "senare",
    } | changes


# --- Registering -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", HANDLERS)
def test_register(sign_in: SignIn, who: str) -> None:
    response = sign_in(who).post(NEW, typed())
    made = Incident.objects.get()
    assert response.status_code == 302 and response.url == page(made)
    assert made.number.startswith("INC-SKH-") and made.number.endswith("-001")
    assert (made.board.code, made.registered_by) == ("skarholmen", assignment(who))
    assert [clock.recipient for clock in made.clocks.all()] == ["Integritetsskyddsmyndigheten"]


@pytest.mark.parametrize(
    ("kinds", "hours"),
    [([Kind.BREACH], [72]), ([Kind.SECURITY], [24, 72, None]), ([Kind.BREACH, Kind.SECURITY], [24, 72, 72, None])],
)
def test_the_clocks_go_from_the_discovery(kinds: list[str], hours: list[int | None]) -> None:
    discovered = datetime(2026, 1, 31, 13, 5, tzinfo=deadlines.STOCKHOLM)
    made = incident(*kinds, discovered=discovered)
    month = datetime(2026, 2, 28, 13, 5, tzinfo=deadlines.STOCKHOLM)
    wanted = [discovered + timedelta(hours=h) if h else month for h in hours]
    assert [clock.due_at for clock in made.clocks.all()] == wanted


def test_the_catalogues_words_are_kept_as_they_were() -> None:
    made = incident()
    Duty.objects.update(wording="Nytt", recipient="Ny myndighet", hours=1, months=None)
    clock = made.clocks.first()
    assert clock.recipient != "Ny myndighet" and clock.wording != "Nytt" and clock.checked_on == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"kinds": ["annat"]}, "kinds"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "Gäller 19900602-2397"}, "title"),
        ({"description": ""}, "description"),
        ({"description": "Gäller 19900602-2397"}, "description"),
        ({"description": "a\x00b"}, "description"),
        ({"description": "x" * 6001}, "description"),
        ({"discovered_at": ""}, "discovered_at"),
        ({"discovered_at": "i går"}, "discovered_at"),
        ({"discovered_at": "2099-01-01T10:00"}, "discovered_at"),
        ({"discovered_at": "1999-01-01T10:00"}, "discovered_at"),
        ({"persons_count": "-1"}, "persons_count"),
        ({"persons_count": "många"}, "persons_count"),
        ({"persons_count": "9" * 30}, "persons_count"),
        ({"told": ""}, "told"),
        ({"told": "nej"}, "told_reason"),
        ({"id": "inget-id"}, "id"),
    ],
)
def test_bad_input_is_said_and_nothing_is_lost(sign_in: SignIn, changes: dict[str, Any], field: str) -> None:
    response = sign_in(REVIEWER).post(NEW, typed(measures="Stängde kontot", **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Stängde kontot" in response.content.decode()
    assert not Incident.objects.exists()


def test_the_same_form_twice_is_one_incident(sign_in: SignIn) -> None:
    client, data = sign_in(REVIEWER), typed()
    assert client.post(NEW, data).url == client.post(NEW, data).url
    assert Incident.objects.count() == 1 and Clock.objects.count() == 1


def test_from_a_row_of_the_log_review_its_entries_follow(sign_in: SignIn) -> None:
    entry(cast.CHIEF, IntakeFactory(arrived_at=at(1)))
    row = drawn().reads_drawn.get()
    client, address = sign_in(REVIEWER), f"{NEW}?rad={row.pk}"
    shown = client.get(address).content.decode()
    assert "Avvikelse i logggranskningen" in shown and row.reader.name not in shown
    client.post(address, typed())
    (copied,) = ExtractRow.objects.all()
    assert (str(copied.entry_id), copied.who, copied.is_intact) == (row.entries[0], row.reader.name, True)


@pytest.mark.parametrize("row", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_row_is_no_row(sign_in: SignIn, row: str) -> None:
    assert sign_in(REVIEWER).get(f"{NEW}?rad={row}").context["read"] is None


def test_a_row_that_one_may_not_see_is_no_row(sign_in: SignIn) -> None:
    entry(cast.CHIEF, IntakeFactory(arrived_at=at(1)))
    row = drawn().reads_drawn.get()
    for who in (ADMINISTRATOR, "loggranskare.jarva"):
        assert sign_in(who).get(f"{NEW}?rad={row.pk}").context["read"] is None


# --- Who gets in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", HANDLERS)
def test_handlers_see_it(sign_in: SignIn, who: str) -> None:
    made = incident(whole=True)
    shown = sign_in(who).get(page(made)).content.decode()
    for words in (made.number, "CSIRT-enheten (MSB)", "kontrollerad 1 april 2026", "Det gällde en akt."):
        assert words in shown


@pytest.mark.parametrize("who", OUTSIDERS)
def test_another_board(sign_in: SignIn, who: str) -> None:
    made, client = incident(whole=True), sign_in(who)
    clock = made.clocks.filter(answer=None).first()
    for name in ("incident", "incident_csv", "incident_file"):
        assert client.get(page(made, name)).status_code == 404
    for address in (
        page(made, "incident_add"),
        page(made, "incident_extract"),
        page(made, "incident_answer", clock.pk),
    ):
        assert client.post(address).status_code == 404
    assert made.number not in client.get(reverse("incidents")).content.decode()
    with as_application(assignment(who)):
        for model in (Incident, Clock, Answer, Addition, ExtractRow):
            assert not model.objects.exists()


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, cast.INTAKE, cast.REPORTER])
def test_other_roles(sign_in: SignIn, who: str) -> None:
    made, client = incident(), sign_in(who)
    for address in (reverse("incidents"), NEW, page(made)):
        assert client.get(address).status_code == 403


# --- Answering -------------------------------------------------------------------------------------------------------


def answer(client: ApplicationClient, made: Incident, clock: Clock, **changes: Any) -> Any:
    data = {"outcome": "skickad", "sent_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "note": "Dnr 2026-17"} | changes
    return client.post(
        page(made, "incident_answer", clock.pk), {f"svar-{clock.pk}-{name}": value for name, value in data.items()}
    )


def test_sent_says_when_by_whom_and_with_what_reference(sign_in: SignIn) -> None:
    made = incident()
    clock = made.clocks.first()
    assert answer(sign_in(REVIEWER), made, clock).status_code == 302
    said = Answer.objects.get()
    assert (said.clock, said.outcome, said.note, said.by) == (clock, "skickad", "Dnr 2026-17", assignment(REVIEWER))
    assert said.sent_at and not said.was_late


def test_late_is_said(sign_in: SignIn) -> None:
    made = incident(Kind.BREACH, discovered=timezone.now() - timedelta(days=5))
    client = sign_in(REVIEWER)
    assert "Försenad 48 timmar" in client.get(page(made)).content.decode()
    answer(client, made, made.clocks.get())
    assert "Efter tidsgränsen" in client.get(page(made)).content.decode()


def test_answering_twice_is_one_answer(sign_in: SignIn) -> None:
    made, client = incident(), sign_in(REVIEWER)
    clock = made.clocks.first()
    assert [answer(client, made, clock, note=note).status_code for note in ("A", "B")] == [302, 302]
    assert Answer.objects.get().note == "A"


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": ""},
        {"outcome": "annat"},
        {"sent_at": ""},
        {"sent_at": "2099-01-01T10:00"},
        {"sent_at": "2025-01-01T10:00"},
        {"note": ""},
        {"note": "x" * 301},
        {"note": "19900602-2397"},
        {"outcome": "behovs_inte", "note": ""},
    ],
)
def test_a_bad_answer(sign_in: SignIn, changes: dict[str, str]) -> None:
    made = incident()
    assert answer(sign_in(REVIEWER), made, made.clocks.first(), **changes).status_code == 422
    assert not Answer.objects.exists()


def test_not_needed_has_a_reason_and_no_time(sign_in: SignIn) -> None:
    made = incident(Kind.BREACH)
    answer(sign_in(REVIEWER), made, made.clocks.get(), outcome="behovs_inte", note="Ingen risk för någon")
    assert (Answer.objects.get().sent_at, Answer.objects.get().note) == (None, "Ingen risk för någon")


def test_another_incidents_clock_is_not_found(sign_in: SignIn) -> None:
    made, other = incident(), incident()
    assert answer(sign_in(REVIEWER), made, other.clocks.first()).status_code == 404


# --- Additions and closing -------------------------------------------------------------------------------------------


def add(client: ApplicationClient, made: Incident, **changes: Any) -> Any:
    data = {"id": str(uuid4()), "kind": "uppgift", "text": "Det gällde en akt.", "persons_count": ""} | changes
    return client.post(page(made, "incident_add"), {f"tillagg-{name}": value for name, value in data.items()})


def close(client: ApplicationClient, made: Incident, **changes: Any) -> Any:
    data = {"id": str(uuid4()), "text": "Behörigheten togs bort."} | changes
    return client.post(page(made, "incident_close"), {f"avslut-{name}": value for name, value in data.items()})


def test_what_is_learnt_later_is_added(sign_in: SignIn) -> None:
    made, client = incident(), sign_in(REVIEWER)
    assert add(client, made, kind="berorda", persons_count="7").status_code == 302
    assert client.get(page(made)).context["persons"] == 7
    same = str(uuid4())
    assert [add(client, made, id=same).status_code for _n in range(2)] == [302, 302]
    assert made.additions.count() == 2


@pytest.mark.parametrize(
    "changes",
    [{"kind": ""}, {"kind": "avslut"}, {"text": ""}, {"text": "19900602-2397"}, {"kind": "berorda"}, {"id": ""}],
)
def test_a_bad_addition(sign_in: SignIn, changes: dict[str, str]) -> None:
    assert add(sign_in(REVIEWER), incident(), **changes).status_code == 422


def test_it_cannot_be_closed_while_something_is_to_be_sent(sign_in: SignIn) -> None:
    made, client = incident(), sign_in(REVIEWER)
    refused = close(client, made)
    assert refused.status_code == 409 and "Behörigheten togs bort." in refused.content.decode()
    answer_all(made)
    assert close(client, made).status_code == 302
    assert close(client, made).status_code == 409
    assert made.additions.filter(kind=Addition.Kind.CLOSING).count() == 1


def test_nothing_is_changed_or_removed() -> None:
    made = incident(whole=True)
    with as_application(assignment(REVIEWER)):
        for model in (Incident, Clock, Answer, Addition, ExtractRow):
            for statement in (
                lambda m=model: m.objects.all().delete(),
                lambda m=model: m.objects.update(board=made.board),
            ):
                with pytest.raises(DatabaseError), transaction.atomic():
                    statement()


# --- The extract -----------------------------------------------------------------------------------------------------


def extract(client: ApplicationClient, made: Incident, **changes: Any) -> Any:
    data = {"since": "2026-10-13T00:00", "until": "2026-10-14T00:00", "person": "", "number": ""} | changes
    return client.post(page(made, "incident_extract"), {f"utdrag-{name}": value for name, value in data.items()})


def test_a_span_a_person_and_a_case(sign_in: SignIn) -> None:
    one, two = case_at(Step.SUMMONED), case_at(Step.SUMMONED)
    entry(cast.CHIEF, one), entry(cast.CHIEF, two), entry(cast.HEAD_ADULT, one), entry(cast.CHIEF, one, at(20))
    entry(cast.OTHER_CHIEF, case_at(Step.SUMMONED, who="jarva"))
    client = sign_in(ADMINISTRATOR)
    chief = str(assignment(cast.CHIEF).user_id)

    def found(**changes: Any) -> int:
        made = incident()
        assert extract(client, made, **changes).status_code == 302
        return made.extract.count()

    assert found() == 3
    assert found(person=chief) == 2
    assert found(number=one.number) == 2
    assert found(number=one.number.lower(), person=chief) == 1
    assert found(until="2026-10-21T00:00") == 4


def test_the_same_entry_is_attached_once_and_shows_no_client(sign_in: SignIn) -> None:
    made, client = incident(), sign_in(REVIEWER)
    entry(cast.CHIEF, case_at(Step.SUMMONED, person_name="Elin Okänd"))
    assert [extract(client, made).status_code for _n in range(2)] == [302, 302]
    assert made.extract.count() == 1
    assert "Elin" not in client.get(page(made)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"since": ""},
        {"until": "2026-10-12T00:00"},
        {"until": "2029-10-12T00:00"},
        {"person": "x"},
        {"person": "00000000-0000-0000-0000-000000000000"},
        {"number": "SKH"},
        {"number": "19900602-2397"},
    ],
)
def test_a_bad_selection(sign_in: SignIn, changes: dict[str, str]) -> None:
    assert extract(sign_in(REVIEWER), incident(), **changes).status_code == 422


def test_another_boards_person_is_no_choice(sign_in: SignIn) -> None:
    other = str(assignment(cast.OTHER_CHIEF).user_id)
    assert extract(sign_in(REVIEWER), incident(), person=other).status_code == 422


def test_more_than_can_be_read_is_refused(sign_in: SignIn, monkeypatch: Any) -> None:
    monkeypatch.setattr("vbe.incidents.extract.MOST", 1)
    made, arrived = incident(), IntakeFactory()
    entry(cast.CHIEF, arrived), entry(cast.CHIEF, arrived)
    assert extract(sign_in(REVIEWER), made).status_code == 409 and not made.extract.exists()


def test_the_database_gives_no_other_boards_log() -> None:
    entry(cast.CHIEF, IntakeFactory())
    asked = "SELECT count(*) FROM app_incident_entries(%s, '2026-01-01', '2027-01-01', NULL, '', '{}', 9)"
    own = assignment(REVIEWER).board_id
    for who, number in ((REVIEWER, 1), (cast.CHIEF, 0), ("loggranskare.jarva", 0)):
        with as_application(assignment(who)), connection.cursor() as cursor:
            cursor.execute(asked, [own])
            assert cursor.fetchone() == (number,)


def test_the_csv_has_every_row_with_its_digest_and_no_formula(sign_in: SignIn) -> None:
    made = incident()
    entry(cast.CHIEF, IntakeFactory(), reason="=1+1")
    client = sign_in(REVIEWER)
    extract(client, made)
    response = client.get(page(made, "incident_csv"))
    heading, row = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert heading[0] == "Loggpost" and row[6] == "'=1+1" and row[7] == made.extract.get().digest
    assert f'filename="{made.number}-loggutdrag.csv"' in response["Content-Disposition"]
    assert as_csv([]).startswith(b"\xef\xbb\xbf")


def test_a_changed_row_is_pointed_out(sign_in: SignIn) -> None:
    made = incident(whole=True)
    made.extract.update(who="Någon annan")
    assert "har ändrats efter att den bifogades" in sign_in(REVIEWER).get(page(made)).content.decode()


# --- The file, the list, the start page ------------------------------------------------------------------------------


def test_the_file_is_valid_and_the_same_until_something_is_added(sign_in: SignIn) -> None:
    made, client = incident(whole=True), sign_in(REVIEWER)
    first, second = (client.get(page(made, "incident_file")).content for _n in range(2))
    assert first == second and problems(first) == []
    text = " ".join(" ".join(leaf.extract_text() for leaf in PdfReader(BytesIO(first)).pages).split())
    assert made.number in text and "Det gällde en akt." in text and "CSIRT-enheten" in text
    add(client, made)
    assert client.get(page(made, "incident_file")).content != first


@pytest.mark.parametrize("number", [3, 300])
def test_the_list_has_the_same_number_of_queries(sign_in: SignIn, number: int) -> None:
    by, now = assignment(REVIEWER), timezone.now()
    Incident.objects.bulk_create(
        Incident(number=f"INC-{n}", board=by.board, title="Prov", description="x", discovered_at=now, told="nej",
                 registered_at=now, registered_by=by)
        for n in range(number)
    )  # fmt: skip
    client = sign_in(REVIEWER)
    with CaptureQueriesContext(connection) as context:
        assert client.get(reverse("incidents")).status_code == 200
    assert len(context) <= 18


@pytest.mark.parametrize("number", [3, 300])
def test_the_page_has_the_same_number_of_queries(sign_in: SignIn, number: int) -> None:
    made, by, now = incident(), assignment(REVIEWER), timezone.now()
    ExtractRow.objects.bulk_create(
        ExtractRow(incident=made, board=by.board, entry_id=uuid4(), at=now, action="Öppnade", taken_by=by, taken_at=now)
        for _n in range(number)
    )
    Addition.objects.bulk_create(
        Addition(incident=made, board=by.board, kind="uppgift", text="x", by=by, at=now) for _n in range(number)
    )
    client = sign_in(REVIEWER)
    with CaptureQueriesContext(connection) as context:
        assert client.get(page(made)).status_code == 200
    assert len(context) <= 24


def test_the_start_page_counts_down(sign_in: SignIn) -> None:
    def waits(who: str) -> list[Any]:
        acting = assignment(who)
        access = Access.__new__(Access)
        access.user, access.assignment, access.assignments = acting.user, acting, [acting]
        with as_application(acting):
            return todo.todo(SimpleNamespace(access=access, user=acting.user), timezone.localdate())  # type: ignore[arg-type]

    made = incident(discovered=timezone.now() - timedelta(hours=20, minutes=1))
    first = waits(REVIEWER)[0]
    assert (first.title, first.tag_text, first.tag_tone) == (f"{made}: tidig varning", "3 timmar kvar", "warning")
    assert len(waits(ADMINISTRATOR)) == 4
    for who in (*OUTSIDERS, cast.CHIEF):
        assert waits(who) == []
    answer_all(made)
    assert [item.title for item in waits(REVIEWER)] == [f"{made}: avsluta"]
    made.add(Addition(kind=Addition.Kind.CLOSING, text="Klart"), by=assignment(REVIEWER), now=timezone.now())
    assert waits(REVIEWER) == []
    assert made.number in sign_in(REVIEWER).get(reverse("incidents")).content.decode()


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(minutes=5, seconds=1), "5 minuter kvar", "warning"),
        (timedelta(hours=23, minutes=59), "23 timmar kvar", "warning"),
        (timedelta(hours=24), "24 timmar kvar", "neutral"),
        (timedelta(days=10), "10 dagar kvar", "neutral"),
        (-timedelta(hours=1), "Försenad 1 timme", "danger"),
    ],
)
def test_what_remains_in_words(left: timedelta, words: str, tone: str) -> None:
    now = timezone.now()
    assert remaining(now + left, now) == (words, tone)
