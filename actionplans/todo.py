"""What of the plans waits on the start page: to follow up, to report, to record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.following_up import last_ended, period_to_report
from actionplans.models import ActionPlan, Measure
from actionplans.models.follow_up import reported_in
from actionplans.models.plan import closes_on
from vbe.access.templatetags.dates import MONTHS, near_day, swedate
from vbe.notices.todo import Figure, Todo

if TYPE_CHECKING:
    from vbe.access.request import Request


def todo(request: Request, today: date) -> list[Todo]:
    """Follow-ups that lack reports for the last ended tertial, own measures to report, decisions to record."""
    if not request.access.allows("plan.read"):
        return []
    return [*_to_follow_up(request, today), *_to_report(request, today), *_to_record(request)]


def figures(request: Request, today: date) -> list[Figure]:
    """How much of the running follow-up has been reported, for whoever writes plans."""
    if not request.access.allows("plan.edit"):
        return []
    period = period_to_report(today)
    plans = list(
        ActionPlan.objects.edited_by(request).in_force(min(period.end, today)).with_counts(period).newest_first()
    )
    total = sum(plan.total for plan in plans)
    if not total:
        return []
    url = reverse("follow_up", args=[plans[0].pk, period]) if len(plans) == 1 else reverse("plans")
    reported = sum(plan.reported for plan in plans)
    return [
        Figure(
            _("Åtgärder rapporterade, tertial %(number)s") % {"number": period.number},
            _("%(reported)s av %(total)s") % {"reported": reported, "total": total},
            _("stänger %(day)s") % {"day": near_day(closes_on(period))},
            url,
        )
    ]


def _to_follow_up(request: Request, today: date) -> list[Todo]:
    if not request.access.allows("plan.edit"):
        return []
    period = last_ended(today)
    tag, tone = _due(closes_on(period), today)
    plans = ActionPlan.objects.edited_by(request).in_force(period.end).with_counts(period).newest_first()
    return [
        Todo(
            title=_("Följ upp tertial %(number)s · %(plan)s") % {"number": period.number, "plan": plan},
            url=reverse("follow_up", args=[plan.pk, period]),
            detail=ngettext("%(n)s åtgärd är ej rapporterad", "%(n)s åtgärder är ej rapporterade", left) % {"n": left},
            due_on=closes_on(period),
            tag_text=tag,
            tag_tone=tone,
        )
        for plan in plans
        if (left := plan.total - plan.reported)
    ]


def _to_report(request: Request, today: date) -> list[Todo]:
    period = last_ended(today)
    tag, tone = _due(closes_on(period), today)
    mine = Measure.objects.of_contact(request.access.acting, period.end)
    left = mine.exclude(reported_in(str(period))).count()
    if not left:
        return []
    return [
        Todo(
            title=ngettext(
                "Rapportera %(n)s åtgärd för tertial %(number)s",
                "Rapportera %(n)s åtgärder för tertial %(number)s",
                left,
            )
            % {"n": left, "number": period.number},
            url=f"{reverse('my_measures')}?period={period}",
            detail=_("Du är kontakt för dem i handlingsplanen"),
            due_on=closes_on(period),
            tag_text=tag,
            tag_tone=tone,
        )
    ]


def _to_record(request: Request) -> list[Todo]:
    if not request.access.allows("plan.decide"):
        return []
    return [
        Todo(
            title=_("Registrera nämndens beslut · %(plan)s") % {"plan": plan},
            url=reverse("plan", args=[plan.pk]),
            detail=_("Framlagd %(day)s") % {"day": swedate(plan.proposed_at)},
            tag_text=_("Framlagd"),
            tag_tone="info",
            waiting_since=plan.proposed_at,
        )
        for plan in ActionPlan.objects.decided_by(request).proposed().order_by("proposed_at")
    ]


def _due(day: date, today: date) -> tuple[str, str]:
    late = (today - day).days
    if late > 0:
        text = ngettext("Försenad %(n)s dag", "Försenad %(n)s dagar", late) % {"n": late}
        return text, "danger"
    if late == 0:
        return _("Senast i dag"), "warning"
    return f"{day.day} {MONTHS[day.month - 1]}", "neutral"
