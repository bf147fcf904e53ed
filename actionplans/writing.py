"""Writing beside others: what somebody changed is saved field by field, and never over what another has just saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from actionplans.states import Conflict


def merge(saved: Model, changed: Mapping[str, Any], was: Mapping[str, Any]) -> None:
    """Put the fields in ``changed``, which read ``was`` when the writer began, on ``saved``; the caller stores it.

    Raises Conflict, and changes nothing, when somebody else has since written something else in one of them.
    """
    theirs = [name for name, value in changed.items() if getattr(saved, name) not in (was[name], value)]
    if theirs:
        raise Conflict(theirs)
    for name, value in changed.items():
        setattr(saved, name, value)
