"""The rows of law that information may be given on: data with a date of its last check, never text in code."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id


class Recipient(models.TextChoices):
    """Whom a row may name as recipients."""

    POLICE = "polis", _("Polismyndigheten")
    SECURITY_POLICE = "sakerhetspolis", _("Säkerhetspolisen")
    CUSTOMS = "tull", _("Tullverket")
    PROSECUTOR = "aklagare", _("Åklagarmyndigheten")
    OTHER_CRIME = "brottsbekampande", _("Annan brottsbekämpande myndighet")
    SOCIAL_SERVICES = "socialtjanst", _("Socialtjänst i en annan nämnd eller kommun")
    HEALTH_CARE = "halso_sjukvard", _("Hälso- och sjukvården")
    AUTHORITY = "myndighet", _("Annan myndighet eller nämnd")
    PRIVATE = "enskild", _("Enskild person, förening eller företag")


# Those that a coordinator outside socialtjänsten informs.
INFORMED_BY_DESK = [Recipient.POLICE, Recipient.SECURITY_POLICE, Recipient.CUSTOMS]
DESK_CHOICES = [(one.value, one.label) for one in INFORMED_BY_DESK]


class LegalRowQuerySet(models.QuerySet["LegalRow"]):
    def in_force(self) -> LegalRowQuerySet:
        """Rows that may still be chosen. One that has ended stands where it was chosen before."""
        return self.filter(ended_on=None)

    def for_desk(self) -> LegalRowQuerySet:
        """What a coordinator outside socialtjänsten may rest on."""
        return self.in_force().filter(recipients__overlap=[one.value for one in INFORMED_BY_DESK], on_request=False)

    def for_sharing(self) -> LegalRowQuerySet:
        """What socialtjänsten may rest on when it gives something itself; a row without a test says no secrecy."""
        return self.in_force().filter(asks_for_reason=True, on_request=False)

    def for_requests(self) -> LegalRowQuerySet:
        return self.in_force().filter(on_request=True)


@keeps_history()
class LegalRow(models.Model):
    """One ground for giving information (legal.md L11). The product asks for the choice; it settles no question."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("beteckning"), max_length=20, unique=True)
    wording = models.CharField(_("lydelse i korthet"), max_length=300)
    test = models.CharField(_("det som prövas"), max_length=300)
    recipients = ArrayField(models.CharField(max_length=20, choices=Recipient), verbose_name=_("mottagare"))
    asks_for_reason = models.BooleanField(_("kräver skäl"), default=True)
    # The whole test in questions, each answered yes by a person. A row from before they were asked has none.
    questions = ArrayField(
        models.CharField(max_length=300), default=list, db_default=[], blank=True, verbose_name=_("frågor som prövas")
    )
    # Reckoned from the birth date where that is known, otherwise one question more.
    age_below = models.PositiveSmallIntegerField(_("personen är yngre än"), null=True, blank=True)
    reaches_social_services = models.BooleanField(_("bryter socialtjänstens sekretess"), default=True, db_default=True)
    on_request = models.BooleanField(_("gäller när någon begär uppgiften"), default=False, db_default=False)
    position = models.PositiveSmallIntegerField(_("ordning"))
    # Null until a municipality's lawyer has read it.
    checked_on = models.DateField(_("kontrollerad"), null=True, blank=True)
    # Never deleted: what was given rests on it.
    ended_on = models.DateField(
        _("gäller inte från och med"), null=True, blank=True, help_text=_("Raden går då inte att välja längre.")
    )

    objects = LegalRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("lagrum")
        verbose_name_plural = _("lagrum")
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.code}: {self.wording}" if self.asks_for_reason else self.wording

    def allows(self, recipient: str) -> bool:
        return recipient in self.recipients
