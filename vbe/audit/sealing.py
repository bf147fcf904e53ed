"""The log's seals: each closes a stretch of rows by hash, and holds the hash of the seal before it.

A seal per row would make every reader wait for every other. So rows are sealed together, once a minute; what is not
yet sealed is *open*, and the pages say so.

Every writer holds a lock, shared, from before its row is numbered until the row is there for all (the trigger in
migrations/0005_seal.py). The sealer takes the lock alone for a moment and reads the highest number: all rows up to
it are there, and none with a lower number is still to come, however slow a writer was. Numbers, unlike times and
transaction ids, mean the same after a backup has been restored.
"""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime

from django.db import connection

from vbe.access.context import acting_as_task
from vbe.audit.models import Seal

GATE, SEALER = 7146501, 7146502
# The gate is asked for and never waited for: whoever waits for a lock makes everybody behind wait.
ATTEMPTS, PAUSE_SECONDS = 200, 0.01
MOST_ROWS = 10_000
DIGEST_BYTES = 16
ENTRY_BYTES = 8 + DIGEST_BYTES

# How a row is written out, by the seal's ``form``. A new column gets a new form; older seals are read with theirs.
# The time is written as microseconds: its text would depend on the connection's time zone.
FORMS = {
    1: """jsonb_build_array(e.position, e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.action, e.user_id,
          e.assignment_id, e.role, e.board_id, e.kind, e.object_id, e.record_id, e.reason, e.terms, e.path_name,
          e.through, e.session)::text"""
}
FORM = max(FORMS)


def digest(form: int) -> str:
    """SQL for a row ``e``: its position and the beginning of its hash."""
    return f"int8send(e.position) || substring(sha256(convert_to({FORMS[form]}, 'UTF8')) FOR {DIGEST_BYTES})"


def hash_of(seal: Seal, rows: str) -> str:
    """What the next seal holds. It covers everything in this one, the hash of the seal before included.

    ``rows`` is the hash of the rows' digests.
    """
    written = (seal.number, seal.first, seal.last, seal.count, seal.form, rows, seal.previous, _moment(seal.sealed_at))
    return hashlib.sha256("|".join(map(str, written)).encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def seal(now: datetime) -> int:
    """Seal every row that is there; returns how many seals were set. May be killed at any line and run twice.

    Each seal is a transaction of its own, and begins where the last one ended.
    """
    settled = highest_settled()
    seals = 0
    while settled and _seal_next(settled, now):
        seals += 1
    return seals


def highest_settled() -> int:
    """The highest number below which no row is still on its way; 0 when there is none, or when writers never pause."""
    for _attempt in range(ATTEMPTS):
        with acting_as_task("seal"), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [GATE])
            if cursor.fetchone()[0]:
                # A statement of its own: its view of the table is from after the lock was given.
                cursor.execute("SELECT coalesce(max(position), 0) FROM audit_entry")
                return cursor.fetchone()[0]
        time.sleep(PAUSE_SECONDS)
    return 0


def _seal_next(settled: int, now: datetime) -> bool:
    with acting_as_task("seal"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return False
        before = last_seal()
        start = before.last if before else 0
        cursor.execute(
            f"SELECT max(position), count(*), string_agg({digest(FORM)}, ''::bytea ORDER BY position)"
            " FROM (SELECT * FROM audit_entry WHERE position > %s AND position <= %s ORDER BY position LIMIT %s) e",
            [start, settled, MOST_ROWS],
        )
        last, count, digests = cursor.fetchone()
        if not count:
            return False
        new = Seal(
            number=before.number + 1 if before else 1,
            first=start + 1,
            last=last,
            count=count,
            form=FORM,
            digests=bytes(digests),
            previous=before.hash if before else "",
            sealed_at=now,
        )
        new.hash = hash_of(new, hashlib.sha256(digests).hexdigest())
        new.save(force_insert=True)
        return True


def last_seal() -> Seal | None:
    return Seal.objects.defer("digests").order_by("-number").first()


def open_rows() -> tuple[int, datetime | None]:
    """How many rows wait for their seal, and since when the oldest does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count, since FROM app_log_open()")
        return cursor.fetchone()
