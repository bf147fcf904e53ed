"""From figures to the printed report: one file that is PDF/A-3a and PDF/UA-1 at once. The only importer of WeasyPrint.

The same figures give the same bytes: every date comes from the cut-off, nothing from the clock, the machine's fonts
or the network. The board's decision stands beside the file, not in it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pydyf
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from PIL import ImageFile
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from vbe.reports import charts, fonts, printed
from vbe.reports.conformance import pages, problems
from vbe.reports.figures import canonical

__all__ = ["pages", "problems", "render", "sheet"]

HERE = Path(__file__).parent
# The libraries below WeasyPrint listen only to the environment: no fonts of the machine, and no time of today in
# the fonts that are cut out for the file.
os.environ["FONTCONFIG_FILE"] = str(HERE / "fonts.conf")
os.environ["SOURCE_DATE_EPOCH"] = "0"

# WeasyPrint lets the whole process read broken pictures; a report has none, and an upload must not pass as whole.
ImageFile.LOAD_TRUNCATED_IMAGES = False

logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

written_stream = pydyf.Stream.data.fget


def ended_stream(stream: pydyf.Stream) -> bytes:
    """A stream that happens to end with a carriage return would be read as one byte short: end every one with both."""
    data: bytes = written_stream(stream)
    return data.removesuffix(b"\nendstream") + b"\r\nendstream"


pydyf.Stream.data = property(ended_stream)

Told = Callable[[str, int, int], None]


def nothing(words: str, done: int, total: int) -> None:
    """Tell nobody."""


def render(figures: Mapping[str, Any], *, on_step: Told = nothing) -> bytes:
    """The report as a PDF file. ``on_step`` is told, in Swedish words, which step of how many begins.

    ``figures`` follows the contract in docs/rapporter.md; a missing key raises KeyError.
    """
    book = printed.Book.of(only_printable(figures))
    steps = len(book.charts) + 2
    drawings = {}
    for step, chart in enumerate(book.charts, start=1):
        on_step(_("Ritar diagram"), step, steps)
        drawings[chart.address] = charts.bars(chart.rows, chart.width)
    on_step(_("Sätter sidor"), steps - 1, steps)
    document = set_pages(book, drawings)
    on_step(_("Skriver filen"), steps, steps)
    return written(document, figures)


def sheet(template: str, context: Mapping[str, Any], *, at: datetime, identifier: str) -> bytes:
    """Another printed page than the report, in its house: same typeface, same kinds of file, nothing from outside.

    ``at`` is the only time in the file, ``identifier`` its only mark: the same context gives the same bytes.
    """
    fetcher, typefaces = OwnFiles({}), FontConfiguration()
    css = stylesheet() + (HERE / "sheet.css").read_text()
    styles = CSS(string=css, url_fetcher=fetcher, font_config=typefaces)
    html = HTML(string=fonts.printable(render_to_string(template, dict(context))), url_fetcher=fetcher)
    document = html.render(font_config=typefaces, stylesheets=[styles], pdf_variant="pdf/a-3a")
    document.metadata.created = document.metadata.modified = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    pdf: bytes = document.write_pdf(finisher=finish, pdf_variant="pdf/a-3a", pdf_identifier=identifier.encode())
    return pdf


def only_printable(value: Any) -> Any:
    """The figures with only characters that the typeface has."""
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, Mapping):
        return {key: only_printable(part) for key, part in value.items()}
    return [only_printable(part) for part in value] if isinstance(value, list) else value


def set_pages(book: printed.Book, drawings: Mapping[str, str]) -> Document:
    fetcher = OwnFiles(drawings)
    typefaces = FontConfiguration()
    styles = CSS(string=stylesheet(), url_fetcher=fetcher, font_config=typefaces)
    html = HTML(string=render_to_string("reports/pdf/report.html", {"book": book}), url_fetcher=fetcher)
    return html.render(font_config=typefaces, stylesheets=[styles], pdf_variant="pdf/a-3a")


@cache
def stylesheet() -> str:
    return fonts.faces() + (HERE / "report.css").read_text()


class OwnFiles(URLFetcher):
    """Answers ``report:`` addresses with our own typeface, symbols and charts, and refuses every other address."""

    def __init__(self, drawings: Mapping[str, str]) -> None:
        super().__init__(allowed_protocols=["report"])
        self.drawings = drawings

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        kind, _slash, name = url.removeprefix("report:").partition("/")
        match kind if url.startswith("report:") else "":
            case "fonts" if name in fonts.names():
                return URLFetcherResponse(url, fonts.content(name), {"Content-Type": "font/ttf"})
            case "charts" if name in self.drawings:
                return URLFetcherResponse(url, self.drawings[name], {"Content-Type": "image/svg+xml"})
            case "symbols" if name in printed.STATUSES:
                drawing = (HERE / "symbols" / f"{name}.svg").read_bytes()
                return URLFetcherResponse(url, drawing, {"Content-Type": "image/svg+xml"})
        raise ValueError("The report takes nothing from outside itself.")


def written(document: Document, figures: Mapping[str, Any]) -> bytes:
    cut_off = datetime.fromisoformat(figures["cut_off"]).astimezone(UTC)
    document.metadata.created = document.metadata.modified = f"{cut_off:%Y-%m-%dT%H:%M:%SZ}"
    data = Attachment(
        string=canonical(figures),
        name="figures.json",
        description=_("Rapportens siffror, maskinläsbara"),
        created=cut_off,
        modified=cut_off,
        relationship="Data",
    )
    pdf: bytes = document.write_pdf(
        finisher=finish, pdf_variant="pdf/a-3a", pdf_identifier=figures["hash"].encode(), attachments=[data]
    )
    return pdf


# PDF/A allows only properties that are described in the file itself.
ACCESSIBLE = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
  rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """Say in the file's metadata, uncompressed so that any archive can read it, that it is PDF/UA as well."""
    reference = pdf.catalog["Metadata"]
    stream = next(part for part in pdf.objects if part.number == int(reference.split()[0]))
    stream.stream = [b"".join(stream.stream).replace(b"</rdf:RDF>", ACCESSIBLE)]
    stream.compress = False
    # WeasyPrint names the attached file twice.
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
