"""A table on a phone: each cell has its heading, and one that says that there is nothing is left out."""

from django.template import Context, Template

ROWS = '<tr><th scope="row">Steg</th><td>  –  </td><td><div>–</div></td><td>1–2</td></tr>'


def test_a_cell_gets_its_heading_and_an_empty_one_is_marked() -> None:
    shown = Template('{% table "Steg" "Vad" "Gräns" "Av" "När" %}' + ROWS + "{% endtable %}").render(Context())
    assert '<td role="cell" data-label="Gräns" data-nothing>–</td>' in shown
    assert '<td role="cell" data-label="Av"><div>–</div></td>' in shown
    assert '<td role="cell" data-label="När">1–2</td>' in shown
