from __future__ import annotations

import uuid

from vbe.access.request import Request
from vbe.organisation.ids import new_id


def sent_id(request: Request) -> uuid.UUID:
    """The id that the form was given when it was opened, so that sending it twice makes one; a new one without."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        return new_id()
