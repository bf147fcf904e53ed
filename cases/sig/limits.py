"""The statutory time limits that count from the arrival of a concern about a child (legal.md L6, L7)."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.deadlines import Due
from cases.sig.models import Intake

DECIDE_WITHIN_DAYS = 14
ANSWER_WITHIN_WEEKS = 1
ADULT_FROM = 18


class Limit(NamedTuple):
    label: str | Promise
    due: Due


def limits(arrived_at: datetime, age: int | None) -> list[Limit]:
    """What is due and when; nothing for an adult.

    An unknown age is counted as a child's: a limit that turns out not to apply harms nobody, a missed one does.
    """
    if age is not None and age >= ADULT_FROM:
        return []
    day = deadlines.local_date(arrived_at)
    return [
        # At once: the day itself, free or not.
        Limit(_("Skyddsbedömning"), Due(day, day)),
        Limit(_("Beslut om utredning"), deadlines.due(arrived_at, days=DECIDE_WITHIN_DAYS)),
    ]


def decide_by(arrived_at: datetime, age: int | None) -> date | None:
    """The last calendar day for the decision whether to investigate; None for an adult."""
    return next((limit.due.calendar for limit in limits(arrived_at, age)[1:]), None)


def answer_due(intake: Intake) -> Due | None:
    """When who had to report a child must have been told what was decided; None when nobody waits for that."""
    part = getattr(intake, "sealed_part", None)
    if part is None or not part.may_await_feedback or part.is_answered or intake.decided_at is None:
        return None
    return deadlines.due(intake.decided_at, weeks=ANSWER_WITHIN_WEEKS)


def answer_by(intake: Intake) -> date | None:
    """The last calendar day for that."""
    limit = answer_due(intake)
    return limit.calendar if limit else None
