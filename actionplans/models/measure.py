from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from actionplans import time_plans
from actionplans.models.catalogue import GuidelineHeading
from actionplans.models.part import Part, PartQuerySet
from actionplans.models.plan import ActionPlan
from actionplans.models.section import Section
from actionplans.queries import visible_plans
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment

if TYPE_CHECKING:
    from vbe.access.request import Request


class MeasureQuerySet(PartQuerySet):
    def kept(self) -> Self:
        return super().kept().filter(section__removed=False)

    def visible_to(self, request: Request) -> Self:
        return self.filter(visible_plans("plan__"))

    def with_rights(self) -> Self:
        """Mark with ``may_edit`` the measures that the acting samordnare follows up."""
        edits = models.ExpressionWrapper(on_boards("plan.edit", "plan__board_id"), models.BooleanField())
        return self.annotate(may_edit=edits)

    def of_contact(self, assignment: Assignment, day: date) -> Self:
        """The measures that a contact reports, in the plans in force on ``day``."""
        return self.filter(contact=assignment, plan__in=ActionPlan.objects.in_force(day))

    def in_document_order(self) -> Self:
        return self.order_by("section__position", "section_id", "position", "id")


@keeps_history(exclude=["position"])
class Measure(Part):
    # The same measure in every version of the plan.
    key = models.UUIDField(_("nyckel"), default=new_id, editable=False)
    plan = models.ForeignKey(ActionPlan, models.CASCADE, related_name="measures", verbose_name=_("plan"))
    section = models.ForeignKey(Section, models.CASCADE, related_name="measures", verbose_name=_("avsnitt"))
    text = models.TextField(_("åtgärd"), max_length=2000)
    # As people write them: "Alla", "Ansvarig för forumet", or nothing.
    responsible = models.CharField(_("ansvarig"), max_length=300, blank=True)
    partners = ArrayField(models.CharField(max_length=200), verbose_name=_("samverkan"), default=list, blank=True)
    time_plan = models.CharField(_("tidplan"), max_length=200, blank=True)
    follow_up = models.CharField(_("uppföljning"), max_length=300, blank=True)
    # Who reports; beside the document, so it may change when the plan is decided.
    contact = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rapporteras av")
    )
    guideline = models.ForeignKey(
        GuidelineHeading, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("riktlinje")
    )
    measured_as = models.CharField(_("det som räknas"), max_length=80, blank=True)

    # Set by with_rights().
    may_edit: bool

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("åtgärd")
        verbose_name_plural = _("åtgärder")
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["plan", "position"], name="measure_plan_position"),
            models.Index(fields=["key"], name="measure_key"),
        ]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="measure_once_in_a_plan")]

    def __str__(self) -> str:
        return self.text

    def siblings(self) -> MeasureQuerySet:
        return Measure.objects.filter(section_id=self.section_id)

    def with_same_responsible(self) -> MeasureQuerySet:
        """The plan's other measures that name the same responsible."""
        same = Measure.objects.kept().filter(plan_id=self.plan_id, responsible=self.responsible).exclude(pk=self.pk)
        return same if self.responsible else same.none()

    def describe(self, *, contact: Assignment | None, same_responsible: bool = False, **of_draft: Any) -> None:
        """Say who reports the measure, also once it is decided; in a draft also ``guideline`` and ``measured_as``."""
        together = self.with_same_responsible() if same_responsible else Measure.objects.none()
        (together | Measure.objects.filter(pk=self.pk)).update(contact=contact)
        if of_draft:
            Measure.objects.filter(pk=self.pk).update(**of_draft)

    @property
    def times(self) -> time_plans.TimePlan:
        return time_plans.read(self.time_plan)
