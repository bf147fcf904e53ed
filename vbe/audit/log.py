"""The one way into the log."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from vbe.audit.models import Action, Entry

if TYPE_CHECKING:
    from vbe.access.request import Request


def record(
    request: Request, action: Action, about: models.Model | None = None, *, reason: str = "", kind: str = ""
) -> None:
    """Log that the request's user did ``action`` with ``about``; kept though the request fails.

    ``reason`` is what the person gave as reason, or a fixed word; never content from a record.
    """
    access = getattr(request, "access", None)
    acting = access.assignment if access else None
    board_id: uuid.UUID | None = getattr(about, "board_id", None) or (acting.board_id if acting else None)
    Entry(
        action=action,
        user_id=access.user.pk if access and access.user else None,
        assignment_id=acting.pk if acting else None,
        board_id=board_id,
        kind=about._meta.label_lower if about else kind,
        object_id=about.pk if about else None,
        reason=reason,
    ).save(using=settings.AUDIT_ALIAS, force_insert=True)
