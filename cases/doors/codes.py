"""The receipt code: easy to read aloud and to write down, and impossible to guess."""

from __future__ import annotations

import secrets

from vbe.access.encryption import fingerprint

# No vowels, so that no code is a word; nothing that looks or sounds like another (0 O, 1 I L, Q K, W V, Z S).
ALPHABET = "BCDFGHJKMNPRSTVX2345679"
GROUPS, GROUP = 4, 4


def new_code() -> str:
    """``BKT4-9MRX-3HFD-7PCN``: sixteen of twenty-three signs, 72 random bits."""
    signs = [secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)]
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))


def written(text: str) -> str:
    """A code as somebody wrote it, with or without hyphens and capitals, as it is counted."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def code_fingerprint(code: str) -> str:
    """What is stored of a code, and told to the database as the opened link. Keyed, because a code is short."""
    return fingerprint(f"receipt:{written(code)}")
