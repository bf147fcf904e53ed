"""A list from another system is looked through row by row, and its rows become reports on the own desk."""

from __future__ import annotations

import io
from datetime import time, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Category, Concern, Door, KeptPassage
from cases.concerns.passages import Reason
from cases.concerns.states import Outcome, State
from cases.importing.models import Columns, ImportedItem, ListFile
from cases.importing.tasks import delete_old_lists
from tests import cast
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.factories import ConcernFactory
from vbe.access.context import acting_as_task
from vbe.audit.models import Action, Entry
from vbe.spreadsheets import MOST_ROWS

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

TODAY = timezone.localdate
HEADINGS = "IA-nummer;Händelsedatum;Tid;Plats;Händelsetyp;Beskrivning;Åtgärd;Handläggare"
DAY = (TODAY() - timedelta(days=10)).isoformat()
GRAFFITI = f"IA-1;{DAY};14:30;Torget i Sätra;Klotter på fasad;Klotter med en symbol på gaveln.;Sanerat;X"
STICKERS = f"IA-2;{DAY};;Biblioteket i Bredäng;Klistermärke;Sju klistermärken på anslagstavlan.;;X"
PERSON = f"IA-3;{DAY};;Vårbergs centrum;Hot;En man som heter Mohammed Abdullahi ropade hot.;;X"
NUMBER = f"IA-4;{DAY};;Vårbergs centrum;Hot;Han är 19900602-2397 och hotade vakten.;;X"
WITHOUT_DAY = "IA-5;förra veckan;;Vårbergs centrum;Hot;Ett hot mot en vakt.;;X"


def choose(client: ApplicationClient, content: bytes | str, system: str = "ia", name: str = "lista.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    data = {"system": system, "table": SimpleUploadedFile(name, content)}
    return client.post(reverse("concerns_import"), data)


def columns_of(page: Any) -> dict[str, str]:
    """The form of columns as it stands, to send as it is."""
    return {field.html_name: str(field.value() or "") for field in page.context["form"]}


def looked_through(client: ApplicationClient, *rows: str, **changes: str) -> Any:
    """Choose a list, send the columns as guessed (with ``changes``), and open the page of rows."""
    answer = choose(client, "\n".join([HEADINGS, *rows]))
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url)
    answer = client.post(answer.url, columns_of(page) | changes)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url)


def read_in(client: ApplicationClient, **answers: Any) -> Any:
    return client.post(reverse("concerns_import_preview", args=[ListFile.objects.get().pk]), answers)


