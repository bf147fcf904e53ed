"""What was written: each version that a row had before a change, and who changed it.

Kept by triggers (django-pghistory), so that no code can forget it; the application cannot change or remove what they
keep. The row itself is the latest version, so an insert needs no event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def keeps_history(*, exclude: Sequence[str] = ()) -> Callable[[M], M]:
    """Class decorator: keep earlier versions of the model's rows in ``<Model>Event``, without the fields ``exclude``.

    ``pgh_context`` holds who was acting, ``{"user", "assignment", "task"}``; vbe/access/context.py sets it. Give the
    event table its policies with ``ProtectHistory``.
    """
    return pghistory.track(
        pghistory.UpdateEvent(row="OLD"),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_id_field=None,  # type: ignore[arg-type]  # None leaves it out, which its types do not say.
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+"),
    )
