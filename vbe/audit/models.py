"""What happened: an append-only record of reads, reveals and refusals, sealed by hash. Never sensitive content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_logged_records, on_boards
from vbe.organisation.ids import new_id

if TYPE_CHECKING:
    from uuid import UUID

    from vbe.access.request import Request


class Action(models.TextChoices):
    SIGNED_IN = "inloggad", _("Loggade in")
    SIGN_IN_REFUSED = "inloggning_nekad", _("Inloggning nekades")
    SIGNED_OUT = "utloggad", _("Loggade ut")
    SIGN_IN_CHANGED = "andrade_inloggning", _("Ändrade sin inloggning")
    SESSION_ENDED = "avslutade_inloggning", _("Avslutade en inloggning")
    SWITCHED = "bytte_uppdrag", _("Bytte uppdrag")
    OPENED = "oppnade", _("Öppnade")
    LISTED = "listade", _("Visade lista")
    SEARCHED = "sokte", _("Sökte")
    REVEALED = "visade_identitet", _("Visade identitet")
    WROTE = "skrev", _("Skrev")
    EXPORTED = "exporterade", _("Exporterade")
    DOWNLOADED = "laddade_ner", _("Laddade ner")
    PRINTED = "skrev_ut", _("Skrev ut")
    EMERGENCY = "nodoppnade", _("Nödöppnade")
    RECUSED = "jav", _("Registrerade jäv")
    ASSIGNED = "gav_uppdrag", _("Gav uppdrag")
    ASSIGNMENT_CHANGED = "andrade_uppdrag", _("Ändrade uppdrag")
    ASSIGNMENT_ENDED = "avslutade_uppdrag", _("Avslutade uppdrag")
    CATALOGUE_CHANGED = "andrade_register", _("Ändrade i administrationen")
    IMPORTED = "importerade", _("Importerade")
    REORGANISED = "omorganiserade", _("Ändrade nämnder")
    REVIEWED = "granskade", _("Granskade loggen")
    SAMPLED = "drog_urval", _("Drog urval ur loggen")
    CALLED_IN = "kallade_in", _("Kallade in ersättare")
    REFUSED = "nekad", _("Nekades")


# What a task has done says so where another entry says its page.
TASK = "task:"


class Through(models.TextChoices):
    """What gave access to the record at that time."""

    ASSIGNMENT = "uppdrag", _("Uppdrag")
    PARTICIPATION = "deltagande", _("Deltagande")
    STAND_IN = "ersattare", _("Inkallad ersättare")
    EMERGENCY = "nodoppning", _("Nödöppning")


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, request: Request) -> EntryQuerySet:
        """The boards one reviews; with ``case.log`` the cases one leads or takes part in. The policies say the same."""
        led = on_boards("case.log") & on_boards("case.view") & models.Q(kind__startswith="sig.")
        return self.filter(on_boards("log.review") | led | in_logged_records())

    def of_record(self, *records: UUID) -> EntryQuerySet:
        """Everything about a record and its parts: a case has been an intake, and has meetings."""
        return self.filter(record_id__in=records)

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-at", "-position")


class Entry(models.Model):
    """Who did what with which record, and when. No foreign keys: an entry outlives what it is about.

    The client's address is not stored: behind the municipality's proxy it says little, and about those at home too
    much. ``session`` tells which entries came from one sign-in, which is what an investigation asks first.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Both are given by the database; the application's role may not set them.
    position = models.BigIntegerField(_("löpnummer"), unique=True, db_default=Value(0), editable=False)
    at = models.DateTimeField(_("tid"), db_default=Now(), editable=False)
    action = models.CharField(_("handling"), max_length=30, choices=Action)
    user_id = models.UUIDField(_("person"), null=True)
    assignment_id = models.UUIDField(_("uppdrag"), null=True)
    # In words, as it was then: the assignment may change.
    role = models.CharField(_("roll och enhet"), max_length=200, blank=True, db_default="")
    board_id = models.UUIDField(_("nämnd"), null=True)
    # "sig.meeting" and its id, and the record it belongs to: the case.
    kind = models.CharField(_("slag av post"), max_length=40, blank=True)
    object_id = models.UUIDField(_("post"), null=True)
    record_id = models.UUIDField(_("akt"), null=True)
    reason = models.CharField(_("skäl"), max_length=500, blank=True)
    terms = EncryptedTextField(_("sökord"), blank=True, db_default="")
    path_name = models.CharField(_("sida"), max_length=60, blank=True, db_default="")
    through = models.CharField(_("genom"), max_length=12, choices=Through, blank=True, db_default="")
    session = models.CharField(_("inloggningens avtryck"), max_length=16, blank=True, db_default="")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("loggpost")
        verbose_name_plural = _("loggposter")
        indexes = [
            models.Index(fields=["record_id", "at"], name="entry_record_at"),
            models.Index(fields=["board_id", "at"], name="entry_board_at"),
            models.Index(fields=["user_id", "at"], name="entry_user_at"),
            # The newest of many boards are found from the end; measured, a BRIN index makes that a full scan.
            models.Index(fields=["at"], name="entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H.%M} {self.get_action_display()}"

    @property
    def by_task(self) -> bool:
        return self.path_name.startswith(TASK)


class Seal(models.Model):
    """A closed stretch of the log. Each seal holds the hash of the one before it."""

    number = models.BigIntegerField(_("nummer"), primary_key=True)
    first = models.BigIntegerField(_("från löpnummer"))
    last = models.BigIntegerField(_("till löpnummer"))
    count = models.IntegerField(_("antal rader"))
    # How the rows were written out to be hashed; see vbe/audit/sealing.py.
    form = models.SmallIntegerField(_("skrivsätt"))
    # For each row its position and the beginning of its hash, so that a changed row is pointed at exactly.
    digests = models.BinaryField(_("radernas avtryck"))
    previous = models.CharField(_("föregående avtryck"), max_length=64, blank=True)
    hash = models.CharField(_("avtryck"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("förseglad"))

    class Meta:
        verbose_name = _("försegling")
        verbose_name_plural = _("förseglingar")

    def __str__(self) -> str:
        return f"{self.number}"


class Verification(models.Model):
    """That the chain was gone through, how far, and what was found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("tid"))
    seals = models.BigIntegerField(_("antal förseglingar"))
    rows = models.BigIntegerField(_("antal rader"))
    head = models.CharField(_("sista avtryck"), max_length=64, blank=True)
    # What does not agree, in words with positions; never anything from a row.
    findings = models.JSONField(_("avvikelser"), default=list)

    class Meta:
        verbose_name = _("kontroll av loggen")
        verbose_name_plural = _("kontroller av loggen")
        indexes = [models.Index(fields=["-at"], name="verification_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H.%M}"

    @property
    def is_clean(self) -> bool:
        return not self.findings
