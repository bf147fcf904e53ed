"""Entries of the log, attached to an incident as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from vbe.audit.models import Action
from vbe.incidents.models import ExtractRow, Incident, NotAllowed
from vbe.organisation.models import Assignment, User

MOST = 500


@dataclass(frozen=True)
class Selection:
    """Which entries of the incident's board: a span, and of it a person's or a case's; or just those with ``ids``."""

    since: datetime | None = None
    until: datetime | None = None
    user_id: UUID | None = None
    number: str = ""
    ids: list[str] = field(default_factory=list)


def attach(incident: Incident, chosen: Selection, *, by: Assignment, now: datetime) -> int:
    """Copy the chosen entries into the incident; returns how many were new. The same entry is never copied twice.

    Raises NotAllowed when there are more than can be read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(incident.pk)])
        cursor.execute(
            "SELECT * FROM app_incident_entries(%s, %s, %s, %s, %s, %s::uuid[], %s)",
            [incident.board_id, chosen.since, chosen.until, chosen.user_id, chosen.number, chosen.ids, MOST + 1],
        )
        found = cursor.fetchall()
    if len(found) > MOST:
        raise NotAllowed(
            _("Urvalet ger fler än %(n)d loggposter. Välj en kortare tid, en person eller ett ärende.") % {"n": MOST}
        )
    there = set(incident.extract.values_list("entry_id", flat=True))
    new = [row for row in found if row[0] not in there]
    users = User.objects.in_bulk([row[6] for row in new if row[6]])
    held = Assignment.objects.select_related("unit", "department").in_bulk([row[7] for row in new if row[7]])
    rows = [_row(incident, row, users, held, by, now) for row in new]
    ExtractRow.objects.bulk_create(rows)
    return len(rows)


def _row(
    incident: Incident, entry: Any, users: dict[Any, User], held: dict[Any, Assignment], by: Assignment, now: datetime
) -> ExtractRow:
    entry_id, at, action, kind, number, reason, user_id, assignment_id = entry
    row = ExtractRow(
        incident=incident,
        board_id=incident.board_id,
        entry_id=entry_id,
        at=at,
        who=users[user_id].name if user_id in users else "",
        function=held[assignment_id].title if assignment_id in held else "",
        action=str(Action(action).label) if action in Action.values else action,
        what=number or kind,
        reason=reason,
        taken_by=by,
        taken_at=now,
    )
    row.digest = row.reckoned()
    return row
