"""A report's states and the verbs that lead between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    ORDERED = "bestalld", _("Beställd")
    WORKING = "arbetar", _("Görs nu")
    READY = "klar", _("Klar att publicera")
    FAILED = "misslyckad", _("Kunde inte göras")
    PUBLISHED = "publicerad", _("Publicerad")


# Somebody waits for the file.
IN_THE_MAKING = (State.ORDERED, State.WORKING)
# The samordnare has the next word.
AT_REST = (State.READY, State.FAILED)


class Verb(models.TextChoices):
    CLAIM = "claim"
    GIVE_BACK = "give_back"
    FINISH = "finish"
    FAIL = "fail"
    MAKE_AGAIN = "make_again"
    PUBLISH = "publish"


# From state, by verb, to state. Claiming a report that is being made means that its worker has died.
TRANSITIONS: dict[State, dict[Verb, State]] = {
    State.ORDERED: {Verb.CLAIM: State.WORKING, Verb.FAIL: State.FAILED},
    State.WORKING: {
        Verb.CLAIM: State.WORKING,
        Verb.GIVE_BACK: State.ORDERED,
        Verb.FINISH: State.READY,
        Verb.FAIL: State.FAILED,
    },
    State.READY: {Verb.MAKE_AGAIN: State.ORDERED, Verb.PUBLISH: State.PUBLISHED},
    State.FAILED: {Verb.MAKE_AGAIN: State.ORDERED},
    State.PUBLISHED: {},
}


class NotAllowed(Exception):
    """The step cannot be taken from where the report is. The message is for the person who tried."""
