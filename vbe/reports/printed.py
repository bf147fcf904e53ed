"""The figures in the words and marks that are printed. Pure: the same figures give the same words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from vbe.reports.charts import NARROW, WIDTH, Bar, Row

SWEDEN = ZoneInfo("Europe/Stockholm")
MONTHS = (
    _("januari"),
    _("februari"),
    _("mars"),
    _("april"),
    _("maj"),
    _("juni"),
    _("juli"),
    _("augusti"),
    _("september"),
    _("oktober"),
    _("november"),
    _("december"),
)
# In the order they are read: what is done, what goes on, what does not, and what nobody has told.
STATUSES = {
    "genomford": _("Genomförd"),
    "enligt_plan": _("Enligt plan"),
    "avviker": _("Avviker"),
    "ej_paborjad": _("Ej påbörjad"),
    "utgar": _("Utgår"),
    "ej_rapporterat": _("Ej rapporterat"),
}
NOT_REPORTED = "ej_rapporterat"
FEW_COLUMNS = 4
KEPT_TOGETHER = 1500  # letters: a third of a page


@dataclass(frozen=True)
class Cell:
    """One number as printed. ``mark`` is shown, hidden or nothing; the three look different, and zero is shown."""

    mark: str
    words: str
    n: int | None = None

    @classmethod
    def of(cls, value: Mapping[str, Any] | None) -> Cell:
        if value is None:
            return cls("nothing", _now("uppgift saknas"))
        if value.get("hidden"):
            return cls("hidden", _now("dolt"))
        return cls("shown", grouped(value["n"]), value["n"])


def grouped(n: int) -> str:
    """12 345, with spaces that do not break."""
    return f"{n:,}".replace(",", "\N{NO-BREAK SPACE}")


def day(text: str | date) -> str:
    """``2026-04-30`` as 30 april 2026, on one line. Anything else is printed as it is."""
    try:
        value = text if isinstance(text, date) else date.fromisoformat(text)
    except ValueError:
        return str(text)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}".replace(" ", "\N{NO-BREAK SPACE}")


def span(start: str, end: str) -> str:
    """1 januari–30 april 2026: the year once, when it is the same."""
    first, last = day(start), day(end)
    return f"{first.removesuffix(last[-5:])}–{last}"


def moment(text: str) -> str:
    """The cut-off in Swedish time: 4 maj 2026 klockan 09.12."""
    local = datetime.fromisoformat(text).astimezone(SWEDEN)
    return _now("%(day)s klockan %(clock)s") % {"day": day(local.date()), "clock": f"{local:%H.%M}"}


def fingerprint(digest: str) -> str:
    """The checksum in groups that can be compared by eye."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


# Paragraphs, lists and emphasis. No headings, links or pictures, and what looks like HTML is printed as text.
MARKDOWN = MarkdownIt("zero").enable(["list", "emphasis", "escape"])


def prose(text: str) -> SafeString:
    """The summary as HTML. markdown-it escapes all that it does not know."""
    return mark_safe(MARKDOWN.render(text).strip())


@dataclass(frozen=True)
class Chart:
    address: str
    rows: Sequence[Row]
    alt: str
    width: int = WIDTH


@dataclass(frozen=True)
class Book:
    """Everything a page needs, in printing order. ``charts`` are drawn before the pages are set."""

    figures: Mapping[str, Any]
    plans: Sequence[Mapping[str, Any]]
    tables: Sequence[Mapping[str, Any]]
    key_figures: Sequence[tuple[str, str]]
    charts: Sequence[Chart]
    summary: str
    period: str
    cut_off: str
    fingerprint: str
    hidden_most: int

    @classmethod
    def of(cls, figures: Mapping[str, Any]) -> Book:
        plans = [plan_of(plan, f"plan-{place}") for place, plan in enumerate(figures["plans"], start=1)]
        tables = [table_of(table, f"table-{place}") for place, table in enumerate(figures["tables"], start=1)]
        charts = [part["chart"] for part in (*plans, *tables) if part["chart"]]
        return cls(
            figures=figures,
            plans=plans,
            tables=tables,
            key_figures=list(key_figures(figures)),
            charts=charts,
            summary=prose(figures["summary"]),
            period=span(figures["from"], figures["to"]),
            cut_off=moment(figures["cut_off"]),
            fingerprint=fingerprint(figures["hash"]),
            hidden_most=figures["hidden_below"] - 1,
        )


