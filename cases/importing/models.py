"""Lists of events from other systems on their way to the desk (Skärholmen 2019, s. 6: IA and the traffic office)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request


class System(models.TextChoices):
    IA = "ia", _("Incidentsystemet (IA)")
    TRAFFIC = "trafikkontoret", _("Trafikkontorets lista över klotter")
    OTHER = "annan", _("En annan lista")


def digest(cells: Sequence[str]) -> str:
    """By which a row, or a row of headings, is known again."""
    return hashlib.sha256("\x1f".join(cell.strip().casefold() for cell in cells).encode()).hexdigest()


class ListFileQuerySet(models.QuerySet["ListFile"]):
    def visible_to(self, request: Request) -> ListFileQuerySet:
        """Whoever chose a file is the one who sees it."""
        return self.filter(owner=request.access.assignment)


class ListFile(models.Model):
    """A list between the choice of file and the answer. Encrypted: nobody has looked for persons in it yet."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name=_("vald av"))
    system = models.CharField(_("lista"), max_length=20, choices=System)
    chosen_at = models.DateTimeField(_("vald"))
    # {"headings": […], "rows": [[…], …]}
    content = EncryptedTextField(_("innehåll"))

    objects = ListFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("lista som läses in")
        verbose_name_plural = _("listor som läses in")

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.chosen_at:%Y-%m-%d %H.%M}"

    def read(self) -> tuple[list[str], list[list[str]]]:
        """The headings and the rows."""
        content = json.loads(self.content)
        return content["headings"], content["rows"]


class ColumnsQuerySet(models.QuerySet["Columns"]):
    def visible_to(self, request: Request) -> ColumnsQuerySet:
        return self.filter(on_boards("concern.assess"))


@keeps_history()
class Columns(models.Model):
    """What the columns of a system's lists mean to a board, remembered from the last list with the same headings."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    system = models.CharField(_("lista"), max_length=20, choices=System)
    # Of all the headings in their order.
    digest = models.CharField(_("fingeravtryck"), max_length=64)
    # Our field → heading.
    fields = models.JSONField(_("kolumner"))
    # The list's word for what happened → our category.
    categories = models.JSONField(_("vad orden betyder"), default=dict)
    category = models.CharField(_("om inget står"), max_length=20, blank=True)
    saved_at = models.DateTimeField(_("sparat"))

    objects = ColumnsQuerySet.as_manager()

    class Meta:
        verbose_name = _("kolumnval")
        verbose_name_plural = _("kolumnval")
        constraints = [
            models.UniqueConstraint(fields=["board", "system", "digest"], name="columns_once_per_headings"),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()}, {self.board}"


class ImportedItem(models.Model):
    """Which row of which system a report was made from, so that the same row is not read in again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.OneToOneField(Concern, models.PROTECT, related_name="imported", verbose_name=_("rapport"))
    # Where it was read in. The report may have moved since, and is not read in again for that.
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("inläst av"))
    system = models.CharField(_("lista"), max_length=20, choices=System)
    reference = models.CharField(_("listans nummer"), max_length=60, blank=True)
    # Of the row as it stood in the list: known again though the text was rewritten here.
    digest = models.CharField(_("fingeravtryck"), max_length=64)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("inläst av"))
    at = models.DateTimeField(_("inläst"))

    class Meta:
        verbose_name = _("inläst rad")
        verbose_name_plural = _("inlästa rader")
        constraints = [
            models.UniqueConstraint(
                fields=["board", "system", "reference"], condition=~Q(reference=""), name="imported_reference_once"
            ),
            models.UniqueConstraint(fields=["board", "system", "digest"], name="imported_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()} {self.reference}"
