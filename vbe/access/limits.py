"""How often something may be done by whoever has no account to count for.

Counted in the cache, which all processes share (shared_cache.py). A key is a keyed fingerprint: what is counted is
never an address or a code in the clear.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from vbe.access.encryption import fingerprint


@dataclass(frozen=True)
class Limit:
    """At most ``most`` in ``seconds``, counted for each key."""

    name: str
    most: int
    seconds: int

    def _key(self, key: str) -> str:
        return f"{self.name}:{fingerprint(key)[:32]}"

    def is_passed(self, key: str) -> bool:
        """Count once more; true when that is too many."""
        place = self._key(key)
        cache.add(place, 0, timeout=self.seconds)
        try:
            return cache.incr(place) > self.most
        except ValueError:  # The time ended in between.
            return False

    def take_back(self, key: str) -> None:
        try:
            cache.decr(self._key(key))
        except ValueError:
            return

    @property
    def minutes(self) -> int:
        return self.seconds // 60
