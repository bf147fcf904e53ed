"""Where work is done and with whom: municipality, board, department, unit, actor."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models.legal import Recipient
from vbe.organisation.permissions import BOARD_PERMISSIONS
from vbe.organisation.swedish_order import swedish_order


@keeps_history()
class Municipality(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("kod"), unique=True)
    name = models.CharField(_("namn"), max_length=100)
    assess_days = models.PositiveSmallIntegerField(_("dagar till bedömning av en rapport"), default=2)

    class Meta:
        verbose_name = _("kommun")
        verbose_name_plural = _("kommuner")

    def __str__(self) -> str:
        return self.name


class BoardQuerySet(models.QuerySet["Board"]):
    def current(self, today: date) -> BoardQuerySet:
        return self.filter(starts__lte=today).exclude(ends__lt=today)

    def districts(self) -> BoardQuerySet:
        """The boards that a place belongs to: the districts, or the whole municipality where there are none."""
        return self.filter(covers_places=True)

    def in_order(self) -> BoardQuerySet:
        return self.order_by(swedish_order("name"))


@keeps_history()
class Board(models.Model):
    class Kind(models.TextChoices):
        EXECUTIVE = "kommunstyrelse", _("kommunstyrelse")
        DISTRICT = "stadsdelsnamnd", _("stadsdelsnämnd")
        SPECIALIST = "facknamnd", _("facknämnd")
        COMPANY = "bolag", _("bolag eller stiftelse")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="boards", verbose_name=_("kommun"))
    code = models.SlugField(_("kod"), unique=True)
    name = models.CharField(_("namn"), max_length=120)
    area = models.CharField(_("område"), max_length=80, help_text=_("Så som området heter i dagligt tal."))
    prefix = models.CharField(_("ärendeprefix"), max_length=5, unique=True)
    kind = models.CharField(_("slag"), max_length=20, choices=Kind)
    covers_places = models.BooleanField(_("har ett geografiskt område"), default=False)
    needs_coordinator = models.BooleanField(_("ska ha lokal samordnare"), default=False)
    starts = models.DateField(_("från och med"))
    ends = models.DateField(_("till och med"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("efterträdare")
    )

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("nämnd")
        verbose_name_plural = _("nämnder")
        permissions = BOARD_PERMISSIONS
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="board_ends_after_start",
                violation_error_message=_("Slutdatum kan inte vara före startdatum."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_force(self) -> Board:
        """The board that has taken over, in as many steps as it took; itself when none has."""
        board = self
        while board.successor:
            board = board.successor
        return board

    def parts(self) -> models.QuerySet[Area]:
        """The parts of the board's area; until it has named its own, those of the boards it has succeeded."""
        if self.areas.exists():
            return self.areas.all()
        return Area.objects.filter(board__in=self.all_predecessors)

    @cached_property
    def all_predecessors(self) -> list[Board]:
        """The boards whose successors lead here, the nearest first."""
        found: list[Board] = []
        nearest = [self]
        while nearest:
            nearest = list(Board.objects.filter(successor__in=nearest).order_by("-ends", "code"))
            found += nearest
        return found


