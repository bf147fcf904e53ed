"""The only place that counts cases for others than the room itself.

The samordnare's side never reaches a case (legal.md L2), so the room hands out frozen numbers and nothing else. They
are exact, and go through disclosure control before anybody reads them (legal.md L24).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from cases.sig.models import Case, Meeting, SigCount, SigPart
from cases.sig.states import Outcome
from vbe.access.context import acting_as_task
from vbe.organisation.models import Board
from vbe.reports.tertials import Tertial

TERTIALS = (1, 2, 3)
# The parts of each table, in the order that they are read in. A part that nothing fell in is a zero.
PARTS: dict[SigPart.Table, list[tuple[str, Any]]] = {
    SigPart.Table.BANDS: Case.AgeBand.choices,
    SigPart.Table.TRACKS: Case.Track.choices,
    SigPart.Table.ACKNOWLEDGED: SigPart.Wait.choices,
    SigPart.Table.START_UP: SigPart.Wait.choices,
    SigPart.Table.MEETINGS: Meeting.Kind.choices,
    SigPart.Table.CONSENTS: SigPart.Given.choices,
    SigPart.Table.OUTCOMES: Outcome.choices,
}


def freeze(board: Board, period: Tertial, now: datetime) -> None:
    """Count and keep the numbers of a tertial; of a whole year, of its three tertials.

    Only tertials that have ended, each once: a later call changes nothing. Opens a transaction of its own under the
    task "sig_counts", so it must not be called inside another task's.
    """
    numbers = TERTIALS if period.is_year else (period.number,)
    for tertial in (Tertial(period.year, number) for number in numbers):
        if tertial.has_ended(timezone.localdate(now)):
            with acting_as_task("sig_counts"):
                _freeze(board, tertial, now)


def frozen(board: Board, year: int) -> dict[Tertial, dict[SigCount.What, int]]:
    """The frozen numbers of a year's tertials, each tertial's own months. A tertial that is not frozen is left out.

    For the task "report", and for whoever orders reports or writes the picture on the board.
    """
    found: dict[Tertial, dict[SigCount.What, int]] = {}
    for row in SigCount.objects.filter(board=board, period__startswith=f"{year:04}T").order_by("period"):
        found.setdefault(Tertial.parse(row.period), {})[SigCount.What(row.what)] = row.count
    return found


def frozen_parts(board: Board, period: Tertial) -> dict[SigPart.Table, dict[str, int]]:
    """The frozen tables of one tertial, empty when it is not frozen. For whoever may read ``frozen``, and the chief."""
    found: dict[SigPart.Table, dict[str, int]] = {}
    for row in SigPart.objects.filter(board=board, period=str(period)):
        found.setdefault(SigPart.Table(row.table), {})[row.part] = row.count
    return found


def frozen_at(board: Board, period: Tertial) -> datetime | None:
    """When the latest of the period's numbers was frozen: what a report states as its source."""
    until = f"{period.year:04}T{period.number or 3}"
    rows = SigCount.objects.filter(board=board, period__startswith=f"{period.year:04}T", period__lte=until)
    return rows.order_by("-frozen_at").values_list("frozen_at", flat=True).first()


def _freeze(board: Board, tertial: Tertial, now: datetime) -> None:
    _freeze_counts(board, tertial, now)
    _freeze_parts(board, tertial, now)


def _freeze_counts(board: Board, tertial: Tertial, now: datetime) -> None:
    if SigCount.objects.filter(board=board, period=str(tertial)).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_sig_counts(%s, %s, %s)", [board.pk, tertial.start, tertial.end])
        counted = cursor.fetchall()
    # Two workers may count at once; the first one's numbers stay.
    SigCount.objects.bulk_create(
        [SigCount(board=board, period=str(tertial), what=what, count=n, frozen_at=now) for what, n in counted],
        ignore_conflicts=True,
    )


def _freeze_parts(board: Board, tertial: Tertial, now: datetime) -> None:
    if SigPart.objects.filter(board=board, period=str(tertial)).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM app_sig_parts(%s, %s, %s)", [board.pk, tertial.start, tertial.end])
        counted = {(table, part): n for table, part, n in cursor.fetchall()}
    SigPart.objects.bulk_create(
        [
            SigPart(
                board=board,
                period=str(tertial),
                table=table,
                part=part,
                count=counted.get((table.value, part), 0),
                frozen_at=now,
            )
            for table, parts in PARTS.items()
            for part, _label in parts
        ],
        ignore_conflicts=True,
    )
