"""The demonstration's processes: some outlive their command and are found by the next one, others die with us."""

import ctypes
import fcntl
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO


class Failed(Exception):
    """A process could not be started or stopped; the message is meant for a person."""


class Record:
    """The file that tells which process is running, locked for as long as it runs.

    The process inherits the lock, so the kernel releases it when the last of its children is gone. A process id alone
    would lie after a crash, a restart of the machine or a copied folder.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def take(self) -> IO[str] | None:
        """The locked and emptied file, for a process that is about to start, or None while another one holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        file.truncate(0)
        return file

    def held(self) -> bool:
        if not self.path.exists():
            return False
        if file := self.take():
            file.close()
        return file is None

    def read(self) -> list[int]:
        """The numbers that the running process left, empty until it is ready."""
        return [int(number) for number in self.path.read_text().split()]

    def take_or_read(self, timeout: float = 60) -> IO[str] | list[int]:
        """The file when nothing is running; otherwise the numbers, as soon as the one that is starting is ready."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if file := self.take():
                return file
            if numbers := self.read():
                return numbers
            time.sleep(0.02)
        raise Failed(f"Another command has been starting {self.path.stem} for {timeout:.0f} seconds without success.")


def until(condition: Callable[[], bool], timeout: float, step: float = 0.02) -> bool:
    """Waits for the condition, at most ``timeout`` seconds; says whether it came true."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(step)
    return True


class Child:
    """A process that lives exactly as long as we do, even when we are killed."""

    def __init__(self, name: str, command: list[str], log: Path, lock: int) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches it through us, with ``lock`` kept open."""
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=[lock],
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def ended(self) -> bool:
        return self._process.poll() is not None

    def ask_to_stop(self) -> None:
        self._process.terminate()

    def wait_or_kill(self, timeout: float = 8) -> None:
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def die_with_parent() -> None:
    """Run between fork and exec: the kernel then sends SIGTERM when the parent is gone, however it went."""
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG in <linux/prctl.h>
    LIBC.prctl(set_parent_death_signal, signal.SIGTERM)


LIBC = ctypes.CDLL(None)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def signal_quietly(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def tail(path: Path, lines: int = 15) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def without_root(program: Path, folder: Path) -> list[str]:
    """The start of a command line for a program that refuses to run as root; empty for everybody else.

    Root's own folders are often closed to others. Rather than opening them, let the program pass (the second option
    is for ``access()``, which otherwise disregards the first).
    """
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    command = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    parents = {*program.resolve().parents, *folder.resolve().parents}
    if not (program.stat().st_mode & 0o004 and all(parent.stat().st_mode & 0o001 for parent in parents)):
        command += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    return command
