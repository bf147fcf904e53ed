"""Charts for the printed report, as SVG: bars with their numbers beside them, readable without colour.

A chart never stands alone: the page always carries the same numbers as a table, and the same hidden ones.
Every place is given, none is measured from a text, so that the fonts of the machine change nothing.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from vbe.reports import fonts

WIDTH = 627  # CSS pixels: the text block of the page, 166 mm
LABELS = 206
BESIDE = 54  # room for the number after the longest bar
LETTERS = 34  # in one line of a label
SIZE, LINE = 11, 14
BAR, GAP = 12, 7
INK, SOFT, ACCENT = "#202d36", "#545f67", "#00587a"
HIDDEN_WIDTH = 18  # the same for every hidden number: its length tells nothing


@dataclass(frozen=True)
class Bar:
    """One number. ``n`` is None when there is no length to draw: hidden, or no data. ``words`` always says which."""

    n: int | None
    words: str
    hidden: bool = False
    outlined: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    bars: tuple[Bar, ...]


def bars(rows: Sequence[Row]) -> str:
    """Lying bars from zero, each with its number, as an SVG document of ``WIDTH`` pixels."""
    svg: str = vl_convert.vegalite_to_svg(chart(rows).to_dict())
    return svg


def chart(rows: Sequence[Row]) -> alt.LayerChart:
    labels, drawn, height = places(rows)
    longest = max((bar["n"] for bar in drawn), default=0) or 1
    x = alt.Scale(domain=[0, longest], range=[LABELS, WIDTH - BESIDE], nice=False, zero=True)
    y = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    across = {"y": alt.Y("top:Q", scale=y, axis=None), "y2": "bottom:Q"}
    length = {"x": alt.X("zero:Q", scale=x, axis=None), "x2": "n:Q"}
    data = alt.Chart(alt.Data(values=drawn))
    return (
        alt.layer(
            alt.Chart(alt.Data(values=labels))
            .mark_text(align="left", baseline="middle", color=INK, lineBreak="\n", lineHeight=LINE)
            .encode(x=alt.value(0), y=alt.Y("middle:Q", scale=y, axis=None), text="words:N"),
            of(data, "filled").mark_rect(color=ACCENT).encode(**across, **length),
            of(data, "outlined").mark_rect(fill="white", stroke=ACCENT, strokeWidth=1).encode(**across, **length),
            of(data, "hidden")
            .mark_rect(fill="white", stroke=SOFT, strokeWidth=1, strokeDash=[2, 2])
            .encode(**across, x=alt.value(LABELS), x2=alt.value(LABELS + HIDDEN_WIDTH)),
            *(
                number.encode(y=alt.Y("middle:Q", scale=y, axis=None), text="words:N")
                for number in (
                    of(data, "filled")
                    .mark_text(align="left", baseline="middle", dx=6, color=INK, fontWeight=600)
                    .encode(x=alt.X("n:Q", scale=x, axis=None)),
                    of(data, "outlined")
                    .mark_text(align="left", baseline="middle", dx=6, color=INK)
                    .encode(x=alt.X("n:Q", scale=x, axis=None)),
                    of(data, "hidden")
                    .mark_text(align="left", baseline="middle", dx=6, color=SOFT, fontStyle="italic")
                    .encode(x=alt.value(LABELS + HIDDEN_WIDTH)),
                    of(data, "nothing")
                    .mark_text(align="left", baseline="middle", color=SOFT, fontStyle="italic")
                    .encode(x=alt.value(LABELS)),
                )
            ),
            # Where the bars begin.
            alt.Chart(alt.Data(values=[{"top": 0, "bottom": height}]))
            .mark_rule(color=SOFT, strokeWidth=1)
            .encode(**across, x=alt.value(LABELS)),
        )
        .properties(width=WIDTH, height=height, padding=0, autosize={"type": "none"}, background="transparent")
        .configure_view(stroke=None)
        .configure_text(font=fonts.FAMILY, fontSize=SIZE)
    )


def of(data: alt.Chart, look: str) -> alt.Chart:
    return data.transform_filter(f"datum.look == '{look}'")


def places(rows: Sequence[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Where each label and each bar stands, and how high the chart is."""
    labels: list[dict[str, Any]] = []
    drawn: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        lines = textwrap.wrap(row.label, LETTERS) or [""]
        inside = max(BAR * len(row.bars), LINE * len(lines))
        middle = top + (inside + GAP) / 2
        labels.append({"words": "\n".join(lines), "middle": middle - LINE * (len(lines) - 1) / 2})
        drawn += of_row(row, middle - BAR * len(row.bars) / 2)
        top += inside + GAP
    return labels, drawn, top


def of_row(row: Row, top: float) -> Iterator[dict[str, Any]]:
    for place, bar in enumerate(row.bars):
        upper = top + place * BAR
        look = "hidden" if bar.hidden else "nothing" if bar.n is None else "outlined" if bar.outlined else "filled"
        yield {
            "zero": 0,
            "n": bar.n or 0,
            "words": bar.words,
            "look": look,
            "top": upper + 1,
            "bottom": upper + BAR - 1,
            "middle": upper + BAR / 2,
        }
