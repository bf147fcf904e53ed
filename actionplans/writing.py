"""Writing beside others: what somebody changed is saved field by field, and never over what another has just saved."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from django.db.models import Model

from actionplans.states import Conflict


def mark(value: Any) -> str:
    """A short sign of what stands in a field, the same for what reads the same: 1,50 and 1,5, a text and its blanks."""
    if isinstance(value, Decimal):
        value = value.normalize()
    elif isinstance(value, list):
        value = ", ".join(value)
    text = "" if value is None else str(value).replace("\r\n", "\n").strip()
    return blake2b(text.encode(), digest_size=5).hexdigest()


def merge(saved: Model, changed: Mapping[str, Any], was: Mapping[str, str]) -> None:
    """Put the fields in ``changed`` on ``saved``; the caller stores it. ``was`` marks what they read to begin with.

    Raises Conflict, and changes nothing, when somebody else has since written something else in one of them.
    """
    theirs = [name for name, value in changed.items() if mark(getattr(saved, name)) not in (was[name], mark(value))]
    if theirs:
        raise Conflict(theirs)
    for name, value in changed.items():
        setattr(saved, name, value)
