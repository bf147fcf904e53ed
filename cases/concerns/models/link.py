"""Reports that belong together, by a samordnare's decision: the same stickers, the same place again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment


class LinkQuerySet(models.QuerySet["Link"]):
    def of(self, concern: Concern) -> LinkQuerySet:
        return self.filter(Q(one=concern) | Q(other=concern))

    def between(self, one: Concern, other: Concern) -> LinkQuerySet:
        first, second = sorted((one.pk, other.pk))
        return self.filter(one=first, other=second)


class Link(models.Model):
    """A step: two reports were linked, or the link was taken away. The latest step is how it is; none is changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # In the order of their ids, so that a pair is one pair whichever it was linked from.
    one = models.ForeignKey(Concern, models.PROTECT, related_name="+", verbose_name=_("rapport"))
    other = models.ForeignKey(Concern, models.PROTECT, related_name="+", verbose_name=_("den andra rapporten"))
    linked = models.BooleanField(_("kopplad"))
    note = models.CharField(_("anteckning"), max_length=200, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("koppling mellan rapporter")
        verbose_name_plural = _("kopplingar mellan rapporter")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="link_of_two_reports_in_order",
                violation_error_message=_("En rapport kan inte kopplas till sig själv."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"
