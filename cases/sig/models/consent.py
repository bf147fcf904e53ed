"""Consent to share information, with whom and until when (legal.md L10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.sig.models.case import Case
from cases.sig.models.meeting import Seat
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest

# Our own limit: a consent is asked for anew, not carried along (legal.md L10).
LONGEST_MONTHS = 24
DEFAULT_MONTHS = 6


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, request: HttpRequest) -> ConsentQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def in_force(self, today: date) -> ConsentQuerySet:
        return self.filter(given_on__lte=today, ends__gte=today, withdrawn_at=None)


@keeps_history()
class Consent(models.Model):
    class Way(models.TextChoices):
        WRITTEN = "skriftligt", _("Skriftligt")
        ORAL = "muntligt", _("Muntligt")

    class State(models.TextChoices):
        IN_FORCE = "galler", _("Gäller")
        ENDED = "upphort", _("Har upphört")
        WITHDRAWN = "aterkallat", _("Återkallat")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="consents", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("får delas med"))
    scope = EncryptedTextField(_("vilka uppgifter"))
    purpose = EncryptedTextField(_("för vilket ändamål"))
    way = models.CharField(_("lämnat"), max_length=12, choices=Way)
    given_on = models.DateField(_("lämnat den"))
    ends = models.DateField(_("gäller till och med"))
    recorded_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("registrerat av"))
    recorded_at = models.DateTimeField(_("registrerat"))
    withdrawn_at = models.DateTimeField(_("återkallat"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("samtycke")
        verbose_name_plural = _("samtycken")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gte=F("given_on")),
                name="consent_ends_after_given",
                violation_error_message=_("Samtycket kan inte sluta gälla innan det lämnades."),
            )
        ]

    def __str__(self) -> str:
        return str(self.actor)

    def clean(self) -> None:
        if self.given_on and self.ends and self.ends > deadlines.due(self.given_on, months=LONGEST_MONTHS).calendar:
            raise ValidationError({"ends": _now("Ett samtycke kan gälla högst två år. Fråga på nytt när det går ut.")})

    def state(self, today: date) -> State:
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.IN_FORCE if self.given_on <= today <= self.ends else self.State.ENDED

    def register(self, *, by: Assignment, now: datetime) -> bool:
        """Store a new consent under its own id; False when the same form has been sent before."""
        self.recorded_by, self.recorded_at = by, now
        try:
            with transaction.atomic():
                self.save(force_insert=True)
        except IntegrityError:
            if Consent.objects.filter(pk=self.pk, case=self.case_id).exists():
                return False
            # The id is taken by something else, which only a made-up form can bring about.
            self.pk = new_id()
            self.save(force_insert=True)
        return True

    def withdraw(self, now: datetime) -> bool:
        """Note that the consent has been taken back; False when that was already noted."""
        if self.withdrawn_at:
            return False
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        return True

    def called_seats(self) -> list[Seat]:
        """The seats that its actor has been called to: what a withdrawal comes too late for."""
        return list(Seat.objects.filter(meeting__case=self.case_id, actor=self.actor_id).exclude(email=""))
