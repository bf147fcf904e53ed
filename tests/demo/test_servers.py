"""The embedded servers, in a folder of the test's own."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from vbe.demo.processes import Failed, until
from vbe.demo.servers import Postgres, Redis, Server, package

BASE_DIR = Path(__file__).resolve().parent.parent.parent
START = "import sys; from vbe.demo.servers import {0}; from pathlib import Path; print({0}(Path(sys.argv[1])).ensure())"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder with a difficult name; whatever was started in it is stopped."""
    folder = tmp_path_factory.mktemp("en mapp på väg") / ".data"
    yield folder
    Postgres(folder).stop()
    Redis(folder).stop()


@pytest.fixture(scope="module")
def postgres(data: Path) -> Postgres:
    return Postgres(data)


def start_by_command(kind: type[Server], data: Path) -> int:
    """Starts the server from a command of its own, as ``manage.py`` does, and returns the port it found."""
    command = [sys.executable, "-c", START.format(kind.__name__), str(data)]
    return int(subprocess.run(command, cwd=BASE_DIR, check=True, capture_output=True, text=True, timeout=60).stdout)


def pid(server: Server) -> int:
    return server.record.read()[0]


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_outlives_the_command_that_started_it_and_is_found_by_the_next(kind: type[Server], data: Path) -> None:
    port = start_by_command(kind, data)
    started = pid(kind(data))
    assert kind(data).answers(port)
    assert start_by_command(kind, data) == port
    assert pid(kind(data)) == started


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_commands_at_the_same_time_start_one_server(kind: type[Server], data: Path) -> None:
    kind(data).stop()
    with ThreadPoolExecutor(4) as pool:
        ports = set(pool.map(lambda _: start_by_command(kind, data), range(4)))
    assert len(ports) == 1


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_starts_again_after_it_was_killed(kind: type[Server], data: Path) -> None:
    server = kind(data)
    server.ensure()
    subprocess.run(["kill", "-9", str(pid(server))], check=True)
    assert until(lambda: not server.record.held(), timeout=10)
    assert server.answers(server.ensure())


@pytest.mark.parametrize("kind", [Postgres, Redis])
def test_stop_says_whether_there_was_something_to_stop(kind: type[Server], data: Path) -> None:
    server = kind(data)
    server.ensure()
    assert server.stop() is True
    assert not server.record.held()
    assert server.stop() is False


def test_redis_keeps_what_it_was_given(data: Path) -> None:
    server = Redis(data)
    redis.from_url(server.url()).set("key", "value")
    server.stop()
    assert redis.from_url(server.url()).get("key") == b"value"


def test_redis_asks_for_the_password(data: Path) -> None:
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=Redis(data).ensure(), retry=Retry(NoBackoff(), 0)).get("key")


def test_the_application_owns_nothing_and_passes_no_policy(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("app")) as connection:
        role = connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert role == (False, False, False, False)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine ()")


def test_the_owner_is_no_superuser_and_may_act_as_the_application(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("owner"), options="-c role=vbe_app") as connection:
        assert connection.execute("SELECT session_user, current_user").fetchone() == ("vbe_owner", "vbe_app")
        owner = "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'vbe_owner'"
        assert connection.execute(owner).fetchone() == (False, False)


def test_a_new_database_has_the_extensions(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("owner"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE another")
    with psycopg.connect(postgres.url("owner").removesuffix("vbe") + "another") as connection:
        installed = {name for (name,) in connection.execute("SELECT extname FROM pg_extension")}
    assert {"btree_gist", "pg_trgm", "unaccent"} <= installed


def test_nobody_signs_in_without_the_password_or_as_superuser(postgres: Postgres) -> None:
    for user in ("vbe_app", "vbe_owner", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=postgres.ensure(), user=user, password="guess", dbname="vbe")


def test_passwords_are_kept_from_others(data: Path, postgres: Postgres) -> None:
    postgres.ensure()
    assert (data / "secrets").stat().st_mode & 0o077 == 0
    assert all(secret.stat().st_mode & 0o077 == 0 for secret in (data / "secrets").iterdir())


def test_data_of_another_version_is_explained(tmp_path: Path) -> None:
    server = Postgres(tmp_path)
    server.folder.mkdir()
    (server.folder / "PG_VERSION").write_text("12")
    with pytest.raises(Failed, match=r"PostgreSQL 12 .* `make clean`"):
        server.ensure()


def test_without_the_development_packages_the_missing_setting_is_named() -> None:
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not set"):
        package("a_package_that_is_not_there", "DATABASE_URL=postgres://user:password@host:5432/name")
