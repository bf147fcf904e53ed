"""What the central samordnare sees: which boards have a plan, a picture and a report, and which do not.

Only what is decided or published; never a draft, a report of concern or a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from actionplans.models import ActionPlan
from lagesbild.models import SituationPicture
from vbe.access.request import Request
from vbe.organisation.models import Board
from vbe.reports.models import Report
from vbe.reports.tertials import Tertial


@dataclass(frozen=True)
class BoardRow:
    board: Board
    plan: ActionPlan | None
    picture: SituationPicture | None
    report: Report | None


@dataclass(frozen=True)
class Oversight:
    """``rows`` in Swedish order of the boards' names; ``period`` is the tertial whose report is asked for."""

    period: Tertial
    rows: list[BoardRow]

    @property
    def lacking(self) -> int:
        """How many boards have not published the report for the last ended tertial."""
        return sum(row.report is None for row in self.rows)


def oversight(request: Request, today: date) -> Oversight:
    """The boards that must have a local samordnare (Stockholm's guidelines). Four queries, however many boards."""
    period = Tertial.of(today).previous
    boards = Board.objects.filter(municipality=request.access.acting.board.municipality_id, needs_coordinator=True)
    plans = ActionPlan.objects.visible_to(request).in_force(today).order_by("year_from", "version")
    pictures = SituationPicture.objects.visible_to(request).published().order_by("year")
    reports = Report.objects.visible_to(request).published().filter(period=str(period)).order_by("version")
    # Of several the last in order stays: the newest.
    plan = {row.board_id: row for row in plans}
    picture = {row.board_id: row for row in pictures}
    report = {row.board_id: row for row in reports.defer("figures", "summary")}
    return Oversight(
        period,
        [
            BoardRow(board, plan.get(board.pk), picture.get(board.pk), report.get(board.pk))
            for board in boards.current(today).in_order()
        ],
    )
