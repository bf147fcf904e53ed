"""Reading a list in: each chosen row becomes one report on the own desk, all of them or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.concerns.models import Concern, Door, KeptPassage, Milieu, WhenKind
from cases.concerns.states import Outcome
from cases.importing.checking import Row
from cases.importing.models import ImportedItem, ListFile
from vbe.organisation.models import Assignment


@dataclass(frozen=True)
class ReadIn:
    reports: int
    misregistered: int


@transaction.atomic
def read_in(
    file: ListFile, rows: Iterable[Row], misregistered: set[int], *, by: Assignment, now: datetime
) -> ReadIn | None:
    """Make a report of every row, and close at once those that ``misregistered`` names (by row number): they are
    counted apart, and have nothing to do with violent extremism (Skärholmen 2019, s. 6).

    None when the list is gone: the button was pressed twice. It waits here until the first press is done.
    """
    if not ListFile.objects.filter(pk=file.pk).delete()[0]:
        return None
    chosen = list(rows)
    numbers = _next_numbers(timezone.localdate(now).year, len(chosen))
    due = deadlines.due(timezone.localdate(now), days=by.board.municipality.assess_days).working
    for row, number in zip(chosen, numbers, strict=True):
        concern = _report(row, file, by=by, now=now)
        concern.number, concern.due_on = number, due
        concern.save(force_insert=True)
        ImportedItem(
            concern=concern,
            board=by.board,
            system=file.system,
            reference=row.reference,
            digest=row.digest,
            by=by,
            at=now,
        ).save(force_insert=True)
        # While it is new: what its writer says of it cannot be added later.
        if kept := [KeptPassage(concern=concern, kind=kind.value, reason=reason) for kind, reason in row.kept]:
            KeptPassage.objects.bulk_create(kept)
        if row.number in misregistered:
            reason = _("Felregistrerad i listan: har ingen koppling till våldsbejakande extremism.")
            concern.assess(Outcome.MISREGISTERED, reason=reason, by=by, now=now)
    return ReadIn(len(chosen), len(misregistered & {row.number for row in chosen}))


def _report(row: Row, file: ListFile, *, by: Assignment, now: datetime) -> Concern:
    assert row.day
    return Concern(
        kind=Concern.Kind.EVENT,
        ground=Concern.Ground.EVENT,
        milieu=Milieu.UNKNOWN,
        category=row.category,
        text=row.text,
        done=row.done,
        place=row.place,
        area=row.area,
        happened_on=row.day,
        happened_at=row.clock,
        when_kind=WhenKind.TIME if row.clock else WhenKind.DAY,
        door=Door.IMPORT,
        board=by.board,
        reporter_id=by.user_id,
        reporter_board=by.board,
        reporter_unit=str(file.get_system_display()),
        reported_at=now,
    )


def _next_numbers(year: int, many: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_next_number(%s) FROM generate_series(1, %s)", [f"concern:{year}", many])
        return [f"{year}-{number:03d}" for (number,) in cursor.fetchall()]
