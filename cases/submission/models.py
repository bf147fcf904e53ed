"""A report that somebody is still writing, and one that somebody makes up to learn how it goes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import User


class Draft(models.Model):
    """What a form held when it was last saved, under the form's id. Encrypted, its writer's alone, deleted when the
    report is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("skribent"))
    fields = EncryptedTextField(_("innehåll"))
    saved_at = models.DateTimeField(_("sparat"))

    class Meta:
        verbose_name = _("utkast")
        verbose_name_plural = _("utkast")

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H.%M}"


class Practice(models.Model):
    """A made-up report and how far its writer has come with it. In a table of its own, which nothing counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("den som övar"))
    fields = EncryptedTextField(_("innehåll"))
    saved_at = models.DateTimeField(_("sparat"))

    class Meta:
        verbose_name = _("övning")
        verbose_name_plural = _("övningar")

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H.%M}"
