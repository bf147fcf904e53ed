"""A report that somebody is still writing."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.access.encryption import EncryptedTextField
from vbe.organisation.ids import new_id
from vbe.organisation.models import User


class Draft(models.Model):
    """What the form held when it was last saved. Encrypted, its writer's alone, deleted when the report is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(User, models.CASCADE, related_name="+", verbose_name=_("skribent"))
    fields = EncryptedTextField(_("innehåll"))
    saved_at = models.DateTimeField(_("sparat"))

    class Meta:
        verbose_name = _("utkast")
        verbose_name_plural = _("utkast")

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H.%M}"
