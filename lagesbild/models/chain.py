"""What a finding rests on and what it led to: report → finding → measure, each a link both ways."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern
from lagesbild.models.picture import Finding
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment


class Tie(models.Model):
    """A finding tied to something else, also when its picture is published: the tie stands beside the text.

    The constraints are the database's own (see the migration): a tie goes with either of its ends, also when whoever
    removes that end does not see the tie.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("kopplad av"))
    at = models.DateTimeField(_("kopplad"))

    class Meta:
        abstract = True
        ordering = ["at", "id"]


@keeps_history()
class FindingReport(Tie):
    """A report that a finding rests on. Seen only by those who read the report."""

    finding = models.ForeignKey(
        Finding, models.DO_NOTHING, db_constraint=False, related_name="reports", verbose_name=_("iakttagelse")
    )
    concern = models.ForeignKey(
        Concern, models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("rapport")
    )

    class Meta(Tie.Meta):
        verbose_name = _("rapport bakom en iakttagelse")
        verbose_name_plural = _("rapporter bakom iakttagelser")
        constraints = [models.UniqueConstraint(fields=["finding", "concern"], name="finding_report_once")]

    def __str__(self) -> str:
        return str(self.concern)


@keeps_history()
class FindingMeasure(Tie):
    """A measure of the plan that a finding led to. A later version of the plan has the same measure by its key."""

    finding = models.ForeignKey(
        Finding, models.DO_NOTHING, db_constraint=False, related_name="measures", verbose_name=_("iakttagelse")
    )
    measure = models.ForeignKey(
        "actionplans.Measure", models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("åtgärd")
    )

    class Meta(Tie.Meta):
        verbose_name = _("åtgärd efter en iakttagelse")
        verbose_name_plural = _("åtgärder efter iakttagelser")
        constraints = [models.UniqueConstraint(fields=["finding", "measure"], name="finding_measure_once")]

    def __str__(self) -> str:
        return str(self.measure)
