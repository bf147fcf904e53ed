"""Surnames as they are compared: the same family found however the name was typed. Nothing is stored in the clear.

Used for one thing only: to draw reads of a namesake's record for the log review (legal.md L19). It proves no kinship.
"""

import re
import unicodedata

# Not a name of their own: "von Essen" and "Essen" are the same family.
PARTICLES = {"af", "av", "von", "van", "der", "den", "de", "di", "da", "del", "du", "la", "le", "el", "al", "bin"}
# Letters that are their own in Swedish and keep their sign; the Danish and Norwegian ones are read as ours.
OWN = {"æ": "ä", "ø": "ö", "ß": "ss", "đ": "d", "ł": "l"}
_KEPT = {"å", "ä", "ö"}


def surnames(name: str) -> list[str]:
    """The folded surnames of a written name, each part of a double name apart, sorted; empty when there is none.

    "Karin Lindqvist-Hallström" gives hallström and lindqvist; "Anna von Essen" gives essen; "Essen, Anna" gives essen.
    Without a comma the last word is the surname: a middle word may just as well be a given name.
    """
    before, comma, _given = name.partition(",")
    words = fold(before).split()
    if not comma:
        # A single word is a given name or a nickname, and would only draw by chance.
        words = words[-1:] if len(words) > 1 else []
    parts = {part for word in words for part in word.split("-")}
    return sorted(part for part in parts - PARTICLES if len(part) > 1)


def fold(text: str) -> str:
    """Small letters without accents; å, ä and ö are letters and stay. Every dash is one, all else but letters goes."""
    dashed = re.sub(r"\s*[\u2010-\u2015\u2212-]\s*", "-", unicodedata.normalize("NFC", text).casefold())
    return re.sub(r"[^\w\s-]|[\d_]", "", "".join(map(_plain, dashed)))


def _plain(letter: str) -> str:
    letter = OWN.get(letter, letter)
    if letter in _KEPT:
        return letter
    return "".join(sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign))
