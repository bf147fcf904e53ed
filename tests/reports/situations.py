"""Reports by situation, made by the owner."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from tests import cast
from tests.conftest import assignment
from tests.factories import board
from tests.reports import figures as drawn
from vbe.reports import figures
from vbe.reports.models import Report, ReportDecision, ReportFile
from vbe.reports.states import State

LEASE = UUID(int=1)
ORDERED_AT = datetime(2026, 5, 4, 7, 12, tzinfo=UTC)
PDF = b"%PDF-1.7 prov"


def frozen(summary: str = "") -> dict[str, Any]:
    """Skärholmen's invented tertial 1."""
    made = drawn.figures()
    for table in made["tables"]:
        for row in [*table["rows"], *([table["total"]] if table["total"] else [])]:
            row.setdefault("key", row["label"])
    return figures.sealed(made, summary)


def report(state: State = State.ORDERED, *, of: str = "skarholmen", period: str = "2026T1", **fields: Any) -> Report:
    """A report of the board ``of``, as it stands in ``state``."""
    orderer = assignment(f"samordnare.{of}", "samordnare")
    made = {"ordered_by": orderer, "ordered_at": ORDERED_AT} | fields
    if state in (State.READY, State.PUBLISHED):
        content = made.get("figures") or frozen(made.get("summary", ""))
        made |= {"figures": content, "figures_hash": content["hash"], "cut_off": ORDERED_AT}
    if state == State.PUBLISHED:
        made = {"published_at": ORDERED_AT + timedelta(days=1), "published_by": orderer} | made
    if made.get("version", 1) > 1:
        made.setdefault("corrects", "Två åtgärder hade fel status.")
    one = Report(board=board(of), period=period, state=state, **made)
    one.save(force_insert=True)
    if one.has_file:
        file(one)
    return one


def file(one: Report, content: bytes = PDF) -> ReportFile:
    return ReportFile.objects.create(
        report=one,
        content=content,
        figures_hash=one.figures_hash,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=8,
        made_at=ORDERED_AT,
    )


def decision(one: Report, **fields: Any) -> ReportDecision:
    return ReportDecision.objects.create(
        **{
            "report": one,
            "board": one.board,
            "decided_on": timezone.localdate(one.published_at),
            "paragraph": "§ 7",
            "dnr": "SKH 2026/114",
            "outcome": ReportDecision.Outcome.APPROVED,
            "by": assignment(cast.SECRETARY),
            "at": timezone.now(),
        }
        | fields
    )
