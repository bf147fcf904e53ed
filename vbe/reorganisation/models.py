"""A merger or a split of boards: planned with its date, carried out once, with a trace of everything that moved."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Municipality, Unit

if TYPE_CHECKING:
    from vbe.access.request import Request


class NotAllowed(Exception):
    """The reorganisation cannot be planned or carried out so. The message is for the person who tried."""


class Reorganises(models.Func):
    """The municipality that the acting assignment may reorganise: an administrator's on the executive board."""

    function = "app_reorganises"
    output_field = models.UUIDField()


class ReorganisationQuerySet(models.QuerySet["Reorganisation"]):
    def visible_to(self, request: Request) -> ReorganisationQuerySet:
        return self.filter(municipality_id=Reorganises())

    def planned(self) -> ReorganisationQuerySet:
        return self.filter(carried_out_at=None, withdrawn_at=None)

    def carried_out(self) -> ReorganisationQuerySet:
        return self.filter(carried_out_at__isnull=False)

    def due(self, today: date) -> ReorganisationQuerySet:
        return self.planned().filter(takes_effect__lte=today)


@keeps_history()
class Reorganisation(models.Model):
    class Kind(models.TextChoices):
        MERGER = "sammanslagning", _("Sammanslagning")
        SPLIT = "delning", _("Delning")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommun"))
    kind = models.CharField(_("slag"), max_length=15, choices=Kind)
    takes_effect = models.DateField(_("gäller från"))
    decision = models.CharField(_("beslut"), max_length=200)
    # Issued by the municipality's diary system, never by us (legal.md L16).
    dnr = models.CharField(_("diarienummer"), max_length=60, blank=True)
    planned_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("planerad av"))
    planned_at = models.DateTimeField(_("planerad"))
    withdrawn_at = models.DateTimeField(_("återtagen"), null=True, blank=True)
    carried_out_at = models.DateTimeField(_("genomförd"), null=True, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("ändring av nämnder")
        verbose_name_plural = _("ändringar av nämnder")
        constraints = [
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="reorganisation_withdrawn_or_carried_out",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.takes_effect:%Y-%m-%d}"

    @property
    def is_planned(self) -> bool:
        return self.carried_out_at is None and self.withdrawn_at is None

    @property
    def boards(self) -> list[Board]:
        """The boards that end."""
        return [part.board for part in self.parts.all()]

    @property
    def main(self) -> Successor:
        """The successor that takes over what has no unit, and the archive."""
        return self.successors.all()[0]


class Part(models.Model):
    """A board that ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="parts")
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd som upphör"))

    class Meta:
        verbose_name = _("nämnd som upphör")
        verbose_name_plural = _("nämnder som upphör")
        constraints = [models.UniqueConstraint(fields=["reorganisation", "board"], name="part_once")]

    def __str__(self) -> str:
        return str(self.board)


class Successor(models.Model):
    """A board that takes over: one that is there, or a new one, made on the day. The first takes over the archive."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="successors")
    position = models.PositiveSmallIntegerField(_("ordning"))
    board = models.ForeignKey(
        Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nämnd som tar över")
    )
    name = models.CharField(_("namn"), max_length=120, blank=True)
    area = models.CharField(_("område"), max_length=80, blank=True)
    code = models.SlugField(_("kod"), blank=True)
    prefix = models.CharField(_("ärendeprefix"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("nämnd som tar över")
        verbose_name_plural = _("nämnder som tar över")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "position"], name="successor_in_order"),
            models.CheckConstraint(
                condition=Q(board__isnull=False) | ~Q(name="") & ~Q(code="") & ~Q(prefix=""),
                name="successor_there_or_described",
            ),
        ]

    def __str__(self) -> str:
        return str(self.board) if self.board else self.name

    @property
    def short_name(self) -> str:
        """What its area is called, for a narrow column."""
        return self.board.area if self.board else self.area


class UnitChoice(models.Model):
    """Where a unit goes when its board is split. A unit without a choice goes to the first successor."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="unit_choices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("enhet"))
    successor = models.ForeignKey(Successor, models.CASCADE, related_name="unit_choices")

    class Meta:
        verbose_name = _("enhetens nya nämnd")
        verbose_name_plural = _("enheternas nya nämnder")
        constraints = [models.UniqueConstraint(fields=["reorganisation", "unit"], name="unit_choice_once")]

    def __str__(self) -> str:
        return f"{self.unit} → {self.successor}"


class Move(models.Model):
    """The trace: one row that went from one board to another, or became another one. Never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reorganisation = models.ForeignKey(Reorganisation, models.PROTECT, related_name="moves")
    # "sig.case" and its id; no foreign key, so that the trace outlives what it is about.
    kind = models.CharField(_("slag av post"), max_length=40)
    object_id = models.UUIDField(_("post"))
    from_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("från"))
    to_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("till"))
    # The unit or assignment that goes on where this one ended.
    became_id = models.UUIDField(_("fortsätter som"), null=True, blank=True)
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("flytt mellan nämnder")
        verbose_name_plural = _("flyttar mellan nämnder")
        indexes = [models.Index(fields=["kind", "object_id"], name="move_object")]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "kind", "object_id", "to_board"], name="moved_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.from_board} → {self.to_board}"
