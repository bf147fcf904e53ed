"""What leaves the unit about a person: decided on a row of law, and entered in a ledger that is never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.models.consent import Consent
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.access.templatetags.dates import swedate
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board, LegalRow

if TYPE_CHECKING:
    from django.http import HttpRequest


# An encrypted text cannot be compared, and an empty one is empty.
WRITTEN_HARM = Q(GreaterThan(Length("harm"), 0))
WRITTEN_RECIPIENT = Q(GreaterThan(Length("recipient"), 0))


class OfCaseQuerySet(models.QuerySet):
    """Rows of a case, read by whoever reads its content."""

    def visible_to(self, request: HttpRequest) -> Self:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))


class SharingDecisionQuerySet(OfCaseQuerySet):
    def in_force(self, day: date) -> SharingDecisionQuerySet:
        """Covering ``day``: on a day that has been also what was ended later."""
        running = Q(ended_at=None) | Q(ended_at__date__gt=day)
        return self.filter(running, starts__lte=day, ends__gte=day)


@keeps_history()
class SharingDecision(models.Model):
    """One row of law that lets one actor have certain information without consent (legal.md L11)."""

    class State(models.TextChoices):
        IN_FORCE = "galler", _("Gäller")
        OVER = "upphort", _("Har upphört")
        ENDED = "avslutat", _("Avslutat")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sharing_decisions", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("mottagare"))
    row = models.ForeignKey(LegalRow, models.PROTECT, related_name="+", verbose_name=_("lagrum"))
    information = EncryptedTextField(_("vilka uppgifter"))
    # The row's wording and its questions with their answers, as they were on the day.
    tested = EncryptedTextField(_("det som prövades"))
    reason = EncryptedTextField(_("skäl"))
    starts = models.DateField(_("gäller från och med"))
    ends = models.DateField(_("gäller till och med"))
    decided_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("beslutat av"))
    decided_at = models.DateTimeField(_("beslutat"))
    ended_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutat av")
    )
    ended_at = models.DateTimeField(_("avslutat"), null=True, blank=True)

    objects = SharingDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut om att lämna uppgifter")
        verbose_name_plural = _("beslut om att lämna uppgifter")
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("starts")),
                name="sharing_decision_ends_after_start",
                violation_error_message=_("Beslutet kan inte sluta gälla innan det börjar."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="sharing_decision_ended_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.row.code

    def state(self, today: date) -> State:
        if self.ended_at:
            return self.State.ENDED
        return self.State.IN_FORCE if self.starts <= today <= self.ends else self.State.OVER

    def end(self, *, by: Assignment, now: datetime) -> bool:
        """Let it cover nothing more; False when that was done already."""
        if self.ended_at:
            return False
        self.ended_by, self.ended_at = by, now
        self.save(update_fields=["ended_by", "ended_at"])
        return True


class InformationRequestQuerySet(OfCaseQuerySet):
    def waiting(self) -> InformationRequestQuerySet:
        return self.filter(answered_at=None)


@keeps_history()
class InformationRequest(models.Model):
    """Somebody asked with reference to lag 2025:170; the log of who, when and what was answered (legal.md L13)."""

    class Answer(models.TextChoices):
        GIVEN = "lamnat", _("Uppgiften lämnades")
        REFUSED = "inte_lamnat", _("Uppgiften lämnades inte")
        NOTHING = "finns_inte", _("Uppgiften finns inte hos oss")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("myndighet"))
    # Who at the authority, and how to be sure that it was.
    asker = EncryptedTextField(_("vem som frågade"))
    asked = EncryptedTextField(_("vad som begärdes"))
    asked_at = models.DateTimeField(_("begärt"))
    row = models.ForeignKey(LegalRow, models.PROTECT, related_name="+", verbose_name=_("med stöd av"))
    registered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    registered_at = models.DateTimeField(_("registrerat"))
    answer = models.CharField(_("svar"), max_length=15, choices=Answer, blank=True)
    reason = EncryptedTextField(_("skäl"), blank=True)
    answered_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("besvarat av")
    )
    answered_at = models.DateTimeField(_("besvarat"), null=True, blank=True)

    objects = InformationRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("begäran om uppgifter")
        verbose_name_plural = _("begäranden om uppgifter")
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["board", "-asked_at", "-id"], name="request_board_asked")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="information_request_whole_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.actor}, {self.row.code}"


@dataclass(frozen=True)
class Ground:
    """What something is given on: ``Samtycke till 12 maj 2027`` or ``OSL 10:18 a, beslut 12 nov 2026``."""

    consent: Consent | None = None
    decision: SharingDecision | None = None
    request: InformationRequest | None = None

    def __str__(self) -> str:
        if self.consent:
            return _now("Samtycke till %(day)s") % {"day": swedate(self.consent.ends)}
        if self.decision:
            day = swedate(timezone.localdate(self.decision.decided_at))
            return _now("%(row)s, beslut %(day)s") % {"row": self.decision.row.code, "day": day}
        return self.request.row.code if self.request else ""


class DisclosureQuerySet(OfCaseQuerySet):
    def with_grounds(self) -> DisclosureQuerySet:
        """With what a row of the ledger says, without a query per row."""
        return self.select_related("actor", "consent", "decision__row", "request__row", "by__user", "recall__by__user")


class Disclosure(models.Model):
    """One thing that left the unit: what, to whom, when, by whom and on which ground. Never changed (legal.md L12)."""

    class Way(models.TextChoices):
        ORAL = "muntligt", _("Muntligt")
        LETTER = "brev", _("Brev")
        MEETING = "mote", _("Vid ett möte")
        EXCERPT = "utdrag", _("Utdrag ur protokoll")
        OTHER = "annat", _("På annat sätt")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="disclosures", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    what = EncryptedTextField(_("vad som lämnades"))
    way = models.CharField(_("hur"), max_length=15, choices=Way)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("aktör"))
    # The function or the person who received it, which may name somebody.
    recipient = EncryptedTextField(_("mottagare"), blank=True)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name=_("samtycke")
    )
    decision = models.ForeignKey(
        SharingDecision, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name=_("beslut")
    )
    request = models.ForeignKey(
        InformationRequest, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name=_("begäran")
    )
    harm = EncryptedTextField(_("menprövning"), blank=True)
    # What marks the copy that left, so that it can be told from others.
    mark = models.CharField(_("kopians märkning"), max_length=64, blank=True)
    given_at = models.DateTimeField(_("lämnat"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("lämnat av"))
    entered_at = models.DateTimeField(_("antecknat"))

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("utlämnande")
        verbose_name_plural = _("utlämnanden")
        ordering = ["-given_at", "-id"]
        indexes = [models.Index(fields=["case", "-given_at", "-id"], name="disclosure_case_given")]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent__isnull=False)
                | Q(decision__isnull=False)
                | Q(request__isnull=False)
                | WRITTEN_HARM,
                name="disclosure_has_a_ground",
                violation_error_message=_("Skriv menprövningen när varken samtycke eller beslut täcker utlämnandet."),
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | WRITTEN_RECIPIENT,
                name="disclosure_has_a_recipient",
                violation_error_message=_("Skriv vem som fick uppgifterna."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.actor or self._meta.verbose_name)

    @property
    def to(self) -> str:
        """Whom it went to, in words."""
        return ", ".join(filter(None, [str(self.actor or ""), self.recipient]))

    @property
    def ground(self) -> str:
        """On what it was given, in words."""
        return str(Ground(self.consent, self.decision, self.request)) or _now("Menprövning")


# A personal data breach is told to the supervisory authority within this time (GDPR 33, legal.md L20).
BREACH_WITHIN = timedelta(hours=72)


class Recall(models.Model):
    """Something went to the wrong recipient: what was done to get it back. The incident has the same id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disclosure = models.OneToOneField(Disclosure, models.PROTECT, related_name="recall", verbose_name=_("utlämnande"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="recalls", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    discovered_at = models.DateTimeField(_("upptäckt"))
    note = EncryptedTextField(_("vad som har gjorts"))
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("antecknat av"))
    at = models.DateTimeField(_("antecknat"))

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("återkallat utlämnande")
        verbose_name_plural = _("återkallade utlämnanden")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def report_by(self) -> datetime:
        return self.discovered_at + BREACH_WITHIN
