"""Recusal (jäv): who is shut out of one record, whatever the assignment would have given."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, User


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def running(self) -> RecusalQuerySet:
        return self.filter(ended_at=None)

    def of(self, *ids: UUID) -> RecusalQuerySet:
        """Those from any of the records, which are one matter. The policies say who reads them; never the recused."""
        return self.filter(object_id__in=ids).select_related("user", "marked_by__user", "ended_by__user")


@keeps_history()
class Recusal(models.Model):
    """A person who is related to somebody in a record, or is the one it is about.

    ``app_barred()`` in the database reads the running rows: it shuts the person out in every assignment at once.
    """

    class Ground(models.TextChoices):
        RELATED = "narstaende", _("Närstående till någon i saken")
        SUBJECT = "sjalv_berord", _("Saken gäller personen själv")
        OTHER = "annat", _("Annat förhållande som rubbar förtroendet för opartiskheten")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    # "sig.case" and its id; one table for every room, so no foreign key.
    kind = models.CharField(_("slag av post"), max_length=40)
    object_id = models.UUIDField(_("post"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    ground = models.CharField(_("grund"), max_length=20, choices=Ground)
    marked_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    marked_at = models.DateTimeField(_("registrerat"))
    ended_at = models.DateTimeField(_("upphört"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutat av")
    )
    end_reason = EncryptedTextField(_("varför jävet har upphört"), blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        verbose_name = _("jäv")
        verbose_name_plural = _("jäv")
        indexes = [models.Index(fields=["user"], condition=Q(ended_at=None), name="recusal_running")]
        constraints = [
            models.UniqueConstraint(fields=["object_id", "user"], condition=Q(ended_at=None), name="recused_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="recusal_ended_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()
