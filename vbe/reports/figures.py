"""What a report says, as plain data: frozen once, printed, shown and exported from there.

The same keys are described in docs/rapporter.md. Nothing here is a person: plans and de-identified counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.statistics import PlanFollowUp, follow_up_tables
from cases.concerns import statistics as concerns
from cases.concerns.models import Category, Milieu
from cases.sig import statistics as sig
from vbe.access.context import acting_as_task
from vbe.access.templatetags.shell import sweclock, swedate
from vbe.organisation.models import Board
from vbe.reports import tables
from vbe.reports.models import Report
from vbe.reports.names import title
from vbe.reports.tables import TOTAL, Span
from vbe.reports.tertials import Tertial

SCHEMA = 1
TASK = "report"
OnStep = Callable[[str], None]


def collect(
    board: Board,
    period: Tertial,
    *,
    cut_off: datetime,
    version: int = 1,
    corrects: str = "",
    on_step: OnStep = lambda stage: None,
) -> dict[str, Any]:
    """The figures of ``board`` for ``period`` as they stand at ``cut_off``, without summary and hash."""
    today = timezone.localdate(cut_off)
    on_step(_("Hämtar uppföljningen"))
    with acting_as_task(TASK):
        plans = [_plan(plan) for plan in follow_up_tables(board, period, today=today)]
    on_step(_("Räknar rapporter"))
    # The socialtjänst side counts its own and leaves only the counts; a task of its own, in its own words.
    for span_period in sig_periods(period):
        sig.freeze(board, span_period, cut_off)
    with acting_as_task(TASK):
        counted = [*_concern_tables(board, period), _sig_table(board, period)]
    return {
        "schema": SCHEMA,
        "municipality": board.municipality.name,
        "board": {"code": board.code, "name": board.name},
        "period": str(period),
        "kind": "verksamhetsberattelse" if period.is_year else "tertialrapport",
        "title": title(period),
        "from": period.cumulative_start.isoformat(),
        "to": period.end.isoformat(),
        "cut_off": timezone.localtime(cut_off).isoformat(timespec="seconds"),
        "version": version,
        "corrects": corrects,
        "summary": "",
        "plans": plans,
        "tables": counted,
        "hidden_below": tables.HIDDEN_BELOW,
        "sources": _sources(period, cut_off),
    }


def sealed(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures with their hash, in the one order that a restart reads them back in."""
    content = {key: value for key, value in figures.items() if key != "hash"}
    return json.loads(canonical(content)) | {"hash": hashlib.sha256(canonical(content)).hexdigest()}


def canonical(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# Plans


def _plan(plan: PlanFollowUp) -> dict[str, Any]:
    return {
        "title": plan.title,
        "decided": plan.decided,
        "counts": plan.counts,
        "sections": [asdict(section) | {"measures": [_measure(m) for m in section.measures]} for section in plan.sections],
    }


def _measure(measure: Any) -> dict[str, Any]:
    reported: date | None = measure.reported_on
    return asdict(measure) | {"reported_on": reported.isoformat() if reported else None}
