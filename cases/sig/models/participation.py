"""Who takes part in a case, and when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board


@keeps_history()
class Participation(models.Model):
    """An assignment's part in one case, dated. Guardian holds what a participant may do, this row holds when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="participations", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="participations", verbose_name=_("uppdrag"))
    starts = models.DateField(_("från och med"))
    ends = models.DateField(_("till och med"), null=True, blank=True)

    class Meta:
        verbose_name = _("deltagande")
        verbose_name_plural = _("deltaganden")
        constraints = [
            models.UniqueConstraint(fields=["case", "assignment"], name="participation_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="participation_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case}, {self.assignment}"

    def active(self, today: date) -> bool:
        return self.starts <= today and (self.ends is None or self.ends >= today)
