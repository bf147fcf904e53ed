"""A file that is not what it should be says why, and never stops the one who asks."""

from __future__ import annotations

import random

import pytest
from PIL import ImageFile

from tests.reports.figures import figures
from vbe.reports import pdf


@pytest.fixture(scope="module")
def small() -> bytes:
    return pdf.render(figures(plans=[], tables=[]))


@pytest.mark.parametrize("garbage", [b"", b"x", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 1000, b"<html></html>" * 100])
def test_garbage_is_a_problem_in_words(garbage: bytes) -> None:
    found = pdf.problems(garbage)
    assert len(found) == 2
    assert found[0].startswith("PDF/A-3a: filen går inte att läsa")
    assert found[1].startswith("PDF/UA-1: filen går inte att läsa")


def test_a_cut_file_is_a_problem(small: bytes) -> None:
    assert pdf.problems(small[: len(small) // 2])


def test_a_file_without_its_accessibility_mark_is_a_problem(small: bytes) -> None:
    found = pdf.problems(small.replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"'))
    assert found and all(problem.startswith(("PDF/UA-1, ", "PDF/A-3a, ")) for problem in found)


def test_no_broken_file_stops_the_check(small: bytes) -> None:
    chance = random.Random(20260430)
    for _round in range(60):
        broken = bytearray(small)
        for _change in range(chance.randrange(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert isinstance(pdf.problems(bytes(broken)), list)


def test_the_printing_of_reports_lets_no_broken_picture_pass_elsewhere() -> None:
    """WeasyPrint turns it on for the whole process, uploads of pictures included."""
    pdf.problems(b"")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