def plan_of(plan: Mapping[str, Any], key: str) -> dict[str, Any]:
    counts = [(status, label, plan["counts"].get(status, 0)) for status, label in STATUSES.items()]
    total = sum(n for _status, _label, n in counts)
    rows = [Row(str(label), (Bar(n, grouped(n), outlined=status == NOT_REPORTED),)) for status, label, n in counts]
    return {
        "key": key,
        "title": plan["title"],
        "decided": plan.get("decided", ""),
        "counts": [{"status": status, "label": label, "n": grouped(n)} for status, label, n in counts],
        "total": grouped(total),
        "reported": grouped(total - plan["counts"].get(NOT_REPORTED, 0)),
        "sections": [section_of(section) for section in plan["sections"] if section["measures"]],
        "chart": Chart(key, rows, alt_text(plan["title"], [""], rows), NARROW) if total else None,
    }


def section_of(section: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept together is short: a page that cannot hold it would be broken anywhere, also within a measure."""
    measures = [measure_of(measure) for measure in section["measures"]]
    for place, (measure, following) in enumerate(pairwise(measures)):
        at_an_end = place in (0, len(measures) - 2)
        measure["with_next"] = at_an_end and letters(measure) + letters(following) < KEPT_TOGETHER
    short = len(measures) <= 3 and sum(map(letters, measures)) < KEPT_TOGETHER
    return {"heading": section["heading"], "measures": measures, "short": short}


def letters(measure: Mapping[str, Any]) -> int:
    return len(measure["text"]) + len(measure["responsible"]) + len(measure["comment"])


def measure_of(measure: Mapping[str, Any]) -> dict[str, Any]:
    value, reported = measure.get("value"), measure.get("reported_on")
    counted = value not in (None, "")
    return {
        **measure,
        "partners": ", ".join(measure.get("partners") or []),
        "label": STATUSES[measure["status"]],
        "long": len(measure["comment"]) > KEPT_TOGETHER,
        "value": f"{value} {measure.get('measured_as') or ''}".strip() if counted else "",
        "reported_on": day(reported) if reported else "",
    }


def table_of(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    lines = [*table["rows"], *([table["total"]] if table.get("total") else [])]
    rows = [{"label": line["label"], "cells": [Cell.of(cell) for cell in line["cells"]]} for line in lines]
    marks = {cell.mark for row in rows for cell in row["cells"]}
    total = rows.pop() if table.get("total") else None
    chart = chart_of(table, rows, key) if table.get("chart") and rows else None
    return {
        **table,
        "key": key,
        "rows": rows,
        "total": total,
        "has_hidden": "hidden" in marks,
        "has_nothing": "nothing" in marks,
        "many": len(table["columns"]) > FEW_COLUMNS,
        "chart": chart,
        "drawn": drawn_columns(table["columns"]) if chart else [],
    }


def drawn_columns(columns: Sequence[str]) -> list[str]:
    """A chart compares the first column with the last: this period with the same period last year."""
    return [columns[0], columns[-1]] if len(columns) > 1 else list(columns)


def chart_of(table: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], key: str) -> Chart:
    compared = drawn_columns(table["columns"])
    drawn = [Row(row["label"], tuple(bars_of(row["cells"], len(compared)))) for row in rows]
    return Chart(key, drawn, alt_text(table["title"], compared, drawn))


def bars_of(cells: Sequence[Cell], number: int) -> Iterator[Bar]:
    for place, cell in enumerate([cells[0], cells[-1]][:number]):
        yield Bar(cell.n, cell.words, hidden=cell.mark == "hidden", outlined=place == 1)


def alt_text(title: str, columns: Sequence[str], rows: Sequence[Row]) -> str:
    """The chart in words, with the same numbers and the same hidden ones."""
    said = [
        f"{row.label}: "
        + ", ".join(f"{bar.words} ({name})" if name else bar.words for bar, name in zip(row.bars, columns, strict=True))
        for row in rows
    ]
    return _now("Stapeldiagram, %(title)s. %(numbers)s.") % {"title": title, "numbers": "; ".join(said)}


def key_figures(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The few numbers that stand first, each with its words."""
    counts = [plan["counts"] for plan in figures["plans"]]
    measures = sum(sum(count.get(status, 0) for status in STATUSES) for count in counts)
    if measures:
        missing = sum(count.get(NOT_REPORTED, 0) for count in counts)
        yield (
            _now("%(reported)s av %(measures)s")
            % {"reported": grouped(measures - missing), "measures": grouped(measures)},
            _now("åtgärder är rapporterade"),
        )
        deviating = sum(count.get("avviker", 0) for count in counts)
        yield grouped(deviating), ngettext("åtgärd avviker från planen", "åtgärder avviker från planen", deviating)
    for table in figures["tables"]:
        total = table.get("total")
        if table["id"] == "concerns_category" and total and total["cells"]:
            yield (
                Cell.of(total["cells"][0]).words,
                _now("rapporter om oro och händelser, %(period)s") % {"period": table["columns"][0]},
            )
