import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections

from vbe.access.operations import APP_ROLE
from vbe.organisation.permissions import follow_table


class Command(migrate.Command):
    """Migrates as the owner, since the application's role owns nothing; creates that role first when it is missing.

    Afterwards the groups of every board hold what the release's table of roles says.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> Any:
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS")
                cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
        with _fewer_collections():
            result = super().handle(*args, **options)
        whole = not (options["app_label"] or options["plan"] or options["check_unapplied"])
        if whole:
            application = connections["default"]
            connections["default"] = connections[options["database"]]
            try:
                follow_table()
            finally:
                connections["default"] = application
        return result


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Django makes every model anew for each step, and looking for the old ones often takes a third of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
