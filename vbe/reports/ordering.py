"""Ordering a report: which periods there are to order, and what happens when the report exists already."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vbe.organisation.models import Assignment, Board
from vbe.reports.models import Report
from vbe.reports.names import REPORTED, title
from vbe.reports.states import NotAllowed
from vbe.reports.tertials import Tertial

# The year that is going on and the one before: older reports were written without this service.
YEARS = 2


@dataclass(frozen=True)
class Orderable:
    """A period that can be ordered, and the latest version of its report, if any."""

    period: Tertial
    has_ended: bool
    latest: Report | None

    @property
    def is_correction(self) -> bool:
        return self.latest is not None and self.latest.is_published


def periods(today: date) -> list[Tertial]:
    """The periods of this year and last that have begun: those that have ended first, the newest of them on top."""
    every = [Tertial(today.year - back, number) for back in range(YEARS) for number in REPORTED]
    begun = [period for period in every if period.start <= today]
    return sorted(begun, key=lambda period: (not period.has_ended(today), -period.end.toordinal(), -period.number))


def orderable(board: Board, today: date) -> list[Orderable]:
    """One query, however many periods."""
    names = [str(period) for period in periods(today)]
    versions = Report.objects.filter(board=board, period__in=names).defer("figures", "summary").order_by("version")
    latest = {report.period: report for report in versions}
    return [Orderable(period, period.has_ended(today), latest.get(str(period))) for period in periods(today)]


def order(
    board: Board, period: Tertial, *, summary: str, corrects: str, by: Assignment, now: datetime, today: date
) -> tuple[Report, bool]:
    """Put a report in the queue. Returns it and True; or the one that is not published yet, and False.

    Raises NotAllowed for a period that is not reported or has not begun, and for a correction that says not of what.
    """
    if period.number not in REPORTED:
        raise NotAllowed(_("Tertial 3 redovisas i verksamhetsberättelsen för hela året."))
    if period.start > today:
        raise NotAllowed(_("%(report)s kan beställas när perioden har börjat.") % {"report": title(period)})
    latest = Report.objects.of(board, period).first()
    if latest and not latest.is_published:
        return latest, False
    if latest and not corrects:
        raise NotAllowed(_("%(report)s är redan publicerad. Skriv vad som rättas.") % {"report": latest})
    report = Report(
        board=board,
        period=str(period),
        version=latest.version + 1 if latest else 1,
        corrects=corrects if latest else "",
        ordered_by=by,
        ordered_at=now,
        summary=summary,
    )
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        # A colleague, or the same finger, was a moment faster.
        return Report.objects.of(board, period)[0], False
    return report, True
