"""Two roles that one person should not hold together, and the decision that allows it all the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id
from vbe.organisation.models.people import Assignment, User
from vbe.organisation.models.places import Board


class Conflict(models.TextChoices):
    """Which two roles meet in one person; ``vbe/organisation/combining.py`` says by which permissions."""

    COORDINATION = "samordning", _("samordnare och en roll i socialtjänsten")
    REVIEW = "granskning", _("loggranskare och en roll vars logg hon granskar")
    ADMINISTRATION = "administration", _("administratör och en roll i socialtjänsten")


class Combination(models.Model):
    """A decision that somebody may hold two roles on a board that otherwise exclude each other. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="combinations", verbose_name=_("person"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    conflict = models.CharField(_("roller"), max_length=20, choices=Conflict)
    decided_by = models.CharField(_("beslutat av"), max_length=120)
    decided_on = models.DateField(_("beslutsdag"))
    reference = models.CharField(_("diarienummer eller paragraf"), max_length=120)
    recorded_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("registrerat av")
    )
    recorded_at = models.DateTimeField(_("registrerat"), auto_now_add=True)

    class Meta:
        verbose_name = _("beslut om två roller")
        verbose_name_plural = _("beslut om två roller")
        ordering = ["recorded_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_conflict_display()}, {self.reference}"
