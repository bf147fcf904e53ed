"""What a writer has said about passages that looked like a person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.concerns.models.concern import Concern
from cases.concerns.passages import Reason
from vbe.organisation.ids import new_id


class KeptPassage(models.Model):
    """A passage that the name guard pointed out and its writer kept. The words stand in the report, and not here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    concern = models.ForeignKey(Concern, models.PROTECT, related_name="kept_passages", verbose_name=_("rapport"))
    # A kind of cases/concerns/name_guard.py; not listed here, since it learns new ones.
    kind = models.CharField(_("vad det liknar"), max_length=30)
    reason = models.CharField(_("varför det inte är en person"), max_length=20, choices=Reason)

    class Meta:
        verbose_name = _("bekräftad textbit")
        verbose_name_plural = _("bekräftade textbitar")

    def __str__(self) -> str:
        return f"{self.concern}: {self.kind}"
