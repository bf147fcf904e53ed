"""A table of people on its way in: kept between the preview and the answer, then deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id
from vbe.organisation.models.people import Assignment

if TYPE_CHECKING:
    from vbe.access.request import Request


class PeopleFileQuerySet(models.QuerySet["PeopleFile"]):
    def visible_to(self, request: Request) -> PeopleFileQuerySet:
        """Whoever uploaded a file is the one who sees it."""
        return self.filter(owner=request.access.assignment)


class PeopleFile(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(Assignment, models.CASCADE, related_name="+", verbose_name=_("uppladdad av"))
    uploaded_at = models.DateTimeField(_("uppladdad"))
    # The cells as they were read: a list of rows, each a dict of column and text.
    rows = models.JSONField(_("rader"))

    objects = PeopleFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("personlista som läses in")
        verbose_name_plural = _("personlistor som läses in")

    def __str__(self) -> str:
        return f"{self.uploaded_at:%Y-%m-%d %H.%M}"
