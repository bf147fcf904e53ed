"""What in a text points to one person, before the text is kept on the side that holds no persons (legal.md L2, L4).

A personal or coordination number is refused. A phone number, an e-mail address, a number plate, a street address, a
handle and what is likely a name are pointed out, and the writer decides. A number with a wrong check digit is still
taken for a person's when nothing speaks for another reading, since a slip of the finger does not make it somebody
else's business.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.concerns.name_addresses import handles, narrow_circles, schools_and_ages, street_addresses
from cases.concerns.name_numbers import emails, personal_numbers, phones, plates
from cases.concerns.names import names
from cases.identity_numbers import fold


class Kind(StrEnum):
    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    EMAIL = "email"
    NUMBER_PLATE = "number_plate"
    STREET_ADDRESS = "street_address"
    HANDLE = "handle"
    NAME = "name"
    FEW_PEOPLE = "few_people"


ADVICE: dict[Kind, str | Promise] = {
    Kind.PERSONAL_NUMBER: _(
        "Texten innehåller något som ser ut som ett personnummer. Ta bort det: här ska ingen kunna pekas ut. "
        "Är det ett telefonnummer eller en tidpunkt, skriv det som 070-123 45 67 eller kl. 14:30."
    ),
    Kind.PHONE: _("Texten innehåller något som ser ut som ett telefonnummer. Ta bort det om det leder till en person."),
    Kind.EMAIL: _("Texten innehåller en e-postadress. Ta bort den om den leder till en person."),
    Kind.NUMBER_PLATE: _(
        "Texten innehåller något som ser ut som ett registreringsnummer. Ta bort det om det leder till en person."
    ),
    Kind.STREET_ADDRESS: _(
        "Texten innehåller en gatuadress med nummer. Skriv bara gatan eller kvarteret om någon bor där."
    ),
    Kind.HANDLE: _(
        "Texten innehåller något som ser ut som ett användarnamn. Skriv i stället vilken tjänst det gäller."
    ),
    Kind.NAME: _(
        "Texten innehåller något som ser ut som ett namn. Skriv i stället till exempel ”en elev” eller ”en vuxen”."
    ),
    Kind.FEW_PEOPLE: _(
        "Dag, skola och ålder tillsammans kan peka ut den som saknar namn. Skriv till exempel ”en yngre elev”, eller "
        "veckan i stället för dagen."
    ),
}


class Hit(NamedTuple):
    """Where something stands in the text: text[start:end], in code points. It carries no text, so it may be logged."""

    kind: Kind
    start: int
    end: int
    refuse: bool


def inspect(text: str) -> list[Hit]:
    """Everything in `text` that points to one person, in the order of the text and without overlaps.

    Where two readings overlap, the one that is refused stands, then the kind that comes first in `Kind`.
    Sources: legal.md L2, L4; product.md, *Name guard*.
    """
    folded, places = fold(text)
    taken = bytearray(len(folded))
    hits = []
    for kind, find in _FINDERS.items():
        for start, end in find(folded):
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\x01" * (end - start)
            hits.append(Hit(kind, places[start], places[end - 1] + 1, refuse=kind is Kind.PERSONAL_NUMBER))
    return sorted(hits, key=lambda hit: hit.start)


def few_people(texts: Sequence[str]) -> list[list[Hit]]:
    """The schools and the ages in the texts of one report whose exact day is told beside them; for each text its own.

    None when there is no school or no age: a day and one of them fit many (legal.md L2).
    """
    folded = [fold(text) for text in texts]
    found = [schools_and_ages(text) for text, _places in folded]
    if not any(schools for schools, _ages in found) or not any(ages for _schools, ages in found):
        return [[] for _text in texts]
    return [
        [
            Hit(Kind.FEW_PEOPLE, places[start], places[end - 1] + 1, refuse=False)
            for start, end in sorted(schools + ages)
        ]
        for (_text, places), (schools, ages) in zip(folded, found, strict=True)
    ]


_FINDERS = {
    Kind.PERSONAL_NUMBER: personal_numbers,
    Kind.PHONE: phones,
    Kind.EMAIL: emails,
    Kind.NUMBER_PLATE: plates,
    Kind.STREET_ADDRESS: street_addresses,
    Kind.HANDLE: handles,
    Kind.NAME: names,
    Kind.FEW_PEOPLE: narrow_circles,
}
