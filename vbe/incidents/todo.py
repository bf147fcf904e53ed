"""Incidents on the start page: what must be sent, and when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.access.templatetags.dates import near_day, sweclock
from vbe.incidents.models import Clock, Incident
from vbe.incidents.page import remaining
from vbe.notices.todo import Todo

if TYPE_CHECKING:
    from vbe.access.request import Request

MOST = 12


def todo(request: Request, today: date) -> list[Todo]:
    """What is not answered, soonest first, and incidents where all is answered but not closed; two queries."""
    if not request.access.allows("incident.handle"):
        return []
    now = timezone.now()
    mine = Incident.objects.visible_to(request).open()
    waiting = Clock.objects.filter(answer=None, incident__in=mine).select_related("incident")
    items = []
    for clock in waiting.order_by("due_at")[:MOST]:
        words, tone = remaining(clock.due_at, now)
        due = timezone.localtime(clock.due_at)
        items.append(
            Todo(
                f"{clock.incident}: {clock.title.lower()}",
                reverse("incident", args=[clock.incident_id]),
                _("Till %(recipient)s senast %(day)s %(clock)s")
                % {"recipient": clock.recipient, "day": near_day(due.date()), "clock": sweclock(due)},
                words,
                tone,
                due_on=due.date(),
            )
        )
    for incident in mine.answered().newest_first()[:MOST]:
        url = reverse("incident", args=[incident.pk])
        text = _("%(incident)s: avsluta") % {"incident": incident}
        items.append(Todo(text, url, _("Allt är rapporterat"), waiting_since=incident.registered_at))
    return items
