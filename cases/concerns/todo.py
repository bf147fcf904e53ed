"""The coordinator's part of the start page."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.concerns import statistics
from cases.concerns.models import Concern
from vbe.access.templatetags.shell import MONTHS, near_day, sweclock
from vbe.notices.todo import Figure, Todo

if TYPE_CHECKING:
    from vbe.access.request import Request


def todo(request: Request, today: date) -> list[Todo]:
    """The reports that wait on the own desk, the earliest due first. One query, however many."""
    if not request.access.allows("concern.assess"):
        return []
    waiting = Concern.objects.on_desk(request).to_assess().with_desk().in_queue_order().defer("text")
    return [_waiting(concern, today) for concern in waiting]


def _waiting(concern: Concern, today: date) -> Todo:
    late = (today - concern.due_on).days
    if late > 0:
        tag, tone = ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", late) % {"n": late}, "danger"
    elif late == 0:
        tag, tone = _("Bedöm i dag"), "warning"
    else:
        tag, tone = f"{concern.due_on.day} {MONTHS[concern.due_on.month - 1]}", "neutral"
    return Todo(
        title=f"{concern} · {concern.title}",
        url=reverse("concern", args=[concern.number]),
        detail=detail(concern),
        tag_text=tag,
        tag_tone=tone,
        waiting_since=concern.reported_at,
        due_on=concern.due_on,
    )


def detail(concern: Concern) -> str:
    """Where a report comes from and what goes with it, in one line."""
    parts = [_("Från %(unit)s %(when)s") % {"unit": concern.reporter_unit, "when": _when(concern.reported_at)}]
    if concern.has_files:
        parts.append(_("fil bifogad"))
    if concern.sealed_sent_at:
        parts.append(_("sluten del skickad %(when)s, du ser den inte") % {"when": _when(concern.sealed_sent_at)})
    return " · ".join(parts)


def _when(moment: datetime) -> str:
    return f"{near_day(timezone.localdate(moment))} {sweclock(moment)}"


def figures(request: Request, today: date) -> list[Figure]:
    if not request.access.allows("concern.view"):
        return []
    count = statistics.on_desk(request, today)
    queue = reverse("concerns")
    return [
        Figure(_("Att bedöma"), str(count.to_assess), _oldest(count, today), f"{queue}?lage=ny"),
        Figure(_("Oro och händelser i år"), str(count.this_year), _compared(count), queue),
    ]


def _oldest(count: statistics.DeskCount, today: date) -> str:
    if count.oldest is None:
        return _("inget väntar")
    days = (today - timezone.localdate(count.oldest)).days
    return ngettext("äldst: %(n)s dag", "äldst: %(n)s dagar", days) % {"n": days} if days else _("äldst: i dag")


def _compared(count: statistics.DeskCount) -> str:
    difference = count.this_year - count.last_year
    if difference == 0:
        return _("lika många som samma tid i fjol")
    return _("%(difference)s mot samma tid i fjol") % {"difference": f"{difference:+d}".replace("-", "−")}


def by_category(request: Request, today: date) -> dict[str, Any] | None:
    """The chart of the start page; None for roles that have no desk, and before the first report."""
    if not request.access.allows("concern.view"):
        return None
    counts = statistics.by_category(request, today)
    if not counts:
        return None
    queue = reverse("concerns")
    return {
        "title": _("Oro och händelser efter typ"),
        "period": _("1 januari–%(day)s %(month)s, i år och i fjol")
        % {
            "day": today.day,
            "month": MONTHS[today.month - 1],
        },
        "source": _("rapporter om händelser i området"),
        "rows": [
            {
                "label": count.category.label,
                "value": count.this_year,
                "previous": count.last_year,
                "url": f"{queue}?kategori={count.category.value}",
            }
            for count in counts
        ],
    }
