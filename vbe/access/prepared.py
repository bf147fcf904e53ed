"""A query whose SQL is written once for the process.

Django writes the SQL of a query anew each time it is asked. For what every request asks, that costs many times what
the answer does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
# None can stand where any of these does, and says nothing of what it is.
CASTS = {UUID: "::uuid", date: "::date", datetime: "::timestamptz"}


class Prepared(Generic[Row]):
    """``make`` builds the query from stand-ins for its values, unlike all else in it; a call asks with the values.

    Of what ``make`` asks for beside the rows themselves, annotations and ``select_related`` are read.
    """

    def __init__(self, make: Callable[..., QuerySet[Row]], *stand_ins: Any) -> None:
        self.make, self.stand_ins = make, stand_ins

    @cached_property
    def _written(self) -> _Written:
        queryset = self.make(*self.stand_ins)
        compiler = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        before, *after = sql.split("%s")
        values = zip(params, after, strict=True)
        return _Written(before + "".join(self._place(param) + text for param, text in values), list(params), compiler)

    def _place(self, param: Any) -> str:
        """Where a value goes. One that is asked for by itself is not looked at when the query is planned: the database
        makes one plan and keeps it, rather than one for each value.
        """
        return f"(SELECT %s{CASTS.get(type(param), '')})" if param in self.stand_ins else "%s"

    @cached_property
    def _maker(self) -> _Maker:
        compiler = self._written.compiler
        return _Maker(compiler.klass_info, compiler.select)

    @cached_property
    def _converters(self) -> dict[int, tuple[list[Callable[..., Any]], Any]]:
        compiler = self._written.compiler
        return compiler.get_converters([column for column, _sql, _name in compiler.select[: compiler.col_count]])

    def values(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[tuple[Any, ...]]:
        """The rows as the database gives them, where ``make`` asks with ``values_list``."""
        sql, params, _compiler = self._written
        given = dict(zip(self.stand_ins, values, strict=True))
        with connections[using].cursor() as cursor:
            cursor.execute(sql, [given.get(param, param) for param in params])
            return cursor.fetchall()

    def ids(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
        """The rows' keys, where ``make`` asks for them first."""
        return [row[0] for row in self.values(*values, using=using)]

    def __call__(self, *values: Any, using: str = DEFAULT_DB_ALIAS) -> list[Row]:
        answer = [list(row) for row in self.values(*values, using=using)]
        for at, (converters, column) in self._converters.items():
            for row in answer:
                for convert in converters:
                    row[at] = convert(row[at], column, connections[using])
        known: dict[Any, Model] = {}
        made: list[Any] = [self._maker.made(row, using, known) for row in answer]
        for name, at in self._written.compiler.annotation_col_map.items():
            for one, row in zip(made, answer, strict=True):
                setattr(one, name, row[at])
        return made


class _Written(NamedTuple):
    sql: str
    params: list[Any]
    # Knows which of the answer's columns are whose.
    compiler: Any


class _Maker:
    """Makes the object that a row of an answer tells of, and what it refers to: once, however many rows refer to it."""

    def __init__(self, told: dict[str, Any], columns: Sequence[Any]) -> None:
        own = told["select_fields"]
        self.model, self.own = told["model"], slice(own[0], own[-1] + 1)
        self.names = [columns[at][0].target.attname for at in own]
        self.key = own[0] + self.names.index(self.model._meta.pk.attname)
        self.related = [
            (_Maker(other, columns), other["local_setter"], other["remote_setter"])
            for other in told.get("related_klass_infos", [])
        ]

    def made(self, row: list[Any], using: str, known: dict[Any, Model]) -> Model | None:
        if row[self.key] is None:
            return None
        if (self, row[self.key]) not in known:
            one = known[self, row[self.key]] = self.model.from_db(using, self.names, row[self.own])
            for maker, set_here, set_there in self.related:
                other = maker.made(row, using, known)
                set_here(one, other)
                if other is not None:
                    set_there(other, one)
        return known[self, row[self.key]]
