"""Tables of people as files: the columns we write, and the headings we understand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vbe import spreadsheets
from vbe.spreadsheets import Unreadable

MOST_SIGNS = 254

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

Cells = dict[str, str]


def read(content: bytes) -> list[Cells]:
    """The rows of a CSV or XLSX file by our names of the columns. Raises Unreadable."""
    first, rows = spreadsheets.read(content)
    headings = [_column(cell) for cell in first]
    missing = [str(COLUMNS[name][0]) for name in NEEDED if name not in headings]
    if missing:
        raise Unreadable(_("Första raden ska ha rubriker. Här saknas: %(names)s.") % {"names": ", ".join(missing)})
    twice = {name for name in headings if name and headings.count(name) > 1}
    if twice:
        names = ", ".join(sorted(str(COLUMNS[name][0]) for name in twice))
        raise Unreadable(_("Rubriken står två gånger: %(names)s.") % {"names": names})
    if not rows:
        raise Unreadable(_("Filen har rubriker men inga rader."))
    return [{name: cell for name, cell in zip(headings, row, strict=False) if name} for row in rows]


def _column(heading: str) -> str:
    words = heading.strip().casefold()
    return next((name for name, known in COLUMNS.items() if words in [str(one).casefold() for one in known]), "")


def as_csv(rows: Iterable[Cells]) -> bytes:
    return spreadsheets.as_csv(_headings(), map(_cells, rows))


def as_xlsx(rows: Iterable[Cells]) -> bytes:
    return spreadsheets.as_xlsx(_headings(), map(_cells, rows), title=_("Uppdrag"))


def _headings() -> list[Any]:
    return [known[0] for known in COLUMNS.values()]


def _cells(row: Cells) -> list[str]:
    return [row.get(name, "") for name in COLUMNS]
