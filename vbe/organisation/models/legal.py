"""The rows of law that information may be given on: data with a date of its last check, never text in code."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id


class Recipient(models.TextChoices):
    """Authorities that a row may name as recipients."""

    POLICE = "polis", _("Polismyndigheten")
    SECURITY_POLICE = "sakerhetspolis", _("Säkerhetspolisen")
    CUSTOMS = "tull", _("Tullverket")


class LegalRow(models.Model):
    """One ground for giving information (legal.md L11). The product asks for the choice; it settles no question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("beteckning"), max_length=20, unique=True)
    wording = models.CharField(_("lydelse i korthet"), max_length=300)
    test = models.CharField(_("det som prövas"), max_length=300)
    recipients = ArrayField(models.CharField(max_length=20, choices=Recipient), verbose_name=_("mottagare"))
    asks_for_reason = models.BooleanField(_("kräver skäl"), default=True)
    position = models.PositiveSmallIntegerField(_("ordning"))
    checked_on = models.DateField(_("kontrollerad"))

    class Meta:
        verbose_name = _("lagrum")
        verbose_name_plural = _("lagrum")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.code}: {self.wording}" if self.asks_for_reason else self.wording

    def allows(self, recipient: str) -> bool:
        return recipient in self.recipients
