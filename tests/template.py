"""The migrated database with the demonstration's organisation, built once and copied by each worker.

To migrate takes as long as hundreds of tests, and a copy a second. It is built beside the workers, which meanwhile
import the tests and begin with those that use no database.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# The file that is locked for as long as the building goes on; workers inherit the variable.
LOCK = "VBE_TEST_TEMPLATE_LOCK"


def name() -> str:
    from django.conf import settings

    return f"test_{settings.DATABASES['default']['NAME']}_template"


def start() -> None:
    """Begin to build; called before the workers start."""
    handle, path = tempfile.mkstemp(prefix="vbe-template-")
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.environ[LOCK] = path
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.Popen([sys.executable, "-m", "tests.template"], pass_fds=[handle], env=environment)
    os.close(handle)


def use() -> bool:
    """Wait until it is built and let this worker's database be a copy; False where each run has its own to migrate."""
    from django.db import connection

    if LOCK not in os.environ:
        return False
    _wait()
    connection.settings_dict["TEST"]["TEMPLATE"] = name()
    return True


def copy_again() -> None:
    """Give this worker its database as it was in the beginning, after a test that has emptied it."""
    from django.db import connection, connections

    connections.close_all()
    database = connection.ops.quote_name(connection.settings_dict["NAME"])
    template = connection.ops.quote_name(connection.settings_dict["TEST"]["TEMPLATE"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {database} TEMPLATE {template}")


def remove() -> None:
    from django.db import connection

    _wait()
    Path(os.environ.pop(LOCK)).unlink()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name()}"')


def _wait() -> None:
    with open(os.environ[LOCK]) as file:
        fcntl.flock(file, fcntl.LOCK_SH)


def build() -> None:
    import django
    from django.db import connection, connections
    from django.test.utils import setup_databases

    django.setup()
    from tests import cast
    from vbe.demo.organisation import load_organisation

    connection.settings_dict["TEST"]["NAME"] = name()
    setup_databases(verbosity=0, interactive=False)
    load_organisation(password=cast.PASSWORD)
    connections.close_all()


if __name__ == "__main__":
    build()
