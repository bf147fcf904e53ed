"""A server that speaks clamd's INSTREAM over loopback, for tests."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Handler(socketserver.BaseRequestHandler):
    server: Clamd

    def handle(self) -> None:
        connection: socket.socket = self.request
        command = self._exactly(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            connection.sendall(b"UNKNOWN COMMAND\0")
            return
        if self.server.answer is None:
            # Too busy to answer at all.
            self.server.stopped.wait(10)
            return
        content = b""
        while size := int.from_bytes(self._exactly(4), "big"):
            self.server.longest_chunk = max(self.server.longest_chunk, size)
            content += self._exactly(size)
            if self.server.cuts:
                return
        self.server.scanned.append(content)
        answer = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else self.server.answer
        # In two parts, as a network may.
        connection.sendall(answer[:4])
        connection.sendall(answer[4:])

    def _exactly(self, size: int) -> bytes:
        received = b""
        while len(received) < size and (part := self.request.recv(size - len(received))):
            received += part
        return received


class Clamd(socketserver.ThreadingTCPServer):
    """Answers ``answer``, or not at all when that is None; ``cuts`` the connection in the middle; what it scanned."""

    daemon_threads = True
    answer: bytes | None = b"stream: OK\0"
    cuts = False
    longest_chunk = 0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scanned: list[bytes] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.stopped.set()
        server.shutdown()
        thread.join()
