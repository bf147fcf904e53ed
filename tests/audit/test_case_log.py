"""*Logg för akten*: who has opened, written in, searched for or been refused a case and its parts."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.sig.models import Case
from cases.sig.states import Step
from tests import cast
from tests.conftest import ApplicationClient, SignIn, as_application, assignment
from tests.factories import IntakeFactory, case_at
from tests.sig.forms import confirmation, consent, minutes, summons
from vbe.audit import sealing
from vbe.audit.models import Action, Entry

pytestmark = pytest.mark.django_db(databases=["default", "audit"])


@pytest.fixture(autouse=True)
def _one_connection(one_connection: None) -> None:
    pass


def url(case: Case, name: str = "case_log") -> str:
    return reverse(name, args=[case.number])


def told(client: ApplicationClient, case: Case, **filters: str) -> list[str]:
    return [line.what for line in client.get(url(case), filters).context["lines"]]


def logged(case: Case, count: int, **fields: Any) -> None:
    user = assignment(cast.CHIEF)
    values = {"user_id": user.user_id, "role": user.title, "board_id": case.board_id, "kind": "sig.case"} | fields
    Entry.objects.bulk_create(
        Entry(action=Action.OPENED, object_id=case.pk, record_id=case.pk, **values) for _n in range(count)
    )


# --- Who may read it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["case_log", "case_log_print", "case_log_csv"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (cast.CHIEF, 200),
        (cast.HEAD_ADULT, 200),
        (cast.HEAD_YOUNG, 404),
        (cast.INTAKE, 403),
        (cast.DIRECTOR, 403),
        (cast.OTHER_CHIEF, 404),
        (cast.COORDINATOR, 404),
        (cast.NYKOPING, 404),
    ],
)
def test_who_reads_the_log(sign_in: SignIn, name: str, who: str, status: int) -> None:
    case = case_at(Step.SUMMONED)
    logged(case, 1)
    response = sign_in(who).get(url(case, name))
    assert response.status_code == status
    assert (assignment(cast.CHIEF).user.name in response.content.decode()) == (status == 200)


def seen_by(who: str) -> set[Any]:
    with as_application(assignment(who)), connection.cursor() as cursor:
        cursor.execute("SELECT record_id FROM audit_entry")
        return {record for (record,) in cursor.fetchall()}


def test_the_second_lock_shows_the_log_of_ones_own_cases_and_nothing_else() -> None:
    own, not_own = case_at(Step.SUMMONED), case_at()
    elsewhere = case_at(who="jarva")
    for case in (own, not_own, elsewhere):
        logged(case, 1)
    concern = uuid4()
    logged(own, 1, kind="concerns.concern")
    Entry.objects.filter(kind="concerns.concern").update(record_id=concern, object_id=concern)
    skarholmen = {own.pk, not_own.pk}
    assert seen_by(cast.CHIEF) == skarholmen
    assert seen_by(cast.HEAD_ADULT) == {own.pk}
    assert seen_by(cast.OTHER_CHIEF) == {elsewhere.pk}
    assert seen_by("loggranskare.skarholmen") == skarholmen | {concern}
    for who in (cast.INTAKE, cast.DIRECTOR, cast.COORDINATOR, cast.NYKOPING, "administrator.skarholmen"):
        assert seen_by(who) == set(), who


def test_the_task_of_the_review_reads_all() -> None:
    from vbe.access.context import acting_as_task

    logged(case_at(), 2)
    with as_application(), acting_as_task("log_review"):
        assert Entry.objects.count() == 2
    with as_application(), acting_as_task("outbox"):
        assert not Entry.objects.exists()


# --- What it tells --------------------------------------------------------------------------------------------------


def test_the_whole_routine_in_words(sign_in: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    arrived = IntakeFactory(from_sealed_part=True, person_number="199006022397", birth_date="1990-06-02")
    reception, chief, head = sign_in(cast.INTAKE), sign_in(cast.CHIEF), sign_in(cast.HEAD_ADULT)

    def post(client: ApplicationClient, name: str, data: dict[str, Any] | None = None) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            pk = [arrived.pk] if name.startswith("intake") else [Case.objects.get().number]
            assert client.post(reverse(name, args=pk), data or {}).status_code in (200, 302), name

    reception.get(reverse("intake", args=[arrived.pk]))
    post(reception, "intake_confirm", confirmation())
    case = Case.objects.get()
    sign_in(cast.OTHER_CHIEF).get(url(case, "case"))
    post(chief, "case_acknowledge")
    post(chief, "case_inform")
    post(chief, "case_consent", consent(case, giver="personen"))
    post(chief, "case_summon", summons(chief.get(url(case, "case_summon"))))
    head.post(reverse("case_search"), {"term": case.number})
    post(head, "case_identity", {"identitet-why": "mote", "identitet-text": "Förbereder mötet"})
    post(chief, "case_minutes", minutes(chief.get(url(case, "case_minutes"))))
    post(chief, "case_adjust")
    sign_in(cast.INTAKE).get(url(case, "case_minutes"))
    post(chief, "case_decide", {"beslut-reason": "Stöd i skolan."})
    post(chief, "case_close", {"avslut-reason": "Målen är nådda.", "avslut-outcome": "malen_nadda"})

    page = chief.get(url(case))
    lines = page.context["lines"]
    assert [line.what for line in reversed(lines)] == [
        "Öppnade det som kom in",
        "Startade rutinen",
        "Nekades",
        "Kvitterade",
        "Informerade stadsdelsdirektören",
        "Registrerade ett samtycke",
        "Öppnade kallelsen",
        "Kallade till uppstartsmötet",
        "Sökte fram ärendet",
        "Visade identitet",
        "Öppnade ärendet",
        "Öppnade protokollet",
        "Skrev i protokollet",
        "Justerade protokollet",
        "Nekades",
        "Beslutade om insatser",
        "Avslutade ärendet",
        "Läste loggen",
    ]
    revealed = next(line for line in lines if line.what == "Visade identitet")
    assert revealed.who == assignment(cast.HEAD_ADULT).user.name
    assert revealed.role == assignment(cast.HEAD_ADULT).title
    assert revealed.reason == "Förbereda eller hålla ett möte: Förbereder mötet"
    assert revealed.through == "Deltagande"
    assert "Provsson" not in page.content.decode() and "2397" not in page.content.decode()


def test_writing_saves_again_and_again_and_is_logged_once(
    sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    case = case_at(Step.SUMMONED)
    chief, minutes_url = sign_in(cast.CHIEF), url(case, "case_minutes")
    data = minutes(chief.get(minutes_url))
    for version in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            page = data | {name: str(version) for name in data if name.endswith("version") and not version}
            assert chief.post(minutes_url, page, headers={"HX-Request": "true"}).status_code == 200
    assert Entry.objects.filter(action=Action.WROTE).count() == 1


def test_reading_the_log_stands_in_it(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    for name in ("case_log", "case_log_csv", "case_log_print"):
        chief.get(url(case, name))
    assert told(chief, case) == ["Läste loggen", "Tog fram loggen för utskrift", "Laddade ner loggen", "Läste loggen"]


def test_why_somebody_was_refused_is_said_in_words(sign_in: SignIn) -> None:
    case = case_at()
    sign_in(cast.COORDINATOR).get(url(case, "case"))
    _reading, line = sign_in(cast.CHIEF).get(url(case)).context["lines"]
    assert (line.what, line.who) == ("Nekades", assignment(cast.COORDINATOR).user.name)
    assert line.reason == "Saknade behörighet. Tjänsten svarade att ärendet inte finns."


def test_another_case_is_not_in_it(sign_in: SignIn) -> None:
    case, other = case_at(), case_at()
    logged(other, 2)
    page = sign_in(cast.CHIEF).get(url(case))
    assert [line.what for line in page.context["lines"]] == ["Läste loggen"]


def test_it_says_how_far_it_is_sealed(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    assert "Inget är förseglat än" in chief.get(url(case)).content.decode()
    sealing.seal(timezone.now())
    assert "Förseglad till och med" in chief.get(url(case)).content.decode()


def test_the_case_links_to_its_log_for_those_who_may_read_it(sign_in: SignIn) -> None:
    case = case_at(Step.SUMMONED)
    for who, links in ((cast.CHIEF, True), (cast.HEAD_ADULT, True), (cast.INTAKE, False), (cast.DIRECTOR, False)):
        assert (url(case) in sign_in(who).get(url(case, "case")).content.decode()) == links, who


# --- Narrowing, paging, taking out ----------------------------------------------------------------------------------


def test_by_person_and_by_what(sign_in: SignIn) -> None:
    case, chief, head = case_at(Step.SUMMONED), sign_in(cast.CHIEF), assignment(cast.HEAD_ADULT)
    logged(case, 2)
    logged(case, 1, user_id=head.user_id)
    Entry.objects.filter(user_id=head.user_id).update(action=Action.REVEALED)
    assert told(chief, case, vem=str(head.user_id)) == ["Visade identitet"]
    assert told(chief, case, vad="oppnade") == ["Öppnade ärendet"] * 2
    # Choices that are not there narrow nothing and break nothing.
    for wrong in ("x", str(uuid4()), "a\x00b", "å" * 500):
        if "\x00" not in wrong:
            assert len(told(chief, case, vem=wrong)) >= 3
    assert (
        "Inget stämmer med ditt val"
        in chief.get(url(case), {"vem": str(head.user_id), "vad": "oppnade"}).content.decode()
    )


def test_pages_of_fifty_with_the_same_number_of_queries(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert chief.get(url(case)).status_code == 200
        return len(captured)

    logged(case, 3)
    queries()
    few = queries()
    logged(case, 297)
    assert queries() == few
    assert len(chief.get(url(case) + "?page=2").context["lines"]) == 50
    assert len(chief.get(url(case) + "?page=hej").context["lines"]) == 50


def test_newest_first(sign_in: SignIn) -> None:
    case = case_at()
    logged(case, 1, at=timezone.now() - timedelta(days=1), reason="i går")
    logged(case, 1, at=timezone.now() - timedelta(days=3), reason="förr")
    lines = sign_in(cast.CHIEF).get(url(case)).context["lines"]
    assert [line.reason for line in lines] == ["", "i går", "förr"]


def test_the_file(sign_in: SignIn) -> None:
    case = case_at()
    logged(case, 1, reason="=HYPERLINK(1)")
    response = sign_in(cast.CHIEF).get(url(case, "case_log_csv"))
    assert response["Content-Disposition"] == f'attachment; filename="logg-{case.number}.csv"'
    heading, _taken, row = csv.reader(StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    assert heading == ["Datum", "Klockslag", "Vem", "Roll och enhet", "Vad", "Genom", "Skäl"]
    assert (row[2], row[4], row[6]) == (assignment(cast.CHIEF).user.name, "Öppnade ärendet", "'=HYPERLINK(1)")


def test_what_is_taken_out_is_narrowed_as_the_page(sign_in: SignIn) -> None:
    case, chief = case_at(), sign_in(cast.CHIEF)
    logged(case, 60)
    Entry.objects.filter(pk__in=Entry.objects.values("pk")[:7]).update(action=Action.REVEALED)
    page = chief.get(url(case), {"vad": "visade_identitet", "page": "1"})
    assert f"{url(case, 'case_log_csv')}?vad=visade_identitet" in page.content.decode()
    assert len(chief.get(url(case, "case_log_csv"), {"vad": "visade_identitet"}).content.splitlines()) == 8
    assert len(chief.get(url(case, "case_log_print"), {"vad": "visade_identitet"}).context["lines"]) == 7
