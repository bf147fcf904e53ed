"""``manage.py report``: the worker's way to a file, with clear errors and never half a file."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from tests.conftest import as_application
from tests.factories import ConcernFactory
from vbe.reports import pdf
from vbe.reports.models import Report


def report(output: Path, board: str = "skarholmen", period: str = "2026T1") -> None:
    with as_application():
        call_command(
            "report",
            "--board",
            board,
            "--period",
            period,
            "--output",
            str(output),
            stdout=StringIO(),
            stderr=StringIO(),
        )


def test_a_valid_file_and_nothing_in_the_database(db: None, tmp_path: Path) -> None:
    ConcernFactory.create_batch(6)
    report(tmp_path / "rapport.pdf")
    content = (tmp_path / "rapport.pdf").read_bytes()
    assert pdf.problems(content) == []
    assert "Skärholmens stadsdelsnämnd" in PdfReader(BytesIO(content)).pages[0].extract_text()
    assert [path.name for path in tmp_path.iterdir()] == ["rapport.pdf"]
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"board": "atlantis"}, "ingen nämnd med koden atlantis"),
        ({"period": "2026T3"}, "2026T3 finns inte"),
        ({"period": "i våras"}, "finns inte"),
        ({"period": "2999T1"}, "har inte börjat"),
    ],
)
def test_what_it_cannot_make_it_says(db: None, tmp_path: Path, arguments: dict[str, str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        report(tmp_path / "rapport.pdf", **arguments)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["finns/inte/rapport.pdf", "."])
def test_a_place_that_cannot_be_written_is_said_before_any_work(
    db: None, tmp_path: Path, monkeypatch: Any, place: str
) -> None:
    monkeypatch.setattr(pdf, "render", lambda *args, **options: pytest.fail("worked in vain"))
    with pytest.raises(CommandError, match="kan inte skrivas"):
        report(tmp_path / place)


def test_a_file_that_fails_the_check_is_not_written(db: None, tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "rapport.pdf").write_text("den förra")
    monkeypatch.setattr(pdf, "render", lambda *args, **options: b"%PDF-1.7 trasig")
    with pytest.raises(CommandError, match="klarade inte kontrollen"):
        report(tmp_path / "rapport.pdf")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["den förra"]
