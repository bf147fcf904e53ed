"""Reporting a measure's tertial, and reminding those who have not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from actionplans.models import ActionPlan, FollowUp, Measure, Reminder
from actionplans.models.follow_up import reported_in
from vbe.notices.outbox import tell
from vbe.organisation.models import Assignment
from vbe.reports.tertials import Tertial


def report(
    measure: Measure,
    period: Tertial,
    *,
    changed: Mapping[str, Any],
    was: Mapping[str, str],
    by: Assignment,
    now: datetime,
) -> FollowUp:
    """Save what was changed of the measure's report for ``period``.

    Raises NotAllowed when the plan is not followed up for it, and Conflict, with nothing saved, when somebody else has
    saved the same fields.
    """
    measure.plan.refuse_unless_followed_up(period, timezone.localdate(now))
    try:
        return _write(measure, period, changed, was, by=by, now=now)
    except IntegrityError:
        # Somebody else reported first, at the same moment: now there is a row to write beside.
        return _write(measure, period, changed, was, by=by, now=now)


@transaction.atomic
def _write(
    measure: Measure,
    period: Tertial,
    changed: Mapping[str, Any],
    was: Mapping[str, str],
    *,
    by: Assignment,
    now: datetime,
) -> FollowUp:
    saved = measure.follow_ups.select_for_update(of=("self",)).filter(period=str(period)).first()
    row = saved or FollowUp(measure=measure, period=str(period))
    if changed:
        row.write(changed, was, by=by, now=now)
    return row


def remind(plan: ActionPlan, period: Tertial, *, only: str, by: Assignment, now: datetime) -> int:
    """Tell each contact with measures not reported, or the one whose id is ``only``; once a day. Returns how many."""
    today = timezone.localdate(now)
    silent = plan.measures.kept().exclude(reported_in(str(period))).exclude(contact=None)
    contacts: dict[Assignment, int] = {}
    for measure in silent.select_related("contact__user"):
        if measure.contact and (not only or str(measure.contact_id) == only):
            contacts[measure.contact] = contacts.get(measure.contact, 0) + 1
    told = plan.reminders.filter(period=str(period), on=today).values_list("contact_id", flat=True)
    waiting = {contact: left for contact, left in contacts.items() if contact.pk not in set(told)}
    for contact, left in waiting.items():
        reminder = Reminder(plan=plan, period=str(period), contact=contact, by=by, at=now, on=today)
        try:
            with transaction.atomic():
                reminder.save(force_insert=True)
        except IntegrityError:
            continue
        text = ngettext(
            "Uppföljning tertial %(number)s: %(n)s åtgärd väntar på din rapport.",
            "Uppföljning tertial %(number)s: %(n)s åtgärder väntar på din rapport.",
            left,
        )
        url = f"{reverse('my_measures')}?period={period}"
        tell(contact, text=text % {"number": period.number, "n": left}, url=url, now=now)
    return len(waiting)
