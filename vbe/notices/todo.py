"""What the start page shows of every room: things that wait, and key figures."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Todo:
    """`title` never carries a person's name: the start page is what stands open on a desk."""

    title: str
    url: str
    detail: str = ""
    tag_text: str = ""
    tag_tone: str = "neutral"
    waiting_since: datetime | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class Figure:
    """A key figure: what is counted, the number as text, and what it is compared with."""

    label: str
    value: str
    note: str = ""
    url: str = ""
