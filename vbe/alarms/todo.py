"""Alarms that go on, on the start page of those who may mark their steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.alarms.models import AlarmRun
from vbe.notices.todo import Todo

if TYPE_CHECKING:
    from vbe.access.request import Request

MOST = 5


def todo(request: Request, today: date) -> list[Todo]:
    if not request.access.allows("alarm.run"):
        return []
    return [
        Todo(
            title=_("Övning pågår: %(name)s") % {"name": run} if run.exercise else str(run),
            url=reverse("alarm", args=[run.pk]),
            detail=_("Markera de led som du gör."),
            tag_text=_("Övning") if run.exercise else _("Skarpt läge"),
            tag_tone="info" if run.exercise else "danger",
            waiting_since=run.started_at,
            # Before everything that is due today.
            due_on=min(today, timezone.localdate(run.started_at)),
        )
        for run in AlarmRun.objects.visible_to(request).running()[:MOST]
    ]
