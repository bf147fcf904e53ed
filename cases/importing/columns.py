"""What the columns of a list mean: guessed from their headings, chosen by the reader, remembered for the next list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Category

# Our field, what it is called, and words that headings of such a column begin with or consist of.
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "day": (_("Datum"), ("händelsedatum", "datum", "dag", "date", "inträffade", "anmäld datum", "upptäckt")),
    "time": (_("Klockslag"), ("händelsetid", "tid", "klockslag", "tidpunkt", "kl")),
    "place": (_("Plats"), ("plats", "adress", "objekt", "gata", "arbetsställe", "var")),
    "category": (_("Vad det gäller"), ("händelsetyp", "typ", "kategori", "slag", "motiv", "rubrik")),
    "text": (_("Beskrivning"), ("beskrivning", "händelsebeskrivning", "kommentar", "text", "vad", "anteckning")),
    "done": (_("Vad som har gjorts"), ("åtgärd", "vidtagen", "omedelbar åtgärd", "status")),
    "reference": (_("Listans nummer"), ("nummer", "ärendenummer", "ärende", "nr", "id", "löpnummer", "ia-nummer")),
}
NEEDED = ("day", "text")

# Words in a list's own categories that say which of ours they are.
SPEAKING: list[tuple[str, Category]] = [
    ("klister", Category.STICKERS),
    ("flygblad", Category.LEAFLETS),
    ("affisch", Category.LEAFLETS),
    ("symbol", Category.SYMBOLS),
    ("hot", Category.THREATS),
    ("våld", Category.THREATS),
    ("kränk", Category.THREATS),
    ("demonstration", Category.DEMONSTRATION),
    ("klotter", Category.GRAFFITI),
    ("skadegör", Category.GRAFFITI),
]


@dataclass
class Chosen:
    """``fields``: our field → the column's number; ``categories``: the list's word → our category; ``category``: for
    a row, or a whole list, that says nothing of it."""

    fields: dict[str, int]
    categories: dict[str, str] = field(default_factory=dict)
    category: str = ""


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Our field → number of the column that its heading speaks for; each column at most once."""
    found: dict[str, int] = {}
    for exact in (True, False):
        for name, (_label, words) in FIELDS.items():
            free = [n for n in range(len(headings)) if n not in found.values()]
            if name not in found and (hit := _speaks(headings, free, words, exact)) is not None:
                found[name] = hit
    return found


def _speaks(headings: Sequence[str], free: list[int], words: Sequence[str], exact: bool) -> int | None:
    for word in words:
        for number in free:
            heading = headings[number].strip().casefold()
            if heading == word or (not exact and heading.startswith(word)):
                return number
    return None


def guess_category(word: str) -> str:
    """Our category for the list's word, or nothing."""
    folded = word.casefold()
    labels = {str(category.label).casefold(): category.value for category in Category}
    return labels.get(folded) or next((category.value for start, category in SPEAKING if start in folded), "")
