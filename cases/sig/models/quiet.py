"""What has gone quiet in a case: contact with the person, meetings, and what somebody has taken on, each by itself.

One does not speak for another: a meeting that is planned hides no months without contact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import DateTimeField, ExpressionWrapper, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Greatest, Least
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.states import Step
from vbe.access.templatetags.dates import swedate

if TYPE_CHECKING:
    from cases.sig.models.case import Case


def _newest(model: str, moment: Any, counted: Q, *, of: str = "pk", names: str = "case") -> Subquery:
    rows = apps.get_model("sig", model).objects.filter(counted, **{names: OuterRef(of)})
    return Subquery(rows.annotate(moment=moment).order_by("-moment").values("moment")[:1])


def _of_intake(model: str, moment: Any, counted: Q) -> Subquery:
    return _newest(model, moment, counted, of="intake", names="intake")


def _at(day: str) -> Cast:
    return Cast(day, DateTimeField())


def moments() -> dict[str, Any]:
    """For an annotation of cases, from what the asker may see. What has never been is counted from the case's start.

    ``contact_at`` is when the person was last reached, answered, was told or said something, or is asked again after
    a no. ``met_at`` is the latest meeting that was held or is planned, ``task_due`` the day of the oldest open task.
    """
    # Opened again, a case begins anew.
    began = _newest("RoutineStep", F("at"), Q(step__in=[Step.CONFIRMED, Step.REOPENED]))
    undone = apps.get_model("sig", "CaseTask").objects.filter(case=OuterRef("pk"), done_at=None)
    contact_at = Greatest(
        began,
        _of_intake("ContactAttempt", Greatest("made_at", _at("again_on")), Q(outcome="tackar_nej")),
        _of_intake("ContactAttempt", F("made_at"), Q(outcome="nadd")),
        _of_intake("PersonInformation", _at("told_on"), ~Q(told_on=None)),
        _newest("CaseNote", _at("on"), Q()),
    )
    return {
        "contact_at": contact_at,
        "met_at": Greatest(began, _newest("Meeting", F("starts_at"), Q(cancelled_at=None))),
        "task_due": Subquery(undone.order_by("due_on").values("due_on")[:1]),
    }


def is_long(now: datetime) -> Q:
    """With ``moments``: whether one of the three has been quiet for longer than the municipality's limit."""
    days = F("board__municipality__routine__quiet_days") * Value(timedelta(days=1))
    limit = ExpressionWrapper(Value(now) - days, DateTimeField())
    day = ExpressionWrapper(Value(timezone.localdate(now)) - days, DateTimeField())
    return Q(contact_at__lt=limit) | Q(met_at__lt=limit) | Q(task_due__lt=day)


def quietest() -> Least:
    """With ``moments``: since when the quietest of the three has been so."""
    return Least("contact_at", "met_at", _at("task_due"))


@dataclass(frozen=True)
class Quiet:
    """Since when each of the three has been quiet; None for what is not."""

    contact: datetime | None
    meeting: datetime | None
    task: date | None

    @classmethod
    def of(cls, case: Case, now: datetime) -> Quiet:
        """``case`` is a row of ``quiet()``."""
        limit = now - timedelta(days=case.routine.quiet_days)
        row: Any = case
        late = row.task_due is not None and row.task_due < timezone.localdate(limit)
        return cls(
            row.contact_at if row.contact_at < limit else None,
            row.met_at if row.met_at < limit else None,
            row.task_due if late else None,
        )

    @property
    def words(self) -> list[str]:
        lines = [
            (self.contact, _("Ingen kontakt sedan %(day)s.")),
            (self.meeting, _("Inget möte sedan %(day)s och inget planerat.")),
            (self.task, _("Uppgift försenad sedan %(day)s.")),
        ]
        return [words % {"day": swedate(since)} for since, words in lines if since]
