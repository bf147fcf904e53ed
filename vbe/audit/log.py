"""The one way into the log."""

from __future__ import annotations

import re
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, connections, models, transaction

from vbe.access.encryption import cipher, fingerprint
from vbe.audit.models import TASK, Action
from vbe.organisation.ids import new_id

if TYPE_CHECKING:
    from vbe.access.request import Access, Request

# Ten digits or more, however they are written, may be a personal number (legal.md L4).
LONG_NUMBER = re.compile(r"(?:\d[\s.+-]?){9,}\d")
MASK = "••••••••-••••"
MOST_TERMS = 200

# One round trip: who acts, told to this connection until the statement's own transaction ends, and the row. The
# database refuses a row in another's name. Its number and its time are the database's own.
INSERT = """
WITH acting AS MATERIALIZED (
  SELECT set_config('app.user_id', %(user)s, true) AS user_id,
    set_config('app.assignment_id', %(assignment)s, true) AS assignment_id, %(action)s::text AS action
)
INSERT INTO audit_entry
  (id, action, user_id, assignment_id, role, board_id, kind, object_id, record_id, reason, terms, path_name, session,
   through)
SELECT %(id)s, acting.action, nullif(acting.user_id, '')::uuid, nullif(acting.assignment_id, '')::uuid, %(role)s,
  about.board_id, about.kind, about.object_id, about.record_id, %(reason)s, %(terms)s, %(path_name)s, %(session)s,
  CASE acting.action WHEN 'nekad' THEN '' WHEN 'nodoppnade' THEN 'nodoppning'
    ELSE app_log_through(about.kind, about.record_id) END
"""
# By a task, in its own transaction: what is undone was not done. The database refuses it outside a task.
INSERT_BY_TASK = """
INSERT INTO audit_entry (id, action, board_id, kind, object_id, record_id, reason, path_name)
VALUES (%(id)s, %(action)s, %(board)s, %(kind)s, %(object)s, %(record)s, %(reason)s, %(task)s || app_task())
"""
KNOWN = """
FROM acting, (SELECT %(kind)s AS kind, %(object)s::uuid AS object_id, %(record)s::uuid AS record_id,
    %(board)s::uuid AS board_id) AS about
"""
# What a refused address was about is found by the database: the application may not see it.
ASKED = """
FROM acting LEFT JOIN LATERAL (
  SELECT coalesce(found.kind, '') AS kind, found.object_id, found.object_id AS record_id,
    coalesce(found.board_id, %(board)s::uuid) AS board_id
  FROM (SELECT acting.user_id) AS one LEFT JOIN app_log_subject(%(asked_number)s, %(asked_id)s::uuid) AS found ON true
) AS about ON true
"""


def record(
    request: Request,
    action: Action,
    about: models.Model | None = None,
    *,
    reason: str = "",
    kind: str = "",
    terms: str = "",
) -> None:
    """Log that the request's user did ``action`` with ``about``; kept though the request fails.

    The same thing is logged once in a request. ``reason`` is what the person gave as reason, or a fixed word, and
    ``terms`` what was searched for; never content from a record. Without a row in the log there is no page: an error
    here stops the request.
    """
    kind = about._meta.label_lower if about else kind
    object_id = about.pk if about else None
    record_id = _record_id(about) if about else None
    _write(request, KNOWN, action, reason, terms, board=_board(about), kind=kind, object=object_id, record=record_id)


def record_refusal(request: Request, reason: str) -> None:
    """Log that the request was refused, and with what record, which the refused may not know."""
    asked = request.resolver_match.kwargs if request.resolver_match else {}
    asked_id = next((value for value in asked.values() if isinstance(value, uuid.UUID)), None)
    _write(request, ASKED, Action.REFUSED, reason, asked_number=str(asked.get("number", ""))[:40], asked_id=asked_id)


def record_change(request: Request, about: models.Model, action: Action = Action.WROTE) -> None:
    """Log that the request changed ``about``, when the change has been committed; what it was stands in history."""
    transaction.on_commit(partial(record, request, action, about))


def record_by_task(action: Action, about: models.Model, *, reason: str = "", board: uuid.UUID | None = None) -> None:
    """Log what the running task did with ``about``, inside ``acting_as_task``; kept if and only if what it did is.

    ``reason`` is a fixed word, and ``board`` whose log it is in when ``about`` has none of its own.
    """
    values = {
        "id": new_id(),
        "action": action.value,
        "board": board or _board(about),
        "kind": about._meta.label_lower,
        "object": about.pk,
        "record": _record_id(about),
        "reason": reason[:500],
        "task": TASK,
    }
    with connection.cursor() as cursor:
        cursor.execute(INSERT_BY_TASK, values)


def masked(terms: str) -> str:
    """Search terms as the log keeps them: a number that may be a person's is never there (legal.md L4)."""
    return LONG_NUMBER.sub(MASK, terms)[:MOST_TERMS]


def _write(request: Request, about: str, action: Action, reason: str, terms: str = "", **values: Any) -> None:
    done: set[tuple[Any, ...]] = request.__dict__.setdefault("_recorded", set())
    this = (action, reason, terms, *values.values())
    if this in done:
        return
    access = _access(request)
    acting = access.assignment if access else None
    board = values.pop("board", None) or (acting.board_id if acting else None)
    values |= {
        "id": new_id(),
        "action": action.value,
        "user": str(access.user.pk) if access and access.user else "",
        "assignment": str(acting.pk) if acting else "",
        "role": acting.title[:200] if acting else "",
        "board": board,
        "reason": reason[:500],
        "terms": cipher().encrypt(masked(terms).encode()).decode() if terms else "",
        "path_name": _path_name(request),
        "session": _session(request),
    }
    with connections[settings.AUDIT_ALIAS].cursor() as cursor:
        cursor.execute(INSERT + about, values)
    done.add(this)


def _access(request: Request) -> Access | None:
    """Who acts now: somebody who has just signed in did not when the request began."""
    from vbe.access.request import Access

    access: Access | None = getattr(request, "access", None)
    if access and access.user is None and request.user.is_authenticated:
        return Access(request)
    return access


def _record_id(about: models.Model) -> uuid.UUID:
    return getattr(about, "case_id", None) or about.pk


def _board(about: models.Model | None) -> uuid.UUID | None:
    return getattr(about, "board_id", None)


def _path_name(request: Request) -> str:
    return ((request.resolver_match.view_name or "") if request.resolver_match else "")[:60]


def _session(request: Request) -> str:
    """Tells entries of one sign-in from those of another, and cannot be used to enter."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    return fingerprint(f"session:{key}")[:16] if key else ""
