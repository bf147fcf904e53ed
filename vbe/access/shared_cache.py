"""The cache behind the limits (limits.py): Redis, and the process's own memory while Redis does not answer.

A limit holds for all processes together. It spares the log, the database and the virus scanner from a flood, and is
never what keeps somebody from reporting: without Redis each process counts for itself, so a limit is as many times
wider as there are processes. No limit at all would let a flood in on the day when something is broken already, and to
refuse would keep everybody out. Nobody waits for Redis: it has half a second to answer, and is then left alone.
"""

from __future__ import annotations

import logging
import time
from typing import Any, ClassVar

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

PATIENCE = 0.5
# So long is Redis left alone after it has not answered.
PAUSE = 15.0
MOST_OWN = 10_000


class SharedCache(BaseCache):
    # Each thread has a cache of its own; that Redis is away is the process's to know.
    away_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.server = server
        waits = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}
        self.shared = RedisCache(server, params | {"OPTIONS": waits})
        self.own = LocMemCache(server, params | {"max_entries": MOST_OWN})

    def _ask(self, what: str, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= self.away_until.get(self.server, 0):
            try:
                return getattr(self.shared, what)(*args, **options)
            except (RedisError, OSError) as error:
                # Not the address: it may hold a password.
                log.warning("Redis did not answer (%s); limits are counted by each process", type(error).__name__)
                self.away_until[self.server] = time.monotonic() + PAUSE
        return getattr(self.own, what)(*args, **options)

    def add(self, *args: Any, **options: Any) -> bool:
        return self._ask("add", *args, **options)

    def get(self, *args: Any, **options: Any) -> Any:
        return self._ask("get", *args, **options)

    def set(self, *args: Any, **options: Any) -> None:
        self._ask("set", *args, **options)

    def touch(self, *args: Any, **options: Any) -> bool:
        return self._ask("touch", *args, **options)

    def delete(self, *args: Any, **options: Any) -> bool:
        return self._ask("delete", *args, **options)

    def incr(self, *args: Any, **options: Any) -> int:
        return self._ask("incr", *args, **options)

    def clear(self) -> None:
        self._ask("clear")
