"""What a report says, as plain data: frozen once, printed, shown and exported from there.

Nothing here is a person: decided plans, and counts with the small ones hidden.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import NOT_REPORTED
from actionplans.statistics import STATUSES, MeasureFollowUp, PlanFollowUp, follow_up_tables, status_label
from cases.sig import statistics as sig
from cases.sig.models import SigCount
from lagesbild.disclosure import THRESHOLD
from lagesbild.tables import concern_tables, sig_table
from vbe.access.context import acting_as_task
from vbe.access.templatetags.dates import sweclock, swedate
from vbe.organisation.models import Board
from vbe.reports.models import Report
from vbe.reports.names import title
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
    # The socialtjänst room counts its own and hands out numbers; a task of its own, in its own transaction.
    for number in range(1, (period.number or 3) + 1):
        tertial = Tertial(period.year, number)
        for one in _counted_boards(board, tertial):
            sig.freeze(one, tertial, cut_off)
    with acting_as_task(TASK):
        tables = _tables(board, period)
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
        "tables": tables,
        "hidden_below": THRESHOLD,
        "sources": _sources(board, period, cut_off),
    }


def sealed(figures: dict[str, Any], summary: str) -> dict[str, Any]:
    """The figures with the samordnare's summary and their hash, in the one order that a restart reads them back in."""
    content = canonical(figures | {"summary": summary})
    return json.loads(content) | {"hash": hashlib.sha256(content).hexdigest()}


def canonical(figures: Mapping[str, Any]) -> bytes:
    """The bytes whose hash is printed in the report, and lie in it as a file."""
    counted = {key: value for key, value in figures.items() if key != "hash"}
    return json.dumps(counted, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plan(plan: PlanFollowUp) -> dict[str, Any]:
    return {
        "title": plan.title,
        "decided": plan.decided,
        "counts": plan.counts,
        "sections": [
            {"heading": section.heading, "measures": [_measure(measure) for measure in section.measures]}
            for section in plan.sections
        ],
    }


def _measure(measure: MeasureFollowUp) -> dict[str, Any]:
    reported = measure.reported_on
    return asdict(measure) | {"reported_on": reported.isoformat() if reported else ""}


def _tables(board: Board, period: Tertial) -> list[dict[str, Any]]:
    """Counts of concerns and of cases. What the board's earlier reports told of a number is left as it was told."""
    published = Report.objects.published().filter(board=board).order_by("published_at")
    told = [figures for figures in published.values_list("figures", flat=True) if figures]
    frozen_at = sig.frozen_at(board, period)
    return [
        *concern_tables(board, period, published_before=told),
        sig_table(
            [
                {year: sig.frozen(one, year) for year in (period.year - 1, period.year)}
                for one in _counted_boards(board, period.a_year_before)
            ],
            [(what.value, str(what.label)) for what in SigCount.What],
            period,
            frozen_on=timezone.localdate(frozen_at) if frozen_at else None,
            published_before=told,
        ),
    ]


def _counted_boards(board: Board, since: Tertial) -> list[Board]:
    """The board, and those it has succeeded that were still there in the year of ``since``."""
    return [
        board,
        *(one for one in board.all_predecessors if one.ends and one.ends >= since.cumulative_start),
    ]


def _sources(board: Board, period: Tertial, cut_off: datetime) -> list[str]:
    when = {"day": swedate(cut_off), "clock": sweclock(cut_off)}
    sources = [
        _("Uppföljningen av handlingsplanens åtgärder, som den var registrerad %(day)s klockan %(clock)s.") % when,
        _("Rapporter om oro och händelser som hände på nämndens område under perioden."),
        _("Antal ärenden från socialtjänsten, frysta när varje tertial har slutat."),
    ]
    for before in _counted_boards(board, period.a_year_before)[1:]:
        told = {"board": before.name, "day": swedate(before.ends)}
        sources.append(_("Siffrorna omfattar också %(board)s, som fanns till och med %(day)s.") % told)
    if not period.has_ended(timezone.localdate(cut_off)):
        running = _("Perioden pågick när siffrorna hämtades och slutar %(end)s. Siffrorna är därför preliminära.")
        sources.insert(0, running % {"end": swedate(period.end)})
    return sources


def suggested_summary(figures: dict[str, Any]) -> str:
    """A first draft of the summary: what the figures say, and nothing about why."""
    return "\n\n".join([*map(_about_plan, figures["plans"]), *_about_concerns(figures)])


def _about_plan(plan: dict[str, Any]) -> str:
    counts = plan["counts"]
    total = sum(counts.values())
    said = [status for status in STATUSES if counts.get(status) and status != NOT_REPORTED]
    text = ngettext(
        "%(plan)s har %(n)d åtgärd, och %(reported)d är rapporterad.",
        "%(plan)s har %(n)d åtgärder, och %(reported)d av dem är rapporterade.",
        total,
    ) % {"plan": plan["title"], "n": total, "reported": total - counts.get(NOT_REPORTED, 0)}
    if said:
        listed = ", ".join(f"{status_label(status).lower()} {counts[status]}" for status in said)
        text += " " + _("Så har det gått: %(listed)s.") % {"listed": listed}
    return text


def _about_concerns(figures: dict[str, Any]) -> list[str]:
    """Of the totals: this period's own months first, and last year's beside when both are shown."""
    table = next((table for table in figures["tables"] if table["id"] == "concerns_category"), None)
    if table is None:
        return []
    now, before = table["total"]["cells"][0] or {}, table["total"]["cells"][-1] or {}
    span, span_before = table["columns"][0], table["columns"][-1]
    if "n" not in now:
        return [_("Antalet rapporter om oro och händelser %(span)s visas inte, för att det är litet.") % {"span": span}]
    text = _("%(n)d rapporter om oro och händelser gäller %(span)s.") % {"n": now["n"], "span": span}
    if "n" in before:
        text += " " + _("Samma månader i fjol, %(span)s, var de %(n)d.") % {"n": before["n"], "span": span_before}
    return [text]
