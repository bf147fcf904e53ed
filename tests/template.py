"""The migrated database with the demonstration's organisation, built once and copied by each worker.

To migrate takes as long as hundreds of tests, and a copy a second. It is built beside the workers, which meanwhile
import the tests and begin with those that use no database. It is left for the next run, which builds another one when
anything has changed that it is made of.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

# The file that is locked for as long as the building goes on, and the database's name; workers inherit the variables.
LOCK, NAME = "VBE_TEST_TEMPLATE_LOCK", "VBE_TEST_TEMPLATE"


ROOT = Path(__file__).resolve().parent.parent
# What the template is made by: all that may be run when it is built, and the libraries.
FOLDERS = ("vbe", "cases", "actionplans", "lagesbild")
FILES = ("requirements.lock", "tests/cast.py", "tests/settings.py", "tests/template.py")


def prefix() -> str:
    from django.conf import settings

    return f"test_{settings.DATABASES['default']['NAME']}_template_"


def name() -> str:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix not in (".pyc", "")]
    digest = hashlib.sha256()
    for path in sorted(paths) + [ROOT / file for file in FILES]:
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return prefix() + digest.hexdigest()[:12]


def start() -> None:
    """Begin to build; called before the workers start."""
    handle, path = tempfile.mkstemp(prefix="vbe-template-")
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.environ[LOCK], os.environ[NAME] = path, name()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.Popen([sys.executable, "-m", "tests.template"], pass_fds=[handle], env=environment)
    os.close(handle)


def use() -> bool:
    """Wait until it is built and let this worker's database be a copy; False where each run has its own to migrate."""
    from django.db import connection

    if LOCK not in os.environ:
        return False
    _wait()
    connection.settings_dict["TEST"]["TEMPLATE"] = os.environ[NAME]
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


def finish() -> None:
    _wait()
    Path(os.environ.pop(LOCK)).unlink()


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

    whole, half = os.environ[NAME], prefix() + "half"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix()])
        found = [row[0] for row in cursor.fetchall()]
        if whole in found:
            return
        for old in found:
            cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    connection.settings_dict["TEST"]["NAME"] = half
    setup_databases(verbosity=0, interactive=False)
    load_organisation(password=cast.PASSWORD)
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{whole}"')


if __name__ == "__main__":
    build()
