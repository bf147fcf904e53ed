"""What signing in may do before anybody is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def signing_in() -> Iterator[None]:
    """Reach the rows whose policy names the task ``sign_in``, beside what the request reaches; afterwards no longer.

    Unlike ``acting_as_task`` it leaves the request's own context in place. When the block fails, its savepoint takes
    the setting back.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.task', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('app.task', 'sign_in', true)")
        yield
        cursor.execute("SELECT set_config('app.task', %s, true)", [before])
