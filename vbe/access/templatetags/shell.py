"""The tags and filters every template has at hand, without {% load %}.

Each tag renders one file in templates/components/, which names its parameters. docs/components.md shows how a page
is put together from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from itertools import count
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext
from markdown_it import MarkdownIt

from vbe.access.templatetags.dates import as_day, near_day

register = template.Library()

ACTIONS = '<div class="page-actions">'


def component(file: str, /, **params: Any) -> SafeString:
    return render_to_string(f"components/{file}.html", params)


# Words and status

# Of markdown only what running text needs. No HTML: what somebody writes is shown, never run.
RUNNING_TEXT = MarkdownIt("zero").enable(["list", "emphasis", "autolink"])


@register.filter
def running_text(text: str) -> SafeString:
    """Paragraphs, lists with "- ", *emphasis* and <https://addresses>; all else as it is written."""
    return mark_safe(RUNNING_TEXT.render(text or ""))


@register.simple_tag
def tag(text: str, tone: str = "neutral") -> SafeString:
    return component("tag", text=text, tone=tone)


@register.simple_tag
def due(day: date | None, *, prefix: str = "") -> str:
    """A tag for the last day of something: neutral, warning the same day, danger afterwards."""
    if not day:
        return ""
    late = (timezone.localtime().date() - as_day(day)).days
    if late > 0:
        return tag(ngettext("Försenad %(days)s dag", "Försenad %(days)s dagar", late) % {"days": late}, "danger")
    text = f"{prefix} {near_day(as_day(day))}".strip()
    return tag(text[0].upper() + text[1:], "warning" if late == 0 else "neutral")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative icon of static/css/icons.css; the words beside it carry the meaning."""
    return format_html('<span class="icon icon-{}" aria-hidden="true"></span>', name)


@register.simple_tag
def button(text: str, href: str = "", **options: Any) -> SafeString:
    return component("button", text=text, href=href, **options)


# The parts of a page. The words between the start and the end tag are the part's content.


@register.simple_block_tag
def page_header(content: str, title: str, *crumbs: str, lead: str = "") -> SafeString:
    tags, mark, rest = content.partition(ACTIONS)
    pairs = list(zip(crumbs[::2], crumbs[1::2], strict=True))
    return component(
        "page_header", tags=mark_safe(tags), actions=mark_safe(mark + rest), title=title, crumbs=pairs, lead=lead
    )


@register.simple_block_tag
def actions(content: str) -> SafeString:
    return mark_safe(f"{ACTIONS}{content}</div>")


@register.simple_block_tag
def panel(content: str, title: str = "", **options: Any) -> SafeString:
    return component("panel", content=content, title=title, **options)


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", **options: Any) -> SafeString:
    return component("alert", content=content, tone=tone, title=title, **options)


@register.simple_block_tag
def buttons(content: str) -> SafeString:
    return format_html('<div class="buttons">{}</div>', content)


@register.simple_block_tag
def todo_list(content: str, id: str = "") -> SafeString:
    return component("todo_list", content=content, id=id)


@register.simple_tag
def todo(title: str, url: str = "", **options: Any) -> SafeString:
    return component("todo", title=title, url=url, **options)


@register.simple_block_tag
def calls(content: str) -> SafeString:
    return format_html('<ul class="calls">{}</ul>', content)


@register.simple_tag
def phone(row: Any) -> SafeString:
    """A PhoneNumber."""
    address = "tel:" + "".join(sign for sign in row.number if sign in "0123456789+")
    return component("phone", row=row, address=address, old=row.is_old(timezone.localdate()))


@register.simple_block_tag
def key_figures(content: str) -> SafeString:
    return format_html('<dl class="key-figures">{}</dl>', content)


@register.simple_tag
def key_figure(label: str, value: Any, note: str = "", url: str = "") -> SafeString:
    return component("key_figure", label=label, value=value, note=note, url=url)


@register.simple_block_tag
def facts(content: str) -> SafeString:
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    return component("fact", content=content, label=label)


@register.simple_block_tag
def table(content: str, caption: str, *headings: Any, show_caption: bool = False) -> SafeString:
    """``headings`` one by one, or as one list where the columns follow what is shown."""
    if headings and isinstance(headings[0], list):
        headings = tuple(headings[0])
    return component(
        "table",
        rows=label_cells(content, headings),
        caption=caption,
        headings=headings,
        show_caption=show_caption,
    )


# A cell that only says that there is nothing: on a phone its label is left out too.
NOTHING = re.compile(r"(<td\b[^>]*)>\s*–\s*</td>")


def label_cells(rows: str, headings: Sequence[str]) -> SafeString:
    """Give each cell its heading, which a phone shows in front of it, and the roles that a stacked table loses."""

    labels = {kind: [label_cell(kind, label) for label in [*headings, ""]] for kind in "dh"}

    def label_row(row: str) -> str:
        column = count()
        return re.sub(r"<t([dh])\b", lambda cell: labels[cell[1]][min(next(column), len(headings))], row)

    labelled = "<tr".join(label_row(row) for row in re.split(r"<tr\b", rows)).replace("<tr", '<tr role="row"')
    return mark_safe(NOTHING.sub(r"\1 data-nothing>–</td>", labelled))


def label_cell(kind: str, label: str) -> str:
    role = "rowheader" if kind == "h" else "cell"
    return f'<t{kind} role="{role}" data-label="{escape(label)}"'


@register.simple_block_tag
def dialog(content: str, id: str, title: str, open: bool = False) -> SafeString:
    return component("dialog", content=content, id=id, title=title, open=open)


@register.simple_block_tag
def fold(content: str, title: str, note: str = "", **options: Any) -> SafeString:
    return component("fold", content=content, title=title, note=note, **options)


@register.simple_block_tag
def doc_section(content: str, title: str, number: Any = "", id: str = "", **options: Any) -> SafeString:
    return component("doc_section", content=content, title=title, number=number, id=id, **options)


@register.simple_block_tag
def live_list(content: str, id: str, url: str, every: int = 20) -> SafeString:
    return component("live_list", content=content, id=id, url=url, every=every)


@register.simple_tag
def stepper(steps: Sequence[Any], label: str = "") -> SafeString:
    return component("stepper", steps=steps, label=label)


@register.simple_tag
def timeline(entries: Sequence[Any], empty: str = "") -> SafeString:
    return component("timeline", entries=entries, empty=empty)


@register.simple_tag
def empty_state(title: str, text: str = "", action: str = "", url: str = "") -> SafeString:
    return component("empty_state", title=title, text=text, action=action, url=url)


@register.simple_tag
def conflict(rows: Sequence[Any], **options: Any) -> SafeString:
    return component("conflict", rows=rows, **options)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page) -> SafeString:
    return component(
        "pagination",
        page=page,
        numbers=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        ellipsis=page.paginator.ELLIPSIS,
        query=context["request"].GET,
    )


# Figures


@register.simple_tag
def chart_bars(title: str, rows: Sequence[Any], **options: Any) -> SafeString:
    """Bars for rows of label, value and previous; a value of None is hidden (too few to show).

    Where a row has ``none`` there is nothing to count yet, which is another thing than 0.
    """
    rows = [
        row if isinstance(row, dict) else dict(zip(("label", "value", "previous"), row, strict=False)) for row in rows
    ]
    highest = max((row.get(key) or 0 for row in rows for key in ("value", "previous")), default=0) or 1
    for row in rows:
        row["hidden"] = row.get("hidden") or (row.get("value") is None and not row.get("none"))
        row["width"] = percent(row.get("value"), highest)
        row["previous_width"] = percent(row.get("previous"), highest)
    with_previous = any(row.get("previous") is not None or row.get("previous_hidden") for row in rows)
    return component("chart_bars", title=title, rows=rows, with_previous=with_previous, **options)


def percent(value: float | None, of: float) -> str:
    """A length for an SVG attribute, with a decimal point whatever the language."""
    return f"{100 * (value or 0) / (of or 1):.2f}%"


@register.simple_tag
def progress(label: str, done: int, total: int, text: str = "") -> SafeString:
    return component("progress", label=label, done=done, total=total, text=text)


@register.simple_tag
def progress_parts(label: str, parts: Sequence[dict[str, Any]], text: str = "", **options: Any) -> SafeString:
    """A bar of parts: dicts of label, value and tone (success, accent, warning, danger, neutral)."""
    total = sum(part["value"] for part in parts)
    start = 0
    for part in parts:
        part["start"], part["width"] = percent(start, total), percent(part["value"], total)
        start += part["value"]
    return component("progress_parts", label=label, parts=parts, text=text, **options)


# Forms


@register.simple_tag(takes_context=True)
def form_guards(context: Context) -> SafeString:
    """What every POST form carries: protection against forgery, and the uppdrag the page was opened in."""
    request, shell = context.get("request"), context.get("shell") or {}
    guards = {
        "csrfmiddlewaretoken": context.get("csrf_token") or (get_token(request) if request else ""),
        "_uppdrag": shell.get("assignment_id"),
    }
    sent = ((name, value) for name, value in guards.items() if value or name == "csrfmiddlewaretoken")
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', sent)


@register.simple_tag
def field(field: BoundField, **options: Any) -> SafeString:
    return component("field", field=field, **options)


@register.simple_tag
def inline_field(field: BoundField) -> SafeString:
    """A field in running text or a cell: no visible label, a frame only when touched. A page may hold hundreds."""
    told = component("field_help", field=field) if field.errors or field.help_text else ""
    return mark_safe(
        '<div class="ds-field inline-field">'
        f'<label class="ds-sr-only" for="{escape(field.id_for_label)}">{escape(field.label)}</label>{field}{told}</div>'
    )


@register.simple_tag
def error_summary(*forms: BaseForm) -> SafeString | str:
    errors = [error for form in forms for error in form_errors(form)]
    return component("error_summary", errors=errors) if errors else ""


def form_errors(form: BaseForm) -> Iterator[tuple[str, str]]:
    """Pairs of the id of the control to mend and the message; a message for the whole form has no id."""
    if not form.is_bound:
        return
    for message in form.non_field_errors():
        yield "", str(message)
    for bound in form:
        mark = "" if bound.label.endswith("?") else ":"
        for message in bound.errors:
            yield field_target(bound), f"{bound.label}{mark} {message}"


@register.filter
def field_target(bound: BoundField) -> str:
    """The id of the first control of a field: a group of choices has one for each choice."""
    return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.id_for_label


@register.simple_tag
def filter_bar(form: BaseForm, **options: Any) -> SafeString:
    """A form's ``MORE`` names the fields that stand behind "Fler filter", which is open when one of them is used."""
    active = [bound for bound in form.visible_fields() if bound.value() not in (None, "", [])]
    names = getattr(form, "MORE", ())
    fields = {behind: [b for b in form.visible_fields() if (b.name in names) == behind] for behind in (False, True)}
    more_open = any(bound in active for bound in fields[True])
    options |= {"fields": fields[False], "more": fields[True], "more_open": more_open}
    return component("filter_bar", form=form, active=len(active), **options)


@register.simple_tag
def saved(url: str = "", at: datetime | None = None, form: str = "", skip: str = "", sent: str = "") -> SafeString:
    """The line that says when the draft was saved, and saves it while somebody writes."""
    source = f"#{form}" if form else "closest form"
    return component("saved", url=url, at=at, source=source, params=f"not {skip}" if skip else "*", sent=sent)


@register.simple_tag
def saved_answer(url: str, at: datetime | None = None) -> SafeString:
    """The same line inside a form of choices, for somebody without an account."""
    return component("saved_answer", url=url, at=at)
