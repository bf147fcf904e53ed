"""Migration operations for the second lock: rights for the application's role, and row-level policies.

Every table is either protected (``Protect``) or openly granted (``Grant``); a test fails for a table that is neither.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL

APP_ROLE = "vbe_app"
COMMANDS = ("select", "insert", "update", "delete")


class Grant(RunSQL):
    """Rights on a table without policies: ``Grant("organisation_board", "SELECT")``."""

    def __init__(self, table: str, rights: str) -> None:
        self.table, self.rights = table, rights
        super().__init__(
            f'GRANT {rights} ON "{table}" TO {APP_ROLE}',
            f'REVOKE {rights} ON "{table}" FROM {APP_ROLE}',
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.rights], {}

    def describe(self) -> str:
        return f"Grant {self.rights} on {self.table}"


class Protect(RunSQL):
    """Row-level security on a table, with one policy per command. A command without a condition is not granted.

    A condition is SQL over the row. Wrap function calls in a scalar sub-select so that they run once per query:
    ``board_id = ANY ((SELECT app_boards('concern.view'))::uuid[])``; ``boards("concern.view")`` writes that.
    """

    def __init__(self, table: str, *, update_to: str = "", **conditions: str) -> None:
        """Conditions for ``select``, ``insert``, ``update`` and ``delete``; ``update_to`` is what an updated row must
        meet when that is not the same as which rows may be updated."""
        self.table, self.update_to = table, update_to
        self.conditions = {command: conditions.pop(command, "") for command in COMMANDS}
        if conditions:
            raise TypeError(f"Not a command: {', '.join(conditions)}")
        forward: list[Any] = [f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY']
        backward: list[Any] = []
        for command, condition in self.conditions.items():
            if not condition:
                continue
            clause = f"WITH CHECK ({condition})" if command == "insert" else f"USING ({condition})"
            if command == "update" and update_to:
                clause += f" WITH CHECK ({update_to})"
            forward += [
                f'GRANT {command.upper()} ON "{table}" TO {APP_ROLE}',
                f'CREATE POLICY "{command}" ON "{table}" FOR {command.upper()} {clause}',
            ]
            backward += [
                f'DROP POLICY "{command}" ON "{table}"',
                f'REVOKE {command.upper()} ON "{table}" FROM {APP_ROLE}',
            ]
        super().__init__(forward, [*backward, f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY'])

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        conditions = self.conditions | {"update_to": self.update_to}
        return self.__class__.__name__, [self.table], {k: v for k, v in conditions.items() if v}

    def describe(self) -> str:
        return f"Protect {self.table} with row-level security"


class ProtectHistory(Protect):
    """The earlier versions of a table's rows, written by its triggers alone. Seen by whoever sees the row in ``of``;
    by nobody when that is empty, which suits tables that everybody reads."""

    def __init__(self, table: str, of: str = "") -> None:
        self.of = of
        seen = f'EXISTS (SELECT FROM "{of}" now WHERE now.id = pgh_obj_id)' if of else ""
        super().__init__(table, select=seen, insert="pg_trigger_depth() > 0")

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.table, self.of], {}


class Policy(RunSQL):
    """One more policy on a protected table, for ``ALL`` commands or one of them.

    It widens what the table's own policies let through; ``only=True`` makes it restrictive: a row must meet it besides.
    """

    def __init__(self, table: str, name: str, command: str, condition: str, *, only: bool = False) -> None:
        self.args, self.only = (table, name, command, condition), only
        clause = f"WITH CHECK ({condition})" if command == "INSERT" else f"USING ({condition})"
        kind = "RESTRICTIVE" if only else "PERMISSIVE"
        super().__init__(
            f'CREATE POLICY "{name}" ON "{table}" AS {kind} FOR {command} {clause}',
            f'DROP POLICY "{name}" ON "{table}"',
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, list(self.args), {"only": True} if self.only else {}

    def describe(self) -> str:
        return f"Policy {self.args[1]} on {self.args[0]}"


def boards(permission: str, column: str = "board_id") -> str:
    return f"{column} = ANY ((SELECT app_boards('{permission}'))::uuid[])"


def cases(column: str = "case_id") -> str:
    return f"{column} = ANY ((SELECT app_cases())::uuid[])"


def taking_part(column: str = "case_id") -> str:
    """Cases in which the acting assignment takes part: an emergency opening, which only reads, is none of them."""
    return f"{column} = ANY ((SELECT app_participations())::uuid[])"


def not_barred(column: str = "case_id") -> str:
    """The person is not shut out of the record by recusal (jäv)."""
    return f"{column} <> ALL ((SELECT app_barred())::uuid[])"


ME = "(SELECT app_user())"
MY_ASSIGNMENT = "(SELECT app_assignment())"


def task(name: str) -> str:
    return f"(SELECT app_task()) = '{name}'"
