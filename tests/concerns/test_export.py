from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from cases.concerns import export
from tests import cast
from tests.conftest import SignIn
from tests.factories import ConcernFactory
from vbe.audit.models import Action, Entry

URL = reverse("concerns_export")


def table(client: Client, **filters: Any) -> list[list[str]]:
    response = client.get(URL, filters)
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_what_is_shown_with_its_head_and_columns(sign_in: SignIn) -> None:
    concern = ConcernFactory(category="symboler", text="Rad ett;\nrad två", done="Tvättat")
    ConcernFactory()
    ConcernFactory(in_nykoping=True, category="symboler")
    rows = table(sign_in(cast.COORDINATOR), kategori="symboler")
    assert "Arbetsmaterial" in rows[0][0] and "Vad: Symboler" in rows[1][0] and rows[2][0] == "Antal rapporter: 1."
    headings, cells = rows[4], rows[5]
    assert len(rows) == 6 and len(headings) == len(cells)
    shown = dict(zip(headings, cells, strict=True))
    assert shown["Nummer"] == str(concern) and shown["Vad som har rapporterats"] == "Rad ett;\nrad två"
    assert shown["Vad som har gjorts"] == "Tvättat"
    assert concern.reporter.name not in str(rows)


def test_xlsx_has_the_same(sign_in: SignIn) -> None:
    concern = ConcernFactory(text="=1+1", place="@torget", done="med\x0btecken")
    response = sign_in(cast.COORDINATOR).get(URL, {"fil": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0]
    cells = [cell.value for cell in sheet[6]]
    assert cells[0] == str(concern) and "'=1+1" in cells and "'@torget" in cells and "med tecken" in cells


@pytest.mark.parametrize("text", ["=1+1", "+46 8", "-1", "@x"])
def test_no_cell_is_a_formula(sign_in: SignIn, text: str) -> None:
    ConcernFactory(text=text)
    assert f"'{text}" in table(sign_in(cast.COORDINATOR))[5]


def test_logged_with_its_words_and_named_by_its_day(sign_in: SignIn) -> None:
    ConcernFactory()
    response = sign_in(cast.COORDINATOR).get(URL, {"sok": "torget", "fil": "xlsx"})
    assert "torget" not in response["Content-Disposition"] and "arbetsmaterial-20" in response["Content-Disposition"]
    entry = Entry.objects.using("audit").get(action=Action.EXPORTED)
    assert (entry.kind, entry.reason, entry.terms) == ("concerns.concern", "xlsx", "torget")


def test_more_than_the_ceiling_is_cut_and_said(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 3)
    monkeypatch.setattr(export, "PART", 2)
    ConcernFactory.create_batch(4)
    rows = table(sign_in(cast.COORDINATOR))
    assert "Bara de 3 första är med" in rows[2][0] and len(rows) == 5 + 3


def test_outsiders(sign_in: SignIn) -> None:
    ConcernFactory()
    assert sign_in(cast.REPORTER).get(URL).status_code == 403
    assert len(table(sign_in(cast.NYKOPING))) == 5