def test_rows_become_reports_on_the_own_desk(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    page = looked_through(client, GRAFFITI, STICKERS)
    assert page.context["new"] == 2
    assert not Concern.objects.exists()
    answer = read_in(client)
    assert answer.status_code == 302
    graffiti, stickers = Concern.objects.order_by("number")
    acting = assignment(cast.COORDINATOR)
    assert (graffiti.door, graffiti.board, graffiti.state) == (Door.IMPORT, acting.board, State.NEW)
    assert (graffiti.category, stickers.category) == (Category.GRAFFITI, Category.STICKERS)
    assert (graffiti.happened_on.isoformat(), graffiti.happened_at) == (DAY, time(14, 30))
    assert (graffiti.area.name, stickers.area.name) == ("Sätra", "Bredäng")
    assert (graffiti.done, graffiti.reporter_unit) == ("Sanerat", "Incidentsystemet (IA)")
    assert [item.reference for item in ImportedItem.objects.order_by("reference")] == ["IA-1", "IA-2"]
    assert not ListFile.objects.exists()
    assert Entry.objects.using("audit").get(action=Action.IMPORTED).reason == "ia, 2"
    assert "Torget i Sätra" in client.get(reverse("concerns")).content.decode()


def test_pressed_twice_it_is_read_in_once(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI)
    url = reverse("concerns_import_preview", args=[ListFile.objects.get().pk])
    assert client.post(url).status_code == 302
    answer = client.post(url, follow=True)
    assert "redan inläst eller borttagen" in answer.content.decode()
    assert Concern.objects.count() == 1


def test_what_was_read_in_before_is_passed_over(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI)
    read_in(client)
    # The same number with a text that was mended, and the same row without a number of its own.
    page = looked_through(client, GRAFFITI.replace("gaveln", "väggen"), STICKERS, STICKERS)
    assert (page.context["known"], page.context["new"], page.context["wrong"]) == (1, 1, 1)
    read_in(client)
    assert Concern.objects.count() == 2


def test_what_has_come_another_way_is_passed_over_unless_it_is_chosen(sign_in: SignIn) -> None:
    there = ConcernFactory(
        board=assignment(cast.COORDINATOR).board, place="Torget i Sätra", happened_on=DAY, category=Category.GRAFFITI
    )
    client = sign_in(cast.COORDINATOR)
    page = looked_through(client, GRAFFITI, STICKERS)
    assert page.context["skip"] == {2}
    assert str(there) in page.content.decode()
    read_in(client, skip=["2"])
    assert Concern.objects.filter(door=Door.IMPORT).count() == 1


def test_a_row_that_may_point_somebody_out_is_rewritten_confirmed_or_passed_over(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    page = looked_through(client, GRAFFITI, PERSON)
    assert "<mark>Mohammed Abdullahi</mark>" in page.content.decode()
    answer = read_in(client)
    assert answer.status_code == 422
    assert not Concern.objects.exists()
    answer = read_in(client, text_3="En man ropade hot.")
    assert answer.status_code == 302
    assert set(Concern.objects.values_list("text", flat=True)) == {
        "Klotter med en symbol på gaveln.", "En man ropade hot.",
    }  # fmt: skip


def test_what_is_kept_needs_a_reason_and_the_reason_is_stored_with_the_report(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI, PERSON)
    hit = {"kept_3": ["Mohammed Abdullahi"]}
    for answers in ({"sure": ["3"]}, hit, hit | {"why_3": [""]}, hit | {"why_3": ["därför"]}):
        assert read_in(client, **answers).status_code == 422
    # A row that is closed at once keeps its reason too.
    answers = hit | {"why_3": ["offentlig"]}
    assert (
        "selected>En offentlig person"
        in read_in(client, **answers, text_3="Mohammed Abdullahi och Per Berg").content.decode()
    )
    assert read_in(client, **answers, misregistered=["3"]).status_code == 302
    kept = KeptPassage.objects.get()
    assert (kept.kind, kept.reason, kept.concern.text[:6]) == ("name", Reason.PUBLIC_PERSON, "En man")


def test_the_longest_list_can_be_answered_for_in_every_row(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    names = ["Mohammed Abdullahi", "Per Berg"]
    row = f"{{n}};{DAY};;Vårbergs centrum;Hot;{' och '.join(names)} hotade.;;X"
    page = looked_through(client, *(row.format(n=n) for n in range(MOST_ROWS)))
    answers = {f"why_{row.number}": ["offentlig"] * 2 for row in page.context["rows"]}
    answers |= {f"kept_{row.number}": names for row in page.context["rows"]}
    answers |= {f"text_{row.number}": [row.text] for row in page.context["rows"]}
    # One is left without its answer, so that all are shown again.
    answer = read_in(client, **answers | {"why_2": ["", ""]})
    assert answer.status_code == 422 and len(answer.context["unsure"]) == 1


@pytest.mark.parametrize(
    ("row", "name", "written", "stored"),
    [
        (GRAFFITI.replace("Torget i Sätra", "Hos Mohammed Abdullahi"), "place", "Torget", "Torget"),
        (GRAFFITI.replace("Sanerat", "Mohammed Abdullahi sanerar"), "done", "Sanerat", "Sanerat"),
        (GRAFFITI.replace("Sanerat", "Mohammed Abdullahi sanerar"), "done", "", ""),
    ],
)
def test_a_person_in_the_place_or_in_what_was_done_is_rewritten(
    row: str, name: str, written: str, stored: str, sign_in: SignIn
) -> None:
    client = sign_in(cast.COORDINATOR)
    page = looked_through(client, row)
    assert f'name="{name}_2"' in page.content.decode()
    assert read_in(client).status_code == 422
    # Neither a personal number nor a text that is too long comes in that way.
    for wrong in ("Hos 900602-2397", "x" * 2001):
        answer = read_in(client, **{f"{name}_2": wrong})
        assert answer.status_code == 422 and wrong in answer.content.decode()
    assert read_in(client, **{f"{name}_2": written}).status_code == 302
    assert getattr(Concern.objects.get(), name) == stored


def test_the_day_a_school_and_an_age_are_pointed_out_together(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    row = GRAFFITI.replace("Torget i Sätra", "Sätraskolan").replace("Klotter med", "En 14-åring ritade")
    page = looked_through(client, row, STICKERS)
    assert "<mark>14-åring</mark>" in page.content.decode()
    assert read_in(client).status_code == 422
    assert read_in(client, text_2="En yngre elev ritade en symbol på gaveln.").status_code == 302


def test_a_text_that_was_made_too_long_is_shown_again(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI, PERSON)
    answer = read_in(client, text_3="Ett hot. " * 1200, sure=["3"])
    assert answer.status_code == 422
    assert "Korta den till högst 10" in answer.content.decode()
    assert "Ett hot. Ett hot." in answer.content.decode()
    assert not Concern.objects.exists()


def test_a_personal_number_is_never_read_in(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI, NUMBER)
    answer = read_in(client, sure=["3"])
    assert answer.status_code == 422
    assert not Concern.objects.exists()
    read_in(client, skip=["3"])
    assert Concern.objects.count() == 1


def test_a_wrongly_registered_item_is_closed_with_its_reason(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI, STICKERS)
    read_in(client, misregistered=["2"])
    closed = Concern.objects.get(category=Category.GRAFFITI)
    assert closed.state == State.MISREGISTERED
    assert closed.assessments.get().outcome == Outcome.MISREGISTERED
    assert Concern.objects.get(category=Category.STICKERS).state == State.NEW


def test_the_columns_are_remembered_for_the_next_list(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    looked_through(client, GRAFFITI, done="", word_0=Category.SYMBOLS.value)
    read_in(client)
    page = client.get(choose(client, f"{HEADINGS}\n{GRAFFITI}\n{STICKERS}").url)
    form = page.context["form"]
    assert form["done"].value() in ("", None)
    assert form["word_0"].value() == Category.SYMBOLS
    assert form["word_1"].value() == Category.STICKERS
    assert Columns.objects.count() == 1


def test_a_word_that_nobody_knows_is_asked_for(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    url = choose(client, f"{HEADINGS}\n{GRAFFITI.replace('Klotter på fasad', 'Övrigt 7')}").url
    page = client.get(url)
    answer = client.post(url, columns_of(page))
    assert answer.status_code == 422
    assert "Välj vad ordet motsvarar." in answer.content.decode()
    assert client.post(url, columns_of(page) | {"otherwise": "annat"}).status_code == 302


def test_a_column_is_chosen_once(sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    url = choose(client, f"{HEADINGS}\n{GRAFFITI}").url
    page = client.get(url)
    answer = client.post(url, columns_of(page) | {"done": columns_of(page)["text"]})
    assert answer.status_code == 422
    assert client.post(url, columns_of(page) | {"day": ""}).status_code == 422
    assert client.post(url, columns_of(page) | {"day": "77"}).status_code == 422


def test_the_traffic_office_writes_in_its_own_way(sign_in: SignIn) -> None:
    """An XLSX without numbers of its own; a street address is where the paint is, not where somebody lives."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Datum", "Adress", "Kommentar"])
    day = TODAY() - timedelta(days=3)
    sheet.append([day, "Vårbergsvägen 12", "Klotter på elskåp"])
    sheet.append([f"{day.day}.{day.month}.{day.year}", "Ålgrytevägen 4, Bredäng", "Klotter på viadukt"])
    out = io.BytesIO()
    book.save(out)
    client = sign_in(cast.COORDINATOR)
    url = choose(client, out.getvalue(), "trafikkontoret", "klotter.xlsx").url
    page = client.get(url)
    assert client.post(url, columns_of(page)).status_code == 422
    answer = client.post(url, columns_of(page) | {"otherwise": Category.GRAFFITI.value})
    assert client.get(answer.url).context["new"] == 2
    assert read_in(client).status_code == 302
    assert list(Concern.objects.values_list("happened_on", flat=True)) == [day, day]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (WITHOUT_DAY, "går inte att läsa"),
        (GRAFFITI.replace(DAY, "2999-01-01"), "har inte varit än"),
        (GRAFFITI.replace(DAY, "1999-01-01"), "mer än tio år sedan"),
        (GRAFFITI.replace("Klotter med en symbol på gaveln.", ""), "Beskrivningen saknas"),
        (GRAFFITI.replace("Torget i Sätra", "x" * 201), "längre än 200 tecken"),
        (GRAFFITI.replace("gaveln", "g" * 10_001), "längre än 10000 tecken"),
        (GRAFFITI.replace("Sanerat", "19900602-2397"), "personnummer"),
    ],
)
def test_a_row_that_cannot_be_read_says_why(row: str, says: str, sign_in: SignIn) -> None:
    client = sign_in(cast.COORDINATOR)
    page = looked_through(client, row)
    assert page.context["wrong"] == 1
    assert says in page.content.decode().replace("\xa0", "")
    assert read_in(client).status_code == 422
    assert not Concern.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Filen är tom."),
        (b"Datum;Text\n", "inga rader"),
        (b"PK\x03\x04not a sheet", "trasig"),
        (b"\x00\x01\x02;\x00", "ingen tabell"),
        (b"Datum;Text\n" + b"2026-01-01;x\n" * 501, "fler än 500 rader"),
        (b"x" * (1024 * 1024 + 1), "för stor"),
    ],
)
def test_a_file_that_is_no_list_says_why(content: bytes, says: str, sign_in: SignIn) -> None:
    answer = choose(sign_in(cast.COORDINATOR), content)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_five_hundred_rows_in_few_queries(sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client = sign_in(cast.COORDINATOR)
    rows = [f"IA-{n};{DAY};;Torget {n};Klotter;Klotter nummer {n}.;;" for n in range(500)]
    with django_assert_max_num_queries(75):
        looked_through(client, *rows)
    assert read_in(client, misregistered=[str(n) for n in range(2, 502)], skip=["2"]).status_code == 302
    assert Concern.objects.filter(state=State.MISREGISTERED).count() == 499


def test_nobody_else_reaches_a_list(sign_in: SignIn) -> None:
    looked_through(sign_in(cast.COORDINATOR), GRAFFITI)
    url = reverse("concerns_import_preview", args=[ListFile.objects.get().pk])
    for who in (cast.COLLEAGUE, cast.OTHER_COORDINATOR, cast.NYKOPING):
        assert sign_in(who).post(url).status_code == 302
        assert not Concern.objects.exists()
    assert sign_in(cast.REPORTER).get(url).status_code == 403


def test_a_list_that_nobody_answers_is_gone_after_a_day(sign_in: SignIn) -> None:
    looked_through(sign_in(cast.COORDINATOR), GRAFFITI)
    ListFile.objects.update(chosen_at=timezone.now() - timedelta(hours=23))
    assert delete_old_lists() == 0
    ListFile.objects.update(chosen_at=timezone.now() - timedelta(hours=25))
    with acting_as_task("delete_old_lists"):
        assert delete_old_lists() == 1


def test_the_list_is_kept_encrypted(sign_in: SignIn) -> None:
    looked_through(sign_in(cast.COORDINATOR), PERSON)
    raw = ListFile.objects.extra(select={"raw": "content::text"}).values_list("raw", flat=True)[0]
    assert "Mohammed" not in raw
