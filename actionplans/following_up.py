"""Which tertial is followed up when, how far it has come, and who is silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import ActionPlan, FollowUp, Measure, Status
from actionplans.models.plan import closes_on
from actionplans.statistics import count
from vbe.organisation.models import Assignment
from vbe.reports.tertials import Tertial

TONES = {
    Status.DONE: "success",
    Status.ON_TRACK: "accent",
    Status.DEVIATES: "warning",
    Status.NOT_STARTED: "info",
    Status.DROPPED: "dropped",
}


def last_ended(today: date) -> Tertial:
    return Tertial.of(today).previous


def period_to_report(today: date) -> Tertial:
    """The tertial that has ended until its follow-up closes, then the one that runs."""
    ended = last_ended(today)
    return ended if today <= closes_on(ended) else Tertial.of(today)


def begun_periods(today: date) -> list[Tertial]:
    """The tertials of this year that have begun, and of last year the last: what one goes between."""
    running = Tertial.of(today)
    return [running.previous] * (running.number == 1) + [
        Tertial(running.year, number) for number in range(1, running.number + 1)
    ]


@dataclass(frozen=True)
class Progress:
    """A plan's follow-up in one tertial: how many measures have each status."""

    period: Tertial
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def reported(self) -> int:
        return self.total - self.silent

    @property
    def silent(self) -> int:
        return self.counts["ej_rapporterat"]

    @property
    def closes_on(self) -> date:
        return closes_on(self.period)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """For the bar: what has been said, and last what nobody has said anything about."""
        words = {
            Status.DONE: ngettext("genomförd", "genomförda", self.counts[Status.DONE]),
            Status.ON_TRACK: _("enligt plan"),
            Status.DEVIATES: _("avviker"),
            Status.NOT_STARTED: ngettext("ej påbörjad", "ej påbörjade", self.counts[Status.NOT_STARTED]),
            Status.DROPPED: _("utgår"),
        }
        parts = [
            {"label": words[status], "value": self.counts[status], "tone": tone}
            for status, tone in TONES.items()
            if self.counts[status]
        ]
        silent = ngettext("ej rapporterad", "ej rapporterade", self.silent)
        return [*parts, {"label": silent, "value": self.silent, "tone": "neutral"}]


def progress(plan: ActionPlan, period: Tertial) -> Progress:
    found = FollowUp.objects.filter(measure__plan=plan, period=str(period))
    statuses = dict(found.values_list("measure_id", "status"))
    measures = plan.measures.kept().values_list("pk", flat=True)
    return Progress(period, count(statuses.get(pk, "") for pk in measures))


@dataclass
class Answerable:
    """Who answers for some of a plan's measures: a responsible as written, and the contact who reports."""

    responsible: str
    contact: Assignment | None
    # One of the measures, to choose a contact from.
    first: Measure
    reminded_at: datetime | None = None
    total: int = 0
    reported: int = 0

    @property
    def silent(self) -> int:
        return self.total - self.reported


def answerables(rows: Iterable[tuple[Measure, FollowUp | None]], reminded: Mapping[UUID, datetime]) -> list[Answerable]:
    """Each responsible with a contact: how many measures, how many reported; the most silent first.

    ``reminded`` says when a contact was last reminded.
    """
    found: dict[tuple[str, Any], Answerable] = {}
    for measure, follow_up in rows:
        key = (measure.responsible, measure.contact_id)
        if key not in found:
            told = reminded.get(measure.contact_id) if measure.contact_id else None
            found[key] = Answerable(measure.responsible, measure.contact, measure, told)
        one = found[key]
        one.total += 1
        one.reported += bool(follow_up and follow_up.status)
    return sorted(found.values(), key=lambda one: (-one.silent, one.responsible))
