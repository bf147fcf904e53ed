"""The log reviewer's part of the start page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vbe.access.templatetags.dates import MONTHS
from vbe.log_review.models import Review
from vbe.notices.todo import Todo

if TYPE_CHECKING:
    from vbe.access.request import Request

MOST = 12


def todo(request: Request, today: date) -> list[Todo]:
    """Months to review and sign, due the 15th of the month after; one query, and none for others."""
    if not request.access.allows("log.review"):
        return []
    waiting = Review.objects.visible_to(request).with_progress(request).unsigned().select_related("board")
    return [_item(review, today) for review in waiting.newest_first()[:MOST] if review.own or review.unmarked]


def _item(review: Review, today: date) -> Todo:
    late = (today - review.due_on).days
    if late > 0:
        tag = ngettext("Försenad %(days)s dag", "Försenad %(days)s dagar", late) % {"days": late}
        tone = "danger"
    else:
        tag, tone = f"{review.due_on.day} {MONTHS[review.due_on.month - 1]}", "neutral" if late else "warning"
    title = str(review) if review.own else _("%(review)s, %(board)s") % {"review": review, "board": review.board}
    detail = (
        ngettext("%(n)d rad att märka", "%(n)d rader att märka", review.unmarked) % {"n": review.unmarked}
        if review.unmarked
        else _("Alla rader du ser är märkta. Signera.")
    )
    return Todo(title, reverse("log_review", args=[review.pk]), detail, tag, tone, due_on=review.due_on)
