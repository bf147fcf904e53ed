"""*Hur gör jag?*: what to do in each situation. The numbers to call are data, never text here (Nyköping 2016, s. 6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vbe.organisation.models import Municipality, PhoneNumber

Topic = PhoneNumber.Topic


@dataclass(frozen=True)
class Situation:
    """`topics` are the numbers to call; `report`, where there is one, is the label of the link to the form."""

    key: str
    title: str | Promise
    text: str | Promise
    topics: tuple[Topic, ...] = ()
    report: str | Promise = ""
    report_as: str = ""
    numbers: list[PhoneNumber] = field(default_factory=list)


SITUATIONS = (
    Situation(
        "fara",
        _("Någon är i fara just nu"),
        _("Ring först. Gå inte emellan själv. När faran är över kan du rapportera det du såg i formuläret."),
        (Topic.DANGER,),
    ),
    Situation(
        "brott",
        _("Ett brott planeras eller har hänt"),
        _(
            "Berätta för polisen, också när du inte är säker. Det är polisen som bedömer om det är ett brott. "
            "Sekretess kan hindra dig i vissa fall. Fråga då din chef i dag, inte i morgon."
        ),
        (Topic.CRIME, Topic.DANGER),
        _("Rapportera händelsen"),
        "handelse",
    ),
    Situation(
        "barn",
        _("Du är orolig för ett barn"),
        _(
            "Den som arbetar med barn är skyldig att genast anmäla till socialtjänsten. Du behöver inte veta säkert. "
            "I formuläret skriver du vem det gäller i den slutna delen. Den går direkt till mottagningen."
        ),
        (Topic.CHILD,),
        _("Rapportera din oro"),
        "oro",
    ),
    Situation(
        "vuxen",
        _("Du är orolig för en vuxen"),
        _(
            "Prata med personen om du kan, och lyssna mer än du frågar. Stöd till vuxna är frivilligt. "
            "Behöver du namnge någon gör du det i den slutna delen. Den går direkt till socialtjänstens mottagning."
        ),
        (Topic.ADULT,),
        _("Rapportera din oro"),
        "oro",
    ),
    Situation(
        "klotter",
        _("Klotter, klistermärken eller flygblad"),
        _(
            "Ta en bild innan det tas bort, men fotografera inte människor. Skriv var och när du såg det. "
            "Rapporten hjälper kommunen att se mönster i området."
        ),
        report=_("Rapportera vad du har sett"),
        report_as="klotter",
    ),
    Situation(
        "hot",
        _("Du eller en kollega hotas"),
        _(
            "Sätt dig i säkerhet och ring. Spara meddelanden och skriv upp vad som sades. Berätta för din chef samma "
            "dag: arbetsgivaren ska anmäla och se till att du får stöd."
        ),
        (Topic.DANGER, Topic.THREAT, Topic.CRIME),
        _("Rapportera hotet"),
        "hot",
    ),
    Situation(
        "anhorig",
        _("Du är anhörig och undrar"),
        _(
            "Du kan ringa och fråga utan att säga vem du är eller vem det gäller. Socialtjänsten där ni bor kan ge råd "
            "och stöd till hela familjen. Håll kontakten med den du oroar dig för."
        ),
        (Topic.RELATIVE, Topic.CHILD),
    ),
)


def situations(municipality: Municipality | None) -> list[Situation]:
    """Every situation with its numbers: the common ones and the municipality's own."""
    numbers = list(phone_numbers(municipality))
    return [
        replace(one, numbers=[number for topic in one.topics for number in numbers if number.topic == topic])
        for one in SITUATIONS
    ]


def phone_numbers(municipality: Municipality | None) -> QuerySet[PhoneNumber]:
    return PhoneNumber.objects.filter(Q(municipality=None) | Q(municipality=municipality))
