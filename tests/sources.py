"""The municipalities' own documents as text, to compare our data with. They lie beside the project, not in it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

FOLDER = settings.BASE_DIR.parent / "shared" / "sources"
FOOTNOTE = re.compile(r"^[¹²³⁴⁵⁶⁷⁸⁹⁰]+ .*$", re.MULTILINE)

# What the source says, what the data says, and how many times.
Corrections = list[tuple[str, str, int]]


def load(path: str) -> dict[str, Any]:
    return tomllib.loads((settings.BASE_DIR / path).read_text())


def read(name: str) -> str:
    path: Path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{path} is not here to compare with")
    return path.read_text().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def between(text: str, first: str, after: str = "") -> str:
    """From the line ``first`` to the line ``after``, which is not part of it; each must be one whole line."""
    start = re.search(rf"^{re.escape(first)}$", text, re.MULTILINE)
    assert start, first
    text = text[start.start() :]
    if not after:
        return text
    end = re.search(rf"^{re.escape(after)}$", text, re.MULTILINE)
    assert end, after
    return text[: end.start()]


def corrected(text: str, corrections: Corrections) -> str:
    for source, ours, times in corrections:
        assert text.count(source) == times, f"{source!r} stands {text.count(source)} times in the source, not {times}"
        text = text.replace(source, ours)
    return text


def plain(text: str) -> str:
    """The words alone: without emphasis, list marks, table borders and the line breaks between them."""
    text = re.sub(r"^\s*- ", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"[*|\t]", " ", text).split())


def blocks(text: str) -> list[str]:
    """Paragraphs, headings and list items, each as its words alone."""
    parts = re.split(r"\n\s*\n|\n(?=\s*- )|(?<=:)\n", text)
    return [words for part in parts if (words := plain(part))]


def footnotes(text: str) -> list[str]:
    return [plain(note) for note in FOOTNOTE.findall(text)]


def without_footnotes(text: str) -> str:
    return FOOTNOTE.sub("", text)


def same_words(ours: str, source: str) -> None:
    """The same words in the same order; a difference is shown where it begins."""
    mine, theirs = plain(ours).split(), plain(source).split()
    for place, (word, other) in enumerate(zip(mine, theirs, strict=False)):
        if word != other:
            around = slice(max(0, place - 8), place + 8)
            pytest.fail(f"Ours: {' '.join(mine[around])}\nSource: {' '.join(theirs[around])}")
    assert mine[len(theirs) :] == theirs[len(mine) :] == []
