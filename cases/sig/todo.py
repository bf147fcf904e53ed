"""What the start page asks of somebody who works in the socialtjänst room, and its key figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.limits import decide_by
from cases.sig.models import Case, Intake, Seat
from cases.sig.states import Step
from vbe.access.templatetags.shell import near_day, sweclock, swedate
from vbe.notices.models import Notice
from vbe.notices.todo import Todo

MOST = 25


@dataclass(frozen=True)
class Figure:
    """One key figure, as the start page's component takes it."""

    label: str
    value: int
    note: str = ""
    url: str = ""


def todo(request: HttpRequest, today: date) -> list[Todo]:
    """What waits for the acting assignment, whichever role it is; nothing for those outside the room."""
    if request.access.assignment is None:
        return []
    return [*_arrivals(request, today), *_next_steps(request), *_meetings(request, today), *_informed(request)]


def _arrivals(request: HttpRequest, today: date) -> list[Todo]:
    if not request.access.allows("intake.handle"):
        return []
    waiting = Intake.objects.visible_to(request).waiting().in_queue_order()[:MOST]
    return [
        Todo(
            _("Ta ställning: %(source)s") % {"source": intake.get_source_display().lower()},
            reverse("intake", args=[intake.pk]),
            detail=_("Inkom %(day)s %(clock)s")
            % {"day": near_day(timezone.localdate(intake.arrived_at)), "clock": sweclock(intake.arrived_at)},
            waiting_since=intake.arrived_at,
            due_on=decide_by(intake.arrived_at, intake.age(today)) or None,
        )
        for intake in waiting
    ]


def _next_steps(request: HttpRequest) -> list[Todo]:
    """Cases where the chief takes the next step. A case whose measures are running asks for nothing by itself."""
    if not request.access.allows("case.decide"):
        return []
    cases = Case.objects.with_content_for(request).open().exclude(step=Step.DECIDED).with_routine().order_by("opened_at")
    return [
        Todo(
            f"{case.number} · {case.next_action}",
            reverse("case", args=[case.number]),
            detail=_("Öppnat %(day)s") % {"day": swedate(case.opened_at)},
            tag_text=case.waits_for,
            tag_tone=case.tone,
            waiting_since=case.waiting_since,
            due_on=case.due_on,
        )
        for case in cases[:MOST]
    ]


def _meetings(request: HttpRequest, today: date) -> list[Todo]:
    seats = (
        Seat.objects.filter(holder=request.access.assignment, meeting__case__step=Step.SUMMONED)
        .select_related("meeting__case")
        .order_by("meeting__starts_at")[:MOST]
    )
    return [
        Todo(
            _("%(case)s · Uppstartsmöte") % {"case": seat.meeting.case},
            reverse("case", args=[seat.meeting.case.number]),
            detail=_("%(day)s %(clock)s, %(place)s")
            % {
                "day": swedate(seat.meeting.starts_at),
                "clock": sweclock(seat.meeting.starts_at),
                "place": seat.meeting.place,
            },
            tag_text=str(seat.function),
            due_on=timezone.localdate(seat.meeting.starts_at),
        )
        for seat in seats
    ]


def _informed(request: HttpRequest) -> list[Todo]:
    if not request.access.allows("case.follow"):
        return []
    notices = Notice.objects.addressed_to(request).waiting().filter(answer=Notice.Answer.ACKNOWLEDGE)
    return [
        Todo(
            notice.text,
            notice.url,
            tag_text=_("Kvittera"),
            tag_tone="warning",
            waiting_since=notice.created_at,
        )
        for notice in notices.order_by("created_at")[:MOST]
    ]


def figures(request: HttpRequest, today: date) -> list[Figure]:
    """Counts on one's own desk; they are not published, so small ones are not hidden (legal.md L24)."""
    rows = []
    if request.access.allows("intake.handle"):
        arrived = Intake.objects.visible_to(request)
        rows.append(Figure(_("Att ta ställning till"), arrived.waiting().count(), url=reverse("intakes")))
        year = arrived.filter(arrived_at__year=today.year).count()
        rows.append(Figure(_("Inkommet i år"), year, url=reverse("intakes") + "?visa=beslutade"))
    if request.access.allows("case.view"):
        cases = Case.objects.visible_to(request).open()
        late = cases.filter(step__in=[Step.CHIEF_TOLD, Step.CHIEF_ACKNOWLEDGED, Step.DIRECTOR_INFORMED])
        rows.append(Figure(_("Öppna ärenden"), cases.count(), url=reverse("cases")))
        rows.append(
            Figure(_("Utan kallat möte"), late.count(), note=_("%(n)s försenade") % {"n": late.filter(start_up_due_on__lt=today).count()})
        )
    return rows
