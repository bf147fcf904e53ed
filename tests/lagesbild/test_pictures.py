"""The page that everybody on the board reads: the current picture, older ones, and counts."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.concerns.models import Category, Concern, Milieu
from lagesbild import views
from lagesbild.counts import Counts, Cross, as_csv, counted_periods
from lagesbild.disclosure import Hidden, Shown
from lagesbild.models import SituationPicture
from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory, board
from tests.lagesbild.pictures import draft, published
from vbe.reports.tertials import Tertial

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
URL, FILE = reverse("pictures"), reverse("picture_counts")
TODAY = date(2026, 11, 21)
CENTRAL = "central.kommunstyrelsen"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views.timezone, "localdate", lambda *_now: TODAY)


def page(client: Any, **query: str) -> str:
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


# --- Who reads what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.REPORTER, cast.CHIEF, cast.CASEWORKER, cast.SECRETARY, CENTRAL])
def test_who_reads_a_published_picture(sign_in: SignIn, who: str) -> None:
    picture = published()
    client = sign_in(who)
    assert picture.title in page(client)
    assert "Läget är lugnt." in client.get(reverse("picture", args=[picture.pk])).content.decode()


@pytest.mark.parametrize("who", [cast.OTHER_COORDINATOR, cast.NYKOPING, "rapportor.jarva"])
def test_other_boards_do_not(sign_in: SignIn, who: str) -> None:
    picture = published()
    client = sign_in(who)
    assert reverse("picture", args=[picture.pk]) not in page(client)
    assert client.get(reverse("picture", args=[picture.pk])).status_code == 404


def test_the_central_reads_no_other_municipality_and_no_draft(sign_in: SignIn) -> None:
    theirs, unfinished = published(cast.NYKOPING), draft()
    client = sign_in(CENTRAL)
    for picture in (theirs, unfinished):
        assert reverse("picture", args=[picture.pk]) not in page(client)
        assert client.get(reverse("picture", args=[picture.pk])).status_code == 404


def test_a_member_reaches_none_of_it(sign_in: SignIn) -> None:
    picture = published()
    for address in (URL, FILE, reverse("picture", args=[picture.pk])):
        assert sign_in(cast.MEMBER).get(address).status_code == 403


def test_signed_out(client: Any) -> None:
    assert client.get(URL).status_code == 302


def test_the_successor_reads_what_its_predecessor_published(sign_in: SignIn) -> None:
    older = SituationPicture.objects.create(
        board=board("spanga-tensta"), year=2017, title="Lokal lägesbild", state="publicerad", document=True
    )
    address = reverse("picture", args=[older.pk])
    assert address in page(sign_in(cast.OTHER_COORDINATOR))
    assert sign_in("rapportor.jarva").get(address).status_code == 200
    assert sign_in(cast.COORDINATOR).get(address).status_code == 404


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_latest_is_current_and_the_draft_is_gone_on_with(sign_in: SignIn) -> None:
    older, current, unfinished = published(year=2024), published(year=2025), draft()
    response = sign_in(cast.COORDINATOR).get(URL)
    assert response.context["current"] == current
    assert list(response.context["older"]) == [older]
    assert response.context["draft"] == unfinished
    assert "Fortsätt på utkastet" in response.content.decode()


def test_readers_are_not_asked_to_write(sign_in: SignIn) -> None:
    text = page(sign_in(cast.REPORTER))
    assert "Ny lägesbild" not in text and "Enkäter" not in text
    assert "Ny lägesbild" in page(sign_in(cast.COORDINATOR))


def test_a_reader_opens_sections_under_their_headings_and_findings_before_the_analysis(sign_in: SignIn) -> None:
    picture = draft()
    for section in picture.sections.all():
        section.text = f"Text om {section.kind} {section.milieu}. <b>fet</b>"
        section.save()
    finding = picture.add_finding()
    finding.text, finding.milieu = "Klistermärken vid torget", Milieu.RIGHT
    finding.save()
    picture.publish(by=picture.saved_by, now=timezone.now())
    response = sign_in(cast.REPORTER).get(reverse("picture", args=[picture.pk]))
    headings = [chapter.heading for chapter in response.context["chapters"]]
    assert headings == [
        "Källor",
        "Våldsbejakande högerextremism",
        "Våldsbejakande vänsterextremism",
        "Våldsbejakande islamistisk extremism",
        "Iakttagelser",
        "Analys",
        "Förbehåll",
    ]
    assert "&lt;b&gt;fet" in response.content.decode()


def queries(client: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client)
    return len(captured)


def test_same_number_of_queries_for_3_and_300(sign_in: SignIn) -> None:
    def more(n: int) -> None:
        SituationPicture.objects.bulk_create(
            SituationPicture(board=board("skarholmen"), year=2000, title="T", state="publicerad", document=True)
            for _n in range(n)
        )

    client = sign_in(cast.COORDINATOR)
    more(4)
    like, *_others = ConcernFactory.create_batch(3, happened_on=date(2026, 2, 1))
    few = queries(client)
    more(297)
    same = {"board": like.board, "reporter": like.reporter, "reporter_board": like.board}
    Concern.objects.bulk_create(ConcernFactory.build_batch(297, happened_on=date(2026, 2, 1), **same))
    assert queries(client) == few <= 36


# --- Counts ---------------------------------------------------------------------------------------------------------


def test_what_can_be_told_on_a_day() -> None:
    assert [str(p) for p in counted_periods(date(2026, 11, 21))] == ["2026T2", "2025", "2024", "2023", "2022"]
    assert [str(p) for p in counted_periods(date(2026, 5, 1))][0] == "2026T1"
    assert [str(p) for p in counted_periods(date(2026, 4, 30))][0] == "2025"


def test_a_report_of_today_changes_no_number(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(7, happened_on=date(2026, 2, 1))
    client = sign_in(cast.REPORTER)
    before = client.get(FILE).content
    ConcernFactory(happened_on=TODAY)
    assert client.get(FILE).content == before


def test_small_counts_stand_nowhere_on_the_page_or_in_the_file(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(23, happened_on=date(2025, 2, 1), milieu=Milieu.RIGHT)
    ConcernFactory.create_batch(17, happened_on=date(2025, 6, 1), milieu=Milieu.LEFT)
    ConcernFactory.create_batch(3, happened_on=date(2025, 2, 1), category=Category.THREATS, milieu=Milieu.RIGHT)
    client = sign_in(cast.REPORTER)
    response = client.get(URL, {"ar": "2025"})
    cross: Cross = response.context["cross"]
    threats = next(row for row in cross.rows if row.label == str(Category.THREATS.label))
    right = cross.milieus.index(Milieu.RIGHT)
    assert threats.cells[right][0] == threats.cells[-1][0] == Hidden()
    assert cross.rows[-1].cells[-1][0] == Shown(43)
    rows = list(csv.reader(io.StringIO(client.get(FILE, {"ar": "2025"}).content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Nämnd", "Period", "Typ", "Miljö", "Antal"]
    hidden = [row for row in rows if row[2] == str(Category.THREATS.label) and row[1] == "2025" and row[4] != "0"]
    assert {row[4] for row in hidden} == {"dold"}
    assert ["Skärholmens stadsdelsnämnd", "2025", "Alla", "Alla", "43"] in rows
    assert "3" not in {row[4] for row in rows}
    assert [row for row in response.context["counts"].chart()["rows"] if row["label"] == threats.label][0][
        "value"
    ] is None


def test_the_page_and_the_report_hide_the_same_cells(sign_in: SignIn) -> None:
    for category, many in ((Category.GRAFFITI, 9), (Category.SYMBOLS, 3), (Category.LEAFLETS, 6)):
        ConcernFactory.create_batch(many, happened_on=date(2026, 2, 1), category=category)
    counts: Counts = sign_in(cast.REPORTER).get(URL).context["counts"]
    assert counts.period == Tertial.parse("2026T2")
    hidden = {r["key"] for r in counts.tables[0]["rows"] if r["cells"][0] == {"hidden": True}}
    assert hidden == {"symboler", "flygblad"}


def test_last_year_stands_beside_or_is_no_data(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(7, happened_on=date(2026, 2, 1))
    client = sign_in(cast.REPORTER)
    assert client.get(URL).context["counts"].tables[0]["total"]["cells"] == [{"n": 7}, {"n": 0}, None]
    ConcernFactory.create_batch(6, happened_on=date(2025, 2, 1))
    assert client.get(URL).context["counts"].tables[0]["total"]["cells"][-1] == {"n": 6}


def test_a_year_before_the_first_report_has_no_zeros(sign_in: SignIn) -> None:
    """Not on the page, not in the file, and not in brackets beside the first year's."""
    ConcernFactory.create_batch(7, happened_on=date(2025, 2, 1))
    client = sign_in(cast.REPORTER)
    assert client.get(FILE, {"ar": "2024"}).content.decode().count("\r\n") == 1
    lines = client.get(FILE, {"ar": "2025"}).content.decode().splitlines()
    assert {line.rpartition(";")[2] for line in lines if ";2024;" in line} == {""}
    text = page(client, ar="2025")
    assert "(–)" not in text and "För 2024 saknas uppgift" in text and "jämfört med 2024" not in text


