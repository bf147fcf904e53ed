"""How somebody gets in: sessions, waits after failed attempts, and the municipalities' identity providers."""

from __future__ import annotations

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, Municipality, User


class Session(AbstractBaseSession):
    """A session, found by the fingerprint of its key: whoever reads the table cannot go on in somebody's place."""

    session_key = models.CharField(_("avtryck av nyckeln"), max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sign_in_sessions", verbose_name=_("person"))
    device = models.CharField(_("enhet"), max_length=80, blank=True)
    began_at = models.DateTimeField(_("började"), null=True)
    used_at = models.DateTimeField(_("användes senast"), null=True)

    objects = BaseSessionManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("inloggning")
        verbose_name_plural = _("inloggningar")

    def __str__(self) -> str:
        return self.device


class Wait(models.Model):
    """How many attempts in a row have failed, for one account from one place or for one place. Only fingerprints."""

    key = models.CharField(_("avtryck"), max_length=64, primary_key=True)
    attempts = models.PositiveIntegerField(_("försök"))
    last_at = models.DateTimeField(_("senast"))

    class Meta:
        verbose_name = _("väntetid efter misslyckade försök")
        verbose_name_plural = _("väntetider efter misslyckade försök")

    def __str__(self) -> str:
        return f"{self.attempts}"


class IdentityProviderQuerySet(models.QuerySet["IdentityProvider"]):
    def offered(self) -> IdentityProviderQuerySet:
        return self.filter(is_active=True).select_related("municipality").order_by("name")


class IdentityProvider(models.Model):
    """A municipality's own sign-in, by OpenID Connect. Configured by command; see docs/drift.md."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="identity_providers", verbose_name=_("kommun")
    )
    code = models.SlugField(_("kod"), unique=True)
    name = models.CharField(_("namn på inloggningssidan"), max_length=80)
    issuer = models.URLField(_("utfärdare"), max_length=300)
    # Where the browser is sent. A form may lead there, and to no other site.
    origin = models.CharField(_("ursprung för inloggningen"), max_length=300)
    client_id = models.CharField(_("klient-id"), max_length=300)
    client_secret = EncryptedTextField(_("klienthemlighet"))
    claim = models.CharField(_("uppgift som identifierar personen"), max_length=80, default="sub")
    email_domain = models.CharField(_("e-postdomän"), max_length=120, blank=True)
    trusts_email = models.BooleanField(_("e-postadressen räcker för att koppla ett konto"), default=False)
    second_factor = models.CharField(_("värden på acr eller amr som räknas som tvåfaktor"), max_length=300, blank=True)
    first_board = models.ForeignKey(
        Board, models.PROTECT, related_name="+", verbose_name=_("nämnd för den som loggar in första gången")
    )
    is_active = models.BooleanField(_("används"), default=True)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("identitetsleverantör")
        verbose_name_plural = _("identitetsleverantörer")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "client_id"], name="identity_provider_once"),
            models.CheckConstraint(
                condition=Q(trusts_email=False) | ~Q(email_domain=""),
                name="identity_provider_trusted_within_a_domain",
                violation_error_message=_("Ange den e-postdomän som leverantören svarar för."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def speaks_for(self, email: str) -> bool:
        """Whether an address is one that this provider may give: of its domain, when it has one."""
        return not self.email_domain or email.lower().rpartition("@")[2] == self.email_domain.lower()


class IdentityLink(models.Model):
    """Which account a provider's person has. The person is known by a fingerprint: the claim may be a number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="links", verbose_name=_("leverantör"))
    subject = models.CharField(_("avtryck av identiteten"), max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="identity_links", verbose_name=_("person"))
    linked_at = models.DateTimeField(_("kopplad"))
    reason = models.CharField(_("hur den kopplades"), max_length=200)

    class Meta:
        verbose_name = _("koppling till identitetsleverantör")
        verbose_name_plural = _("kopplingar till identitetsleverantörer")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="identity_links_to_one_account"),
            models.UniqueConstraint(fields=["provider", "user"], name="account_has_one_identity_a_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}"
