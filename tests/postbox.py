"""An SMTP server on loopback that can misbehave, for tests that send real mail."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import Message
from threading import Event
from typing import Any


class Postbox:
    """Keeps what was delivered. ``refuse`` makes it answer with an error; ``hold`` makes it keep the sender waiting."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[Message] = []
        self.refuse = False
        self.hold = False
        self.holding = Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content))
        if self.hold:
            self.holding.set()
            await asyncio.sleep(30)
        return "451 try later" if self.refuse else "250 OK"
