"""Saving a report while it is written, unchecked, and showing it again (ui.md, *Forms*).

Every opened form has a draft of its own under the form's id, so two tabs never write over each other. A form that was
filled from a draft takes it over with its first save, unless somebody has gone on writing in it meanwhile.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from cases.submission.forms import ReportForm
from cases.submission.models import Draft
from cases.submission.sealed import count_persons, field_names, whole_name
from vbe.organisation.ids import new_id
from vbe.organisation.models import User

# A draft is kept as written, also when it is too long to send, but not without end.
MOST_SIGNS = 20_000
# One for each tab; with more, the oldest makes room.
MOST_DRAFTS = 10

NOT_KEPT = {"attachments", "kept"}
REPORT_FIELDS = [name for name in ReportForm.base_fields if name not in NOT_KEPT]
# What the form is sent with though nobody has written in it.
FILLED_FROM_THE_START = {"board", "milieu", "when_kind"}


def form_id(typed: QueryDict) -> uuid.UUID:
    """The id that the form was given when it was opened; a new one for a form without."""
    try:
        return uuid.UUID(typed.get("id", ""))
    except ValueError:
        return new_id()


def save(user: User, key: uuid.UUID, typed: QueryDict, *, now: datetime) -> Draft | None:
    """Keep what is ``typed`` on the form ``key`` as a draft; None when nothing is, or the key is somebody else's."""
    fields = fields_of(typed)
    written = any(value.strip() for name, value in fields.items() if name not in FILLED_FROM_THE_START)
    if not written and count_persons(fields) == 1:
        return None
    draft = Draft(pk=key, user=user, fields=json.dumps(fields), saved_at=now)
    if not _update(draft):
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError:
            # The same form's first two saves at once, or an id that somebody else has.
            if not _update(draft):
                return None
        _make_room(user)
    _take_over(user, typed)
    return draft


def fields_of(typed: QueryDict) -> dict[str, str]:
    """What is kept of what was typed: the forms' own fields, within bounds."""
    return {
        name: str(typed[name]).replace("\x00", "")[:MOST_SIGNS]
        for name in REPORT_FIELDS + field_names(typed)
        if name in typed
    }


def of(user: User, chosen: str = "") -> list[Draft]:
    """The user's drafts, the chosen one first, then the newest."""
    return sorted(Draft.objects.filter(user=user).order_by("-saved_at"), key=lambda draft: str(draft.pk) != chosen)


def in_other_tabs(user: User, key: uuid.UUID) -> Draft | None:
    """The newest of the drafts that are not the form's own."""
    return Draft.objects.filter(user=user).exclude(pk=key).order_by("-saved_at").first()


def discard(user: User, key: uuid.UUID, typed: QueryDict) -> None:
    """The form ``key`` has been sent, or is begun anew."""
    Draft.objects.filter(user=user, pk=key).delete()
    _take_over(user, typed)


def report_fields(draft: Draft | None) -> dict[str, Any]:
    """The draft's fields as the report form's initial values."""
    return {name: value for name, value in _fields(draft).items() if name in REPORT_FIELDS}


def sealed_fields(draft: Draft | None) -> dict[str, Any]:
    """The draft's fields as the sealed part's initial values, by their whole names."""
    fields = {whole_name(name): value for name, value in _fields(draft).items()}
    return {name: fields[name] for name in field_names(fields)}


def _update(draft: Draft) -> bool:
    kept = Draft.objects.filter(pk=draft.pk, user=draft.user)
    return bool(kept.update(fields=draft.fields, saved_at=draft.saved_at))


def _take_over(user: User, typed: QueryDict) -> None:
    """Delete the draft that the form was filled from, if it still is as the form read it."""
    key, at = typed.get("from", ""), typed.get("from_at", "")
    try:
        saved_at = parse_datetime(at)
        if saved_at:
            Draft.objects.filter(user=user, pk=uuid.UUID(key), saved_at=saved_at).delete()
    except ValueError:
        return


def _make_room(user: User) -> None:
    newest = Draft.objects.filter(user=user).order_by("-saved_at").values("pk")[:MOST_DRAFTS]
    Draft.objects.filter(user=user).exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


def _fields(draft: Draft | None) -> dict[str, str]:
    return json.loads(draft.fields) if draft else {}
