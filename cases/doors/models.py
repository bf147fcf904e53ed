"""The doors beside the form: links for whoever has no account, and the receipt with what is asked and answered on it.

What a reporter may know is said here and nowhere else: a state, sentences that are approved beforehand, and questions.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern
from cases.concerns.states import NotAllowed, State
from vbe.access.links import fingerprint
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board, Municipality

if TYPE_CHECKING:
    from vbe.access.request import Request


class ReportingLinkQuerySet(models.QuerySet["ReportingLink"]):
    def visible_to(self, request: Request) -> ReportingLinkQuerySet:
        return self.filter(on_boards("concern.assess"))

    def opened_by(self, secret: str) -> ReportingLinkQuerySet:
        return self.filter(fingerprint=fingerprint(secret))

    def with_use(self) -> ReportingLinkQuerySet:
        """``reports``: how many came through the link; ``last_used_at``: when the latest one did."""
        return self.annotate(reports=Count("receipts"), last_used_at=Max("receipts__made_at"))

    def in_order(self, today: date) -> ReportingLinkQuerySet:
        """Those that can be used first."""
        over = models.Case(models.When(Q(revoked_at=None, ends_on__gte=today), then=0), default=1)
        return self.order_by(over, "-created_at", "-id")


@keeps_history()
class ReportingLink(models.Model):
    """An address where an actor outside the municipality reports without an account, until a day or until revoked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("samverkansaktör")
    )
    # What its reports come from: the desk sees it where another report shows a unit.
    name = models.CharField(_("vem länken är till"), max_length=120)
    email = models.EmailField(_("e-post"), blank=True)
    # The secret itself is in the mail and was shown once; it is stored nowhere else.
    fingerprint = models.CharField(_("avtryck"), max_length=64, unique=True, editable=False)
    ends_on = models.DateField(_("till och med"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("skapad av"))
    created_at = models.DateTimeField(_("skapad"))
    revoked_at = models.DateTimeField(_("återkallad"), null=True, blank=True)

    # Set by with_use().
    reports: int
    last_used_at: datetime | None

    objects = ReportingLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapporteringslänk")
        verbose_name_plural = _("rapporteringslänkar")
        indexes = [models.Index(fields=["board", "-created_at"], name="reporting_link_board")]

    def __str__(self) -> str:
        return self.name

    def is_open(self, today: date) -> bool:
        return self.revoked_at is None and self.ends_on >= today

    def revoke(self, *, now: datetime) -> None:
        """Close the link at once. Done again, nothing changes."""
        if self.revoked_at is None:
            self.revoked_at = now
            self.save(update_fields=["revoked_at"])


class Receipt(models.Model):
    """The code that one report can be followed with. Only its fingerprint is stored, so it is shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.OneToOneField(Concern, models.PROTECT, related_name="receipt", verbose_name=_("rapport"))
    link = models.ForeignKey(
        ReportingLink, models.PROTECT, null=True, blank=True, related_name="receipts", verbose_name=_("länk")
    )
    fingerprint = models.CharField(_("avtryck"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("skapad"))
    ends_on = models.DateField(_("gäller till och med"))

    class Meta:
        verbose_name = _("kvittokod")
        verbose_name_plural = _("kvittokoder")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H.%M}"


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def visible_to(self, request: Request) -> SentenceQuerySet:
        """Those in use in the acting assignment's municipality."""
        own = request.access.acting.board.municipality_id
        return self.filter(municipality_id=own, retired_at=None).order_by("id")


@keeps_history()
class Sentence(models.Model):
    """What a reporter may be told in a municipality, approved beforehand. Not rewritten: retired, and another added."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("kommun"))
    text = models.CharField(_("mening"), max_length=300)
    retired_at = models.DateTimeField(_("används inte längre"), null=True, blank=True)

    objects = SentenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("godkänd mening")
        verbose_name_plural = _("godkända meningar")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "text"],
                condition=Q(retired_at=None),
                name="sentence_once",
                violation_error_message=_("Meningen finns redan."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def retire(self, *, now: datetime) -> None:
        """Offer it no longer. What somebody has been told stays told. Done again, nothing changes."""
        if self.retired_at is None:
            self.retired_at = now
            self.save(update_fields=["retired_at"])


class Told(models.Model):
    """A sentence that the samordnare has chosen to tell the reporter; as it was worded then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="told", verbose_name=_("rapport"))
    sentence = models.ForeignKey(Sentence, models.PROTECT, related_name="+", verbose_name=_("mening"))
    text = models.CharField(_("mening"), max_length=300)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("besked till rapportören")
        verbose_name_plural = _("besked till rapportören")
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["concern", "sentence"], name="told_once")]

    def __str__(self) -> str:
        return self.text


class Question(models.Model):
    """What the samordnare asks the reporter. Never changed: another question is a new row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="questions", verbose_name=_("rapport"))
    text = models.TextField(_("fråga"), max_length=1000)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("tid"))

    class Meta:
        verbose_name = _("fråga till rapportören")
        verbose_name_plural = _("frågor till rapportören")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def answer_or_none(self) -> Answer | None:
        return getattr(self, "answer", None)


class AnswerQuerySet(models.QuerySet["Answer"]):
    def on_desk(self, request: Request) -> AnswerQuerySet:
        return self.filter(on_boards("concern.assess", "question__concern__board_id"))

    def unread(self) -> AnswerQuerySet:
        return self.filter(read_at=None)


class Answer(models.Model):
    """What the reporter answered. Who answered is whoever has the report or its code; it is stored nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.OneToOneField(Question, models.PROTECT, related_name="answer", verbose_name=_("fråga"))
    text = models.TextField(_("svar"), max_length=2000)
    at = models.DateTimeField(_("tid"))
    read_at = models.DateTimeField(_("läst"), null=True, blank=True)
    read_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("läst av")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("svar från rapportören")
        verbose_name_plural = _("svar från rapportören")
        indexes = [models.Index(fields=["at"], condition=Q(read_at=None), name="answer_unread")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H.%M}"

    def read(self, *, by: Assignment, now: datetime) -> None:
        """Note that the desk has read it. Done again, nothing changes."""
        if self.read_at is None:
            self.read_at, self.read_by = now, by
            self.save(update_fields=["read_at", "read_by"])


# What a reporter is told of the state: less than the desk knows.
STATE_WORDS = {State.NEW: _("Mottagen"), State.ASSESSED: _("Bedömd"), State.CLOSED: _("Avslutad")}


def refuse_when_closed(state: str) -> None:
    """Raises NotAllowed: nothing is asked or answered about a report that is closed."""
    if state == State.CLOSED:
        raise NotAllowed(_now("Rapporten är avslutad. Har du mer att berätta, skicka en ny rapport."))
