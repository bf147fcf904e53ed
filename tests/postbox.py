"""An SMTP server on loopback that can misbehave, for tests that send real mail."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import Message
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """Keeps what was delivered in ``letters``, and in ``taken`` what it did not refuse.

    ``refuse`` makes it answer with an error; ``hold`` makes it keep the sender waiting, ``hold_for`` only those who
    write to that address; ``hang_up`` makes it end the connection when it has the letter, before it has answered.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[Message] = []
        self.taken: list[Message] = []
        self.refuse = self.hold = self.hang_up = False
        self.hold_for = ""
        self.holding = Event()

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content))
        if self.refuse:
            return "451 try later"
        self.taken.append(self.letters[-1])
        if self.hang_up:
            server.transport.abort()
        if self.hold or self.hold_for in envelope.rcpt_tos:
            self.holding.set()
            await asyncio.sleep(30)
        return "250 OK"
