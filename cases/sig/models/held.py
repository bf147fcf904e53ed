"""What was held about a person when it was gathered, and the work of gathering it and of setting the extract."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.masking import Mask, merged, without
from cases.sig.models.case import Case
from cases.sig.models.data_access import DataAccessRequest
from cases.sig.models.intake import Intake
from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board


@dataclass(frozen=True)
class Passage:
    """One text that is held; ``name`` is what masks point to."""

    name: str
    label: str
    text: str


@dataclass
class Found:
    """What belongs together and is read together: one arrival, one meeting, one case's consents."""

    section: str
    key: str
    heading: str
    passages: list[Passage]
    case_id: Any = None
    intake_id: Any = None
    # A file: its type and its bytes in base64.
    kind: str = ""
    file: str = ""
    # Found by name and birth date alone: somebody looks whether it is the same person.
    unsure: bool = False


class HeldRecordQuerySet(models.QuerySet["HeldRecord"]):
    def without_file(self) -> HeldRecordQuerySet:
        return self.defer("file")

    def unread(self) -> HeldRecordQuerySet:
        return self.filter(reviewed_at=None)


class HeldRecord(models.Model):
    """What was held when it was gathered, frozen, with what is taken out of it. The masks hold places, never words."""

    # A file is some megabytes, and the rotation of keys reads whole rows.
    ROTATED_AT_A_TIME = 5

    class Section(models.TextChoices):
        RECEPTION = "mottagning", _("Det som har kommit in")
        CASE = "arende", _("Ärendet")
        MEETINGS = "moten", _("Möten")
        SUPPORT = "stod", _("Stöd och insatser")
        SHARING = "samtycke", _("Samtycken och beslut om att lämna uppgifter")
        RECIPIENTS = "mottagare", _("Vilka som har fått uppgifter")
        FILES = "filer", _("Filer")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        DataAccessRequest, models.PROTECT, related_name="records", verbose_name=_("begäran om registerutdrag")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ärende"))
    intake = models.ForeignKey(
        Intake, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("inkommet")
    )
    section = models.CharField(_("avsnitt"), max_length=12, choices=Section)
    key = models.CharField(_("nyckel"), max_length=60)
    position = models.PositiveSmallIntegerField(_("ordning"))
    heading = EncryptedTextField(_("rubrik"))
    content = EncryptedTextField(_("innehåll"))
    unsure = models.BooleanField(_("hittat på namn och födelsedatum"), default=False)
    kind = models.CharField(_("filtyp"), max_length=4, blank=True)
    file = EncryptedTextField(_("fil"), blank=True)
    masks = models.JSONField(_("maskat"), default=list)
    reviewed_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("maskat av")
    )
    reviewed_at = models.DateTimeField(_("maskat"), null=True, blank=True)

    objects = HeldRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("uppgifter i ett registerutdrag")
        verbose_name_plural = _("uppgifter i registerutdrag")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "key"], name="held_record_once"),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="held_record_reviewed_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def passages(self) -> list[Passage]:
        return [Passage(**one) for one in json.loads(self.content)]

    def hold(self, passages: Iterable[Passage]) -> None:
        self.content = json.dumps([asdict(one) for one in passages])

    @property
    def masked(self) -> list[Mask]:
        return [Mask(**mask) for mask in self.masks]

    @property
    def is_reviewed(self) -> bool:
        return self.reviewed_at is not None

    @property
    def opened(self) -> bytes:
        return b64decode(self.file)

    @property
    def withheld(self) -> str:
        """The ground that all of it is kept back on; empty when it is not."""
        return next((mask.ground for mask in self.masked if mask.field == self.key), "")

    @property
    def masked_count(self) -> int:
        if self.withheld:
            return 1
        return sum(len(merged(one.text, [m for m in self.masked if m.field == one.name])) for one in self.passages)

    def released(self, references: dict[str, str]) -> list[Passage]:
        """The passages without what is masked."""
        masks = self.masked
        return [
            Passage(one.name, one.label, without(one.text, [m for m in masks if m.field == one.name], references))
            for one in self.passages
        ]

    def mask(self, masks: Iterable[Mask], *, by: Assignment, now: datetime) -> None:
        """Save what is taken out, and that somebody has read it."""
        self.masks = [mask.as_json() for mask in sorted(set(masks), key=lambda mask: (mask.field, mask.start))]
        self.reviewed_by, self.reviewed_at = by, now
        self.save(update_fields=["masks", "reviewed_by", "reviewed_at"])


class DataAccessWorkQuerySet(models.QuerySet["DataAccessWork"]):
    def without_content(self) -> DataAccessWorkQuerySet:
        return self.defer("content", "document")

    def claimable(self, now: datetime) -> DataAccessWorkQuerySet:
        """What a worker may take: waiting, or left behind by a worker that no longer renews its lease."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.filter(free, done_at=None, failed_at=None)


class DataAccessWork(models.Model):
    """What a worker does for a request: gathers what is held, or sets the document. The row is the queue.

    ``content`` is what the document is set from, frozen when it was released; nothing that was masked is in it.
    """

    ROTATED_AT_A_TIME = 5

    class Kind(models.TextChoices):
        GATHER = "samla", _("Samla in")
        DOCUMENT = "dokument", _("Sätta dokumentet")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(
        DataAccessRequest, models.PROTECT, related_name="works", verbose_name=_("begäran om registerutdrag")
    )
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    ordered_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("beställt av"))
    ordered_at = models.DateTimeField(_("beställt"))
    content = EncryptedTextField(_("innehåll"), blank=True)
    # The file in base64, so that it is encrypted as texts are and follows when the keys are changed.
    document = EncryptedTextField(_("dokument"), blank=True)
    digest = models.CharField(_("kontrollsumma"), max_length=64, blank=True)
    done_at = models.DateTimeField(_("klart"), null=True, blank=True)

    lease = models.UUIDField(_("arbetets märke"), null=True, blank=True)
    lease_until = models.DateTimeField(_("arbetet gäller till"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("försök"), default=0)
    failed_at = models.DateTimeField(_("gavs upp"), null=True, blank=True)

    objects = DataAccessWorkQuerySet.as_manager()

    class Meta:
        verbose_name = _("arbete med ett registerutdrag")
        verbose_name_plural = _("arbete med registerutdrag")
        ordering = ["ordered_at", "id"]
        indexes = [models.Index(fields=["lease_until"], condition=Q(done_at=None), name="data_access_work_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(done_at=None), name="data_access_one_work_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(kind="dokument"), name="data_access_one_document"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.request} · {self.get_kind_display()}"

    def keep(self, file: bytes) -> str:
        """The file as the row keeps it."""
        return b64encode(file).decode()

    @property
    def opened(self) -> bytes:
        return b64decode(self.document)
