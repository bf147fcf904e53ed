"""The virus scanner's protocol, against a server that speaks it over loopback."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cases.concerns import scanning
from tests.concerns.clamd import Clamd, clamd


@pytest.fixture
def server(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMD_URL = server.url
        yield server


def test_without_a_scanner_nothing_is_checked(settings: Any) -> None:
    settings.CLAMD_URL = ""
    assert not scanning.check(b"x")


def test_a_clean_file_reaches_the_scanner_whole_and_in_chunks(server: Clamd) -> None:
    content = bytes(range(256)) * 1000
    assert scanning.check(content)
    assert server.scanned == [content]
    assert server.longest_chunk == scanning.CHUNK


def test_a_virus_is_refused_and_the_log_holds_its_name_only(server: Clamd, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(ValidationError, match="virus"):
        scanning.check(b"hemligt EICAR hemligt")
    assert "Eicar-Test-Signature" in caplog.text
    assert "hemligt" not in caplog.text


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OKAY\0", b"ok" * 5000])
def test_an_answer_that_says_nothing_lets_nothing_in(server: Clamd, answer: bytes) -> None:
    server.answer = answer
    with pytest.raises(ValidationError, match="Skicka rapporten utan filen"):
        scanning.check(b"x")


def test_a_connection_that_is_cut(server: Clamd) -> None:
    server.cuts = True
    with pytest.raises(ValidationError, match="Skicka rapporten utan filen"):
        scanning.check(b"x" * 3_000_000)


def test_a_scanner_that_does_not_answer_in_time(server: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answer = None
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    with pytest.raises(ValidationError, match="Skicka rapporten utan filen"):
        scanning.check(b"x" * 20_000_000)


def test_nobody_is_at_home(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for url in (f"tcp://127.0.0.1:{port}", "unix:/finns/inte"):
        settings.CLAMD_URL = url
        with pytest.raises(ValidationError, match="Skicka rapporten utan filen"):
            scanning.check(b"x")


def test_a_socket_in_the_file_system(settings: Any, tmp_path: Path) -> None:
    import socketserver
    import threading

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.read(len(b"zINSTREAM\0") + 4 + 1 + 4)
            self.wfile.write(b"stream: OK\0")

    path = tmp_path / "clamd"
    with socketserver.UnixStreamServer(str(path), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        settings.CLAMD_URL = f"unix:{path}"
        assert scanning.check(b"x")
        thread.join()
