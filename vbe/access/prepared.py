"""A query whose SQL is written once for the process.

Django writes the SQL of a query anew each time it is asked. For what every request asks, that costs many times what
the answer does.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

Row = TypeVar("Row", bound=Model)


class Prepared(Generic[Row]):
    """``make`` builds the query from stand-ins for its values, unlike all else in it; a call asks with the values."""

    def __init__(self, make: Callable[..., QuerySet[Row]], *stand_ins: Any) -> None:
        self.make, self.stand_ins = make, stand_ins

    @cached_property
    def _written(self) -> tuple[QuerySet[Row], Any, str, list[Any]]:
        queryset = self.make(*self.stand_ins)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        return queryset, compiler, sql, list(params)

    def _given(self, params: list[Any], values: tuple[Any, ...]) -> list[Any]:
        given = dict(zip(self.stand_ins, values, strict=True))
        return [given.get(param, param) for param in params]

    def ids(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
        """The rows' keys alone, where ``make`` asks for no more."""
        _queryset, _written, sql, params = self._written
        with connections[using].cursor() as cursor:
            cursor.execute(sql, self._given(params, values))
            return [key for (key,) in cursor.fetchall()]

    def __call__(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
        queryset, written, sql, params = self._written
        compiler = copy(written)
        # A thread has a connection of its own.
        compiler.connection = connections[using]
        compiler.as_sql = lambda: (sql, self._given(params, values))
        asked: Any = _Asked(queryset.model, compiler, using)
        return list(ModelIterable(asked))


class _Asked:
    """What Django's reading of rows asks a query for."""

    def __init__(self, model: type[Model], compiler: Any, using: str) -> None:
        self.query, self.db, self.model, self.compiler = self, using, model, compiler
        self._known_related_objects: dict[Any, Any] = {}

    def get_compiler(self, using: str) -> Any:
        return self.compiler
