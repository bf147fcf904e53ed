"""What may have happened, and what the guide says of it until a municipality has published its own words.

A new installation has a guide from its first minute: these words, and the numbers that are the same everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vbe.organisation.models import PhoneNumber

Topic = PhoneNumber.Topic


class Situation(models.TextChoices):
    """In the order they are asked about."""

    DANGER = "fara", _("Fara för liv")
    CRIME = "brott", _("Brott som planeras eller har hänt")
    CHILD = "barn", _("Oro för ett barn")
    ADULT = "vuxen", _("Oro för en vuxen")
    TRACES = "klotter", _("Klotter, klistermärken eller flygblad")
    THREAT = "hot", _("Hot mot dig eller en kollega")
    RELATIVE = "anhorig", _("Anhörig som undrar")
    INFLUENCE = "paverkan", _("Otillåten påverkan")


class ReportAs(models.TextChoices):
    """How the form is filled in when it is opened from the guide: ``?slag=…``. The label is the button's."""

    CONCERN = "oro", _("Rapportera din oro")
    EVENT = "handelse", _("Rapportera händelsen")
    GRAFFITI = "klotter", _("Rapportera vad du har sett")
    THREAT = "hot", _("Rapportera hotet")


@dataclass(frozen=True)
class Words:
    """``to_reception``: the situation ends with the reception, by phone or in the sealed part. ``advice``: the text is
    all that is needed, and nothing is registered."""

    title: str | Promise
    text: str | Promise
    topics: tuple[Topic, ...] = ()
    report_as: str = ""
    to_reception: bool = False
    advice: bool = False


BUILT_IN = {
    Situation.DANGER: Words(
        _("Någon är i fara just nu"),
        _("Ring först. Gå inte emellan själv.\n\nNär faran är över kan du rapportera det du såg."),
        (Topic.DANGER,),
        ReportAs.EVENT,
    ),
    Situation.CRIME: Words(
        _("Ett brott planeras eller har hänt"),
        _(
            "Berätta för polisen, också när du inte är säker. Det är polisen som bedömer om det är ett brott.\n\n"
            "Sekretess kan hindra dig i vissa fall. Fråga då din chef i dag, inte i morgon."
        ),
        (Topic.CRIME, Topic.DANGER),
        ReportAs.EVENT,
    ),
    Situation.CHILD: Words(
        _("Du är orolig för ett barn"),
        _(
            "Den som arbetar med barn är skyldig att genast anmäla till socialtjänsten. Du behöver inte veta säkert."
            "\n\n- Ring mottagningen om du är osäker. Du kan fråga utan att säga vem det gäller.\n"
            "- Skriv inget namn i rapporten. Vem det gäller skriver du i den slutna delen."
        ),
        (Topic.CHILD,),
        ReportAs.CONCERN,
        to_reception=True,
    ),
    Situation.ADULT: Words(
        _("Du är orolig för en vuxen"),
        _(
            "Prata med personen om du kan, och lyssna mer än du frågar. Stöd till vuxna är frivilligt.\n\n"
            "Behöver du namnge någon gör du det i den slutna delen, eller på telefon till mottagningen."
        ),
        (Topic.ADULT,),
        ReportAs.CONCERN,
        to_reception=True,
    ),
    Situation.TRACES: Words(
        _("Klotter, klistermärken eller flygblad"),
        _(
            "- Ta en bild innan det tas bort, men fotografera inte människor.\n"
            "- Skriv var och när du såg det.\n"
            "- Se till att det tas bort.\n\n"
            "Rapporten hjälper kommunen att se mönster i området."
        ),
        report_as=ReportAs.GRAFFITI,
    ),
    Situation.THREAT: Words(
        _("Du eller en kollega hotas"),
        _(
            "- Sätt dig i säkerhet och ring.\n"
            "- Spara meddelanden och skriv upp vad som sades.\n"
            "- Berätta för din chef samma dag.\n\n"
            "Arbetsgivaren ska anmäla och se till att du får stöd."
        ),
        (Topic.DANGER, Topic.THREAT, Topic.CRIME),
        ReportAs.THREAT,
    ),
    Situation.RELATIVE: Words(
        _("Du är anhörig och undrar"),
        _(
            "Du kan ringa och fråga utan att säga vem du är eller vem det gäller. Socialtjänsten där ni bor kan ge råd "
            "och stöd till hela familjen.\n\n"
            "Håll kontakten med den du oroar dig för. Visa att du bryr dig, också när ni tycker olika."
        ),
        (Topic.RELATIVE, Topic.CHILD),
        to_reception=True,
        advice=True,
    ),
    Situation.INFLUENCE: Words(
        _("Någon försöker påverka ditt beslut"),
        _(
            "Otillåten påverkan är när någon med hot, trakasserier, skadegörelse eller löften försöker få dig att "
            "handla annorlunda i ditt arbete.\n\n"
            "- Lova ingenting och fatta inget beslut på stående fot.\n"
            "- Skriv upp vad som hände, när och var.\n"
            "- Berätta för din chef samma dag. Ni bestämmer tillsammans vem som går vidare i ärendet.\n\n"
            "Är det ett hot eller ett mutförsök: anmäl till polisen."
        ),
        (Topic.THREAT, Topic.CRIME),
        ReportAs.THREAT,
        advice=True,
    ),
}
