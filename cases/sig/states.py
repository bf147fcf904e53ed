"""The routine's steps and their order (Spånga-Tensta 2017, s. 14)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    CONFIRMED = "bekraftat", _("Oro eller bekräftat fall")
    CHIEF_TOLD = "chef_meddelad", _("Avdelningschef meddelad")
    CHIEF_ACKNOWLEDGED = "chef_kvitterat", _("Avdelningschef har kvitterat")
    DIRECTOR_INFORMED = "direktor_informerad", _("Stadsdelsdirektör informerad")
    # Beside the order: the routine goes on while the director's answer is awaited.
    DIRECTOR_ACKNOWLEDGED = "direktor_kvitterat", _("Stadsdelsdirektör har kvitterat")
    SUMMONED = "kallat", _("Uppstartsmöte kallat")
    HELD = "hallet", _("Uppstartsmöte hållet")
    DECIDED = "beslutat", _("Insatser beslutade")
    CLOSED = "avslutat", _("Avslutat")
    # Begins a new round of the routine in a case that was closed.
    REOPENED = "oppnat_igen", _("Öppnat igen")
    # Beside the order: nobody had taken in what they were told in time, and the next in line was told.
    DIRECTOR_ALERTED = "direktor_larmad", _("Stadsdelsdirektör meddelad: ingen chef har kvitterat")
    DIRECTOR_SILENT = "direktor_tyst", _("Avdelningschef meddelad: stadsdelsdirektören har inte kvitterat")
    # Beside the order: what follows from age.
    LEAD_CHANGED = "ledning_bytt", _("Ledande enhet bytt")
    OF_AGE = "myndig", _("Personen har fyllt 18 år")


# Every step in its order. A municipality without a director goes past that step.
ORDER: tuple[Step, ...] = (
    Step.CONFIRMED,
    Step.CHIEF_TOLD,
    Step.CHIEF_ACKNOWLEDGED,
    Step.DIRECTOR_INFORMED,
    Step.SUMMONED,
    Step.HELD,
    Step.DECIDED,
    Step.CLOSED,
)


# A case that was closed is taken up by the chief who opens it again.
ORDER_AGAIN: tuple[Step, ...] = (
    Step.REOPENED,
    Step.DIRECTOR_INFORMED,
    Step.SUMMONED,
    Step.HELD,
    Step.DECIDED,
    Step.CLOSED,
)


def order(*, informs_director: bool, again: bool = False, has_met: bool = False) -> tuple[Step, ...]:
    """The routine's steps. ``again``: the case was opened again; ``has_met``: its start-up meeting was held before."""
    passed = set() if informs_director else {Step.DIRECTOR_INFORMED}
    passed |= {Step.SUMMONED, Step.HELD} if again and has_met else set()
    return tuple(step for step in (ORDER_AGAIN if again else ORDER) if step not in passed)


def following(step: Step, *, informs_director: bool, again: bool = False, has_met: bool = False) -> Step | None:
    """The only lawful step after ``step``; None when the case is closed."""
    steps = order(informs_director=informs_director, again=again, has_met=has_met)
    position = steps.index(step) + 1
    return steps[position] if position < len(steps) else None


# What the chief is asked to do to take a step: button, refusal and to-do list say it in the same words.
ACTIONS = {
    Step.CHIEF_ACKNOWLEDGED: _("Kvittera ärendet"),
    Step.DIRECTOR_INFORMED: _("Informera stadsdelsdirektören"),
    Step.SUMMONED: _("Kalla till uppstartsmöte"),
    Step.HELD: _("Skriv och justera protokollet"),
    Step.DECIDED: _("Besluta om insatser"),
    Step.CLOSED: _("Avsluta ärendet"),
    Step.REOPENED: _("Öppna ärendet igen"),
}


# What waits when that step is the next one: the word of state in lists and on the record.
WAITS = {
    Step.CHIEF_ACKNOWLEDGED: _("Väntar på kvittens"),
    Step.DIRECTOR_INFORMED: _("Direktören ska informeras"),
    Step.SUMMONED: _("Uppstartsmöte ska kallas"),
    Step.HELD: _("Uppstartsmöte kallat"),
    Step.DECIDED: _("Insatser ska beslutas"),
    Step.CLOSED: _("Insatser pågår"),
}

