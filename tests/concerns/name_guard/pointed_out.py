"""What the guard points out in a text."""

from __future__ import annotations

from cases.concerns.name_guard import inspect

SENTENCE = "Eleven sa det till {} i matsalen."


def marked(text: str, *, refused: bool) -> list[str]:
    return [text[hit.start : hit.end] for hit in inspect(text) if hit.refuse is refused]
