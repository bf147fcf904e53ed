"""Consent to share information, with whom and until when (legal.md L10)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self, today: date) -> ConsentQuerySet:
        return self.filter(given_on__lte=today, ends__gte=today, withdrawn_at=None)


class Consent(models.Model):
    class Way(models.TextChoices):
        WRITTEN = "skriftligt", _("Skriftligt")
        ORAL = "muntligt", _("Muntligt")

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
