"""What is taken out of a text before it is released. Pure: spans, grounds and words, no database.

A mask is a span of a text and its ground. What it covers is removed and replaced by the same words whatever its
length, so that the length says nothing (legal.md L17).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

SHORTEST_WORD = 2
# Masks with nothing but this between are one: the number of words would say something.
_BETWEEN = re.compile(r"[\s.,;:/()'\"”–-]{0,3}")


@dataclass(frozen=True, order=True)
class Mask:
    """``text[start:end]`` of the field; the whole field when ``end`` is None. ``ground`` is the catalogue's code."""

    field: str
    start: int
    end: int | None
    ground: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def without(text: str, masks: Iterable[Mask], references: dict[str, str]) -> str:
    """The text with what is masked taken out. ``references``: what is written for each ground."""
    found = list(masks)
    if any(mask.end is None for mask in found):
        return _block([mask.ground for mask in found if mask.end is None], references)
    released, position = "", 0
    for start, end, grounds in merged(text, found):
        released += text[position:start] + _block(grounds, references)
        position = end
    return released + text[position:]


def merged(text: str, masks: Iterable[Mask]) -> list[tuple[int, int, list[str]]]:
    """Spans in order, with their grounds; those that touch are one."""
    spans: list[tuple[int, int, list[str]]] = []
    for mask in sorted(masks, key=lambda mask: mask.start):
        end = len(text) if mask.end is None else mask.end
        if spans and (mask.start <= spans[-1][1] or _BETWEEN.fullmatch(text, spans[-1][1], mask.start)):
            start, last, grounds = spans[-1]
            spans[-1] = (start, max(last, end), [*grounds, mask.ground])
        else:
            spans.append((mask.start, end, [mask.ground]))
    return spans


def occurrences(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where any of the words stands as a whole word, in capitals or not."""
    spans = []
    for word in words:
        if len(word) >= SHORTEST_WORD:
            spans += [found.span() for found in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]
    return spans


def left_behind(texts: dict[str, str], masks: Sequence[Mask], references: dict[str, str]) -> list[str]:
    """Words that are masked in one place and stand in another: to be looked at before anything is released."""
    words = {texts[mask.field][mask.start : mask.end] for mask in masks if mask.end is not None}
    released = [
        without(text, [mask for mask in masks if mask.field == name], references) for name, text in texts.items()
    ]
    return sorted(word for word in words if any(occurrences(text, [word]) for text in released))


def _block(grounds: Iterable[str], references: dict[str, str]) -> str:
    said = ", ".join(dict.fromkeys(references.get(ground, ground) for ground in grounds))
    return _("[maskat enligt %(ground)s]") % {"ground": said}
