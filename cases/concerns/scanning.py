"""Asks the virus scanner clamd about a file, when the installation has one (CLAMD_URL).

The protocol is clamd's INSTREAM: the content in chunks, each with its length before it, and one line back.
What cannot be asked about is not let in.
"""

from __future__ import annotations

import logging
import socket
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

CHUNK = 64 * 1024
# For the whole exchange: somebody waits for the page, and a worker is held meanwhile.
SECONDS = 15.0
MOST_ANSWERED = 4096


class ScannerDown(Exception):
    """The scanner gave no answer that says whether the file is clean."""


def check(content: bytes) -> bool:
    """Whether ``content`` has been found clean; False where there is no scanner.

    Raises ValidationError, with what to do instead, for a file with a virus, and when the scanner does not answer.
    """
    if not settings.CLAMD_URL:
        return False
    try:
        answer = ask(content, settings.CLAMD_URL)
    except (OSError, ScannerDown) as error:
        # Never the content, and not the file's name: it is somebody's own words.
        log.warning("The virus scanner did not answer (%s); a file was refused", type(error).__name__)
        raise ValidationError(
            _("Filen kunde inte kontrolleras mot virus just nu. Skicka rapporten utan filen, eller försök igen senare.")
        ) from error
    if answer.endswith("FOUND"):
        log.warning("The virus scanner found %s in a file; it was refused", _virus(answer))
        raise ValidationError(_("Filen innehåller ett virus och har inte sparats. Skicka rapporten utan den."))
    return True


def ask(content: bytes, url: str) -> str:
    """clamd's answer: ``stream: OK`` or ``stream: Name FOUND``. Raises OSError or ScannerDown when there is none."""
    end = time.monotonic() + SECONDS
    with _connected(url) as connection:
        try:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.settimeout(_left(end))
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            # clamd says why it stops listening, such as a limit on size, and closes.
            pass
        answer = _answer(connection, end)
    if answer != "stream: OK" and not answer.endswith(" FOUND"):
        raise ScannerDown(answer)
    return answer


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    if address.scheme != "unix":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket, end: float) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < MOST_ANSWERED:
        connection.settimeout(_left(end))
        if not (part := connection.recv(1024)):
            raise ScannerDown("cut")
        received += part
    return received.rstrip(b"\0\n").decode(errors="replace")


def _left(end: float) -> float:
    if (left := end - time.monotonic()) <= 0:
        raise TimeoutError
    return left


def _virus(answer: str) -> str:
    """The name the scanner gives the virus, as safe signs only."""
    name = answer.removeprefix("stream: ").removesuffix(" FOUND")
    return "".join(sign for sign in name if sign.isalnum() or sign in "._-")[:80]
