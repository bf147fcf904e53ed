"""A report's states and the outcomes that lead between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    NEW = "ny", _("Att bedöma")
    ASSESSED = "bedomd", _("Bedömd")
    CLOSED = "avslutad", _("Avslutad")
    MISREGISTERED = "fel", _("Felregistrerad")


class Outcome(models.TextChoices):
    KNOWLEDGE = "kunskap", _("Kunskap till lägesbilden")
    ADVICE = "rad", _("Råd har getts")
    POLICE = "polis", _("Polisen har informerats")
    OTHER_BOARD = "annan_namnd", _("Överlämnas till en annan nämnd")
    CLOSED = "avslutas", _("Avslutas utan åtgärd")
    # The incident system holds items that have nothing to do with the subject (Skärholmen 2019, s. 6). Counted apart.
    MISREGISTERED = "felregistrerad", _("Felregistrerad – har ingen koppling till våldsbejakande extremism")
    REOPENED = "oppnas_igen", _("Öppnas igen")


# After these nothing more is planned for the report.
CLOSING = (Outcome.CLOSED, Outcome.MISREGISTERED)


# From state, by outcome, to state. An outcome that is not listed for a state is refused.
TRANSITIONS: dict[State, dict[Outcome, State]] = {
    State.NEW: {
        Outcome.KNOWLEDGE: State.ASSESSED,
        Outcome.ADVICE: State.ASSESSED,
        Outcome.POLICE: State.ASSESSED,
        Outcome.OTHER_BOARD: State.NEW,
        Outcome.CLOSED: State.CLOSED,
        Outcome.MISREGISTERED: State.MISREGISTERED,
    },
    State.ASSESSED: {
        Outcome.KNOWLEDGE: State.ASSESSED,
        Outcome.ADVICE: State.ASSESSED,
        Outcome.POLICE: State.ASSESSED,
        Outcome.CLOSED: State.CLOSED,
        Outcome.MISREGISTERED: State.MISREGISTERED,
    },
    State.CLOSED: {Outcome.REOPENED: State.ASSESSED},
    State.MISREGISTERED: {Outcome.REOPENED: State.ASSESSED},
}


class NotAllowed(Exception):
    """The step cannot be taken from where the record is. The message is for the person who tried."""