@keeps_history()
class Area(models.Model):
    """A part of a board's area by its name in daily speech, to choose where something happened."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="areas", verbose_name=_("nämnd"))
    name = models.CharField(_("namn"), max_length=80)

    class Meta:
        verbose_name = _("del av ett område")
        verbose_name_plural = _("delar av områden")
        ordering = [swedish_order("name")]
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="area_name_once_per_board")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Department(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="departments", verbose_name=_("nämnd"))
    name = models.CharField(_("namn"), max_length=120)

    class Meta:
        verbose_name = _("avdelning")
        verbose_name_plural = _("avdelningar")
        constraints = [models.UniqueConstraint(fields=["board", "name"], name="department_name_once_per_board")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Unit(models.Model):
    class Kind(models.TextChoices):
        INTAKE = "mottagning", _("mottagning")
        CHILDREN = "barn_och_unga", _("barn och unga")
        ADULTS = "vuxen", _("vuxen")
        SIG_YOUNG = "sig_12_18", _("SIG 12–18")
        SIG_ADULT = "sig_19_29", _("SIG 19–29")
        DUTY = "socialjour", _("socialjour")
        OTHER = "annan", _("annan enhet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    department = models.ForeignKey(Department, models.PROTECT, related_name="units", verbose_name=_("avdelning"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="units", verbose_name=_("nämnd"))
    kind = models.CharField(_("slag"), max_length=20, choices=Kind)
    name = models.CharField(_("namn"), max_length=120)

    class Meta:
        verbose_name = _("enhet")
        verbose_name_plural = _("enheter")
        constraints = [models.UniqueConstraint(fields=["department", "name"], name="unit_name_once_per_department")]

    def __str__(self) -> str:
        return self.name


@keeps_history()
class Actor(models.Model):
    """Somebody the municipality works with: the police, a school, an association."""

    class Kind(models.TextChoices):
        AUTHORITY = "myndighet", _("myndighet")
        OTHER_BOARD = "annan_namnd", _("annan nämnd i kommunen")
        REGION = "region", _("region")
        COMPANY = "bolag", _("bostadsbolag eller företag")
        CIVIL = "civilsamhalle", _("förening eller samfund")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="actors", verbose_name=_("kommun"))
    name = models.CharField(_("namn"), max_length=120)
    kind = models.CharField(_("slag"), max_length=20, choices=Kind)

    # What it is to the rows of law, where its kind does not say so.
    recipient = models.CharField(
        _("mottagare enligt lagen"),
        max_length=20,
        choices=Recipient,
        blank=True,
        db_default="",
        help_text=_("Välj när aktören är till exempel polisen eller en annan socialtjänst."),
    )

    class Meta:
        verbose_name = _("samverkansaktör")
        verbose_name_plural = _("samverkansaktörer")
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="actor_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def as_recipient(self) -> Recipient:
        """Which recipient of the rows of law it is."""
        return Recipient(self.recipient) if self.recipient else RECIPIENT_BY_KIND[Actor.Kind(self.kind)]


RECIPIENT_BY_KIND = {
    Actor.Kind.AUTHORITY: Recipient.AUTHORITY,
    Actor.Kind.OTHER_BOARD: Recipient.AUTHORITY,
    Actor.Kind.REGION: Recipient.HEALTH_CARE,
    Actor.Kind.COMPANY: Recipient.PRIVATE,
    Actor.Kind.CIVIL: Recipient.PRIVATE,
}


# A number that nobody has called for so long may have changed.
CHECKED_WITHIN = timedelta(days=365)


class PhoneNumberQuerySet(models.QuerySet["PhoneNumber"]):
    def of_municipality(self, municipality: Municipality | None) -> PhoneNumberQuerySet:
        """Those that are the same everywhere, the municipality's, and its boards' own."""
        return self.filter(Q(municipality=None) | Q(municipality=municipality))

    def of_board(self, board: Board) -> PhoneNumberQuerySet:
        """What somebody who works for the board calls: no other board's own numbers."""
        return self.of_municipality(board.municipality).filter(Q(board=None) | Q(board=board))


@keeps_history()
class PhoneNumber(models.Model):
    """A number to call, with the date somebody last called it to check (Nyköping 2016, s. 6)."""

    class Topic(models.TextChoices):
        """Under which question of *Hur gör jag?* the number stands."""

        DANGER = "fara", _("fara för liv")
        CRIME = "brott", _("brott")
        CHILD = "barn", _("oro för ett barn")
        ADULT = "vuxen", _("oro för en vuxen")
        THREAT = "hot", _("hot mot någon själv")
        RELATIVE = "anhorig", _("anhörig")
        RECEPTION = "mottagning", _("socialtjänstens mottagning")
        # On the page of alarm chains, for employees alone.
        ALARM = "larm", _("larmvägar")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="phone_numbers", verbose_name=_("kommun")
    )
    # A board's own number, such as its reception's.
    board = models.ForeignKey(
        Board, models.CASCADE, null=True, blank=True, related_name="phone_numbers", verbose_name=_("nämnd")
    )
    topic = models.CharField(_("fråga"), max_length=20, choices=Topic)
    situation = models.CharField(_("situation"), max_length=120)
    name = models.CharField(_("vem som svarar"), max_length=120)
    number = models.CharField(_("nummer"), max_length=30, blank=True)
    hours = models.CharField(_("öppettider"), max_length=120, blank=True)
    urgent = models.BooleanField(_("visas vid formuläret"), default=False)
    checked_on = models.DateField(_("kontrollerat"))
    checked_by = models.ForeignKey(
        "organisation.Assignment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontrollerat av"),
    )
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    objects = PhoneNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("telefonnummer")
        verbose_name_plural = _("telefonnummer")
        ordering = ["position", "situation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board=None) | Q(municipality__isnull=False), name="phone_number_of_board_has_municipality"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def is_old(self, today: date) -> bool:
        """Nobody has called it for a year to check."""
        return self.checked_on < today - CHECKED_WITHIN
