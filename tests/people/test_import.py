"""A table of people is looked through row by row, and kept whole or not at all; written out, it reads back."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import cast
from tests.conftest import ApplicationClient, SignIn, assignment
from tests.people.giving import day, logged
from vbe import spreadsheets
from vbe.audit.models import Action
from vbe.organisation.models import Assignment, PeopleFile, User
from vbe.people import tables

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

HEADINGS = "Namn;E-post;Roll;Nämnd;Avdelning;Enhet;Från och med;Till och med;Ersättare för"
NEW = "Ny Kollega;ny@kommun.example;Socialsekreterare;Skärholmens stadsdelsnämnd;;Barn och unga;;;"


def upload(client: ApplicationClient, content: bytes | str, name: str = "lista.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post(reverse("people_import"), {"table": SimpleUploadedFile(name, content)})


def preview(client: ApplicationClient, *rows: str) -> Any:
    answer = upload(client, "\n".join([HEADINGS, *rows]))
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.url)


def confirm(client: ApplicationClient) -> Any:
    return client.post(reverse("people_import_confirm", args=[PeopleFile.objects.get().pk]))


def test_looked_through_then_kept_and_the_file_is_gone(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    page = preview(client, NEW)
    assert page.context["new"] == 1
    assert not User.objects.filter(email="ny@kommun.example").exists()
    assert logged(Action.ASSIGNED) == 0
    url = reverse("people_import_confirm", args=[PeopleFile.objects.get().pk])
    assert client.post(url).status_code == 302
    assert Assignment.objects.get(user__email="ny@kommun.example").unit.name == "Barn och unga"
    assert not PeopleFile.objects.exists()
    assert (logged(Action.IMPORTED), logged(Action.ASSIGNED)) == (1, 1)
    # Pressed twice.
    assert client.post(url).status_code == 302
    assert Assignment.objects.filter(user__email="ny@kommun.example").count() == 1


def test_the_same_file_again_changes_nothing(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    preview(client, NEW)
    confirm(client)
    page = preview(client, NEW)
    assert (page.context["unchanged"], page.context["new"], page.context["changed"]) == (1, 0, 0)
    assert "Oförändrad" in page.content.decode()
    confirm(client)
    assert logged(Action.ASSIGNED) == 1
    assert logged(Action.ASSIGNMENT_CHANGED) == 0


def test_an_end_is_a_change(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    who = cast.address(cast.CASEWORKER)
    row = f";{who};Socialsekreterare;skarholmen;;Barn och unga;;{day(30)};"
    assert preview(client, row).context["changed"] == 1
    confirm(client)
    assert assignment(cast.CASEWORKER).ends.isoformat() == day(30)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (NEW.replace("Socialsekreterare", "Kung"), "Rollen ”Kung” finns inte"),
        (NEW.replace("Skärholmens", "Järva"), "Du administrerar inte"),
        (NEW.replace("Skärholmens stadsdelsnämnd", "Kommunstyrelsen i Nyköping"), "finns inte"),
        (NEW.replace("ny@kommun.example", "ingen adress"), "är ingen e-postadress"),
        (NEW.replace("unga;;", "unga;18/11/2026;"), "som 2026-11-18"),
        (NEW.replace("unga;;", "unga;2020-01-01;"), "bakåt i tiden"),
        (NEW.replace("unga;;;", f"unga;{day(5)};{day(2)};"), "före startdatum"),
        (NEW.replace("Barn och unga", "Finns inte"), "finns inte i Skärholmens"),
        (NEW.replace("Barn och unga", ""), "Välj vilken enhet"),
        (NEW.replace("Ny Kollega", ""), "Skriv personens namn"),
        (NEW.replace("Socialsekreterare", "Enhetschef"), "redan en enhetschef"),
        (f";{cast.address(cast.COORDINATOR)};Socialsekreterare;skarholmen;;Vuxen;;;", "bara förenas efter ett beslut"),
        (NEW + "ingen@kommun.example", "ingen kan vara ersättare"),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(row: str, message: str, sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    good = NEW.replace("ny@", "annan@")
    page = preview(client, good, row)
    assert page.context["wrong"] == 1
    assert message in page.content.decode()
    assert confirm(client).status_code == 409
    assert not User.objects.filter(email__in=["ny@kommun.example", "annan@kommun.example"]).exists()
    assert logged(Action.ASSIGNED) == 0


def test_the_same_row_twice(sign_in: SignIn) -> None:
    page = preview(sign_in(cast.ADMINISTRATOR), NEW, NEW)
    assert "står redan på rad 2" in page.content.decode()


def test_a_deputy_may_stand_above_the_holder(sign_in: SignIn) -> None:
    deputy = NEW.replace("Ny Kollega;ny@", "Ersättaren;vik@") + "ny@kommun.example"
    client = sign_in(cast.ADMINISTRATOR)
    assert preview(client, deputy, NEW).context["wrong"] == 0
    confirm(client)
    assert Assignment.objects.get(user__email="vik@kommun.example").deputy_for.user.email == "ny@kommun.example"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_as_excel_writes_it(encoding: str, separator: str) -> None:
    content = f"{HEADINGS}\r\n{NEW}\r\n".replace(";", separator).encode(encoding)
    assert tables.read(content)[0]["board"] == "Skärholmens stadsdelsnämnd"


def test_english_headings_and_the_separators_own_line() -> None:
    content = b"sep=,\r\nName,E-mail,Role,Board\r\nNew,new@kommun.example,rapportor,skarholmen\r\n"
    assert tables.read(content) == [
        {"name": "New", "email": "new@kommun.example", "role": "rapportor", "board": "skarholmen"}
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (spreadsheets.MOST_UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"PK\x03\x04broken",
        bomb(),
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"%PDF-1.7",
        HEADINGS.encode(),
        b"Namn;Telefon\nA;B",
        f"{HEADINGS};Roll\n{NEW};x".encode(),
        (HEADINGS + ("\n" + NEW) * 501).encode(),
        b'Namn;E-post;Roll;N\xc3\xa4mnd\n"open;x;y;z',
        b"x" * (spreadsheets.MOST_BYTES + 1),
    ],
    ids=range(12),
)
def test_a_broken_file_is_refused_with_words(content: bytes, sign_in: SignIn) -> None:
    answer = upload(sign_in(cast.ADMINISTRATOR), content)
    assert answer.status_code == 422
    assert "ds-error-summary" in answer.content.decode()
    assert not PeopleFile.objects.exists()


def test_no_file_at_all(sign_in: SignIn) -> None:
    assert sign_in(cast.ADMINISTRATOR).post(reverse("people_import")).status_code == 422


def test_another_administrator_does_not_see_the_file(sign_in: SignIn) -> None:
    preview(sign_in(cast.ADMINISTRATOR), NEW)
    kept = PeopleFile.objects.get().pk
    other = sign_in("administrator.jarva")
    for name in ("people_import_confirm", "people_import_discard"):
        other.post(reverse(name, args=[kept]))
    assert other.get(reverse("people_import_preview", args=[kept])).status_code == 302
    assert PeopleFile.objects.filter(pk=kept).exists()
    assert not User.objects.filter(email="ny@kommun.example").exists()


def test_thrown_away(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    preview(client, NEW)
    client.post(reverse("people_import_discard", args=[PeopleFile.objects.get().pk]))
    assert not PeopleFile.objects.exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_written_out_reads_back_unchanged(form: str, sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    content = client.get(reverse("people_export", args=[form])).content
    assert logged(Action.EXPORTED) == 1
    answer = upload(client, content, f"lista.{form}")
    page = client.get(answer.url)
    assert page.context["unchanged"] == len(page.context["rows"]) >= 17
    text = str(tables.read(content))
    assert "Nadia Karlsson" not in text


def test_a_formula_in_a_name_is_written_as_text(sign_in: SignIn) -> None:
    client = sign_in(cast.ADMINISTRATOR)
    preview(client, NEW.replace("Ny Kollega", "=HYPERLINK(A1)"))
    confirm(client)
    assert "'=HYPERLINK" in client.get(reverse("people_export", args=["csv"])).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("people_export", args=["xlsx"])).content))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_the_template_can_be_filled_in(sign_in: SignIn) -> None:
    content = sign_in(cast.ADMINISTRATOR).get(reverse("people_template")).content
    assert tables.read(content)[0]["board"] == "Skärholmens stadsdelsnämnd"


@pytest.mark.parametrize("who", [cast.COORDINATOR, cast.CHIEF, cast.MEMBER, cast.NYKOPING])
def test_nobody_else_reads_in_or_out(who: str, sign_in: SignIn) -> None:
    client = sign_in(who)
    assert upload(client, f"{HEADINGS}\n{NEW}").status_code == 403
    assert client.get(reverse("people_export", args=["csv"])).status_code == 403


def test_a_row_of_a_million_columns_costs_no_more_than_one_of_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    real = tables._column
    monkeypatch.setattr(tables, "_column", lambda heading: looked_at.append(heading) or real(heading))
    with pytest.raises(spreadsheets.Unreadable):
        tables.read(b"a" + b"," * (spreadsheets.MOST_BYTES - 1))
    assert len(looked_at) == spreadsheets.MOST_COLUMNS
