"""What sections and measures share: their place, their taking out and back, and who wrote last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from actionplans.writing import merge
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment


class PartQuerySet(models.QuerySet[Any]):
    def kept(self) -> Self:
        return self.filter(removed=False)


class Part(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)
    # Taken out of a draft, and possible to take back until the plan is put before the board.
    removed = models.BooleanField(_("borttagen"), default=False)
    changed_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("senast ändrad av")
    )
    changed_at = models.DateTimeField(_("senast ändrad"), null=True, blank=True)

    class Meta:
        abstract = True

    def siblings(self) -> PartQuerySet:
        """The parts this one is ordered among, itself included, those taken out too."""
        raise NotImplementedError

    def write(
        self, changed: Mapping[str, Any], was: Mapping[str, str], *, by: Assignment | None, now: datetime
    ) -> None:
        """Save the fields in ``changed``, which read ``was`` when the writer began. Raises Conflict, see ``merge``."""
        merge(self, changed, was)
        self.changed_by, self.changed_at = by, now
        self.save(update_fields=[*changed, "changed_by", "changed_at"])

    def add(self, *, by: Assignment | None, now: datetime, after: Part | None = None) -> None:
        """Store a new part last among its siblings, or ``after`` one of them."""
        last = self.siblings().aggregate(last=models.Max("position"))["last"] or 0
        self.position = (after.position if after else last) + 1
        self.siblings().filter(position__gte=self.position).update(position=models.F("position") + 1)
        self.changed_by, self.changed_at = by, now
        self.save(force_insert=True)

    def move(self, steps: int) -> None:
        """Change places with the part before (-1) or after (1); at either end nothing happens."""
        order = list(self.siblings().kept().order_by("position", "id"))
        at = next(index for index, part in enumerate(order) if part.pk == self.pk)
        order.insert(max(at + steps, 0), order.pop(at))
        for position, part in enumerate(order, start=1):
            if part.position != position:
                self.siblings().filter(pk=part.pk).update(position=position)

    def remove(self) -> None:
        self.removed = True
        self.save(update_fields=["removed"])

    def restore(self) -> None:
        self.removed = False
        self.save(update_fields=["removed"])
