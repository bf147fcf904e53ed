"""`make run`: the whole system with made-up people, in one terminal, until Ctrl-C.

It is a module and not a ``manage.py`` command, since those start the embedded servers before the command's first line:
here everything is started inside the block that stops it.
"""

import hashlib
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from types import FrameType

from vbe.demo import servers
from vbe.demo.processes import Child, Failed, Record, alive, tail, until

DATA_DIR = servers.DATA_DIR
LOGS = DATA_DIR / "logs"
RECORD = Record(DATA_DIR / "demonstration.running")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    for number in STOPPING:
        signal.signal(number, interrupt)
    try:
        port = chosen_port()
        with alone(port) as lock:
            run(port, lock)
    except Failed as failure:
        sys.exit(f"\n{failure}\n")


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(port: int, lock: int) -> None:
    """Prepares, starts and watches. Whatever happens, what was started here is stopped here."""
    children: list[Child] = []
    try:
        prepare(port)
        start(web(port), children, lock)
        load_city()  # While the web starts, since both take a second.
        wait_for_web(port, children)
        start(background(), children, lock)
        announce(port)
        watch(children)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        stop(children)
        servers.stop_started()
    print("Stopped.")


def chosen_port() -> int:
    """PORT from the environment. Raises Failed when it is no port or somebody else has it."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failed(f"PORT must be a number between 1 and 65535, not {text!r}. For example: PORT=8001 make run")
    return int(text)


@contextmanager
def alone(port: int) -> Iterator[int]:
    """Holds the record of the running demonstration. The children inherit it, so a killed one's are waited out too."""
    file = RECORD.take()
    if not file:
        pid, old_port = RECORD.read() or [0, 0]
        if alive(pid):
            raise Failed(f"It is already running: http://localhost:{old_port}\nStop it with Ctrl-C in its terminal.")
        until(lambda: not RECORD.held(), timeout=20)
        file = RECORD.take()
    if not file:
        raise Failed("An earlier start is still closing. Try again in a moment.")
    with file:
        file.write(f"{os.getpid()} {port}")
        file.flush()
        check_free(port)
        yield file.fileno()


def check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((servers.LOCAL, port))
        except PermissionError:
            raise Failed(f"Port {port} is reserved for root. Choose another: PORT=8001 make run") from None
        except OSError:
            other = port + 1 if port < 65535 else 8001
            message = f"Port {port} is used by another program. Choose another: PORT={other} make run"
            raise Failed(message) from None


def prepare(port: int) -> None:
    """Starts the servers, and brings the database and the static files to what the code expects."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vbe.settings")
    os.environ.setdefault("VBE_DEMO", "1")
    os.environ.setdefault("BASE_URL", f"http://localhost:{port}")
    print("Starting …", flush=True)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    collect_static()


def load_city() -> None:
    from django.core.management import call_command

    call_command("load_demo_city")


def collect_static() -> None:
    """Collects and compresses the static files, when they have changed since the last time: it takes seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    files = [storage.path(path) for finder in get_finders() for path, storage in finder.list([])]
    states = [(file, stat.st_size, stat.st_mtime_ns) for file in sorted(files) for stat in [os.stat(file)]]
    digest = hashlib.sha256(repr((str(settings.STATIC_ROOT), states)).encode()).hexdigest()
    stamp = DATA_DIR / "static.digest"
    if settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def start(commands: dict[str, list[str]], children: list[Child], lock: int) -> None:
    for name, command in commands.items():
        children.append(Child(name, [sys.executable, "-m", *command], LOGS / f"{name}.log", lock))


def web(port: int) -> dict[str, list[str]]:
    gunicorn = ["gunicorn", "vbe.wsgi", "--bind", f"{servers.LOCAL}:{port}", "--workers", "2", "--threads", "4"]
    gunicorn += ["--worker-class", "gthread", "--preload", "--access-logfile", "-", "--no-control-socket"]
    gunicorn += ["--logger-class", "vbe.access.server_log.ServerLogger"]
    return {"web": gunicorn}


def background() -> dict[str, list[str]]:
    celery = ["celery", "--app", "vbe"]
    return {
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"]
        + ["--without-mingle", "--without-gossip", "--without-heartbeat"],
        "beat": [*celery, "beat", "--schedule", str(DATA_DIR / "beat"), "--pidfile", "", "--loglevel", "INFO"],
    }


def wait_for_web(port: int, children: list[Child]) -> None:
    def answered() -> bool:
        check(children)
        try:
            urllib.request.urlopen(f"http://{servers.LOCAL}:{port}/", timeout=10).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    if not until(answered, timeout=60, step=0.05):
        raise Failed(f"The web server does not answer. Its log: {LOGS / 'web.log'}")


def announce(port: int) -> None:
    from vbe.demo import city

    accounts = list(city.accounts())
    width = max(len(email) for email, _, _ in accounts)
    for board, people in groupby(accounts, key=lambda account: account[2]):
        print(f"\n  {board}")
        for email, role, _ in people:
            print(f"    {email:{width}}  {role}")
    print(f"\n  Address   http://localhost:{port}")
    print(f"  Password  {city.password()}  (the same for every account above)")
    print(f"  Mail      lands in {shown('mail')}; logs in {shown('logs')}")
    print("  Stop      Ctrl-C\n", flush=True)


def shown(folder: str) -> str:
    return os.path.relpath(DATA_DIR / folder)


def watch(children: list[Child]) -> None:
    """Until interrupted. Raises Failed when a child ends by itself."""
    while not until(lambda: check(children), timeout=3600, step=0.5):
        pass


def check(children: list[Child]) -> bool:
    for child in children:
        if child.ended():
            raise Failed(f"{child.name} stopped by itself. The end of {child.log}:\n{tail(child.log)}")
    return False


def stop(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.wait_or_kill()


if __name__ == "__main__":
    main()
