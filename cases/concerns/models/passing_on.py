"""What was passed on: to another board, to the police, to whoever removes graffiti."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from cases.concerns.states import NotAllowed
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import DESK_CHOICES, Assignment, Board, LegalRow


class HandoverQuerySet(models.QuerySet["Handover"]):
    def waiting(self) -> HandoverQuerySet:
        return self.filter(answered_at=None)


@keeps_history()
class Handover(models.Model):
    """A report handed to another board, and what that board answered. Assessing it is accepting it."""

    class Answer(models.TextChoices):
        ACCEPTED = "mottagen", _("Mottagen")
        RETURNED = "aterlamnad", _("Återlämnad")
        UNANSWERED = "obesvarad", _("Kom tillbaka utan svar")

    class ReturnReason(models.TextChoices):
        WRONG_BOARD = "fel_namnd", _("Fel nämnd")
        EARLIER_REPORT = "tidigare", _("Hör till en tidigare rapport")
        TOO_LITTLE = "otillrackligt", _("Otillräckliga uppgifter")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="handovers", verbose_name=_("rapport"))
    from_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("från nämnd"))
    to_board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("till nämnd"))
    reason = models.TextField(_("skäl"), max_length=2000)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("överlämnad av"))
    at = models.DateTimeField(_("överlämnad"))
    due_on = models.DateField(_("besvaras senast"))
    answer = models.CharField(_("svar"), max_length=15, choices=Answer, blank=True)
    return_reason = models.CharField(_("varför"), max_length=15, choices=ReturnReason, blank=True)
    # Nobody, when it came back by itself.
    answered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("besvarad av")
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("överlämning")
        verbose_name_plural = _("överlämningar")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(answered_at=None), name="handover_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(answered_at=None), name="handover_one_waiting_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", answered_by=None)
                | Q(answered_at__isnull=False, answer="obesvarad", answered_by=None)
                | Q(answered_at__isnull=False, answer__in=["mottagen", "aterlamnad"], answered_by__isnull=False),
                name="handover_whole_answer",
            ),
            models.CheckConstraint(
                condition=Q(answer="aterlamnad", return_reason__in=["fel_namnd", "tidigare", "otillrackligt"])
                | (~Q(answer="aterlamnad") & Q(return_reason="")),
                name="handover_returned_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.concern}: {self.from_board} – {self.to_board}"

    def accept(self, by: Assignment, now: datetime) -> None:
        self._answer(self.Answer.ACCEPTED, by, now)

    def give_back(self, reason: ReturnReason, by: Assignment, now: datetime) -> None:
        """Back to the sender's desk, for one of the fixed reasons. Raises NotAllowed when it was answered."""
        if self.answered_at:
            raise NotAllowed(_now("Överlämningen är redan besvarad."))
        self.return_reason = reason
        self._answer(self.Answer.RETURNED, by, now)
        self._move_back()

    def come_back(self, now: datetime) -> None:
        """Back to the sender's desk, because nobody answered in time."""
        # The task may move a report that waits for an answer, so it is moved before it is answered.
        self._move_back()
        self._answer(self.Answer.UNANSWERED, None, now)

    def _move_back(self) -> None:
        concern = self.concern
        concern.board, concern.previous_board = self.from_board.in_force, concern.board
        concern.save(update_fields=["board", "previous_board"])

    def _answer(self, answer: Answer, by: Assignment | None, now: datetime) -> None:
        self.answer, self.answered_by, self.answered_at = answer, by, now
        self.save(update_fields=["answer", "return_reason", "answered_by", "answered_at"])


class PoliceInformation(models.Model):
    """What an authority was told. Never changed: a correction is a new row that points to the one it corrects."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="police", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    recipient = models.CharField(_("myndighet"), max_length=20, choices=DESK_CHOICES)
    # The words for a function, never the name of whoever holds it.
    function = models.CharField(_("funktion"), max_length=120)
    told = models.TextField(_("vad som berättades"), max_length=2000)
    told_at = models.DateTimeField(_("när"))
    legal_row = models.ForeignKey(LegalRow, models.PROTECT, related_name="+", verbose_name=_("stöd i lagen"))
    reason = models.TextField(_("så prövades det"), max_length=1000, blank=True)
    reference = models.CharField(_("polisens diarienummer"), max_length=50, blank=True)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("rättar")
    )
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("antecknad av"))
    at = models.DateTimeField(_("antecknad"))

    class Meta:
        verbose_name = _("information till polisen")
        verbose_name_plural = _("information till polisen")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_recipient_display()}, {self.function}"

    def record(self) -> None:
        """Store it. Raises NotAllowed for a row of law that does not reach the recipient, or lacks its reason."""
        if not self.legal_row.allows(self.recipient):
            raise NotAllowed(
                _now("%(row)s gäller inte %(recipient)s. Välj ett annat stöd i lagen.")
                % {"row": self.legal_row.code, "recipient": self.get_recipient_display()}
            )
        if self.legal_row.asks_for_reason and not self.reason:
            raise NotAllowed(_now("Skriv hur ni har prövat att uppgiften får lämnas."))
        if self.told_at > self.at:
            raise NotAllowed(_now("Tiden har inte varit ännu."))
        self.save(force_insert=True)


@keeps_history()
class RemovalOrder(models.Model):
    """That somebody was asked to take graffiti away, and when it was gone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="removals", verbose_name=_("rapport"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    to = models.CharField(_("vem som sanerar"), max_length=120)
    reference = models.CharField(_("ordernummer"), max_length=50, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("beställd av"))
    at = models.DateTimeField(_("beställd"))
    ask_on = models.DateField(_("fråga om den inte är klar"))
    done_on = models.DateField(_("klar"), null=True, blank=True)
    done_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("antecknad av")
    )
    done_at = models.DateTimeField(_("antecknad"), null=True, blank=True)

    class Meta:
        verbose_name = _("beställd sanering")
        verbose_name_plural = _("beställda saneringar")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["board", "ask_on"], condition=Q(done_on=None), name="removal_not_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, done_at=None)
                | Q(done_on__isnull=False, done_by__isnull=False, done_at__isnull=False),
                name="removal_whole_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.concern}: {self.to}"

    def is_late(self, today: date) -> bool:
        return self.done_on is None and self.ask_on <= today

    def finish(self, done_on: date, *, by: Assignment, now: datetime) -> bool:
        """Note that it is gone; False when that was noted already."""
        if self.done_on:
            return False
        self.done_on, self.done_by, self.done_at = done_on, by, now
        self.save(update_fields=["done_on", "done_by", "done_at"])
        return True
