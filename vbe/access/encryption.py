"""Text that is stored encrypted. The keys are the process's: this protects the stored data, not a taken-over server."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


@cache
def cipher() -> MultiFernet:
    """Newest key encrypts; every listed key decrypts."""
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


class EncryptedTextField(models.TextField):
    """A text encrypted with Fernet. It cannot be searched or ordered; an empty text stays empty."""

    def get_prep_value(self, value: Any) -> Any:
        return cipher().encrypt(str(value).encode()).decode() if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return cipher().decrypt(value.encode()).decode() if value else ""

    def get_lookup(self, lookup_name: str) -> Any:
        raise TypeError(f"{self.name} is encrypted and cannot be searched")


def fingerprint(value: str) -> str:
    """Keyed fingerprint of an exact value, for search without storing the value in the clear (legal.md L3)."""
    return hmac.new(settings.INDEX_KEY.encode(), value.encode(), hashlib.sha256).hexdigest()
