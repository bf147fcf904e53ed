"""The printed report: valid, the same every time, everything in it, nothing split, nothing fetched."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import re
import subprocess
import sys
import zlib
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
import pytest
from django.core.exceptions import ImproperlyConfigured
from pypdf import PdfReader

from tests.reports.figures import CATEGORIES, HIDDEN, PERIODS, STATUSES, categories, figures, n, plan, sealed
from tests.reports.reading import flat, letters, objects_of_text, structure, text, texts
from vbe.reports import fonts, pdf, printed

# The files are made once for all of them.
pytestmark = pytest.mark.together

LONG_WORD = "Samverkansöverenskommelsesuppföljningsgruppsmötesprotokollsak"
ALPHABETS = "مرحبا 👍🏽 Đặng Ελλάδα Привет \u202eomvänt\x00\x07 ﬁ ﷺ 漢字 e\u0301"
# The text block of an A4 page, in points: 22 mm at the sides, 24 mm above; the foot reaches further down.
LEFT, RIGHT, BOTTOM, TOP = 62, 534, 30, 775


def all_hidden() -> dict[str, Any]:
    made = copy.deepcopy(figures())
    for table in made["tables"]:
        for line in [*table["rows"], *([table["total"]] if table["total"] else [])]:
            line["cells"] = [HIDDEN for _cell in line["cells"]]
    return sealed(made)


def wide() -> dict[str, Any]:
    """A table of more columns than stand comfortably."""
    table = categories(["jan–apr 2026", "jan–apr 2025"])
    table["columns"] = [f"Våldsbejakande miljö {number}" for number in range(8)]
    for line in [*table["rows"], table["total"]]:
        line["cells"] = [n(1234567), HIDDEN, None, n(0), n(12), HIDDEN, n(5), n(100)]
    return table


def many(number: int) -> dict[str, Any]:
    """A plan with long comments, of words that cannot be broken well; each measure says where it starts and ends."""
    made = plan()
    measures = [
        {
            "number": place,
            "text": f"start{place} {LONG_WORD if place % 3 else 'Åtgärd med lång text ' * 12}",
            "responsible": LONG_WORD if place % 2 else "",
            "partners": [LONG_WORD] if place % 4 else [],
            "time_plan": LONG_WORD if place % 5 == 0 else "",
            "status": STATUSES[place % 6],
            "comment": "Uppföljning av åtgärden med ord. " * (3930 // 33) + f"{LONG_WORD} slut{place}",
            "value": "0",
            "measured_as": LONG_WORD,
            "reported_on": None,
            "late": True,
        }
        for place in range(1, number + 1)
    ]
    made["sections"] = [{"heading": LONG_WORD, "measures": measures}]
    made["counts"] = dict.fromkeys(STATUSES, 2)
    return made


CASES = {
    "tertial 1": figures(),
    "tertial 2": figures("2026T2"),
    "the year": figures("2026"),
    "no plans": figures(plans=[]),
    "a plan without measures": figures(plans=[{**plan(), "sections": [], "counts": {}}]),
    "no concerns": figures(tables=[]),
    "nothing": figures(plans=[], tables=[], summary="", sources=[], version=2, corrects="Version 1"),
    "all hidden": all_hidden(),
    "two plans": figures(plans=[plan(), plan("Handlingsplan 2026–2027")]),
    "a wide table": figures(tables=[wide()], board={"code": "x", "name": f"Nämnden för {LONG_WORD}"}),
    "other alphabets": figures(summary=ALPHABETS),
}


@cache
def rendered(case: str) -> bytes:
    return pdf.render(CASES[case])


@pytest.fixture(scope="module")
def report() -> bytes:
    return rendered("tertial 1")


@pytest.fixture(scope="module")
def long_report() -> bytes:
    return pdf.render(figures(plans=[many(12)], summary=f"{LONG_WORD} " * 30))


@pytest.mark.parametrize("case", CASES)
def test_every_report_is_valid_and_no_text_leaves_the_page(case: str) -> None:
    assert pdf.problems(rendered(case)) == []
    assert_inside(rendered(case))


def test_a_long_report_is_valid(long_report: bytes) -> None:
    assert pdf.problems(long_report) == []


def test_a_stream_that_ends_with_a_carriage_return_is_read_whole(report: bytes) -> None:
    """One in 256 does, by chance; without its own line end the last byte is taken for one, and the file is refused."""
    stream = pydyf.Stream([b"\x0c"], compress=True)
    assert zlib.compress(b"\x0c").endswith(b"\r")
    assert stream.data.endswith(b"\r\r\nendstream")
    assert report.count(b"\r\nendstream") == report.count(b"endstream") > 20


def test_the_same_figures_give_the_same_bytes_everywhere() -> None:
    """Another process, another hash seed, another time zone, another order of keys, another day."""
    program = (
        "import sys, json, django; django.setup();"
        "from tests.reports.figures import figures; from vbe.reports import pdf;"
        "made = json.loads(json.dumps(figures('2026T2'), sort_keys=sys.argv[1] == 'sorted'));"
        "sys.stdout.buffer.write(pdf.render(made))"
    )
    ways = {
        "sorted": {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        "as it is": {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles", "SOURCE_DATE_EPOCH": "1700000000"},
    }
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": os.getcwd()}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program, way], env=os.environ | settings | environment, stdout=subprocess.PIPE
        )
        for way, environment in ways.items()
    ]
    first, second = (process.communicate()[0] for process in processes)
    assert first == second == rendered("tertial 2")


def test_dates_come_from_the_cut_off(report: bytes) -> None:
    information = PdfReader(BytesIO(report)).metadata
    assert information is not None
    cut_off = datetime.fromisoformat(PERIODS["2026T1"][3])
    assert information.creation_date == information.modification_date == cut_off
    assert information.title == "Tertialrapport 1 2026 – Skärholmens stadsdelsnämnd"


def test_the_file_says_what_it_is_to_readers_and_archives(report: bytes) -> None:
    assert b"pdfuaid:part" in report and b'pdfaid:part="3"' in report
    catalog = PdfReader(BytesIO(report)).root_object
    assert catalog["/Lang"] == "sv-SE"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalog["/MarkInfo"]["/Marked"]


def test_the_attached_figures_have_the_printed_checksum(report: bytes) -> None:
    attached = PdfReader(BytesIO(report)).attachments["figures.json"][0]
    digest = CASES["tertial 1"]["hash"]
    assert hashlib.sha256(attached).hexdigest() == digest
    assert json.loads(attached) == {key: value for key, value in CASES["tertial 1"].items() if key != "hash"}
    assert digest in letters(text(report))
    assert all(f"Kontrollsumma {digest[:8]} {digest[8:16]}" in page for page in texts(report)[1:])


def test_every_page_but_the_cover_says_whose_it_is_and_its_number(report: bytes) -> None:
    pages = texts(report)
    assert "Sida" not in pages[0] and "Underlag till nämnden" in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert "Skärholmens stadsdelsnämnd · Tertialrapport 1 2026 · version 1" in page
        assert f"Sida {number} av {len(pages)}" in page
    assert pdf.pages(report) == len(pages)


def test_the_contents_and_the_bookmarks_lead_to_the_right_pages(report: bytes) -> None:
    reader, pages = PdfReader(BytesIO(report)), texts(report)
    marks = flat(reader.outline)
    assert [str(mark.title) for mark in marks][:3] == ["Tertialrapport 1 2026", "Innehåll", "Sammanfattning"]
    for mark in marks[2:]:
        number = reader.get_destination_page_number(mark)
        assert letters(str(mark.title)) in letters(pages[number])
        listed = re.search(re.escape(str(mark.title)) + r"[ .]+(\d+)", pages[1])
        assert not listed or int(listed[1]) == number + 1


def test_everything_written_is_printed(report: bytes, long_report: bytes) -> None:
    printed_letters = letters(text(report))
    for section in CASES["tertial 1"]["plans"][0]["sections"]:
        for measure in section["measures"]:
            for words in (measure["text"], measure["responsible"], measure["comment"], measure["time_plan"]):
                assert letters(words) in printed_letters
    long_letters = letters(text(long_report))
    assert long_letters.count(letters(LONG_WORD)) >= 12 * 3 + 30


def test_no_text_leaves_the_page_of_a_long_report(long_report: bytes) -> None:
    assert_inside(long_report)


def assert_inside(content: bytes) -> None:
    outside = [
        (page, bounds)
        for page, bounds in objects_of_text(content)
        if bounds[0] < LEFT - 1 or bounds[2] > RIGHT + 1 or bounds[1] < BOTTOM or bounds[3] > TOP + 1
    ]
    assert outside == []


def test_no_measure_is_split_and_the_heading_is_on_every_page(long_report: bytes) -> None:
    pages = texts(long_report)
    for place in range(1, 13):
        [start] = [number for number, page in enumerate(pages) if f"start{place} " in page]
        [end] = [number for number, page in enumerate(pages) if f"slut{place} " in f"{page} "]
        assert start == end, place
        assert "Nr Åtgärd Ansvarig Tidplan Status" in pages[start]


def test_a_measure_longer_than_a_page_is_still_printed_whole() -> None:
    made = many(1)
    made["sections"][0]["measures"][0]["comment"] = "ord " * 4000 + "slut1"
    content = pdf.render(figures(plans=[made], tables=[]))
    assert text(content).count("ord ") >= 4000 and "slut1" in text(content)
    assert pdf.problems(content) == []
    assert_inside(content)


def test_hidden_zero_and_missing_numbers_are_three_different_things(report: bytes) -> None:
    [page] = [page for page in texts(report) if "Vet inte 12 uppgift saknas" in page]
    assert "Flera miljöer eller blandade idéer dolt dolt" in page
    assert "Ensamagerande 0 0" in page
    assert "dolt betyder att antalet är 1–4" in page
    assert "uppgift saknas betyder att ingen har räknat" in page


def test_what_is_hidden_is_explained_only_where_it_is_hidden() -> None:
    table = categories(["2026", "2025"])
    for line in [*table["rows"], table["total"]]:
        line["cells"] = [n(0), n(12)]
    assert "dolt betyder" not in text(pdf.render(figures("2026", tables=[table])))


def test_a_measure_that_nobody_followed_up_says_so(report: bytes) -> None:
    assert "27 av 30 åtgärder är rapporterade." in text(report)
    row = next(page for page in texts(report) if "4 Delta i Mentors" in page)
    assert re.search(r"4 Delta i Mentors .* Pågående Ej rapporterat", row)


def test_charts_say_their_numbers_in_words_and_hide_the_same(report: bytes) -> None:
    alternatives = [node["/Alt"] for node in structure(report) if node.get("/S") == "/Figure"]
    assert len(alternatives) == 3
    assert "Genomförd: 6; Enligt plan: 12; Avviker: 3; Ej påbörjad: 3; Utgår: 3; Ej rapporterat: 3" in alternatives[0]
    assert f"{CATEGORIES[2]}: 7 (jan–apr 2026), dolt (jan–apr 2025)" in alternatives[1]
    assert "Vet inte: 12 (jan–apr 2026), uppgift saknas (jan–apr 2025)" in alternatives[2]


def test_headings_are_in_order_and_tables_have_headings_and_captions(report: bytes) -> None:
    nodes = structure(report)
    levels = [int(node["/S"][2]) for node in nodes if re.fullmatch(r"/H\d", str(node.get("/S")))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    tables = [node for node in nodes if node.get("/S") == "/Table"]
    captions = [node for node in nodes if node.get("/S") == "/Caption"]
    # One for each table; a table that goes on over a page has its caption on the first.
    assert len(captions) == 8 <= len(tables)
    cells = [node for node in nodes if node.get("/S") == "/TD"]
    assert all(node["/A"].get("/Headers") for node in cells if node.get("/K"))


ATTEMPTS = [
    "![bild](http://127.0.0.1:9/bild.png)",
    '<img src="file:///etc/passwd">',
    "<img src=http://127.0.0.1:9/x>",
    '<link rel="attachment" href="file:///etc/passwd">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "[länk](file:///etc/passwd)",
    "<script>alert(1)</script>",
    "{{ figures.hash }} {% load %}",
]


def test_what_looks_like_code_is_printed_as_text() -> None:
    made = plan()
    like = made["sections"][0]["measures"][0]
    measures = [like | {"text": attempt, "comment": attempt, "responsible": attempt} for attempt in ATTEMPTS]
    made["sections"] = [{"heading": attempt, "measures": measures[:1]} for attempt in ATTEMPTS]
    made["sections"][0]["measures"] = measures
    content = pdf.render(figures(summary="\n\n".join(ATTEMPTS), plans=[made], tables=[], sources=ATTEMPTS))
    printed_letters = letters(text(content))
    for attempt in ATTEMPTS[1:]:
        assert printed_letters.count(letters(attempt)) == 6, attempt
    assert list(PdfReader(BytesIO(content)).attachments) == ["figures.json"]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x", "https://example.se/", "file:///etc/passwd", "data:text/plain,x", "ftp://x/y",
     "report:symbols/../pdf.py", "report:fonts/../../settings", "report:charts/other", "report:", "REPORT:fonts/latin-normal"],
)  # fmt: skip
def test_only_our_own_files_are_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="nothing from outside"):
        pdf.OwnFiles({}).fetch(address)


def test_the_typeface_is_found_among_the_collected_files_too(monkeypatch: Any, settings: Any, tmp_path: Path) -> None:
    """The image has no node_modules."""
    file = "inter-latin-wght-normal.woff2"
    monkeypatch.setattr(fonts.finders, "find", lambda path: None)
    settings.STATIC_ROOT = tmp_path
    with pytest.raises(ImproperlyConfigured, match="collectstatic"):
        fonts.packed(file)
    (tmp_path / "inter/files").mkdir(parents=True)
    (tmp_path / "inter/files" / file).write_bytes(b"")
    assert fonts.packed(file) == tmp_path / "inter/files" / file


def test_every_letter_of_the_report_is_set_in_its_own_typeface(report: bytes) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(report)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names and all("+Inter" in name for name in names)


def test_what_the_typeface_cannot_draw_is_marked_and_what_it_can_is_kept() -> None:
    assert fonts.printable(ALPHABETS) == "[?] [?] Đặng Ελλάδα Привет omvänt fi [?] [?] é"
    assert (
        fonts.printable("åäö ÅÄÖ é ü ß § – — ” ’ … € ½ \N{NO-BREAK SPACE}")
        == "åäö ÅÄÖ é ü ß § – — ” ’ … € ½ \N{NO-BREAK SPACE}"
    )
    assert fonts.printable("a\u2011b\u2003c\ud83d") == "a-b c"


def test_the_summary_has_lists_and_emphasis(report: bytes) -> None:
    html = printed.prose("**tungt** *lätt*\n\n- ett\n- två")
    assert html == "<p><strong>tungt</strong> <em>lätt</em></p>\n<ul>\n<li>ett</li>\n<li>två</li>\n</ul>"


def test_each_step_is_told_in_words() -> None:
    told: list[tuple[str, int, int]] = []
    pdf.render(CASES["tertial 1"], on_step=lambda *step: told.append(step))
    assert told == [
        ("Ritar diagram", 1, 5),
        ("Ritar diagram", 2, 5),
        ("Ritar diagram", 3, 5),
        ("Sätter sidor", 4, 5),
        ("Skriver filen", 5, 5),
    ]


def test_a_step_that_raises_stops_the_making() -> None:
    def lost(words: str, done: int, total: int) -> None:
        raise RuntimeError(words)

    with pytest.raises(RuntimeError, match="Ritar diagram"):
        pdf.render(CASES["tertial 1"], on_step=lost)
