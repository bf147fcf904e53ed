"""The list, the page and the file: who reaches which report, and what they see."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.conftest import SignIn
from tests.reports import situations
from vbe.audit.models import Action, Entry
from vbe.reports.models import Report
from vbe.reports.states import State

OTHER_MEMBER, CENTRAL, NYKOPING_MEMBER = "namndledamot.jarva", "central.kommunstyrelsen", "namndledamot.nykoping"


def url(report: Report, part: str = "") -> str:
    return f"/rapporter/{report.pk}/{part}"


@pytest.mark.parametrize(
    ("who", "published", "unpublished"),
    [
        (cast.COORDINATOR, 200, 200),
        (cast.COLLEAGUE, 200, 200),
        (cast.MEMBER, 200, 404),
        (cast.SECRETARY, 200, 404),
        (cast.DIRECTOR, 200, 404),
        (cast.CHIEF, 200, 404),
        (CENTRAL, 200, 404),
        (cast.OTHER_COORDINATOR, 404, 404),
        (cast.OTHER_CHIEF, 404, 404),
        (cast.NYKOPING, 404, 404),
        (cast.REPORTER, 403, 403),
        (cast.INTAKE, 403, 403),
        (cast.CASEWORKER, 403, 403),
    ],
)
def test_who_reaches_a_report_of_skarholmen(sign_in: SignIn, who: str, published: int, unpublished: int) -> None:
    there, ready = situations.report(State.PUBLISHED), situations.report(State.READY, period="2026T2")
    client = sign_in(who)
    for part in ("", "fil/", "csv/"):
        assert client.get(url(there, part)).status_code == published
        assert client.get(url(ready, part)).status_code == unpublished


def test_signed_out_a_report_leads_to_the_sign_in(client: Client, db: None) -> None:
    there = situations.report(State.PUBLISHED)
    for part in ("", "fil/", "csv/"):
        assert client.get(url(there, part)).url.startswith("/logga-in/")  # type: ignore[attr-defined]


def listed(client: Client) -> list[tuple[str, int]]:
    return [(report.period, report.version) for report in client.get("/rapporter/").context["page"]]


def test_the_list_holds_what_one_may_read_the_newest_first(sign_in: SignIn) -> None:
    situations.report(State.PUBLISHED, period="2025")
    situations.report(State.PUBLISHED, period="2026T1")
    situations.report(State.PUBLISHED, period="2026T1", version=2)
    situations.report(State.READY, period="2026T2")
    situations.report(State.PUBLISHED, of="jarva", period="2026T1")
    ours = [("2026T1", 2), ("2026T1", 1), ("2025", 1)]
    assert listed(sign_in(cast.MEMBER)) == ours
    assert listed(sign_in(cast.COORDINATOR)) == [("2026T2", 1), *ours]
    assert listed(sign_in(CENTRAL)) == [("2026T1", 1), *ours]
    assert listed(sign_in(cast.NYKOPING)) == []


def test_a_replaced_version_says_so_and_can_still_be_downloaded(sign_in: SignIn) -> None:
    first = situations.report(State.PUBLISHED)
    second = situations.report(State.PUBLISHED, version=2)
    client = sign_in(cast.MEMBER)
    assert client.get("/rapporter/").content.decode().count("Ersatt av en senare version") == 1
    assert "är ersatt" in client.get(url(first)).content.decode()
    assert "Två åtgärder hade fel status." in client.get(url(second)).content.decode()
    assert client.get(url(first, "fil/")).status_code == 200


def test_a_correction_that_is_not_published_replaces_nothing(sign_in: SignIn) -> None:
    first = situations.report(State.PUBLISHED)
    situations.report(State.READY, version=2)
    page = sign_in(cast.MEMBER).get(url(first)).content.decode()
    assert "ersatt" not in page and "Version 2" not in page


def test_the_same_number_of_queries_for_3_and_300(sign_in: SignIn) -> None:
    client = sign_in(cast.MEMBER)
    for year in range(3):
        situations.report(State.PUBLISHED, period=str(2020 + year))
    few = queries(client)
    for year in range(297):
        situations.report(State.PUBLISHED, period=str(1700 + year))
    assert queries(client) == few <= 15


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/rapporter/").status_code == 200
    assert not any('"content"' in query["sql"] or '"figures"' in query["sql"] for query in captured)
    return len(captured)


@pytest.mark.parametrize("page", ["sista", "-1", "99999"])
def test_a_page_that_does_not_exist_is_the_nearest_one(sign_in: SignIn, page: str) -> None:
    assert sign_in(cast.MEMBER).get("/rapporter/", {"page": page}).status_code == 200


def test_the_file_is_downloaded_under_its_name_and_kept_nowhere(sign_in: SignIn) -> None:
    response = sign_in(cast.MEMBER).get(url(situations.report(State.PUBLISHED), "fil/"))
    assert response.content == situations.PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="tertialrapport-1-2026-skarholmen.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("period", "version", "name"),
    [
        ("2026", 1, "verksamhetsberattelse-2026-skarholmen.pdf"),
        ("2026T2", 3, "tertialrapport-2-2026-skarholmen-version-3.pdf"),
    ],
)
def test_names_of_files(sign_in: SignIn, period: str, version: int, name: str) -> None:
    report = situations.report(State.PUBLISHED, period=period, version=version)
    assert name in sign_in(cast.MEMBER).get(url(report, "fil/"))["Content-Disposition"]


def test_a_preview_is_shown_in_the_browser_and_lets_nothing_in(sign_in: SignIn) -> None:
    response = sign_in(cast.COORDINATOR).get(url(situations.report(State.READY), "fil/?visa"))
    assert response["Content-Disposition"].startswith("inline;")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script-src" not in policy


@pytest.mark.parametrize(
    ("part", "action", "reason"),
    [("fil/", Action.DOWNLOADED, "pdf"), ("fil/?visa", Action.OPENED, "pdf"), ("csv/", Action.EXPORTED, "csv")],
)
def test_what_leaves_the_service_is_logged_once(sign_in: SignIn, part: str, action: Action, reason: str) -> None:
    report = situations.report(State.PUBLISHED)
    sign_in(cast.MEMBER).get(url(report, part))
    entries: Any = Entry.objects.using("audit").all()
    assert [(entry.action, entry.object_id, entry.reason) for entry in entries] == [(action, report.pk, reason)]


@pytest.mark.parametrize("state", [State.ORDERED, State.FAILED])
def test_what_is_not_made_has_no_file(sign_in: SignIn, state: State) -> None:
    report = situations.report(state)
    situations.file(report)
    client = sign_in(cast.COORDINATOR)
    assert client.get(url(report, "fil/")).status_code == client.get(url(report, "csv/")).status_code == 404


def test_zero_hidden_and_no_data_look_different_on_the_page_and_in_the_csv(sign_in: SignIn) -> None:
    content = situations.frozen()
    table = content["tables"][0]
    table["rows"] = [{"key": "a", "label": "Prov", "cells": [{"n": 0}, {"hidden": True}, None]}]
    table["columns"] = ["ett", "två", "tre"]
    table["total"] = None
    content["tables"] = [table]
    report = situations.report(State.PUBLISHED, figures=content)
    client = sign_in(cast.MEMBER)
    page = client.get(url(report)).content.decode()
    cells = re.findall(r"""<td class="number" role="cell">(.+?)</td>""", page)
    assert cells == ["0", "dolt", "–"]
    rows = client.get(url(report, "csv/")).content.decode("utf-8-sig").splitlines()
    assert [row.rsplit(";", 2)[1:] for row in rows[1:]] == [["ett", "0"], ["två", "dolt"], ["tre", ""]]


def test_the_page_says_how_the_file_was_checked(sign_in: SignIn) -> None:
    page = sign_in(cast.COORDINATOR).get(url(situations.report(State.READY))).content.decode()
    assert "8 sidor" in page and "PDF/A-3a, PDF/UA-1" in page


def test_a_member_sees_neither_who_ordered_nor_what_is_being_made(sign_in: SignIn) -> None:
    report = situations.report(State.PUBLISHED)
    page = sign_in(cast.MEMBER).get(url(report)).content.decode()
    assert report.ordered_by.user.name not in page
    assert "Hämta nya siffror" not in page and "Publicera" not in page.replace("Publicerad", "")
