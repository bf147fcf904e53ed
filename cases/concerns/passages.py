"""What the name guard found, with the words around it, to show its writer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.concerns import name_guard

AROUND = 40


class Reason(models.TextChoices):
    """Why a writer keeps a passage that looks like a person: it is none, or nobody that the report tells of."""

    PLACE = "plats", _("Namnet på en plats eller en institution")
    ORGANISATION = "organisation", _("Namnet på en organisation")
    PUBLIC_PERSON = "offentlig", _("En offentlig person i sin roll")
    QUOTATION = "citat", _("Ett citat, till exempel ur en affisch eller en sång")
    OTHER_WORD = "annat_ord", _("Ett vanligt ord som liknar ett namn")
    MANY = "manga", _("Många människor kan menas, till exempel på en stor skola")


REASONS = Reason


class Passage(NamedTuple):
    """``before`` and ``after`` are what stands around ``hit`` in the text; ``advice`` says what to do about it."""

    before: str
    hit: str
    after: str
    refuse: bool
    advice: str
    kind: name_guard.Kind


def passages(text: str) -> list[Passage]:
    """Every place in ``text`` that points to one person."""
    return [_passage(text, hit) for hit in name_guard.inspect(text)]


def passages_of_day(texts: Sequence[str]) -> list[list[Passage]]:
    """Of each of the ``texts`` of a report whose exact day is known: ``passages``, and the schools and ages that leave
    few people together with that day."""
    found = []
    for text, few in zip(texts, name_guard.few_people(texts), strict=True):
        hits = name_guard.inspect(text)
        more = [hit for hit in few if not any(hit.start < other.end and other.start < hit.end for other in hits)]
        found.append([_passage(text, hit) for hit in sorted([*hits, *more], key=lambda hit: hit.start)])
    return found


def _passage(text: str, hit: name_guard.Hit) -> Passage:
    return Passage(*around(text, hit.start, hit.end), hit.refuse, str(name_guard.ADVICE[hit.kind]), hit.kind)


def around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """``text[start:end]`` on one line, with the words before and after it."""
    return (
        _from_a_word(text[max(0, start - AROUND) : start], cut=start > AROUND),
        " ".join(text[start:end].split()),
        _to_a_word(text[end : end + AROUND], cut=len(text) > end + AROUND),
    )


def _from_a_word(text: str, *, cut: bool) -> str:
    return "… " + text.partition(" ")[2] if cut else text


def _to_a_word(text: str, *, cut: bool) -> str:
    return text.rpartition(" ")[0] + " …" if cut else text


def no_personal_number(text: str) -> None:
    """A field's validator: raise ValidationError, with what to do, for a text with a personal number in it."""
    for hit in name_guard.inspect(text):
        if hit.refuse:
            raise ValidationError(str(name_guard.ADVICE[hit.kind]))
