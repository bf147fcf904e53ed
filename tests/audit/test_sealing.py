"""Every row is sealed exactly once, however slow its writer was, and however often the sealer dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from tests.conftest import as_application
from vbe.audit import sealing
from vbe.audit.models import Action, Entry, Seal
from vbe.audit.verifying import verify
from vbe.organisation.ids import new_id

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NOW = timezone.now()


def rows(count: int) -> list[Entry]:
    return [Entry.objects.create(action=Action.OPENED) for _n in range(count)]


def sealed_positions() -> list[int]:
    width = sealing.ENTRY_BYTES
    return [
        int.from_bytes(digests[start : start + 8], signed=True)
        for digests in (bytes(seal.digests) for seal in Seal.objects.order_by("number"))
        for start in range(0, len(digests), width)
    ]


@contextmanager
def other() -> Iterator[psycopg.Connection]:
    """A connection of its own to the same database."""
    database = connection.settings_dict
    address = {name: database[name.upper()] or None for name in ("host", "port", "user", "password")}
    with psycopg.connect(**address, dbname=database["NAME"]) as connected:
        yield connected


# --- The seals ------------------------------------------------------------------------------------------------------


def test_each_seal_goes_on_where_the_last_one_ended() -> None:
    first = rows(3)
    assert sealing.seal(NOW) == 1
    second = rows(2)
    assert sealing.seal(NOW) == 1
    one, two = Seal.objects.order_by("number")
    assert (one.number, one.count, one.previous) == (1, 3, "")
    assert (two.number, two.count, two.previous, two.first) == (2, 2, one.hash, one.last + 1)
    assert sealed_positions() == [row.position for row in [*first, *second]]


def test_nothing_new_sets_no_seal() -> None:
    assert sealing.seal(NOW) == 0
    rows(1)
    assert [sealing.seal(NOW), sealing.seal(NOW)] == [1, 0]


def test_many_rows_are_sealed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_ROWS", 4)
    made = rows(10)
    assert sealing.seal(NOW) == 3
    assert sealed_positions() == [row.position for row in made]
    assert not verify(NOW).findings


def test_what_is_not_sealed_is_open() -> None:
    rows(1)
    sealing.seal(NOW)
    assert sealing.open_rows() == (0, None)
    waiting = rows(2)
    count, since = sealing.open_rows()
    assert (count, since) == (2, waiting[0].at)


def test_the_sealer_works_as_the_application() -> None:
    rows(2)
    with as_application():
        assert sealing.seal(NOW) == 1
        outcome = verify(NOW)
    assert (outcome.rows, outcome.findings) == (2, [])


@pytest.mark.parametrize("dies_in", ["last_seal", "hash_of", "Seal.save", "highest_settled"])
def test_killed_at_any_line_and_run_again_makes_the_same_chain(dies_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_ROWS", 2)
    rows(5)

    class Killed(Exception):
        pass

    calls = 0

    def die(*args: Any, **kwargs: Any) -> Any:
        # The second piece is the one that is interrupted.
        nonlocal calls
        calls += 1
        if calls == (1 if dies_in == "highest_settled" else 2):
            raise Killed
        return original(*args, **kwargs)

    owner = sealing.Seal if dies_in == "Seal.save" else sealing
    name = dies_in.rpartition(".")[2]
    original = getattr(owner, name)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, die)
        with pytest.raises(Killed):
            sealing.seal(NOW)
    sealing.seal(NOW)
    interrupted = list(Seal.objects.order_by("number").values_list("hash", flat=True))
    Seal.objects.all().delete()
    sealing.seal(NOW)
    assert interrupted == list(Seal.objects.order_by("number").values_list("hash", flat=True))
    assert len(interrupted) == 3


# One test of all that takes two connections: each that commits costs seconds.
@pytest.mark.django_db(transaction=True, databases=["default", "audit"])
def test_two_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "ATTEMPTS", 3)
    with other() as slow, other() as impatient:
        # A row with a lower number and an earlier time is still on its way: nothing is sealed past it.
        slow.execute("INSERT INTO audit_entry (id, action, kind, reason) VALUES (%s, 'oppnade', '', '')", [new_id()])
        late = Entry.objects.create(action=Action.LISTED)
        assert sealing.seal(NOW) == 0 and not Seal.objects.exists()
        # Nobody has to wait for the sealer meanwhile.
        impatient.execute("SET lock_timeout = '50ms'")
        impatient.execute("INSERT INTO audit_entry (id, action, kind, reason) VALUES (%s, 'sokte', '', '')", [new_id()])
        impatient.commit()
        slow.commit()
        assert sealing.seal(NOW) == 1
        assert sealed_positions() == sorted(Entry.objects.values_list("position", flat=True))
        assert min(sealed_positions()) < late.position and Seal.objects.get().count == 3
        # A writer that gave up leaves a hole in the numbers, which is no row that is missing.
        slow.execute("INSERT INTO audit_entry (id, action, kind, reason) VALUES (%s, 'oppnade', '', '')", [new_id()])
        slow.rollback()
        rows(1)
        # Two sealers at once: the second one leaves it to the first.
        slow.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.SEALER])
        assert sealing.seal(NOW + timedelta(minutes=1)) == 0
        slow.rollback()
        assert sealing.seal(NOW + timedelta(minutes=1)) == 1
        assert not verify(NOW).findings
