"""Who is asking, told to the database for the length of one transaction.

The policies of row-level security read four settings: ``app.user_id``, ``app.assignment_id``, ``app.task`` and, for
somebody without an account, ``app.link_id``: the fingerprint of the personal link that was opened. They are set with
``set_config(…, true)``: a setting for the session would leak to the next user of the connection.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction


def set_context(
    *,
    user: uuid.UUID | None = None,
    assignment: uuid.UUID | None = None,
    task: str = "",
    link: str = "",
    using: str = "default",
) -> None:
    """Tell the database who acts until the transaction ends, and nobody else. Must be called inside one.

    ``app.context`` is new each time: what the database has found out for an earlier context is not used in this one.
    """
    acting = {"user": str(user or ""), "assignment": str(assignment or ""), "task": task}
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user_id', %s, true), set_config('app.assignment_id', %s, true),"
            " set_config('app.task', %s, true), set_config('app.link_id', %s, true),"
            " set_config('app.context', %s, true),"
            # The triggers that keep history read who acted from here; see vbe/audit/history.py.
            " set_config('pghistory.context_metadata', %s, true)",
            [*acting.values(), link, uuid.uuid4().hex, json.dumps({name: who for name, who in acting.items() if who})],
        )


def refuse_writes() -> None:
    """Let the database refuse every write until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")


@contextmanager
def acting_as_task(name: str) -> Iterator[None]:
    """A transaction for a background task, which reaches only the rows whose policy names the task."""
    with transaction.atomic():
        set_context(task=name)
        yield
