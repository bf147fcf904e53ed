"""Which tertial is followed up when."""

from __future__ import annotations

from datetime import date

from actionplans.models.plan import closes_on
from vbe.reports.tertials import Tertial


def last_ended(today: date) -> Tertial:
    return Tertial.of(today).previous


def period_to_report(today: date) -> Tertial:
    """The tertial that has ended until its follow-up closes, then the one that runs."""
    ended = last_ended(today)
    return ended if today <= closes_on(ended) else Tertial.of(today)
