"""Tables of people as files: CSV and XLSX as Excel writes and reads them, in Swedish and in English."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST_BYTES = 1024 * 1024
# What an XLSX may grow to when it is unpacked. A table of 500 people is well below one megabyte.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 100
MOST_ROWS = 500
# Beside our own columns there may be others, which are passed over.
MOST_COLUMNS = 100
MOST_SIGNS = 254
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A cell that begins so is read as a formula by a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Our name of a column, the heading we write, and the other headings we understand.
COLUMNS: dict[str, tuple[Any, ...]] = {
    "name": (gettext_lazy("Namn"), "name"),
    "email": (gettext_lazy("E-post"), "epost", "e-mail", "email", "mejl"),
    "role": (gettext_lazy("Roll"), "role"),
    "board": (gettext_lazy("Nämnd"), "board"),
    "department": (gettext_lazy("Avdelning"), "department"),
    "unit": (gettext_lazy("Enhet"), "unit"),
    "starts": (gettext_lazy("Från och med"), "from", "startdatum", "starts"),
    "ends": (gettext_lazy("Till och med"), "to", "slutdatum", "ends"),
    "deputy_for": (gettext_lazy("Ersättare för"), "deputy for"),
    "decided_by": (gettext_lazy("Beslutat av"), "decided by"),
    "decided_on": (gettext_lazy("Beslutsdag"), "decided on"),
    "reference": (gettext_lazy("Diarienummer"), "reference"),
}
NEEDED = ("email", "role", "board")


class Unreadable(Exception):
    """Why a file cannot be read at all, said to the person who chose it."""


Cells = dict[str, str]


def read(content: bytes) -> list[Cells]:
    """The rows of a CSV or XLSX file by our names of the columns. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Filen är för stor. Den får vara högst 1 MB."))
    if not content.strip():
        raise Unreadable(_("Filen är tom."))
    rows = _read_xlsx(content) if content.startswith(b"PK") else _read_csv(content)
    return _named([[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows])


def _named(rows: list[list[str]]) -> list[Cells]:
    filled = [row for row in rows if any(row)]
    if not filled:
        raise Unreadable(_("Filen är tom."))
    headings = [_column(cell) for cell in filled[0]]
    missing = [str(COLUMNS[name][0]) for name in NEEDED if name not in headings]
    if missing:
        raise Unreadable(_("Första raden ska ha rubriker. Här saknas: %(names)s.") % {"names": ", ".join(missing)})
    twice = {name for name in headings if name and headings.count(name) > 1}
    if twice:
        names = ", ".join(sorted(str(COLUMNS[name][0]) for name in twice))
        raise Unreadable(_("Rubriken står två gånger: %(names)s.") % {"names": names})
    if len(filled) == 1:
        raise Unreadable(_("Filen har rubriker men inga rader."))
    if len(filled) - 1 > MOST_ROWS:
        raise Unreadable(_("Filen har fler än %(most)s rader. Dela den i flera filer.") % {"most": MOST_ROWS})
    return [{name: cell for name, cell in zip(headings, row, strict=False) if name} for row in filled[1:]]


def _column(heading: str) -> str:
    words = heading.strip().casefold()
    return next((name for name, known in COLUMNS.items() if words in [str(one).casefold() for one in known]), "")


def _text(cell: Any) -> str:
    """A cell as text; a date as 2026-11-18, whatever the spreadsheet showed."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).replace("\x00", "").split())


def _read_csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable(_("Filen är ingen tabell. Spara den som CSV eller XLSX."))
    lines = text.splitlines()
    # Excel may say which sign it separates with, on a line of its own.
    if lines and lines[0].strip('"').lower().startswith("sep="):
        lines = lines[1:]
    first = lines[0] if lines else ""
    separator = max(";,\t", key=first.count)
    try:
        return list(_limited(csv.reader(lines, delimiter=separator, strict=True)))
    except csv.Error as error:
        raise Unreadable(_("Filen går inte att läsa. Spara den på nytt som CSV eller XLSX.")) from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 as Excel's "Unicode text", or Windows' own."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_xlsx(content: bytes) -> list[list[Any]]:
    broken = _("Filen är trasig eller för stor. Öppna den i Excel och spara den på nytt.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
                raise Unreadable(broken)
            # What the list says is not to be trusted: unpacked in pieces until the limit is reached.
            unpacked = 0
            for part in listed:
                with parts.open(part) as stream:
                    while piece := stream.read(64 * 1024):
                        unpacked += len(piece)
                        if unpacked > MOST_UNPACKED:
                            raise Unreadable(broken)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        return [list(row) for row in _limited(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS))]
    except Unreadable:
        raise
    except Exception as error:
        # A broken file can make the reader fail in any way; none of them is ours to tell apart.
        raise Unreadable(broken) from error


def _limited(rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
    """Stops reading past the limit, so that a sheet with a million empty rows is not read to its end."""
    for number, row in enumerate(rows):
        if number > MOST_ROWS * 4:
            return
        yield row


def as_csv(rows: Iterable[Cells]) -> bytes:
    """Semicolons and a byte order mark, as Swedish Excel opens it without a question."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(known[0]) for known in COLUMNS.values()])
    writer.writerows([harmless(row.get(name, "")) for name in COLUMNS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Iterable[Cells]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _("Uppdrag")
    sheet.append([str(known[0]) for known in COLUMNS.values()])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([harmless(row.get(name, "")) for name in COLUMNS])
    for number in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
