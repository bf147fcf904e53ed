"""What a report's page shows: what has happened to it, and its numbers as rows of words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.following_up import TONES
from actionplans.models import NOT_REPORTED
from actionplans.statistics import status_label
from vbe.access.templatetags.dates import near_day, sweclock
from vbe.reports.models import Report, ReportDecision
from vbe.reports.queue import LEASE
from vbe.reports.states import State

# In the order and the tones of the follow-up page.
PARTS = {status.value: tone for status, tone in TONES.items()} | {NOT_REPORTED: "neutral"}


def interruption(report: Report, now: datetime) -> str:
    """What happened to the work when its worker died, in words; nothing when it has run undisturbed."""
    if report.state == State.WORKING and report.lease_until and report.lease_until < now:
        return _("Arbetet avbröts %(stopped)s. Det börjas om av sig självt inom någon minut.") % {
            "stopped": _clock(report.lease_until - LEASE, now)
        }
    if report.interrupted_at and report.resumed_at:
        return _("Arbetet avbröts %(stopped)s och börjades om %(resumed)s.") % {
            "stopped": _clock(report.interrupted_at, now),
            "resumed": _clock(report.resumed_at, now),
        }
    return ""


def _clock(moment: datetime, now: datetime) -> str:
    """09.12, with the day when it was another one."""
    day = timezone.localdate(moment)
    return sweclock(moment) if day == timezone.localdate(now) else f"{near_day(day)} {sweclock(moment)}"


def timeline(report: Report, decisions: list[ReportDecision], now: datetime) -> list[dict[str, Any]]:
    """What happened, the newest first."""
    entries = [{"what": _("Beställd"), "when": report.ordered_at, "who": report.ordered_by.user.name}]
    if report.cut_off:
        entries.append({"what": _("Siffrorna hämtade och frysta"), "when": report.cut_off})
    if report.resumed_at:
        entries.append({"what": interruption(report, now), "when": report.resumed_at})
    if report.has_file:
        entries.append({"what": _("Filen gjord och kontrollerad"), "when": report.file.made_at})
    if report.published_at and report.published_by:
        entries.append({"what": _("Publicerad"), "when": report.published_at, "who": report.published_by.user.name})
    for place, decision in enumerate(reversed(decisions)):
        what = _("Nämndens beslut rättat") if place else _("Nämndens beslut registrerat")
        entries.append({"what": what, "note": described(decision), "when": decision.at, "who": decision.by.user.name})
    return sorted(entries, key=lambda entry: entry["when"], reverse=True)


def described(decision: ReportDecision) -> str:
    return ", ".join(part for part in (decision.get_outcome_display(), decision.paragraph, decision.dnr) if part)


def plans(figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Each plan with the parts of its bar."""
    return [
        {
            "title": plan["title"],
            "decided": plan["decided"],
            "total": sum(plan["counts"].values()),
            "parts": [
                {"label": status_label(status).lower(), "value": n, "tone": tone}
                for status, tone in PARTS.items()
                if (n := plan["counts"].get(status, 0))
            ],
        }
        for plan in figures["plans"]
    ]


def lines(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a table and its total, each cell in words."""
    for row in [*table["rows"], *([table["total"]] if table["total"] else [])]:
        cells = [word(cell) for cell in row["cells"]]
        yield {"label": row["label"], "cells": cells, "is_total": row is table["total"]}


def word(cell: dict[str, Any] | None) -> str:
    """Zero, hidden and no data look different (legal.md L24)."""
    if cell is None:
        return "–"
    return _("dolt") if cell.get("hidden") else str(cell["n"])


def as_csv(report: Report) -> str:
    """The report's tables, one number a line, the same ones hidden. Semicolons, as Swedish spreadsheets expect."""
    file = io.StringIO()
    # The mark makes spreadsheets read å, ä and ö.
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Nämnd"), _("Rapport"), _("Version"), _("Tabell"), _("Rad"), _("Period"), _("Antal")])
    for table in (report.figures or {}).get("tables", []):
        for line in lines(table):
            for column, cell in zip(table["columns"], line["cells"], strict=True):
                writer.writerow(
                    [report.board, report, report.version, table["title"], line["label"], column, cell.strip("–")]
                )
    return file.getvalue()
