"""What was reported about a measure in a tertial. No row, or a row without status, is *ej rapporterat*."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from actionplans.models.measure import Measure
from actionplans.models.plan import ActionPlan
from actionplans.writing import merge
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment

# A state of its own in every count, table and picture.
NOT_REPORTED = "ej_rapporterat"


class Status(models.TextChoices):
    NOT_STARTED = "ej_paborjad", _("Ej påbörjad")
    ON_TRACK = "enligt_plan", _("Enligt plan")
    DEVIATES = "avviker", _("Avviker")
    DONE = "genomford", _("Genomförd")
    DROPPED = "utgar", _("Utgår")


# Nothing more is expected of these, though their time has passed.
SETTLED = {Status.DONE.value, Status.DROPPED.value}


@keeps_history()
class FollowUp(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="follow_ups", verbose_name=_("åtgärd"))
    period = models.CharField(_("tertial"), max_length=6, validators=[RegexValidator(r"\A\d{4}T[123]\Z")])
    status = models.CharField(_("läge"), max_length=20, choices=Status, blank=True)
    comment = models.TextField(_("kommentar"), max_length=2000, blank=True)
    number = models.DecimalField(
        _("antal"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("rapporterad av"))
    at = models.DateTimeField(_("rapporterad"))

    class Meta:
        verbose_name = _("uppföljning")
        verbose_name_plural = _("uppföljningar")
        constraints = [
            models.UniqueConstraint(fields=["measure", "period"], name="follow_up_once_a_tertial"),
            models.CheckConstraint(condition=Q(status__in=["", *Status.values]), name="follow_up_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.get_status_display() or NOT_REPORTED}"

    def write(self, changed: Mapping[str, Any], was: Mapping[str, str], *, by: Assignment, now: datetime) -> None:
        """Save the fields in ``changed``, which read ``was`` when the writer began; Conflict as for a plan's parts."""
        merge(self, changed, was)
        self.by, self.at = by, now
        self.save()


def reported_in(*periods: str) -> Exists:
    """Whether a measure has a report with a status in one of ``periods``; for measure querysets."""
    return Exists(FollowUp.objects.filter(measure=OuterRef("pk"), period__in=periods, status__in=Status.values))


class Reminder(models.Model):
    """That a contact was reminded of a plan's follow-up; once a day is enough."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    plan = models.ForeignKey(ActionPlan, models.PROTECT, related_name="reminders", verbose_name=_("plan"))
    period = models.CharField(_("tertial"), max_length=6)
    contact = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("kontakt"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("påmind av"))
    at = models.DateTimeField(_("påmind"))
    on = models.DateField(_("dag"))

    class Meta:
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelser")
        constraints = [
            models.UniqueConstraint(fields=["plan", "period", "contact", "on"], name="reminder_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.on}"
