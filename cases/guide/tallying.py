"""Counts that the guide alone was enough. Nothing is kept of who asked, or of what."""

from __future__ import annotations

from django.db import connection

from cases.guide.models import Tally
from cases.guide.situations import Situation
from vbe.access.limits import Limit
from vbe.access.place import client_place
from vbe.access.request import Request
from vbe.organisation.ids import new_id
from vbe.organisation.models import Municipality

# From one person, or one address, in an hour. More is somebody who plays with the button.
MOST = 20
HOUR, MINUTE = 3600, 60


def count(request: Request, municipality: Municipality, situation: Situation, outcome: Tally.Outcome) -> bool:
    """Add one to the month's count, for the board one works for or for the public page; False when it is too many.

    The database decides which board and which month.
    """
    if is_too_many(request, situation):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT app_guide_tally(%s, %s, %s, %s)", [new_id(), municipality.pk, situation.value, outcome.value]
        )
    return True


def is_too_many(request: Request, situation: Situation) -> bool:
    """The same answer twice within a minute is one press too many; so are more than ``MOST`` in an hour."""
    asker = str(request.user.pk) if request.user.is_authenticated else client_place(request)
    again = Limit(f"guide-{situation.value}", most=1, seconds=MINUTE)
    return again.is_passed(asker) or Limit("guide", most=MOST, seconds=HOUR).is_passed(asker)
