"""What may be told outside the room of its cases: how many, per tertial."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id
from vbe.organisation.models import Board


class SigCount(models.Model):
    """One number of one board and tertial, frozen when the tertial has ended. It outlives the cases it counts."""

    class What(models.TextChoices):
        OPENED = "nya_arenden", _("Nya ärenden")
        CLOSED = "avslutade_arenden", _("Avslutade ärenden")
        MEETINGS = "uppstartsmoten", _("Uppstartsmöten")
        OPEN_AT_END = "oppna_vid_periodens_slut", _("Öppna ärenden vid periodens slut")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    period = models.CharField(_("tertial"), max_length=6)
    what = models.CharField(_("vad som räknas"), max_length=30, choices=What)
    count = models.PositiveIntegerField(_("antal"))
    frozen_at = models.DateTimeField(_("fryst"))

    class Meta:
        verbose_name = _("antal ärenden")
        verbose_name_plural = _("antal ärenden")
        constraints = [
            models.UniqueConstraint(fields=["board", "period", "what"], name="sig_count_frozen_once"),
            models.CheckConstraint(condition=Q(period__regex=r"^\d{4}T[123]$"), name="sig_count_per_tertial"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.period}"


class SigPart(models.Model):
    """One cell of a frozen table: of what happened in the tertial, how many were of this kind."""

    class Table(models.TextChoices):
        BANDS = "alder", _("Nya ärenden efter ålder")
        TRACKS = "inriktning", _("Nya ärenden efter inriktning")
        ACKNOWLEDGED = "kvittens", _("Tid till avdelningschefens kvittens")
        START_UP = "uppstart", _("Tid till uppstartsmöte")
        MEETINGS = "moten", _("Möten som har hållits")
        CONSENTS = "samtycken", _("Samtycken")
        OUTCOMES = "utfall", _("Avslutade ärenden efter utfall")

    class Wait(models.TextChoices):
        """How long it took, as the routine counts."""

        IN_TIME = "i_tid", _("inom rutinens tid")
        SOON = "snart_efter", _("efter rutinens tid, men inom ett dygn eller två veckor")
        LATER = "senare", _("senare än så")
        NOT_YET = "inte", _("ännu inte när siffrorna frystes")

    class Given(models.TextChoices):
        GIVEN = "lamnade", _("Lämnade")
        REFUSED = "nekade", _("Nej till att dela")
        WITHDRAWN = "aterkallade", _("Återkallade")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    period = models.CharField(_("tertial"), max_length=6)
    table = models.CharField(_("tabell"), max_length=12, choices=Table)
    part = models.CharField(_("del"), max_length=20)
    count = models.PositiveIntegerField(_("antal"))
    frozen_at = models.DateTimeField(_("fryst"))

    class Meta:
        verbose_name = _("del av antal ärenden")
        verbose_name_plural = _("delar av antal ärenden")
        constraints = [
            models.UniqueConstraint(fields=["board", "period", "table", "part"], name="sig_part_frozen_once"),
            models.CheckConstraint(condition=Q(period__regex=r"^\d{4}T[123]$"), name="sig_part_per_tertial"),
        ]

    def __str__(self) -> str:
        return f"{self.get_table_display()} {self.period}"
