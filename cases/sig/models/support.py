"""Support in a case: measures from the catalogue, what they are for, and how they go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models.case import Case
from cases.sig.states import NotAllowed
from vbe.access.encryption import EncryptedTextField
from vbe.access.queries import in_cases, not_barred, on_boards
from vbe.audit.history import keeps_history
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, Board

if TYPE_CHECKING:
    from django.http import HttpRequest

# A resource that nobody has asked for so long may have closed or changed whom it is for.
CHECKED_WITHIN = timedelta(days=365)


class SupportMeasureQuerySet(models.QuerySet["SupportMeasure"]):
    def visible_to(self, request: HttpRequest) -> SupportMeasureQuerySet:
        return self.filter(on_boards("case.content") | in_cases("case_id"), not_barred("case_id"))

    def with_people(self) -> SupportMeasureQuerySet:
        return self.select_related("responsible__user", "actor", "proposed_by__user", "decided_by__user")

    def in_plan_order(self) -> SupportMeasureQuerySet:
        """What goes on first, then what is to come, what waits for a decision, and last what is over."""
        order = {state: position for position, state in enumerate(SupportMeasure.IN_ORDER)}
        place = models.Case(*(models.When(state=state, then=n) for state, n in order.items()), default=len(order))
        return self.order_by(place, "starts", "id")


@keeps_history()
class SupportMeasure(models.Model):
    """Proposed by somebody who takes part, decided by the chief (Spånga-Tensta 2017, s. 14). What it is chosen from is
    a resource of the municipality, a method of the guidelines, or the unit's own work."""

    class State(models.TextChoices):
        PROPOSED = "foreslagen", _("Väntar på beslut")
        PLANNED = "planerad", _("Planerad")
        RUNNING = "pagar", _("Pågår")
        ENDED = "avslutad", _("Avslutad")
        DECLINED = "avslagen", _("Blev inte av")

    class Result(models.TextChoices):
        REACHED = "uppnatt", _("Målet är uppnått")
        PARTLY = "delvis", _("Målet är delvis uppnått")
        NOT_REACHED = "inte", _("Målet är inte uppnått")
        LEFT = "avbrot", _("Personen ville inte fortsätta")
        REPLACED = "ersatt", _("Ersatt av en annan insats")
        HANDED_OVER = "overlamnad", _("Någon annan tar över insatsen")

    IN_ORDER = (State.RUNNING, State.PLANNED, State.PROPOSED, State.ENDED, State.DECLINED)
    TONES = {State.PROPOSED: "warning", State.PLANNED: "info", State.RUNNING: "success"}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    resource = models.ForeignKey(
        "actionplans.Resource", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("resurs")
    )
    method = models.ForeignKey(
        "actionplans.GuidelineMethod", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("metod")
    )
    # As it was called when it was chosen: the catalogue changes, the plan of a person does not with it.
    name = EncryptedTextField(_("insats"))
    own_goal = EncryptedTextField(_("det här vill personen själv"), blank=True)
    goal = EncryptedTextField(_("mål"))
    needs = EncryptedTextField(_("behov"))
    protective = EncryptedTextField(_("det som skyddar och stärker"), blank=True)
    responsible = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ansvarig")
    )
    actor = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ansvarig utanför verksamheten")
    )
    starts = models.DateField(_("börjar"))
    ends = models.DateField(_("slutar"), null=True, blank=True)
    review_on = models.DateField(_("nästa uppföljning"), null=True, blank=True)
    state = models.CharField(_("läge"), max_length=12, choices=State, default=State.PROPOSED)
    # Counts every change of the proposal, so that a second writer is told.
    version = models.PositiveSmallIntegerField(default=0)
    proposed_by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("föreslagen av"))
    proposed_at = models.DateTimeField(_("föreslagen"))
    # The municipality's resource had not been checked for a year, and the proposer asked it.
    asked_on = models.DateField(_("verksamheten tillfrågad"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beslutad av")
    )
    decided_at = models.DateTimeField(_("beslutad"), null=True, blank=True)
    reason = EncryptedTextField(_("skäl till beslutet"), blank=True)
    ended_by = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslutad av")
    )
    ended_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    result = models.CharField(_("resultat"), max_length=10, choices=Result, blank=True)
    result_words = EncryptedTextField(_("resultatet i ord"), blank=True)

    objects = SupportMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("insats")
        verbose_name_plural = _("insatser")
        indexes = [models.Index(fields=["case", "state"], name="measure_case_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="support_ends_after_start",
                violation_error_message=_("Insatsen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                condition=Q(responsible__isnull=True) ^ Q(actor__isnull=True),
                name="support_has_one_responsible",
                violation_error_message=_("Välj vem som ansvarar: en person i ärendet eller en aktör utanför."),
            ),
            models.CheckConstraint(
                condition=Q(resource__isnull=True) | Q(method__isnull=True), name="support_from_one_catalogue"
            ),
            models.CheckConstraint(
                condition=Q(state="foreslagen", decided_at__isnull=True)
                | (~Q(state="foreslagen") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="support_decided_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=(~Q(state="avslutad") & Q(ended_at__isnull=True))
                | (Q(state="avslutad", ended_at__isnull=False, ended_by__isnull=False) & ~Q(result="")),
                name="support_ended_has_who_when_and_result",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> str:
        return self.TONES.get(self.State(self.state), "neutral")

    @property
    def who(self) -> str:
        """Who is responsible, as the plan says it."""
        return str(self.actor) if self.actor_id else str(self.responsible.user) if self.responsible else ""

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PROPOSED, self.State.PLANNED, self.State.RUNNING)

    @property
    def goes_on(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.RUNNING)

    def refuse_unless(self, *states: State) -> None:
        if self.state not in states:
            words = {"state": self.get_state_display().lower()}
            raise NotAllowed(_now("Insatsen har ändrats sedan sidan öppnades: %(state)s.") % words)


class SupportReview(models.Model):
    """How a measure goes: one row each time somebody has followed it up. Never changed."""

    class Going(models.TextChoices):
        ON = "fortsatter", _("Fortsätter som planerat")
        CHANGE = "andras", _("Behöver ändras")
        END = "avslut", _("Kan avslutas")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    measure = models.ForeignKey(SupportMeasure, models.PROTECT, related_name="reviews", verbose_name=_("insats"))
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name=_("ärende"))
    board = models.ForeignKey(Board, models.PROTECT, related_name="+", verbose_name=_("nämnd"))
    held_on = models.DateField(_("uppföljd"))
    going = models.CharField(_("hur det går"), max_length=12, choices=Going)
    words = EncryptedTextField(_("det som kom fram"))
    next_on = models.DateField(_("nästa uppföljning"), null=True, blank=True)
    by = models.ForeignKey(Assignment, models.PROTECT, related_name="+", verbose_name=_("av"))
    at = models.DateTimeField(_("skriven"))

    class Meta:
        verbose_name = _("uppföljning av en insats")
        verbose_name_plural = _("uppföljningar av insatser")
        ordering = ["-held_on", "-at", "-id"]

    def __str__(self) -> str:
        return self.get_going_display()


def needs_check(checked_on: date, today: date) -> bool:
    """Whether a resource was last checked so long ago that it must be asked before it is chosen."""
    return checked_on < today - CHECKED_WITHIN
