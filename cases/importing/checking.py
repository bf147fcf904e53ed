"""What every row of a list would become: a new report, one that is here already, or something to mend first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from django.utils.translation import gettext as _

from cases.concerns.models import Concern
from cases.concerns.name_guard import Kind, inspect
from cases.concerns.passages import Passage, Reason, passages_of_day
from cases.importing.columns import Chosen
from cases.importing.models import ImportedItem, System, digest
from vbe.organisation.models import Area, Board

TEXT_AT_MOST, PLACE_AT_MOST, DONE_AT_MOST, REFERENCE_AT_MOST = 10_000, 200, 2000, 60
# What the name guard reads and somebody may rewrite, and how long it may be.
GUARDED = {"text": TEXT_AT_MOST, "place": PLACE_AT_MOST, "done": DONE_AT_MOST}
EARLIEST_YEARS_AGO = 10
DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[ T].*)?|(\d{1,2})[./](\d{1,2})[./ -]+(\d{4})")
CLOCK = re.compile(r"(?:kl\.? ?)?(\d{1,2})[.:](\d\d)(?:[.:]\d\d)?")


class State(StrEnum):
    NEW = "ny"
    NAMES = "namn"
    ALIKE = "liknar"
    KNOWN = "finns"
    WRONG = "fel"


@dataclass
class Part:
    """One of a row's texts as it is shown to be rewritten."""

    name: str
    text: str
    at_most: int
    # Each passage that may point somebody out, and why it is said not to.
    passages: list[tuple[Passage, str]]
    too_long: bool

    @property
    def label(self) -> str:
        return {"text": _("Beskrivning"), "place": _("Plats"), "done": _("Vad som har gjorts")}[self.name]


