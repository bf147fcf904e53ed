"""The pictures and papers that came with a report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from vbe.organisation.ids import new_id

MOST_FILES = 5


class Attachment(models.Model):
    """A file that came with a report. What its sender called it is not kept: such a name may name somebody."""

    class Kind(models.TextChoices):
        JPEG = "jpg", "JPEG"
        PNG = "png", "PNG"
        WEBP = "webp", "WebP"
        PDF = "pdf", "PDF"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="attachments", verbose_name=_("rapport"))
    position = models.PositiveSmallIntegerField(_("nummer"))
    kind = models.CharField(_("filtyp"), max_length=4, choices=Kind)
    size = models.PositiveIntegerField(_("storlek"))
    file = models.FileField(_("fil"), upload_to="concerns/", max_length=200)
    # Null where the installation has no scanner.
    checked_at = models.DateTimeField(_("kontrollerad mot virus"), null=True, blank=True)

    class Meta:
        verbose_name = _("bifogad fil")
        verbose_name_plural = _("bifogade filer")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "position"], name="attachment_position_once"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_FILES), name="attachment_at_most_five"
            ),
            models.CheckConstraint(condition=Q(kind__in=["jpg", "png", "webp", "pdf"]), name="attachment_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.concern}-{self.position}.{self.kind}"

    @property
    def is_picture(self) -> bool:
        """Only what pictures.py has written anew is shown in a page."""
        return self.kind != self.Kind.PDF
