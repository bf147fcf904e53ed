"""The coordinator's part of the start page: the picture of the year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from lagesbild.models import SituationPicture
from vbe.access.templatetags.dates import MONTHS
from vbe.notices.todo import Todo

if TYPE_CHECKING:
    from vbe.access.request import Request

# The picture is what next year's plan rests on, and Stockholm makes one every year (legal.md L9).
DUE_MONTH, DUE_DAY = 12, 31
ASKED_FROM_MONTH = 9


def todo(request: Request, today: date) -> list[Todo]:
    """A draft that waits to be published; otherwise, from September, this year's picture when there is none."""
    if not request.access.allows("picture.edit"):
        return []
    pictures = SituationPicture.objects.edited_by(request).newest_first()
    rows = list(pictures.filter(board=request.access.acting.board).only("title", "year", "state", "saved_at")[:20])
    if draft := next((row for row in rows if row.is_draft), None):
        return [_draft(draft)]
    if today.month >= ASKED_FROM_MONTH and not any(row.year >= today.year for row in rows):
        return [_missing(today)]
    return []


def _draft(draft: SituationPicture) -> Todo:
    due = date(draft.year, DUE_MONTH, DUE_DAY)
    return Todo(
        title=draft.title,
        url=reverse("picture", args=[draft.pk]),
        detail=_("Utkastet är inte publicerat. Bara du och dina kollegor i samordningen ser det."),
        tag_text=_by(due),
        waiting_since=draft.saved_at,
        due_on=due,
    )


def _missing(today: date) -> Todo:
    due = date(today.year, DUE_MONTH, DUE_DAY)
    return Todo(
        title=_("Lägesbild för %(year)s saknas") % {"year": today.year},
        url=reverse("picture_new"),
        detail=_("Nämnden gör en lägesbild varje år. Nästa års handlingsplan vilar på den."),
        tag_text=_by(due),
        due_on=due,
    )


def _by(due: date) -> str:
    return _("Senast %(day)s %(month)s") % {"day": due.day, "month": MONTHS[due.month - 1]}
