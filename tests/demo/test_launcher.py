"""What `make run` promises about ports and about what it leaves behind."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from vbe.demo import launcher
from vbe.demo.processes import Child, Failed, Record, alive, until, without_root

# A parent that starts a child, tells its number and waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from vbe.demo.processes import Child, Record
lock = Record(Path(sys.argv[1]) / "lock").take()
child = Child("sleeper", ["sleep", "60"], Path(sys.argv[1]) / "log", lock.fileno())
print(child._process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    record = Record(tmp_path / "demonstration.running")
    monkeypatch.setattr(launcher, "RECORD", record)
    return record


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80"])
def test_a_port_that_is_none_is_explained(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Failed, match=r"PORT=8001 make run"):
        launcher.chosen_port()


def test_the_port_is_8000_unless_another_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    assert launcher.chosen_port() == 8000
    monkeypatch.setenv("PORT", "8001")
    assert launcher.chosen_port() == 8001


def test_a_taken_port_names_the_way_out(record: Record) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Failed, match=rf"Port {port} is used .* PORT=\d+ make run"), launcher.alone(port):
            pass


def test_a_second_start_is_told_where_the_first_one_is(record: Record) -> None:
    with launcher.alone(0), pytest.raises(Failed, match="already running: http://localhost:0"), launcher.alone(0):
        pass
    assert not record.held()


def test_a_child_dies_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    assert Record(tmp_path / "lock").held()
    parent.kill()
    parent.communicate()
    assert until(lambda: not alive(child), timeout=10)
    assert not Record(tmp_path / "lock").held()


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        command = ["sh", "-c", "trap '' TERM; echo ready; sleep 60"]
        child = Child("stubborn", command, tmp_path / "log", lock.fileno())
    assert until(lambda: (tmp_path / "log").read_text() == "ready\n", timeout=10)
    child.ask_to_stop()
    child.wait_or_kill(timeout=0.2)
    assert child.ended()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has anything to give up")
def test_root_gives_up_everything_but_passing_closed_folders(tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.touch(mode=0o700)
    shown = [*without_root(program, tmp_path), "grep", "-E", "^(Uid|CapEff)", "/proc/self/status"]
    lines = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split()
    assert lines[1] != "0"
    assert int(lines[-1], 16) == 1 << 1  # CAP_DAC_OVERRIDE
