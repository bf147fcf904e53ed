"""Inter, as the printed report needs it: unpacked from the interface's own package, and nothing from the machine.

The package carries the typeface as compressed files, one for each part of Unicode. They are unpacked once in each
process, in memory: nothing is committed, fetched or left behind.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont, woff2

# Each cut of a font is a dozen lines of its log.
logging.getLogger("fontTools").setLevel(logging.WARNING)

# The parts of Unicode, the most used first. The ranges are those of the package's own wght.css.
PARTS = {
    "latin": "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+20AC, U+2122,"
    " U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD",
    "latin-ext": "U+0100-0130, U+0132-0151, U+0154-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF,"
    " U+0304, U+0308, U+0329, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F,"
    " U+A720-A7FF",
    "vietnamese": "U+0300-0301, U+0303, U+0309, U+0323, U+1EA0-1EF1",
    "greek": "U+0370-0377, U+037A-037F, U+0384-038A, U+038C, U+038E-03A1, U+03A3-03FF",
    "greek-ext": "U+1F00-1FFF",
    "cyrillic": "U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116",
    "cyrillic-ext": "U+0460-048F, U+0492-04AF, U+04B2-052F, U+1C80-1C8A, U+20B4, U+2DE0-2DFF, U+A640-A69F, U+FE2E-FE2F",
}
# A family of its own for each: of two files with the same name WeasyPrint would embed one.
FAMILY = ", ".join(f"Inter {part}" for part in PARTS)
STYLES = ("normal", "italic")
# Stands for a character without a glyph until a row of them is written as one.
UNDRAWABLE = "\N{OBJECT REPLACEMENT CHARACTER}"
UNKNOWN = re.compile(f"{UNDRAWABLE}+")


def names() -> list[str]:
    """``latin-normal``, ``latin-italic``, …: one file each."""
    return [f"{part}-{style}" for part in PARTS for style in STYLES]


@cache
def content(name: str) -> bytes:
    """The uncompressed font file ``name``."""
    part, style = name.rsplit("-", 1)
    unpacked = BytesIO()
    woff2.decompress(BytesIO(packed(f"inter-{part}-wght-{style}.woff2").read_bytes()), unpacked)
    return unpacked.getvalue()


def packed(file: str) -> Path:
    """Where the package's file lies: in node_modules, or among the collected static files of the image."""
    relative = f"inter/files/{file}"
    found = finders.find(relative) or Path(settings.STATIC_ROOT) / relative
    if not Path(found).is_file():
        raise ImproperlyConfigured(f"{relative} is missing: run `npm ci` or `manage.py collectstatic`.")
    return Path(found)


def faces() -> str:
    """The ``@font-face`` rules. ``report:`` addresses are answered by the report's own fetcher."""
    return "\n".join(
        f'@font-face {{ font-family: "Inter {part}"; font-style: {style};'
        f' src: url("report:fonts/{part}-{style}"); unicode-range: {ranges}; }}'
        for part, ranges in PARTS.items()
        for style in STYLES
    )


@cache
def covered() -> frozenset[int]:
    """Every code point that has a glyph in its own part, in both styles."""
    found: set[int] = set()
    for part, ranges in PARTS.items():
        inside = {code for span in ranges.split(",") for code in as_range(span)}
        cmaps = [set(TTFont(BytesIO(content(f"{part}-{style}")), lazy=True).getBestCmap()) for style in STYLES]
        found |= inside.intersection(*cmaps)
    return frozenset(found)


def as_range(span: str) -> range:
    start, _, end = span.strip().removeprefix("U+").partition("-")
    return range(int(start, 16), int(end or start, 16) + 1)


def printable(text: str) -> str:
    """``text`` with only what the typeface can draw; what it cannot becomes [?], and the invisible disappears.

    A character without a glyph would leave an empty box, which PDF/A forbids.
    """
    return UNKNOWN.sub("[?]", "".join(map(drawable, unicodedata.normalize("NFC", text))))


def drawable(character: str) -> str:
    if character in "\n\t\N{SOFT HYPHEN}":
        return character
    match unicodedata.category(character):
        case "Cc" | "Cf" | "Cs" | "Mn" | "Me":
            # Controls, direction marks, halves of a character, and marks that did not combine.
            return ""
        case "Zs" | "Zl" | "Zp":
            return character if character in " \N{NO-BREAK SPACE}" else " "
    if character in "\N{HYPHEN}\N{NON-BREAKING HYPHEN}":
        return "-"
    if ord(character) in covered():
        return character
    # ﬁ as fi, ２ as 2.
    plain = unicodedata.normalize("NFKC", character)
    return plain if all(ord(letter) in covered() for letter in plain) else UNDRAWABLE
