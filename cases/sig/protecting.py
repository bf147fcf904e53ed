"""Somebody turns out to have protected identity when the case is there already (legal.md L5)."""

from __future__ import annotations

from django.db import connection

from cases.sig.models import Case


def protect(case: Case) -> bool:
    """Mark the case's person; False when it was so already. Never taken back.

    The database does it for whoever decides in the case, and for whoever puts an arrival so marked to it. Nothing else
    of an identity is written after it was made.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sig_protect_identity(%s)", [case.pk])
        return bool(cursor.fetchone()[0])
