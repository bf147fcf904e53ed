"""Reading invitations pasted row by row: name; e-mail; intern or extern. Pure: nothing is stored here."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

LONGEST_NAME = 120
LONGEST_EMAIL = 254
MOST_ROWS = 500

AUDIENCES = {"intern": "intern", "internt": "intern", "extern": "extern", "externt": "extern"}


@dataclass(frozen=True)
class Row:
    name: str
    email: str
    audience: str


def read(text: str, *, already: set[str]) -> tuple[list[Row], list[str]]:
    """The rows of ``text``, and what is wrong with it, one message for each row that cannot be used.

    ``already`` holds the addresses, in lower case, that are invited. Columns are parted by semicolons, or by tabs as
    when they come from a spreadsheet. Empty rows are passed over, but counted, so that the numbers are the writer's.
    """
    rows: list[Row] = []
    errors: list[str] = []
    first_seen: dict[str, int] = {}
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    if len(lines) > MOST_ROWS:
        too_many = _("Klistra in högst %(most)d rader åt gången. Nu är de %(rows)d.")
        return [], [too_many % {"most": MOST_ROWS, "rows": len(lines)}]
    for number, line in lines:
        try:
            row = read_row(line)
            if row.email in already:
                raise ValueError(_("%(email)s är redan inbjuden") % {"email": row.email})
            if row.email in first_seen:
                earlier = {"email": row.email, "row": first_seen[row.email]}
                raise ValueError(_("%(email)s står redan på rad %(row)d") % earlier)
        except ValueError as error:
            errors.append(_("Rad %(row)d: %(error)s.") % {"row": number, "error": error})
        else:
            first_seen[row.email] = number
            rows.append(row)
    return rows, errors


def read_row(line: str) -> Row:
    """Raises ValueError with what is wrong, as words that end a sentence."""
    parts = [part.strip() for part in re.split(r"[;\t]", line)]
    while len(parts) > 3 and not parts[-1]:
        parts.pop()
    if len(parts) != 3:
        raise ValueError(_("skriv namn, e-post och intern eller extern, med semikolon emellan"))
    name, email, audience = parts
    if not name:
        raise ValueError(_("namnet saknas"))
    if len(name) > LONGEST_NAME:
        raise ValueError(_("korta namnet till högst %(most)d tecken") % {"most": LONGEST_NAME})
    if audience.lower() not in AUDIENCES:
        raise ValueError(_("skriv intern eller extern sist på raden"))
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(_("e-postadressen ser inte rätt ut")) from error
    if len(email) > LONGEST_EMAIL:
        raise ValueError(_("e-postadressen är för lång"))
    return Row(name, email.lower(), AUDIENCES[audience.lower()])
