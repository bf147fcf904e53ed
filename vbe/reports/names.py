"""What reports, their periods and their files are called."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from vbe.access.templatetags.dates import MONTHS
from vbe.reports.tertials import Tertial

# The third tertial is reported with the whole year.
REPORTED = (0, 1, 2)


def title(period: Tertial) -> str:
    """Tertialrapport 1 2026, Verksamhetsberättelse 2026"""
    if period.is_year:
        return _("Verksamhetsberättelse %(year)s") % {"year": period.year}
    return _("Tertialrapport %(number)s %(year)s") % {"number": period.number, "year": period.year}


def months(first: date, last: date) -> str:
    """jan–apr 2026"""
    short = [MONTHS[day.month - 1][:3] for day in (first, last)]
    return f"{short[0]}–{short[1]} {last.year}"


def file_name(period: Tertial, board: str, version: int = 1) -> str:
    """``tertialrapport-1-2026-skarholmen.pdf``: sortable by eye, and nothing in it that is not public."""
    kind = f"verksamhetsberattelse-{period.year}" if period.is_year else f"tertialrapport-{period.number}-{period.year}"
    return f"{kind}-{board}{f'-version-{version}' if version > 1 else ''}.pdf"
