"""A part of adjusted minutes that one recipient was given: the copy as it left, kept as it was."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.models.meeting import Meeting
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest


class ExcerptQuerySet(models.QuerySet["Excerpt"]):
    def visible_to(self, request: HttpRequest) -> ExcerptQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))


class Excerpt(models.Model):
    """Never changed. What it holds and on what ground stands in the ledger of disclosures, with the copy's mark."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="excerpts", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="excerpts", verbose_name=_("möte"))
    actor = models.ForeignKey(Actor, models.PROTECT, related_name="+", verbose_name=_("mottagare"))
    # Runs within the case, so that each copy that turns up somewhere is known again.
    copy = models.PositiveSmallIntegerField(_("exemplar"))
    without_names = models.BooleanField(_("handläggarnas namn utelämnade"), default=False)
    # The file in base64, so that it is encrypted as texts are and follows when the keys are changed.
    content = EncryptedTextField(_("fil"))
    digest = models.CharField(_("kontrollsumma"), max_length=64)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("gjort av"))
    at = models.DateTimeField(_("gjort"))

    objects = ExcerptQuerySet.as_manager()

    class Meta:
        verbose_name = _("utdrag ur protokoll")
        verbose_name_plural = _("utdrag ur protokoll")
        ordering = ["copy"]
        constraints = [models.UniqueConstraint(fields=["case", "copy"], name="excerpt_copy_once_per_case")]

    def __str__(self) -> str:
        return self.mark

    @property
    def mark(self) -> str:
        """What stands on each page of the copy and in the ledger: ``SKH-2026-014/3``."""
        return f"{self.case}/{self.copy}"

    def keep(self, file: bytes) -> None:
        self.content = b64encode(file).decode()

    @property
    def file(self) -> bytes:
        return b64decode(self.content)
