from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actionplans.models.part import Part, PartQuerySet
from actionplans.models.plan import ActionPlan
from actionplans.states import Level
from vbe.audit.history import keeps_history


@keeps_history(exclude=["position"])
class Section(Part):
    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="sections", verbose_name=_("plan"))
    depth = models.PositiveSmallIntegerField(_("nivå på rubriken"), default=1)
    heading = models.CharField(_("rubrik"), max_length=200)
    level = models.CharField(_("slag av arbete"), max_length=20, choices=Level, blank=True)
    text = models.TextField(_("text"), max_length=50_000, blank=True)
    # The heading of the table of measures; a section without measures has none.
    table = models.CharField(_("tabellens rubrik"), max_length=200, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("avsnitt")
        verbose_name_plural = _("avsnitt")
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["plan", "position"], name="section_plan_position")]
        constraints = [models.CheckConstraint(condition=Q(depth__in=[1, 2]), name="section_depth_known")]

    def __str__(self) -> str:
        return self.heading

    def begin_table(self) -> None:
        self.table = self.table or _now("Åtgärder")
        self.save(update_fields=["table"])

    def siblings(self) -> PartQuerySet:
        return Section.objects.filter(plan_id=self.plan_id)
