"""Meetings in a case: their seats, their summons and their five points."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.states import NotAllowed, Step
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board, Unit

if TYPE_CHECKING:
    from django.http import HttpRequest


class Point(models.TextChoices):
    """The agenda (Spånga-Tensta 2017, s. 14)."""

    FACTS = "fakta", _("Fakta")
    DIRECTION = "inriktning", _("Inriktning för stöd")
    COMMUNICATION = "kommunikation", _("Kommunikation")
    ACTORS = "aktorer", _("Samverkansaktörer")
    FOLLOW_UP = "uppfoljning", _("Uppföljning")


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, request: HttpRequest) -> MeetingQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def kept(self) -> MeetingQuerySet:
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def awaiting_next(self) -> MeetingQuerySet:
        """Adjusted ones that named a day for the next meeting, in open cases where none has been called since."""
        later = Meeting.objects.filter(
            case=models.OuterRef("case"), starts_at__gt=models.OuterRef("starts_at"), cancelled_at=None
        )
        named = self.kept().exclude(locked_at=None).exclude(next_on=None).exclude(case__step=Step.CLOSED)
        return named.filter(~models.Exists(later)).order_by("next_on", "id")


@keeps_history()
class Meeting(models.Model):
    class Kind(models.TextChoices):
        """What sort of meeting: the routine's start-up and follow-ups, and the forums of the guidelines."""

        START_UP = "uppstartsmote", _("Uppstartsmöte")
        FOLLOW_UP = "uppfoljning", _("Uppföljningsmöte")
        REDEX = "redex", _("Redex")
        SIP = "sip", _("Samordnad individuell plan (SIP)")
        OTHER = "annat", _("Annat möte")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="meetings", verbose_name=_("ärende"))
    kind = models.CharField(
        _("slag av möte"), max_length=15, choices=Kind, default=Kind.START_UP, db_default=Kind.START_UP
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    starts_at = models.DateTimeField(_("tid"))
    minutes_long = models.PositiveSmallIntegerField(_("längd i minuter"), default=60)
    place = models.CharField(_("plats"), max_length=200)
    summoned_at = models.DateTimeField(_("kallat"), null=True, blank=True)
    # The calendar file's SEQUENCE; its UID is the meeting's id.
    sequence = models.PositiveSmallIntegerField(default=0)
    # Counts every save of the minutes, so that a second writer is shown both texts.
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("sparat"), null=True, blank=True)
    saved_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sparat av")
    )
    # The open page that saved last. It never conflicts with itself, though an answer to it was lost on the way.
    saved_from = models.UUIDField(null=True, blank=True)
    locked_at = models.DateTimeField(_("justerat"), null=True, blank=True)
    locked_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("justerat av")
    )

    cancelled_at = models.DateTimeField(_("inställt"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("inställt av")
    )
    cancel_reason = EncryptedTextField(_("varför mötet ställdes in"), blank=True, db_default="")
    # When the next one is, or why there is none: one of them is there before the minutes are adjusted.
    next_on = models.DateField(_("nästa möte"), null=True, blank=True)
    no_next_reason = EncryptedTextField(_("varför inget nytt möte behövs"), blank=True, db_default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("möte")
        verbose_name_plural = _("möten")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="uppstartsmote"), name="meeting_one_start_up_per_case"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True, locked_by__isnull=True)
                | Q(locked_at__isnull=False, locked_by__isnull=False),
                name="meeting_locked_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_by__isnull=True)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="meeting_cancelled_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def kind_in_words(self) -> str:
        """The kind within a sentence; Redex is a name."""
        label = self.get_kind_display()
        return label if self.kind == self.Kind.REDEX else label[:1].lower() + label[1:]

    def refuse_if_locked(self) -> None:
        if self.locked_at:
            raise NotAllowed(_now("Protokollet är justerat och kan inte ändras."))


# The socialtjänst is one activity on each board. Other units of the board are other activities, as other boards are.
OWN_ACTIVITY = frozenset(Unit.Kind) - {Unit.Kind.OTHER}


