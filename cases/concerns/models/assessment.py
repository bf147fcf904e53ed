"""What the samordnare decided about a report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from cases.concerns.states import Outcome
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board


class Assessment(models.Model):
    """One decision about a report. Never changed: a later one is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="assessments", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    outcome = models.CharField(_("bedömning"), max_length=20, choices=Outcome)
    reason = models.TextField(_("skäl"), max_length=2000)
    to_board = models.ForeignKey(
        Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("överlämnad till")
    )
    follow_up_on = models.DateField(_("följs upp"), null=True, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("bedömd av"))
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("bedömning")
        verbose_name_plural = _("bedömningar")
        ordering = ["at", "id"]
        indexes = [
            # The start page asks whether it has been noted what the police was told.
            models.Index(fields=["board", "at"], condition=Q(outcome="polis"), name="assessment_police"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="annan_namnd", to_board__isnull=False)
                | (~Q(outcome="annan_namnd") & Q(to_board__isnull=True)),
                name="assessment_to_board_when_handed_over",
                violation_error_message=_("Välj vilken nämnd som ska ta över."),
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
