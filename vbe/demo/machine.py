"""What the machine itself must have. Installs it from Debian or Ubuntu when it may, otherwise says what to type.

Run as a script by the Makefile, before anything is installed: only the standard library, and Python 3 of any version.
"""

import ctypes
import os
import shutil
import subprocess
import sys


def has_python() -> bool:
    """``venv`` needs ``ensurepip``, which Debian keeps in a package of its own."""
    if sys.version_info < (3, 11):  # noqa: UP036 — it may be run by an older Python, in order to say so
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(f"Python 3.11 or later is needed and this is {version}. Point out another: make run PYTHON=python3.13")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        return False
    return True


def has_pdf_libraries() -> bool:
    """What WeasyPrint draws with."""
    try:
        for library in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_browser() -> bool:
    """The tests use this one, or the one that CHROMIUM points out."""
    return bool(os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser"))


NEEDS = {
    "python": (
        has_python,
        [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"],
        "to make a virtual environment",
    ),
    "pdf": (has_pdf_libraries, ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"], "to draw PDF reports"),
    "browser": (has_browser, ["chromium"], "for the tests in a browser"),
}


def ensure(need: str) -> None:
    """Exits with the command to type when the need is not met and cannot be met without a person."""
    present, packages, purpose = NEEDS[need]
    if present():
        return
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    prefix = permission()
    if prefix is not None and shutil.which("apt-get"):
        print(f"Installing {' '.join(packages)} {purpose} …", flush=True)
        environment = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
        if not run([*environment, *install]):
            # A fresh machine has no list of packages, or an old one.
            run([*environment, "apt-get", "update"])
            run([*environment, *install])
        if present():
            return
    sys.exit(f"\nMissing {purpose}: {' '.join(packages)}\nInstall with:\n\n    sudo {' '.join(install)}\n")


def permission() -> "list[str] | None":
    """How to become root without being asked for anything; None when that cannot be done."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "--non-interactive"]
    return sudo if shutil.which("sudo") and run([*sudo, "true"]) else None


def run(command: "list[str]") -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    for name in sys.argv[1:]:
        ensure(name)