def works_in_own_activity(holder: Assignment, board_id: UUID) -> bool:
    """Whether the holder's unit is of the socialtjänst of the board with this id; computed, never chosen."""
    return holder.board_id == board_id and holder.unit is not None and holder.unit.kind in OWN_ACTIVITY


@keeps_history()
class Seat(models.Model):
    """A function at the table: filled by a holder or an actor's contact, or waived with a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats", verbose_name=_("möte"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    function = models.CharField(_("funktion"), max_length=120)
    required = models.BooleanField(_("obligatorisk"))
    holder = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("aktör"))
    email = models.EmailField(_("e-post"), blank=True)
    # Called on paper, since there is no address to send to.
    by_letter = models.BooleanField(_("kallas med brev"), default=False, db_default=False)
    # What allowed somebody outside the own activity to be called, as it stood when the summons went out.
    ground = models.CharField(_("grund för att kalla"), max_length=200, blank=True, db_default="")
    waived_reason = models.CharField(_("varför funktionen inte kallas"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0)

    class Meta:
        verbose_name = _("plats vid mötet")
        verbose_name_plural = _("platser vid mötet")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "function"], name="seat_once_per_meeting"),
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | Q(email="", by_letter=False),
                name="seat_is_filled_in_one_way",
                violation_error_message=_("En plats fylls av en person med uppdrag här eller av en kontakt utanför."),
            ),
        ]

    def __str__(self) -> str:
        return self.function

    @property
    def called(self) -> bool:
        return bool(self.holder_id or self.email or self.by_letter)

    @property
    def inside(self) -> bool:
        """Whether the holder works in the case's own activity. Everybody else needs a ground to be called."""
        return self.holder is not None and works_in_own_activity(self.holder, self.board_id)

    @property
    def filled_by(self) -> str:
        """Whose an answer by phone is: a person's, under whichever assignment, an address's or a letter's."""
        if self.holder:
            return str(self.holder.user_id)
        return self.email or (f"brev:{self.actor_id}" if self.by_letter else "")

    def vacate(self) -> None:
        """Nobody is called to it any longer; that somebody was stands in its history."""
        self.holder, self.email, self.by_letter, self.ground, self.waived_reason = None, "", False, "", ""


@keeps_history()
class MeetingPoint(models.Model):
    """A decision under one point of the minutes; the first of the point holds its notes too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="points", verbose_name=_("möte"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    point = models.CharField(_("punkt"), max_length=15, choices=Point)
    position = models.PositiveSmallIntegerField(_("ordning"), default=0, db_default=0)
    notes = EncryptedTextField(_("anteckningar"), blank=True)
    decision = EncryptedTextField(_("beslut"), blank=True)
    responsible = models.CharField(_("ansvarig"), max_length=120, blank=True)
    due_on = models.DateField(_("klart senast"), null=True, blank=True)

    class Meta:
        verbose_name = _("punkt i protokollet")
        verbose_name_plural = _("punkter i protokollet")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "point", "position"], name="decision_once_per_point")]

    def __str__(self) -> str:
        return self.get_point_display()

    @property
    def complete(self) -> bool:
        return bool(self.decision and self.responsible and self.due_on)

    @property
    def empty(self) -> bool:
        return not (self.notes or self.decision or self.responsible or self.due_on)


class MinutesAddendum(models.Model):
    """What was added to adjusted minutes, and by whom. Never changed: what is wrong in it is corrected by another.

    The person's own view is kept beside the entry that is disputed, which stays (SoL 14:6, legal.md L14).
    """

    class Kind(models.TextChoices):
        CORRECTION = "rattelse", _("Rättelse")
        ADDITION = "tillagg", _("Tillägg")
        DISPUTED = "omtvistat", _("Personen har en annan uppfattning")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="addenda", verbose_name=_("möte"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    # Empty when it is about the whole minutes.
    point = models.CharField(_("punkt"), max_length=15, choices=Point, blank=True)
    text = EncryptedTextField(_("text"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skrivet av"))
    at = models.DateTimeField(_("skrivet"))

    class Meta:
        verbose_name = _("tillägg till protokollet")
        verbose_name_plural = _("tillägg till protokoll")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()