# The routine as people draw it: each stage is done when its last step is.
STAGES = (
    (_("Oro eller bekräftat fall"), (Step.CONFIRMED,)),
    (_("Öppnat igen"), (Step.REOPENED,)),
    (_("Avdelningschef meddelad"), (Step.CHIEF_TOLD, Step.CHIEF_ACKNOWLEDGED)),
    (_("Stadsdelsdirektör informerad"), (Step.DIRECTOR_INFORMED,)),
    (_("Uppstartsmöte"), (Step.SUMMONED, Step.HELD)),
    (_("Insatser och uppföljning"), (Step.DECIDED,)),
    (_("Avslut"), (Step.CLOSED,)),
)


class Outcome(models.TextChoices):
    """What came of a case. A word about the support and the routine, never about what somebody is."""

    GOALS = "malen_nadda", _("Målen med stödet är nådda")
    DECLINED = "avbojer", _("Personen avböjer stöd")
    OTHER_SUPPORT = "annan_insats", _("Vidare till annan insats")
    MOVED = "flyttat", _("Personen har flyttat")
    UNCONFIRMED = "obekraftad", _("Oron har inte bekräftats")
    DECEASED = "avliden", _("Personen har avlidit")
    HANDED_OVER = "overlamnat", _("Överlämnat till en annan kommun")


# What may be said by whoever closes; a handover has a page of its own.
CLOSING = [(outcome.value, outcome.label) for outcome in Outcome if outcome != Outcome.HANDED_OVER]
# What ends a case wherever the routine is: the reason for it is gone.
ENDS_EARLY = (Outcome.MOVED, Outcome.UNCONFIRMED, Outcome.DECEASED, Outcome.HANDED_OVER)


class Source(models.TextChoices):
    """How something came in: whichever door, the routine is the same."""

    SEALED_PART = "sluten_del", _("Sluten del från en rapport")
    PHONE = "telefon", _("Telefon")
    POLICE = "polis", _("Polisen")
    VISIT = "besok", _("Besök")
    RELATIVE = "anhorig", _("Anhörig")
    DUTY = "socialjour", _("Socialjouren")
    EXISTING_CASE = "befintligt_arende", _("Befintligt ärende")


class IntakeState(models.TextChoices):
    OPEN = "oppen", _("Att ta ställning till")
    CONFIRMED = "bekraftad", _("Rutinen startad")
    LINKED = "hor_till", _("Hör till ett ärende")
    ORDINARY = "ordinarie", _("Ordinarie socialtjänst")
    NO_ACTION = "ingen_atgard", _("Ingen utredning")


class About(models.TextChoices):
    """Whom a sealed part is about. The law differs: a concern about a child has its own limits (legal.md L6)."""

    CHILD = "barn", _("Ett barn, under 18 år")
    ADULT = "vuxen", _("En vuxen")


class Standing(models.TextChoices):
    """As what somebody writes a sealed part: the writer's own choice, never guessed from role or workplace."""

    MANDATED = "anmalningsskyldig", _("Jag anmäler i mitt arbete")
    PRIVATE = "privat", _("Jag berättar som privatperson")


class Known(models.TextChoices):
    YES = "ja", _("Ja")
    NO = "nej", _("Nej")
    UNKNOWN = "vet_ej", _("Vet inte")


class Answer(models.TextChoices):
    """All that may be said to who reported a child (SoL 19:6, legal.md L6). Never free text."""

    OPENED = "inleds", _("Utredning inleds")
    NOT_OPENED = "inleds_inte", _("Utredning inleds inte")
    GOES_ON = "pagar", _("Utredning pågår redan")
    WITHHELD = "sekretess", _("Vi kan inte lämna svar på grund av sekretess")


class AnswerWay(models.TextChoices):
    """How who reported a child by another door than a sealed part was told."""

    PHONE = "telefon", _("Telefon")
    MEETING = "mote", _("Vid ett möte eller besök")
    LETTER = "brev", _("Brev")
    SECURE = "digitalt", _("Säkert digitalt meddelande")


class NotAllowed(Exception):
    """The step cannot be taken from where the case is. The message is for the person who tried."""
