"""A secret that a form carries from the page where it was opened to the answer where it is shown.

Only a fingerprint is stored, so a secret that was made when the form came in could be shown once: to the first of two
presses, whose answer the browser throws away. Carried along, encrypted, it is the same one for both.
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.fernet import InvalidToken

from vbe.access.encryption import cipher

# A form that has been open for longer gets a new secret.
KEPT_SECONDS = 24 * 3600


def carried(secret: str) -> str:
    """The hidden field's value."""
    return cipher().encrypt(secret.encode()).decode()


def brought(token: str, make: Callable[[], str]) -> str:
    """The secret that the form brought back; a new one when what it brought cannot be used."""
    try:
        return cipher().decrypt(token.encode(), ttl=KEPT_SECONDS).decode()
    except (InvalidToken, ValueError):
        return make()
