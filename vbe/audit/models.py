"""What happened: an append-only record of reads, reveals and refusals. Never sensitive content."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.organisation.ids import new_id


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
    REFUSED = "nekad", _("Nekades")


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(_("tid"), auto_now_add=True, db_index=True)
    action = models.CharField(_("handling"), max_length=30, choices=Action)
    user_id = models.UUIDField(_("person"), null=True)
    assignment_id = models.UUIDField(_("uppdrag"), null=True)
    board_id = models.UUIDField(_("nämnd"), null=True)
    # "sig.case" and its id; no foreign key, so that the entry outlives what it is about.
    kind = models.CharField(_("slag av post"), max_length=40, blank=True)
    object_id = models.UUIDField(_("post"), null=True)
    reason = models.CharField(_("skäl"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("loggpost")
        verbose_name_plural = _("loggposter")
        indexes = [models.Index(fields=["object_id", "at"], name="entry_object_at")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H.%M} {self.get_action_display()}"
