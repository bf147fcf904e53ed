"""Answers that wait to be read, on the samordnare's start page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.doors.models import Answer
from vbe.notices.todo import Todo

if TYPE_CHECKING:
    from vbe.access.request import Request

# As many as the start page shows.
MOST = 10


def todo(request: Request, today: date) -> list[Todo]:
    """One query, and the first of them, however many there are."""
    if not request.access.allows("concern.assess"):
        return []
    answers = Answer.objects.on_desk(request).unread().select_related("question__concern").order_by("at")[:MOST]
    return [_waiting(answer) for answer in answers]


def _waiting(answer: Answer) -> Todo:
    concern = answer.question.concern
    return Todo(
        title=f"{concern} · {_('Svar från rapportören')}",
        url=reverse("concern_reporter", args=[concern.number]),
        detail=concern.title,
        tag_text=_("Läs svaret"),
        tag_tone="info",
        waiting_since=answer.at,
        # Somebody is waiting: among what is due the day it came.
        due_on=timezone.localdate(answer.at),
    )
