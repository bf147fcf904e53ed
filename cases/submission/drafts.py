"""Saving a report while it is written, unchecked, and showing it again (ui.md, *Forms*)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.http import QueryDict

from cases.submission.forms import ReportForm
from cases.submission.models import Draft
from cases.submission.sealed import count_persons, field_names, whole_name
from vbe.organisation.models import User

# A draft is kept as written, also when it is too long to send, but not without end.
MOST_SIGNS = 20_000

NOT_KEPT = {"picture", "not_person"}
REPORT_FIELDS = [name for name in ReportForm.base_fields if name not in NOT_KEPT]
# What the form is sent with though nobody has written in it.
FILLED_FROM_THE_START = {"board", "milieu"}


def save(user: User, typed: QueryDict, *, now: datetime) -> bool:
    """Keep what is ``typed`` as the user's only draft; False when nothing is. The last tab to write wins."""
    fields = {
        name: str(typed[name]).replace("\x00", "")[:MOST_SIGNS]
        for name in REPORT_FIELDS + field_names(typed)
        if name in typed
    }
    written = any(value.strip() for name, value in fields.items() if name not in FILLED_FROM_THE_START)
    if not written and count_persons(fields) == 1:
        return False
    Draft.objects.update_or_create(user=user, defaults={"fields": json.dumps(fields), "saved_at": now})
    return True


def of(user: User) -> Draft | None:
    return Draft.objects.filter(user=user).first()


def discard(user: User) -> None:
    Draft.objects.filter(user=user).delete()


def report_fields(draft: Draft | None) -> dict[str, Any]:
    """The draft's fields as the report form's initial values."""
    return {name: value for name, value in _fields(draft).items() if name in REPORT_FIELDS}


def sealed_fields(draft: Draft | None) -> dict[str, Any]:
    """The draft's fields as the sealed part's initial values, by their whole names."""
    fields = {whole_name(name): value for name, value in _fields(draft).items()}
    return {name: fields[name] for name in field_names(fields)}


def _fields(draft: Draft | None) -> dict[str, str]:
    return json.loads(draft.fields) if draft else {}
