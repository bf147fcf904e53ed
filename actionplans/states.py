"""A plan's states and the steps that lead between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    DRAFT = "utkast", _("Utkast")
    PROPOSED = "framlagd", _("Framlagd")
    DECIDED = "beslutad", _("Beslutad")


class Step(models.TextChoices):
    PROPOSE = "lagg_fram", _("Lägg fram")
    TAKE_BACK = "ta_tillbaka", _("Ta tillbaka")
    REFER_BACK = "aterremittera", _("Återremittera")
    DECIDE = "besluta", _("Besluta")


class Outcome(models.TextChoices):
    AS_PROPOSED = "enligt_forslag", _("Beslutad enligt förslaget")
    AMENDED = "med_andringar", _("Beslutad med ändringar")
    REFERRED_BACK = "aterremiss", _("Återremitterad")


# From state, by step, to state. A step that is not listed for a state is refused.
TRANSITIONS: dict[State, dict[Step, State]] = {
    State.DRAFT: {Step.PROPOSE: State.PROPOSED},
    State.PROPOSED: {
        Step.TAKE_BACK: State.DRAFT,
        Step.REFER_BACK: State.DRAFT,
        Step.DECIDE: State.DECIDED,
    },
    # What the board has decided stands; changes are a new version.
    State.DECIDED: {},
}


class Level(models.TextChoices):
    """The kinds of work that a plan has measures for (Skärholmen 2019; Spånga-Tensta 2017 has the first two)."""

    PREVENT = "forebyggande", _("Förebyggande arbete")
    HINDER = "forhindrande", _("Förhindrande arbete")
    GRANTS = "bidrag_lokaler", _("Föreningsbidrag och lokaler")
    COMPETENCE = "kompetens", _("Kompetenshöjande insatser")


# What a new plan begins with: a section for each kind of work, with its table.
FIRST_SECTIONS = {
    Level.PREVENT: _("Förebyggande åtgärder"),
    Level.HINDER: _("Förhindrande åtgärder"),
    Level.GRANTS: _("Åtgärder för bidrag och lokaler"),
    Level.COMPETENCE: _("Kompetenshöjande åtgärder"),
}


class NotAllowed(Exception):
    """The step cannot be taken from where the plan is. The message is for the person who tried."""


class Conflict(Exception):
    """Somebody else has saved the same fields since they were read: ``fields`` names them. Nothing is saved."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
