"""The drawing of the charts: every number beside its bar, and nothing to learn from what is hidden."""

from __future__ import annotations

import re

from vbe.reports import charts
from vbe.reports.charts import Bar, Row


def words(svg: str) -> list[str]:
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg)
    return [" ".join(re.sub(r"</?tspan[^>]*>", " ", found).split()) for found in texts]


def test_every_label_and_number_is_written_out() -> None:
    svg = charts.bars(
        [
            Row("Klotter", (Bar(1234, "1\N{NO-BREAK SPACE}234"), Bar(9, "9", outlined=True))),
            Row("Symboler", (Bar(None, "dolt", hidden=True), Bar(None, "uppgift saknas"))),
            Row("Demonstration", (Bar(0, "0"), Bar(0, "0", outlined=True))),
        ]
    )
    written = words(svg)
    assert {"Klotter", "Symboler", "Demonstration", "dolt", "uppgift saknas", "9"} <= set(written)
    assert written.count("0") == 2 and "1 234" in written


def test_a_long_label_is_set_on_several_lines_and_never_cut() -> None:
    label = "Uppmaning till eller stöd för våld, och dessutom mycket annat som har hänt"
    svg = charts.bars([Row(label, (Bar(5, "5"),)), Row("x" * 60, (Bar(5, "5"),))])
    assert label in words(svg)
    assert "x" * 60 in "".join(words(svg)).replace(" ", "") and "…" not in svg


def test_two_rows_may_have_the_same_label() -> None:
    assert words(charts.bars([Row("Annat", (Bar(1, "7"),)), Row("Annat", (Bar(2, "8"),))])).count("Annat") == 2


def test_labels_are_text_whatever_they_look_like() -> None:
    svg = charts.bars([Row("<b>&amp;' + alert(1) + '", (Bar(5, "5"),))])
    assert "<b>" not in svg and "alert(1)" in svg


def test_a_hidden_bar_has_the_same_length_in_every_chart() -> None:
    hidden = Bar(None, "dolt", hidden=True)
    small = charts.bars([Row("Klotter", (hidden,)), Row("Symboler", (Bar(5, "5"),))])
    large = charts.bars([Row("Klotter", (hidden,)), Row("Symboler", (Bar(500, "500"),))])
    dashed = [re.search(r'd="M[\d.]+,[\d.]+(h[\d.]+)[^"]*"[^>]*stroke-dasharray', svg) for svg in (small, large)]
    assert all(dashed) and len({found[1] for found in dashed if found}) == 1


def test_nothing_to_count_is_still_a_chart() -> None:
    assert words(charts.bars([Row("Klotter", (Bar(0, "0"),))])) == ["Klotter", "0"]


def test_the_same_rows_give_the_same_drawing() -> None:
    rows = [Row("Klotter", (Bar(12, "12"), Bar(9, "9", outlined=True)))]
    assert charts.bars(rows) == charts.bars(rows)
