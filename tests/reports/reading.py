"""Reading a printed report back: its words, where they stand, its bookmarks and its tags."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pypdfium2
from pypdf import PdfReader


def texts(content: bytes) -> list[str]:
    """The words of each page, with hyphenated words put together again."""
    with pypdfium2.PdfDocument(content) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"\s+", " ", re.sub(r"[\x02￾]|-\r?\n", "", page)) for page in pages]


def text(content: bytes) -> str:
    return " ".join(texts(content))


def letters(words: str) -> str:
    """Without spaces and hyphens, which lines may have been broken at."""
    return re.sub(r"[\s\x02￾\-]+", "", words)


def objects_of_text(content: bytes) -> list[tuple[int, tuple[float, float, float, float]]]:
    with pypdfium2.PdfDocument(content) as document:
        return [
            (number, item.get_bounds())
            for number, page in enumerate(document, start=1)
            for item in page.get_objects(filter=[1], max_depth=4)
        ]


def flat(outline: list[Any]) -> list[Any]:
    return [one for mark in outline for one in (flat(mark) if isinstance(mark, list) else [mark])]


def structure(content: bytes) -> list[Any]:
    found, waiting = [], [PdfReader(BytesIO(content)).root_object["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting = [*node, *waiting]
        elif isinstance(node, dict):
            found.append(node)
            waiting.insert(0, node.get("/K", []))
    return found