@pytest.mark.parametrize("year", ["", "2026", "1066", "9999", "0", "-1", "abc", "2" * 300])
def test_a_year_that_makes_no_sense_is_the_latest(sign_in: SignIn, year: str) -> None:
    response = sign_in(cast.REPORTER).get(URL, {"ar": year})
    assert response.context["counts"].period == Tertial.parse("2026T2")
    assert sign_in(cast.REPORTER).get(FILE, {"ar": year}).status_code == 200


def test_the_central_chooses_a_board_and_others_do_not(sign_in: SignIn) -> None:
    def chosen(who: str, code: str) -> str:
        return sign_in(who).get(URL, {"namnd": code}).context["counts"].board.code

    assert chosen(CENTRAL, "skarholmen") == "skarholmen"
    assert chosen(CENTRAL, "nykoping") != "nykoping"
    assert chosen(cast.REPORTER, "jarva") == "skarholmen"


def test_the_file_has_no_more_than_the_page(sign_in: SignIn) -> None:
    ConcernFactory.create_batch(12, happened_on=date(2025, 2, 1))
    response = sign_in(cast.REPORTER).get(FILE, {"ar": "2025"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="oro-och-handelser-skarholmen-2025.csv"'
    context = sign_in(cast.REPORTER).get(URL, {"ar": "2025"}).context
    assert response.content.decode() == as_csv(context["counts"], context["cross"])
