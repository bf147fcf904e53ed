"""The first lock: the same access functions as the row-level policies, spoken in the ORM.

Filter and policy together are fast; the policy alone is not.
"""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import BooleanField, Func, Q, Value
from django.db.models.expressions import F


class _AnyOf(Func):
    """``column = ANY (the array a database function returns)``, the function evaluated once per query."""

    output_field = BooleanField()
    call = ""

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        column, *arguments = self.source_expressions
        column_sql, params = compiler.compile(column)
        compiled = [compiler.compile(argument) for argument in arguments]
        call = f"{self.call}({', '.join(sql for sql, _params in compiled)})"
        params = [*params, *(p for _sql, ps in compiled for p in ps)]
        return f"({column_sql} = ANY ((SELECT {call})::uuid[]))", params


class _AnyBoard(_AnyOf):
    call = "app_boards"


class _AnyManaged(_AnyOf):
    call = "app_managed_boards"


class _AnyCase(_AnyOf):
    call = "app_cases"


class _AnyRelative(_AnyOf):
    call = "app_relatives"


class _AnyLogged(_AnyOf):
    call = "app_log_records"


class _AnyReviewer(_AnyOf):
    call = "app_log_reviewers"


class _AnyBarred(_AnyOf):
    call = "app_barred"


class _AnyStandIn(_AnyOf):
    call = "app_standing_in"


class _OneOf(Func):
    output_field = BooleanField()
    template = "(%(expressions)s::uuid[]))"
    arg_joiner = " = ANY ("


def with_ids(ids: object, field: str = "pk") -> Q:
    """Rows with one of ``ids``, in the same SQL however many they are; for a ``Prepared`` query, a stand-in."""
    return Q(_OneOf(F(field), Value(ids)))


def on_boards(permission: str, field: str = "board_id") -> Q:
    """Rows whose board is one where the acting assignment holds ``permission``."""
    return Q(_AnyBoard(F(field), Value(permission)))


def boards_held(permission: str, *, using: str = "default") -> list[uuid.UUID]:
    """The boards where the acting assignment holds ``permission``, for a query that asks for each of them."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT unnest(app_boards(%s))", [permission])
        return [board for (board,) in cursor.fetchall()]


def on_managed_boards(permission: str, field: str = "board_id") -> Q:
    """Rows whose board the acting assignment administers: the own one, from the executive board every one."""
    return Q(_AnyManaged(F(field), Value(permission)))


def in_cases(field: str) -> Q:
    """Rows of a case that the acting assignment takes part in."""
    return Q(_AnyCase(F(field)))


def among_relatives(field: str) -> Q:
    """Rows of the support to a relative that the acting assignment gives."""
    return Q(_AnyRelative(F(field)))


def in_logged_records(field: str = "record_id") -> Q:
    """Rows about a case, or what it came in as, that the acting assignment takes part in and may read the log of."""
    return Q(_AnyLogged(F(field)))


def is_log_reviewer(field: str) -> Q:
    """Rows about somebody who reviews the log in the acting assignment's municipality."""
    return Q(_AnyReviewer(F(field)))


def not_barred(field: str = "id") -> Q:
    """Rows of records that the person is not shut out of by recusal (jäv)."""
    return ~Q(_AnyBarred(F(field)))


def standing_in(user_id: UUID) -> Q:
    """Assignments in which the person stands in for a chief in some case, though the deputy is not called in."""
    return Q(_AnyStandIn(F("pk"), Value(user_id)))
