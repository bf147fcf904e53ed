"""What a page of the guide shows: to whom, with which words, and whom to call today."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from cases.guide.models import Entry, Guide, LocalAddition, shown_entries
from cases.guide.situations import ReportAs, Topic
from vbe.access.request import Request
from vbe.organisation.models import Board, Municipality, PhoneNumber


@dataclass(frozen=True)
class Reader:
    """Whose guide it is: an employee's own board's, or the one that somebody outside has chosen."""

    municipality: Municipality | None
    board: Board | None = None
    may_report: bool = True
    signed_in: bool = False

    @classmethod
    def of(cls, request: Request) -> Reader:
        if acting := request.access.assignment:
            may_report = request.access.allows("concern.report")
            return cls(acting.board.municipality, acting.board, may_report, True)
        chosen = Municipality.objects.filter(code=request.GET.get("kommun", "")).first()
        return cls(chosen or only_municipality(), signed_in=request.user.is_authenticated)

    @property
    def query(self) -> str:
        """What the guide's own links carry on for somebody who is not signed in."""
        return f"?{asked}" if (asked := self.asked()) else ""

    def asked(self, **more: object) -> str:
        chosen = {} if self.signed_in or self.municipality is None else {"kommun": self.municipality.code}
        return urlencode(chosen | more)

    def numbers(self) -> list[PhoneNumber]:
        """Outside, one sees the boards' receptions too: the board where one lives is not known."""
        if self.board:
            return [row for row in PhoneNumber.objects.of_board(self.board) if row.topic != Topic.ALARM]
        shown = PhoneNumber.objects.of_municipality(self.municipality).select_related("board")
        return [row for row in shown.exclude(topic=Topic.ALARM) if row.board is None or row.topic == Topic.RECEPTION]


@dataclass
class Shown:
    """One situation as it is read."""

    entry: Entry
    numbers: list[PhoneNumber] = field(default_factory=list)
    reception: list[PhoneNumber] = field(default_factory=list)

    @property
    def report_label(self) -> str:
        return str(ReportAs(self.entry.report_as).label) if self.entry.report_as else ""

    @property
    def report_url(self) -> str:
        return f"{reverse('report')}?slag={self.entry.report_as or ReportAs.CONCERN.value}"


def only_municipality() -> Municipality | None:
    """Where the installation serves a single one, nobody has to choose it."""
    two = list(Municipality.objects.all()[:2])
    return two[0] if len(two) == 1 else None


def shown(entries: list[Entry], numbers: list[PhoneNumber]) -> list[Shown]:
    by_topic: dict[str, list[PhoneNumber]] = {}
    for row in numbers:
        by_topic.setdefault(row.topic, []).append(row)
    urgent = [row for row in numbers if row.urgent]
    return [_shown(entry, by_topic, urgent) for entry in entries]


def _shown(entry: Entry, by_topic: dict[str, list[PhoneNumber]], urgent: list[PhoneNumber]) -> Shown:
    numbers = [row for topic in entry.topics for row in by_topic.get(topic, [])]
    reception = by_topic.get(Topic.RECEPTION, []) if entry.to_reception else []
    if any(row.number for row in numbers + reception):
        # Somebody to call now comes before somebody whose number has not been filled in.
        numbers = [row for row in numbers if row.number]
    elif entry.topics:
        # The number that it ended in has been taken away: never a page without somebody to call.
        numbers = numbers or urgent
    return Shown(entry, numbers, [row for row in reception if row not in numbers])


def current(municipality: Municipality | None) -> tuple[Guide | None, list[Entry]]:
    guide = Guide.objects.select_related("published_by__user").current(municipality) if municipality else None
    return guide, shown_entries(guide)


def addition(board: Board | None) -> LocalAddition | None:
    return LocalAddition.objects.filter(board=board).exclude(text="").first() if board else None
