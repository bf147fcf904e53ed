"""What the samordnare writes down about a report as work goes on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board


class Note(models.Model):
    """Never changed: a correction is a new note that points to the one it corrects (legal.md L14)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="notes", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    text = models.TextField(_("anteckning"), max_length=4000)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("rättar")
    )
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skriven av"))
    at = models.DateTimeField(_("skriven"))

    class Meta:
        verbose_name = _("anteckning")
        verbose_name_plural = _("anteckningar")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.concern} {self.at:%Y-%m-%d}"
