"""Tables as files: CSV and XLSX as Excel writes and reads them, in Swedish and in English."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST_BYTES = 1024 * 1024
# What an XLSX may grow to when it is unpacked. A table of 500 rows is well below one megabyte.
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 100
MOST_ROWS = 500
# Beside the columns that are asked for there may be others, which are passed over.
MOST_COLUMNS = 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}
# A cell that begins so is read as a formula by a spreadsheet (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """Why a file cannot be read at all, said to the person who chose it."""


def read(content: bytes) -> tuple[list[str], list[list[str]]]:
    """The headings of a CSV or XLSX file and its rows of text, the empty ones left out. Raises Unreadable."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Filen är för stor. Den får vara högst 1 MB."))
    if not content.strip():
        raise Unreadable(_("Filen är tom."))
    rows = _read_xlsx(content) if content.startswith(b"PK") else _read_csv(content)
    filled = [cells for row in rows if any(cells := [_text(cell) for cell in row[:MOST_COLUMNS]])]
    if not filled:
        raise Unreadable(_("Filen är tom."))
    if len(filled) - 1 > MOST_ROWS:
        raise Unreadable(_("Filen har fler än %(most)s rader. Dela den i flera filer.") % {"most": MOST_ROWS})
    return filled[0], filled[1:]


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


def as_csv(headings: Sequence[Any], rows: Iterable[Sequence[str]]) -> bytes:
    """Semicolons and a byte order mark, as Swedish Excel opens it without a question."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(heading) for heading in headings])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(headings: Sequence[Any], rows: Iterable[Sequence[str]], *, title: str) -> bytes:
    """``title`` is the sheet's name, at most 31 signs."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.append([str(heading) for heading in headings])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 24
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
