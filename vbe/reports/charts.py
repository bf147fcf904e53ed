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
NARROW = 390  # beside a narrow table
LETTERS = 34  # in one line of a label
LETTER = 6.2  # the width of one, on average
SIZE, LINE = 11, 14
BAR, GAP = 12, 7
ALONE = 28  # a row with a single bar: as high as a row of the table beside it
INK, SOFT, ACCENT = "#202d36", "#545f67", "#00587a"
LOOKS = ("filled", "outlined", "hidden", "nothing")
HIDDEN_WIDTH = 18  # the same for every hidden number: its length tells nothing


@dataclass(frozen=True)
class Bar:
    """One number. ``n`` is None when there is no length to draw: hidden, or no data. ``words`` always says which."""

    n: int | None
    words: str
    hidden: bool = False
    outlined: bool = False

    @property
    def look(self) -> str:
        if self.hidden or self.n is None:
            return "hidden" if self.hidden else "nothing"
        return "outlined" if self.outlined else "filled"


@dataclass(frozen=True)
class Row:
    label: str
    bars: tuple[Bar, ...]


def bars(rows: Sequence[Row], width: int = WIDTH) -> str:
    """Lying bars from zero, each with its number, as an SVG document of ``width`` pixels."""
    # Altair's own check of what it has made takes longer than drawing it.
    svg: str = vl_convert.vegalite_to_svg(chart(rows, width).to_dict(validate=False))
    return svg


def chart(rows: Sequence[Row], width: int) -> alt.LayerChart:
    labels, drawn, height = places(rows)
    start = round(longest_line(labels) * LETTER) + 14
    # Room for the number after the longest bar. Hidden and missing ones stand at the start.
    end = width - round(longest_line([bar for bar in drawn if bar["look"] in LOOKS[:2]]) * LETTER) - 14
    longest = max((bar["n"] for bar in drawn), default=0) or 1
    x = alt.Scale(domain=[0, longest], range=[start, end], nice=False, zero=True)
    y = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    span = {"y": alt.Y("top:Q", scale=y, axis=None), "y2": "bottom:Q"}
    line = {"y": alt.Y("middle:Q", scale=y, axis=None), "text": "words:N"}
    from_start = {"x": alt.value(start)}
    to_number = {"x": alt.X("n:Q", scale=x, axis=None)}
    length = {"x": alt.X("zero:Q", scale=x, axis=None), "x2": "n:Q"}
    dash = {"x": alt.value(start), "x2": alt.value(start + HIDDEN_WIDTH)}
    after_dash = {"x": alt.value(start + HIDDEN_WIDTH)}
    looks = {look: alt.Chart(alt.Data(values=[bar for bar in drawn if bar["look"] == look])) for look in LOOKS}
    number: dict[str, Any] = {"align": "left", "baseline": "middle", "dx": 6, "color": INK}
    aside = number | {"color": SOFT, "fontStyle": "italic"}
    return (
        alt.layer(
            alt.Chart(alt.Data(values=labels))
            .mark_text(align="left", baseline="middle", color=INK, lineBreak="\n", lineHeight=LINE)
            .encode(x=alt.value(0), **line),
            looks["filled"].mark_rect(color=ACCENT).encode(**span, **length),
            looks["outlined"].mark_rect(fill="white", stroke=ACCENT, strokeWidth=1).encode(**span, **length),
            looks["hidden"]
            .mark_rect(fill="white", stroke=SOFT, strokeWidth=1, strokeDash=[2, 2])
            .encode(**span, **dash),
            looks["filled"].mark_text(**number, fontWeight=600).encode(**line, **to_number),
            looks["outlined"].mark_text(**number).encode(**line, **to_number),
            looks["hidden"].mark_text(**aside).encode(**line, **after_dash),
            looks["nothing"].mark_text(**aside).encode(**line, **from_start),
            # Where the bars begin.
            alt.Chart(alt.Data(values=[{"top": 0, "bottom": height}]))
            .mark_rule(color=SOFT, strokeWidth=1)
            .encode(**span, **from_start),
        )
        .properties(width=width, height=height, padding=0, autosize={"type": "none"}, background="transparent")
        .configure_view(stroke=None)
        .configure_text(font=fonts.FAMILY, fontSize=SIZE)
    )


def longest_line(written: Sequence[dict[str, Any]]) -> int:
    """In letters."""
    return max((len(line) for one in written for line in one["words"].split("\n")), default=0)


def places(rows: Sequence[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """Where each label and each bar stands, and how high the chart is."""
    labels: list[dict[str, Any]] = []
    drawn: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        lines = textwrap.wrap(row.label, LETTERS) or [""]
        inside = max(BAR * len(row.bars), LINE * len(lines), ALONE - GAP if len(row.bars) == 1 else 0)
        middle = top + (inside + GAP) / 2
        labels.append({"words": "\n".join(lines), "middle": middle - LINE * (len(lines) - 1) / 2})
        drawn += of_row(row, middle - BAR * len(row.bars) / 2)
        top += inside + GAP
    return labels, drawn, top


def of_row(row: Row, top: float) -> Iterator[dict[str, Any]]:
    for place, bar in enumerate(row.bars):
        upper = top + place * BAR
        yield {
            "zero": 0,
            "n": bar.n or 0,
            "words": bar.words,
            "look": bar.look,
            "top": upper + 1,
            "bottom": upper + BAR - 1,
            "middle": upper + BAR / 2,
        }
