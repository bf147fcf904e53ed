"""What plans start from: the municipality's guidelines, and the resources one can lean on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.utils.translation import gettext_lazy as _

from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, Municipality

if TYPE_CHECKING:
    from vbe.access.request import Request


class GuidelineAreaQuerySet(models.QuerySet["GuidelineArea"]):
    def visible_to(self, request: Request) -> GuidelineAreaQuerySet:
        """The own municipality's."""
        return self.filter(municipality_id=request.access.acting.board.municipality_id)


class GuidelineArea(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    name = models.CharField(_("område"), max_length=200)
    text = models.TextField(_("text"), blank=True)

    objects = GuidelineAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("område i riktlinjerna")
        verbose_name_plural = _("områden i riktlinjerna")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["municipality", "position"], name="guideline_area_in_order")]

    def __str__(self) -> str:
        return self.name


class GuidelineHeadingQuerySet(models.QuerySet["GuidelineHeading"]):
    def visible_to(self, request: Request) -> GuidelineHeadingQuerySet:
        return self.filter(area__municipality_id=request.access.acting.board.municipality_id)

    def in_order(self) -> GuidelineHeadingQuerySet:
        return self.order_by("area__position", "position")


class GuidelineHeading(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(GuidelineArea, models.CASCADE, related_name="headings", verbose_name=_("område"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    name = models.CharField(_("rubrik"), max_length=200)
    responsible = ArrayField(
        models.CharField(max_length=120), verbose_name=_("särskilt ansvariga aktörer"), default=list, blank=True
    )
    text = models.TextField(_("text"), blank=True)

    # A chosen plan's measures under the heading, set by the page of guidelines.
    measures: list[Any]

    objects = GuidelineHeadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rubrik i riktlinjerna")
        verbose_name_plural = _("rubriker i riktlinjerna")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["area", "position"], name="guideline_heading_in_order")]

    def __str__(self) -> str:
        return self.name


class GuidelineMethod(models.Model):
    """An example that the guidelines give under a heading."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    heading = models.ForeignKey(GuidelineHeading, models.CASCADE, related_name="methods", verbose_name=_("rubrik"))
    position = models.PositiveSmallIntegerField(_("ordning"))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("metodexempel i riktlinjerna")
        verbose_name_plural = _("metodexempel i riktlinjerna")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["heading", "position"], name="guideline_method_in_order")]

    def __str__(self) -> str:
        return self.text


class OfMunicipality(Func):
    """Rows of the boards in the acting assignment's municipality."""

    template = "(%(expressions)s = ANY ((SELECT app_municipality_boards())::uuid[]))"
    output_field = BooleanField()


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, request: Request) -> ResourceQuerySet:
        """What the boards of the own municipality offer."""
        return self.filter(OfMunicipality(F("board_id")))

    def matching(self, words: str) -> ResourceQuerySet:
        """Every word somewhere in the name, the description or the target group."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(name__icontains=word) | Q(description__icontains=word) | Q(target_group__icontains=word)
            )
        return found

    def for_age(self, age: int) -> ResourceQuerySet:
        """Those for somebody of ``age``, and those that name no ages."""
        return self.filter(Q(age_from=None) | Q(age_from__lte=age), Q(age_to=None) | Q(age_to__gte=age))


@keeps_history()
class Resource(models.Model):
    """Support that the municipality itself has (Socialförvaltningen 2017–2018)."""

    class Level(models.TextChoices):
        PREVENT = "forebyggande", _("Förebyggande")
        HINDER = "forhindrande", _("Förhindrande")

    class Use(models.TextChoices):
        PREVENT = "forebyggande", _("Förebyggande")
        DETECT = "upptackande", _("Upptäckande")
        ACT = "atgardande", _("Åtgärdande")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    level = models.CharField(_("nivå"), max_length=20, choices=Level)
    functions = ArrayField(
        models.CharField(max_length=20, choices=Use), verbose_name=_("funktion"), default=list, blank=True
    )
    name = models.CharField(_("namn"), max_length=200)
    description = models.TextField(_("beskrivning"), blank=True)
    target_group = models.TextField(_("målgrupp, som den står"), blank=True)
    ages = models.CharField(_("åldrar, som de står"), max_length=120, blank=True)
    age_from = models.PositiveSmallIntegerField(_("från ålder"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("till ålder"), null=True, blank=True)
    checked_on = models.DateField(_("kontrollerad"))
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("resurs")
        verbose_name_plural = _("resurser")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["board", "level", "name"], name="resource_once")]

    def __str__(self) -> str:
        return self.name

    def get_functions_display(self) -> list[str]:
        return [str(self.Use(function).label) for function in self.functions]
