"""The desk's clocks: a municipality's limits, and which reminders have been sent."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, Municipality


@keeps_history()
class DeskLimits(models.Model):
    """How long others may be silent. A municipality without a row of its own has the defaults."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.OneToOneField(
        Municipality, models.PROTECT, related_name="desk_limits", verbose_name=_("kommun")
    )
    handover_days = models.PositiveSmallIntegerField(
        _("arbetsdagar till svar på en överlämning"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    removal_days = models.PositiveSmallIntegerField(
        _("arbetsdagar innan ni frågar om en sanering"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    deputy_after_days = models.PositiveSmallIntegerField(
        _("dagar försenad innan ersättaren påminns"),
        default=2,
        validators=[MaxValueValidator(60)],
        help_text=_("0 betyder att ingen ersättare påminns."),
    )

    class Meta:
        verbose_name = _("gränser för rapporter")
        verbose_name_plural = _("gränser för rapporter")

    def __str__(self) -> str:
        return str(self.municipality)

    @classmethod
    def of(cls, board: Board) -> DeskLimits:
        own = cls.objects.filter(municipality=board.municipality_id).first()
        return own or cls(municipality_id=board.municipality_id)


class Reminder(models.Model):
    """That a reminder went out: once per report, kind and day, however often the round is run."""

    class Kind(models.TextChoices):
        DUE = "forfaller", _("Bedöms i dag")
        OVERDUE = "forsenad", _("Försenad")
        FOLLOW_UP = "foljs_upp", _("Följs upp")
        CAME_BACK = "obesvarad", _("Kom tillbaka utan svar")
        REMOVAL = "sanering", _("Fråga om sanering")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="+", verbose_name=_("rapport"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    # The day that the reminder is about, which is not always the day it was sent.
    day = models.DateField(_("dag"))
    sent_at = models.DateTimeField(_("skickad"))

    class Meta:
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelser")
        constraints = [
            models.UniqueConstraint(fields=["concern", "kind", "day"], name="concern_reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"
