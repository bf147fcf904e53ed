"""A choice of filters in the queue, under a name of one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment

if TYPE_CHECKING:
    from vbe.access.request import Request


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, request: Request) -> SavedViewQuerySet:
        """One's own, in the assignment one acts in."""
        return self.filter(assignment=request.access.assignment)

    def kept(self) -> SavedViewQuerySet:
        return self.filter(removed_at=None)

    def removed(self, since: datetime) -> SavedViewQuerySet:
        """Those that were removed lately, the latest first."""
        return self.filter(removed_at__gte=since).order_by("-removed_at", "-id")


class SavedView(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("uppdrag"))
    name = models.CharField(_("namn"), max_length=40)
    # As it stands in the address. Read through the queue's filter each time, so an old one still works.
    filters = models.CharField(_("filter"), max_length=500)
    saved_at = models.DateTimeField(_("sparad"))
    removed_at = models.DateTimeField(_("borttagen"), null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("sparad vy")
        verbose_name_plural = _("sparade vyer")
        ordering = ["saved_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "name"], condition=Q(removed_at=None), name="saved_view_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
