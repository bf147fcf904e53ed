"""One entry of a case's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Happening:
    when: datetime
    what: str
    who: str = ""
    note: str = ""
