"""What the support is about: the track of a case, its steps, and how somebody who leaves is reached safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Municipality

if TYPE_CHECKING:
    from django.http import HttpRequest


class TrackStep(models.Model):
    """A step that the municipality's documents ask for in a track: data with its source, never text in code."""

    class Children(models.TextChoices):
        """Of somebody who returns: whether there are children decides who acts (Skärholmen 2019)."""

        ANY = "", _("Oavsett")
        WITHOUT = "utan", _("Utan barn")
        WITH = "med", _("Med barn")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("kommun"))
    track = models.CharField(_("inriktning"), max_length=12, choices=Case.Track)
    children = models.CharField(_("barn"), max_length=5, choices=Children, blank=True)
    position = models.PositiveSmallIntegerField(_("ordning"))
    code = models.CharField(_("beteckning"), max_length=30)
    text = models.CharField(_("steg"), max_length=200)
    who = models.CharField(_("vem"), max_length=120)
    source = models.CharField(_("källa"), max_length=200)

    class Meta:
        verbose_name = _("steg i en inriktning")
        verbose_name_plural = _("steg i inriktningar")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="track_step_once")]

    def __str__(self) -> str:
        return self.text


class TrackChoice(models.Model):
    """The chief's choice of track, with its reason. The latest one holds; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="track_choices", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    track = models.CharField(_("inriktning"), max_length=12, choices=Case.Track)
    children = models.CharField(_("barn"), max_length=5, choices=TrackStep.Children, blank=True)
    reason = EncryptedTextField(_("skäl"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("vald"))

    class Meta:
        verbose_name = _("val av inriktning")
        verbose_name_plural = _("val av inriktning")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(track="atervandare") ^ Q(children=""),
                name="track_choice_says_children_of_returning",
                violation_error_message=_("Säg om personen har barn. Det avgör vem som gör vad."),
            )
        ]

    def __str__(self) -> str:
        return self.get_track_display()


@keeps_history()
class StepDone(models.Model):
    """A step of the track that was done: who and when. A wrong mark is taken back, and stays to be seen."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="track_steps", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    step = models.ForeignKey(TrackStep, models.PROTECT, related_name="+", verbose_name=_("steg"))
    done_on = models.DateField(_("gjort"))
    note = EncryptedTextField(_("anteckning"), blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("antecknat"))
    cancelled_at = models.DateTimeField(_("återtaget"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("återtaget av")
    )

    class Meta:
        verbose_name = _("gjort steg i inriktningen")
        verbose_name_plural = _("gjorda steg i inriktningen")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "step"], condition=Q(cancelled_at__isnull=True), name="track_step_done_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.step)


class SafetyPlanQuerySet(models.QuerySet["SafetyPlan"]):
    def visible_to(self, request: HttpRequest) -> SafetyPlanQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))


@keeps_history()
class SafetyPlan(models.Model):
    """How somebody who leaves is reached without being exposed. Everything in it is encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="safety_plan", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    contact = EncryptedTextField(_("säker väg för kontakt"))
    never = EncryptedTextField(_("så får personen aldrig nås"), blank=True)
    sender = EncryptedTextField(_("neutral avsändare"))
    sign = EncryptedTextField(_("överenskommet tecken"), blank=True)
    if_threatened = EncryptedTextField(_("om något händer"))
    around = EncryptedTextField(_("personer att tänka på"), blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("sparad av"))
    saved_at = models.DateTimeField(_("sparad"))

    objects = SafetyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("säkerhetsplan")
        verbose_name_plural = _("säkerhetsplaner")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
