"""Limits hold for all processes together, keep nobody out when Redis is away, and remember nobody's address."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import RequestFactory

from tests.conftest import ApplicationClient
from tests.doors.situations import link
from tests.submission.written import report
from vbe.access import limits, shared_cache
from vbe.access.limits import Limit
from vbe.access.links import is_guessing
from vbe.access.shared_cache import SharedCache
from vbe.environment import next_database
from vbe.organisation.ids import new_id

# Where nobody listens.
NOWHERE = "redis://127.0.0.1:9/0"
FEW = Limit("few", most=2, seconds=60)


@pytest.fixture
def prefix() -> Iterator[str]:
    """The test's own part of Redis, emptied after it."""
    name = f"test:{new_id()}"
    yield name
    redis = a_process(name).shared._cache.get_client()
    for key in redis.scan_iter(f"{name}:*"):
        redis.delete(key)


def a_process(prefix: str = "", server: str = "") -> SharedCache:
    """The cache as one process has it: its own connections, and its own memory."""
    one = SharedCache(server or next_database(settings.REDIS_URL), {"KEY_PREFIX": prefix})
    one.own = LocMemCache(str(new_id()), {})
    return one


def count_in(cache: Any, monkeypatch: pytest.MonkeyPatch, limit: Limit = FEW) -> bool:
    monkeypatch.setattr(limits, "cache", cache)
    return limit.is_passed("someone")


def test_what_one_process_has_counted_counts_in_the_next(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    passed = [count_in(a_process(prefix), monkeypatch) for _process in range(3)]
    assert passed == [False, False, True]
    FEW.take_back("someone")
    FEW.take_back("someone")
    assert not count_in(a_process(prefix), monkeypatch)


def test_a_count_ends_with_its_time(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    count_in(a_process(prefix), monkeypatch)
    redis = a_process(prefix).shared._cache.get_client()
    (key,) = redis.scan_iter(f"{prefix}:*")
    assert 0 < redis.ttl(key) <= FEW.seconds


def test_what_is_kept_is_a_number_under_a_fingerprint(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "cache", a_process(prefix))
    is_guessing(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"))
    redis = a_process(prefix).shared._cache.get_client()
    (key,) = redis.scan_iter(f"{prefix}:*")
    assert b"unknown-links:" in key and b"192.0.2.7" not in key and redis.get(key) == b"1"


def test_without_redis_each_process_counts_for_itself_and_waits_for_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(SharedCache, "away_until", {})
    alone, began = a_process(server=NOWHERE), time.monotonic()
    assert [count_in(alone, monkeypatch) for _time in range(3)] == [False, False, True]
    assert not count_in(a_process(server=NOWHERE), monkeypatch)
    assert time.monotonic() - began < 2 * shared_cache.PATIENCE
    assert [line.message for line in caplog.records if "Redis" in line.message] == [
        "Redis did not answer (ConnectionError); limits are counted by each process"
    ]


def test_when_redis_is_back_it_counts_again(prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = a_process(prefix), a_process(prefix)
    monkeypatch.setattr(SharedCache, "away_until", {one.server: time.monotonic() + 60})
    assert [count_in(one, monkeypatch) for _time in range(3)] == [False, False, True]
    monkeypatch.setattr(SharedCache, "away_until", {one.server: time.monotonic() - 1})
    assert [count_in(both, monkeypatch) for both in (one, other)] == [False, False]


@pytest.mark.django_db(databases=["default", "audit"])
def test_nobody_is_kept_from_reporting_when_redis_is_away(
    client: ApplicationClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "cache", a_process(server=NOWHERE))
    address = f"/rapportera/{link()[1]}/"
    assert client.post(address, report()).status_code == 200


def test_the_cache_has_a_database_of_its_own_beside_the_queue() -> None:
    assert next_database("redis://:word@host:6379/0") == "redis://:word@host:6379/0?db=1"
    assert next_database("redis://host") == "redis://host?db=1"
    assert next_database("unix:///run/redis.sock?db=3") == "unix:///run/redis.sock?db=4"
    pool = SharedCache(next_database("redis://host/0"), {}).shared._cache._get_connection_pool(write=True)
    assert pool.connection_kwargs["db"] == 1
    assert isinstance(caches["default"], LocMemCache)
