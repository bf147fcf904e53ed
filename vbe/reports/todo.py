"""The reports' part of the start page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from vbe.access.templatetags.dates import MONTHS, swedate
from vbe.notices.models import Notice
from vbe.notices.todo import Figure, Todo
from vbe.reports.models import Report
from vbe.reports.names import title
from vbe.reports.ordering import orderable
from vbe.reports.states import State

if TYPE_CHECKING:
    from vbe.access.request import Request

# Half of it for the follow-up to come in, the other half to read and publish before the board's next meeting.
DAYS_TO_PUBLISH = 30
# Older reports were written without this service; nobody is reminded of them for ever.
REMIND_DAYS = 120


def todo(request: Request, today: date) -> list[Todo]:
    """What waits for the samordnare, the secretary or a reader; at most three queries."""
    allows = request.access.allows
    if allows("report.order"):
        return _to_order(request, today) + _on_the_desk(request, today)
    if allows("report.decide"):
        return _to_decide(request)
    return _to_read(request) if allows("report.read") else []


def _to_order(request: Request, today: date) -> list[Todo]:
    """Periods that have ended and that nobody has ordered."""
    waiting = [
        choice.period
        for choice in orderable(request.access.acting.board, today)
        if choice.has_ended and choice.latest is None and choice.period.end > today - timedelta(days=REMIND_DAYS)
    ]
    return [
        _dated(
            _("Beställ %(report)s") % {"report": title(period).lower()},
            f"{reverse('report_order')}?period={period}",
            _("Perioden slutade %(end)s") % {"end": swedate(period.end)},
            period.end + timedelta(days=DAYS_TO_PUBLISH),
            today,
        )
        for period in waiting
    ]


def _on_the_desk(request: Request, today: date) -> list[Todo]:
    reports = Report.objects.on_desk(request).filter(state__in=(State.READY, State.FAILED)).without_content()
    found = []
    for report in reports.in_order():
        url = reverse("board_report", args=[report.pk])
        if report.state == State.FAILED:
            text = _("%(report)s kunde inte göras") % {"report": report}
            found.append(Todo(text, url, _("Läs varför och försök igen"), report.get_state_display(), "danger"))
            continue
        due = report.tertial.end + timedelta(days=DAYS_TO_PUBLISH)
        text = _("Läs och publicera %(report)s") % {"report": report.title.lower()}
        found.append(_dated(text, url, _("Filen är gjord och kontrollerad"), max(due, today), today))
    return found


def _dated(text: str, url: str, detail: str, due: date, today: date) -> Todo:
    if due < today:
        tag, tone = _("Försenad"), "danger"
    else:
        tag, tone = f"{due.day} {MONTHS[due.month - 1]}", "warning" if due == today else "neutral"
    return Todo(text, url, detail, tag, tone, due_on=due)


def _to_decide(request: Request) -> list[Todo]:
    return [
        Todo(
            title=_("Registrera nämndens beslut om %(report)s") % {"report": report.title.lower()},
            url=reverse("board_report", args=[report.pk]),
            detail=_("Publicerad %(day)s") % {"day": swedate(report.published_at)},
            tag_text=_("Beslut saknas"),
            waiting_since=report.published_at,
        )
        for report in Report.objects.visible_to(request).undecided().without_content().in_order()
    ]


def _to_read(request: Request) -> list[Todo]:
    """Published reports that the reader has been told of and not marked as read."""
    url = reverse("reports")
    unread = Notice.objects.addressed_to(request).waiting().filter(url__startswith=url).newest_first()
    return [
        Todo(notice.text, notice.url, "", _("Ny"), "info", waiting_since=notice.created_at) for notice in unread[:10]
    ]


def figures(request: Request, today: date) -> list[Figure]:
    """For readers of reports alone: how many there are, and the latest."""
    if not request.access.allows("report.read") or request.access.allows("concern.report"):
        return []
    published = Report.objects.visible_to(request).published().not_replaced()
    latest = published.without_content().in_order().first()
    note = _("senast: %(report)s") % {"report": latest.title.lower()} if latest else _("ingen ännu")
    return [Figure(_("Publicerade rapporter"), str(published.count()), note, reverse("reports"))]