@dataclass
class Row:
    """A row of the list as a report. ``known`` is the report made from it before; ``alike`` one of the same place,
    day and kind that came another way."""

    number: int
    text: str = ""
    day: date | None = None
    clock: time | None = None
    place: str = ""
    area: Area | None = None
    category: str = ""
    done: str = ""
    reference: str = ""
    digest: str = ""
    errors: list[str] = field(default_factory=list)
    # What may point somebody out, by the text it stands in, and why its reader says that it does not, by its words.
    found: dict[str, list[Passage]] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    known: str = ""
    alike: str = ""
    # The texts that somebody has rewritten, and those of them that were made too long.
    rewritten: set[str] = field(default_factory=set)
    too_long: set[str] = field(default_factory=set)

    @property
    def passages(self) -> list[Passage]:
        return [passage for passages in self.found.values() for passage in passages]

    @property
    def needs_an_answer(self) -> bool:
        """Its texts are shown to be rewritten."""
        return bool(self.too_long or self.passages)

    @property
    def parts(self) -> list[Part]:
        """The texts to rewrite: the description, those with something to answer for, and those rewritten already."""
        return [
            Part(name, getattr(self, name), at_most, self._asked(name), name in self.too_long)
            for name, at_most in GUARDED.items()
            if name == "text" or self.found.get(name) or name in self.rewritten
        ]

    def _asked(self, name: str) -> list[tuple[Passage, str]]:
        return [(passage, self.reasons.get(passage.hit, "")) for passage in self.found.get(name, [])]

    @property
    def is_answered(self) -> bool:
        """Whether all that may be a person's is said not to be, and why; a personal number can only be taken out."""
        return not self.too_long and all(
            not passage.refuse and passage.hit in self.reasons for passage in self.passages
        )

    @property
    def kept(self) -> list[tuple[Kind, Reason]]:
        """The kind of each passage that its reader keeps, and why; without the words."""
        return [(passage.kind, self.reasons[passage.hit]) for passage in self.passages]

    @property
    def state(self) -> State:
        if self.errors:
            return State.WRONG
        if self.known:
            return State.KNOWN
        if self.needs_an_answer:
            return State.NAMES
        return State.ALIKE if self.alike else State.NEW

    @property
    def in_words(self) -> str:
        return {
            State.NEW: _("Läses in"),
            State.NAMES: _("Kan peka ut någon"),
            State.ALIKE: _("Finns kanske redan"),
            State.KNOWN: _("Redan inläst"),
            State.WRONG: _("Kan inte läsas in"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {
            State.NEW: "success", State.NAMES: "warning", State.ALIKE: "warning", State.WRONG: "danger",
        }.get(self.state, "neutral")  # fmt: skip

    @property
    def may_be_read_in(self) -> bool:
        return self.state in (State.NEW, State.NAMES, State.ALIKE)


def check(
    rows: Sequence[Sequence[str]],
    chosen: Chosen,
    board: Board,
    system: System,
    today: date,
    *,
    rewritten: dict[int, dict[str, str]] | None = None,
) -> list[Row]:
    """Every row of the list, in its order. ``rewritten``: row number → what stands there instead of the list's words,
    by the text's name."""
    # The first row of the sheet has the headings.
    found = [_read(number, cells, chosen, board, today) for number, cells in enumerate(rows, start=2)]
    _find_known(found, board, system)
    _find_alike([row for row in found if row.day and not row.known], board)
    areas = list(board.parts())
    for row in found:
        _refuse_numbers(row)
        for name, text in (rewritten or {}).get(row.number, {}).items():
            setattr(row, name, text)
            row.rewritten.add(name)
            if len(text) > GUARDED[name]:
                row.too_long.add(name)
        row.area = next((area for area in areas if _names(row.place, area.name)), None)
        _look_for_persons(row)
    return found


def _read(number: int, cells: Sequence[str], chosen: Chosen, board: Board, today: date) -> Row:
    def said(name: str) -> str:
        column = chosen.fields.get(name)
        return cells[column].strip() if column is not None and column < len(cells) else ""

    row = Row(number, text=said("text"), place=said("place") or board.area, done=said("done"))
    row.reference = said("reference")
    row.day, row.clock = _day(said("day"), today, row.errors), _clock(said("time"))
    row.category = chosen.categories.get(said("category"), "") or chosen.category
    if not row.text:
        row.errors.append(_("Beskrivningen saknas."))
    if not row.category:
        row.errors.append(_("Välj vad ”%(word)s” motsvarar.") % {"word": said("category")[:60]})
    for value, most, what in (
        (row.text, TEXT_AT_MOST, _("Beskrivningen")),
        (row.place, PLACE_AT_MOST, _("Platsen")),
        (row.done, DONE_AT_MOST, _("Det som har gjorts")),
        (row.reference, REFERENCE_AT_MOST, _("Listans nummer")),
    ):
        if len(value) > most:
            row.errors.append(_("%(what)s är längre än %(most)s tecken.") % {"what": what, "most": most})
    row.digest = digest(cells)
    return row


def _day(said: str, today: date, errors: list[str]) -> date | None:
    found = DAY.fullmatch(said)
    try:
        if not found:
            raise ValueError
        if found[1]:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        else:
            day = date(int(found[6]), int(found[5]), int(found[4]))
    except ValueError:
        errors.append(
            _("Datumet ”%(what)s” går inte att läsa. Skriv det som 2026-11-18.") % {"what": said[:30]}
            if said
            else _("Datum saknas.")
        )
        return None
    if day > today:
        errors.append(_("Datumet %(day)s har inte varit än.") % {"day": day})
    elif day.year < today.year - EARLIEST_YEARS_AGO:
        errors.append(_("Datumet %(day)s är mer än tio år sedan.") % {"day": day})
    else:
        return day
    return None


def _clock(said: str) -> time | None:
    found = CLOCK.fullmatch(said.casefold())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    return None


def _find_known(rows: list[Row], board: Board, system: System) -> None:
    """Mark what this board has read in before, and what stands twice in the list."""
    items = ImportedItem.objects.filter(board=board, system=system)
    references = {row.reference for row in rows} - {""}
    numbers = dict(items.filter(reference__in=references).values_list("reference", "concern__number"))
    digests = dict(items.filter(digest__in={row.digest for row in rows}).values_list("digest", "concern__number"))
    seen: set[str] = set()
    for row in rows:
        row.known = numbers.get(row.reference) or digests.get(row.digest) or ""
        if not row.known and (row.digest in seen or (row.reference and row.reference in seen)):
            row.errors.append(_("Raden står två gånger i listan."))
        seen |= {row.digest, row.reference} - {""}


def _find_alike(rows: list[Row], board: Board) -> None:
    days = {row.day for row in rows if row.day}
    there = Concern.objects.filter(board=board, happened_on__in=days)
    numbers = {
        (day, category, place.casefold()): number
        for day, category, place, number in there.values_list("happened_on", "category", "place", "number")
    }
    for row in rows:
        assert row.day
        row.alike = numbers.get((row.day, row.category, row.place.casefold()), "")


def _refuse_numbers(row: Row) -> None:
    """A personal number where nobody looks for a text is taken out of the list itself."""
    if any(hit.refuse for text in (row.place, row.done, row.reference) for hit in inspect(text)):
        row.errors.append(_("Raden innehåller ett personnummer. Ta bort det i listan och läs in den igen."))


def _look_for_persons(row: Row) -> None:
    # Every row has its exact day, which leaves few people together with a school and an age.
    found = passages_of_day([getattr(row, name) for name in GUARDED])
    row.found = dict(zip(GUARDED, found, strict=True))
    # Where somebody has sprayed a wall has an address; it says nothing of who lives there.
    row.found["place"] = [passage for passage in row.found["place"] if passage.kind != Kind.STREET_ADDRESS]


def _names(place: str, area: str) -> bool:
    return re.search(rf"\b{re.escape(area)}s?\b", place, re.IGNORECASE) is not None


def to_mend(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.state == State.WRONG]
