"""Ways into a case beside the board and participation: emergency opening, and standing in for a silent chief."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from vbe.access.encryption import EncryptedTextField
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request


class EmergencyOpeningQuerySet(models.QuerySet["EmergencyOpening"]):
    def running(self, now: datetime) -> EmergencyOpeningQuerySet:
        return self.filter(ended_at=None, ends_at__gt=now)

    def of_mine(self, request: Request) -> EmergencyOpeningQuerySet:
        return self.filter(assignment=request.access.acting)


@keeps_history()
class EmergencyOpening(models.Model):
    """Reading a case that one does not take part in, with a reason and for a few hours. ``app_cases()`` reads it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="emergency_openings", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("nödöppnat av"))
    reason = EncryptedTextField(_("skäl"))
    opened_at = models.DateTimeField(_("nödöppnat"))
    ends_at = models.DateTimeField(_("gäller till"))
    # When the reader ended it before its time.
    ended_at = models.DateTimeField(_("avslutat"), null=True, blank=True)

    objects = EmergencyOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("nödöppning")
        verbose_name_plural = _("nödöppningar")
        indexes = [models.Index(fields=["assignment", "ends_at"], name="emergency_running")]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="emergency_ends_later")]

    def __str__(self) -> str:
        return str(self.case)


@keeps_history()
class StandIn(models.Model):
    """A deputy's part in one case, from the missed acknowledgement or the chief's recusal, until it is ended.

    The deputy's own assignment acts only while the holder is away; in this case it acts meanwhile.
    """

    class Ground(models.TextChoices):
        SILENT = "utebliven_kvittens", _("Kvittensen uteblev")
        RECUSED = "jav", _("Avdelningschefen är jävig")
        ON_CALL = "beredskap", _("Beredskap utanför kontorstid")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="stand_ins", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("ersättare"))
    ground = models.CharField(_("grund"), max_length=20, choices=Ground)
    starts_at = models.DateTimeField(_("från"))
    ended_at = models.DateTimeField(_("till"), null=True, blank=True)

    class Meta:
        verbose_name = _("inkallad ersättare")
        verbose_name_plural = _("inkallade ersättare")
        constraints = [models.UniqueConstraint(fields=["case", "assignment"], name="stand_in_called_once")]
        indexes = [models.Index(fields=["assignment"], condition=Q(ended_at=None), name="stand_in_running")]

    def __str__(self) -> str:
        return f"{self.case}, {self.assignment}"
