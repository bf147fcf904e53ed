"""Personal numbers and coordination numbers (samordningsnummer), in the ways people write them.

A number is kept in its twelve-digit form, never shown whole by accident, and proves neither birth date nor gender:
birth date is a field of its own (legal.md L4). That is why nothing here hands out a birth date.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from personnummer import personnummer

from cases.deadlines import local_date

# A written number with the spaces people leave in it; longer text is not a number, and is not searched.
_LONGEST = 40
_GAP = r"(?: {1,2}(?:[-._] {0,2})?|[-._] {0,2})?"
_WRITTEN = re.compile(
    rf"(?:(?P<century>\d\d){_GAP})?(?P<year>\d\d){_GAP}(?P<month>\d\d){_GAP}(?P<day>\d\d)"
    rf"(?:{_GAP}| {{0,2}}(?P<plus>\+) {{0,2}})(?P<last>\d{{4}})"
)
# Skatteverket gives month 00 and day 60 to somebody whose birth date is not fully known. The last groups keep the
# personnummer package's own rule that 000 is nobody's number.
_PARTLY_KNOWN = re.compile(r"(?:\d\d)?\d\d(?:00(?:6\d|[78]\d|9[01])|(?:0[1-9]|1[0-2])60)(?!000)\d{4}")


@dataclass(frozen=True, repr=False)
class PersonalNumber:
    """A number as `parse` returns it. `twelve` is YYYYMMDDNNNN; in a coordination number the day is 60–91.

    Raises ValueError for anything but twelve digits.
    """

    twelve: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{12}", self.twelve):
            raise ValueError("a personal number is kept as twelve digits")

    @property
    def is_coordination_number(self) -> bool:
        return int(self.twelve[6:8]) >= 60

    def __repr__(self) -> str:
        # Tracebacks, logs and careless templates print this, and the number must not be in them (legal.md L4).
        return f"PersonalNumber({mask(self)})"


def parse(text: str, *, today: date | None = None) -> PersonalNumber:
    """Read a personal or coordination number written with ten or twelve digits, with or without separators.

    Ten digits mean the latest year they can, no later than the year of `today`; a plus sign makes that a hundred years
    earlier. `today` is today's date in Sweden unless given.

    Raises ValueError with a message in Swedish that does not repeat what was typed. Source: legal.md L4.
    """
    today = today or local_date(datetime.now(UTC))
    written = _WRITTEN.fullmatch(fold(text)[0].strip()) if len(text) <= _LONGEST else None
    if not written:
        raise ValueError(_("Skriv personnumret med 10 eller 12 siffror, till exempel ÅÅÅÅMMDD-NNNN."))

    century = written["century"] or _century(int(written["year"]), today.year - 100 * bool(written["plus"]))
    twelve = century + written["year"] + written["month"] + written["day"] + written["last"]
    earliest = _earliest_day(twelve)
    if not earliest:
        raise ValueError(_("Datumet i personnumret finns inte. Kontrollera de första siffrorna."))
    if not is_valid(twelve):
        raise ValueError(_("Personnumret stämmer inte. Kontrollera siffrorna, särskilt de fyra sista."))
    if earliest > today:
        raise ValueError(_("Datumet i personnumret har inte varit än. Skriv året med fyra siffror."))
    return PersonalNumber(twelve)


def mask(number: PersonalNumber, *, protected: bool = False) -> str:
    """`19900602-****`, or an empty string for somebody with protected identity. Sources: legal.md L4, L5."""
    return "" if protected else f"{number.twelve[:8]}-****"


def is_valid(digits: str) -> bool:
    """Whether ten or twelve digits without separators have a date that exists and the right check digit (Luhn)."""
    if personnummer.valid(digits):
        return True
    # The package does not read month 00 and day 60, so these are summed here.
    return bool(_PARTLY_KNOWN.fullmatch(digits)) and _luhn_sum(digits[-10:]) % 10 == 0


def fold(text: str) -> tuple[str, Sequence[int]]:
    """The text with one sign for each kind, and where in `text` each of its characters stands.

    Digits of every script become 0–9, every dash "-", every space " ", every line break a newline, full-width signs
    plain ones. What is not seen (zero-width characters, soft hyphens, combining marks) is left out. Places count code
    points from 0.
    """
    folded = text.translate(_SIGNS)
    if len(folded) == len(text):
        return folded, range(len(text))
    return folded, [place for place, character in enumerate(text) if _SIGNS[ord(character)] is not None]


class _Signs(dict[int, str | None]):
    """What each character becomes, None when it is left out; filled in as characters are met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = sign = _sign(chr(code))
        return sign


_SIGNS = _Signs()


def _sign(character: str) -> str | None:
    kind = unicodedata.category(character)
    if kind == "Nd":
        return str(unicodedata.decimal(character))
    # MINUS SIGN and HYPHEN BULLET are not classed as dashes, but are pasted as such.
    if kind == "Pd" or character in "\u2212\u2043":
        return "-"
    if character in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if kind == "Zs" or character == "\t":
        return " "
    if kind in ("Cf", "Mn", "Me"):
        return None
    plain = unicodedata.normalize("NFKC", character)
    # A raised ² is a footnote, and would make a number beside it one digit longer.
    return plain if len(plain) == 1 and plain.isascii() and kind != "No" else character


def _century(year: int, latest: int) -> str:
    return str((latest - (latest - year) % 100) // 100)


def _earliest_day(twelve: str) -> date | None:
    """The first day that the number's date can mean; None when it does not exist."""
    year, month, day = int(twelve[:4]), int(twelve[4:6]), int(twelve[6:8])
    if not 1800 <= year < 2100:
        return None
    if day >= 60:
        month, day = month or 1, day - 60 or 1
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _luhn_sum(ten: str) -> int:
    return sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(ten))
