"""The municipality's routine as data: who must be told and summoned, and within what time."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Board, Municipality, Unit
from vbe.organisation.permissions import Role


@keeps_history()
class Routine(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    municipality = models.OneToOneField(Municipality, models.PROTECT, related_name="routine", verbose_name=_("kommun"))
    informs_director = models.BooleanField(_("stadsdelsdirektör informeras"), default=True)
    acknowledge_minutes = models.PositiveSmallIntegerField(_("minuter till avdelningschefens kvittens"), default=60)
    director_minutes = models.PositiveSmallIntegerField(
        _("minuter till stadsdelsdirektörens kvittens"), default=240, db_default=240
    )
    # Outside these hours, and on free days, whoever is on call is told as well.
    office_from = models.TimeField(_("kontorstid från"), default=time(8), db_default=time(8))
    office_to = models.TimeField(_("kontorstid till"), default=time(17), db_default=time(17))
    start_up_days = models.PositiveSmallIntegerField(_("dagar till uppstartsmöte"), default=2)
    sig_adult_from = models.PositiveSmallIntegerField(_("ålder då SIG för unga vuxna leder"), default=19)
    transfer_days = models.PositiveSmallIntegerField(_("dagar till svar på ett överlämnande"), default=3, db_default=3)
    quiet_days = models.PositiveSmallIntegerField(
        _("dagar utan kontakt eller möte innan ärendet lyfts fram"), default=30, db_default=30
    )
    emergency_hours = models.PositiveSmallIntegerField(_("timmar som en nödöppning gäller"), default=4)
    source = models.CharField(_("källa"), max_length=200)

    class Meta:
        verbose_name = _("rutin")
        verbose_name_plural = _("rutiner")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(office_to__gt=models.F("office_from")),
                name="routine_office_hours_in_order",
                violation_error_message=_("Kontorstiden ska sluta efter att den har börjat."),
            )
        ]

    def __str__(self) -> str:
        return str(self.municipality)


@keeps_history()
class SeatTemplate(models.Model):
    """A function that is summoned to the start-up meeting, and offered when other meetings are called."""

    class Fills(models.TextChoices):
        UNIT_HEAD = "enhetschef", _("enhetschefen för en viss enhet")
        CASE_UNIT_HEAD = "aktuell_enhetschef", _("enhetschefen för ärendets enhet")
        ACTOR = "aktor", _("en aktör utanför verksamheten")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    routine = models.ForeignKey(Routine, models.CASCADE, related_name="seat_templates", verbose_name=_("rutin"))
    function = models.CharField(_("funktion"), max_length=120)
    fills = models.CharField(_("utses som"), max_length=20, choices=Fills)
    unit_kind = models.CharField(_("slag av enhet"), max_length=20, choices=Unit.Kind, blank=True)
    role = models.CharField(_("roll"), max_length=30, choices=Role, default=Role.UNIT_HEAD)
    actor = models.ForeignKey(Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("aktör"))
    # Where the actor's people have accounts, when it is another board of the municipality.
    board = models.ForeignKey(
        Board, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nämnd där aktören har konto")
    )
    required = models.BooleanField(_("obligatorisk"), default=False)
    position = models.PositiveSmallIntegerField(_("ordning"))

    class Meta:
        verbose_name = _("funktion i rutinen")
        verbose_name_plural = _("funktioner i rutinen")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["routine", "function"], name="seat_template_once_per_routine"),
            models.CheckConstraint(
                condition=models.Q(fills="aktor", actor__isnull=False) | ~models.Q(fills="aktor"),
                name="seat_template_actor_named",
                violation_error_message=_("Välj vilken aktör som kallas, eller att en enhetschef kallas."),
            ),
            models.CheckConstraint(
                condition=~models.Q(fills="enhetschef", unit_kind=""),
                name="seat_template_unit_named",
                violation_error_message=_("Välj vilket slag av enhet som chefen leder."),
            ),
        ]

    def __str__(self) -> str:
        return self.function
