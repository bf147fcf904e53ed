"""The filtered queue as a table to work with: CSV or XLSX, one report a row.

It is written to a temporary file while it is read from the database part by part, so that it is whole or is not sent,
and no more than a part is in memory.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

import openpyxl
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from cases.concerns.models import Concern
from cases.concerns.queue import Queue
from vbe.spreadsheets import harmless

MOST = 10_000
PART = 500
# Signs that no cell of an XLSX may hold.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def written(kind: str, queue: Queue, filters: Sequence[tuple[str, str]], today: date) -> IO[bytes]:
    """The file, open at its beginning."""
    lines = _head(queue, filters, today)
    file = TemporaryFile()  # noqa: SIM115
    (_write_xlsx if kind == "xlsx" else _write_csv)(file, lines, _headings(), _rows(queue))
    file.seek(0)
    return file


def _head(queue: Queue, filters: Sequence[tuple[str, str]], today: date) -> list[str]:
    chosen = "; ".join(f"{label}: {value}" for label, value in filters) or _("inga, alla rapporter")
    lines = [
        # Numbers that are published go through disclosure control (legal.md L24), which single rows cannot.
        _("Arbetsmaterial: enskilda rapporter, inte för publicering. Siffror att publicera tas ur lägesbilden."),
        _("Hämtat %(day)s. Filter: %(filters)s.") % {"day": date_format(today), "filters": chosen},
    ]
    if queue.has_more:
        cut = _("Fler rapporter stämmer med filtren. Bara de %(most)s första är med. Välj en kortare period.")
        lines.append(cut % {"most": f"{queue.most:,}".replace(",", " ")})
    else:
        lines.append(_("Antal rapporter: %(n)s.") % {"n": len(queue)})
    return lines


def _headings() -> list[str]:
    return [
        _("Nummer"), _("Slag"), _("Vad det gäller"), _("Miljö"), _("Bygger på"), _("Plats"), _("Del av området"),
        _("När"), _("Från och med"), _("Till och med"), _("Hur det är känt"), _("Kom in genom"),
        _("Rapporterad från enhet"), _("Rapporterad från nämnd"), _("Rapporterad"), _("Bedöms av"), _("Läge"),
        _("Bedöms senast"), _("Följs upp"), _("Vad som har rapporterats"), _("Vad som har gjorts"),
    ]  # fmt: skip


def _rows(queue: Queue) -> Iterator[list[str]]:
    for start in range(0, len(queue), PART):
        for concern in queue[start : min(start + PART, len(queue))]:
            yield [UNWRITABLE.sub(" ", harmless(cell)) for cell in _cells(concern)]


def _cells(concern: Concern) -> list[str]:
    days = (concern.happened_on, concern.happened_until or concern.happened_on)
    return [
        str(concern), concern.get_kind_display(), concern.get_category_display(), concern.get_milieu_display(),
        concern.get_ground_display(), concern.place, str(concern.area or ""), concern.when,
        *(day.isoformat() for day in days), concern.get_source_display(), concern.get_door_display(),
        concern.reporter_unit, str(concern.reporter_board), f"{timezone.localtime(concern.reported_at):%Y-%m-%d %H:%M}",
        str(concern.board), concern.get_state_display(), concern.due_on.isoformat(),
        concern.follow_up_on.isoformat() if concern.follow_up_on else "", concern.text, concern.done,
    ]  # fmt: skip


def _write_csv(file: IO[bytes], head: Iterable[str], headings: list[str], rows: Iterable[list[str]]) -> None:
    # The mark makes spreadsheets read å, ä and ö; semicolons are what the Swedish ones expect.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerows([[line] for line in head])
    table.writerow([])
    table.writerow(headings)
    table.writerows(rows)
    text.flush()
    text.detach()


def _write_xlsx(file: IO[bytes], head: Iterable[str], headings: list[str], rows: Iterable[list[str]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("Arbetsmaterial"))
    for number in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 22
    for line in head:
        sheet.append([line])
    sheet.append([])
    titles = [WriteOnlyCell(sheet, value=heading) for heading in headings]
    for title in titles:
        title.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append(row)
    book.save(file)
