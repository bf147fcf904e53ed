"""Rules for the whole project that a reader should not have to check by eye."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, get_resolver

ROOT = Path(settings.BASE_DIR)
CODE = [
    path for folder in ("vbe", "cases", "actionplans", "lagesbild") for path in sorted((ROOT / folder).rglob("*.py"))
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = ("vbe.", "cases.", "actionplans", "lagesbild")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def each(things: Iterable[Any], name: Callable[[Any], str]) -> Callable[[Callable[[Any], None]], Callable[[], None]]:
    """One test of many things, which says all that break the rule: a test for each costs more than what it does."""

    def of(check: Callable[[Any], None]) -> Callable[[], None]:
        def test() -> None:
            broken = []
            for thing in things:
                try:
                    check(thing)
                except AssertionError as error:
                    broken.append(f"{name(thing)}: {error}")
            assert not broken, "\n".join(broken)

        test.__doc__ = check.__doc__
        return test

    return of


def patterns() -> Iterator[URLPattern]:
    stack = list(get_resolver().url_patterns)
    while stack:
        entry = stack.pop()
        if isinstance(entry, URLPattern):
            yield entry
        else:
            stack.extend(entry.url_patterns)


def chained_on(node: ast.expr) -> str:
    """The name that a chain of calls and attributes begins with."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_reports_are_counted_in_one_place() -> None:
    counting = [
        f"{relative(path)}:{node.lineno}"
        for path in CODE
        if relative(path) != "cases/concerns/statistics.py"
        and "migrations" not in path.parts
        and "demo" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("count", "aggregate") and chained_on(node.func) == "Concern"
    ]
    assert not counting


# --- Access ---------------------------------------------------------------------------------------------------------


@each(list(patterns()), lambda pattern: pattern.name)
def test_every_view_is_guarded_or_declared_open(pattern: URLPattern) -> None:
    view = pattern.callback
    declared_open = getattr(view, "login_required", True) is False
    assert hasattr(view, "permissions") or declared_open, (
        "decorate with @may, @room, @any_signed_in or login_not_required"
    )


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


@each([p for p in CODE if "views" in relative(p)], relative)
def test_views_fetch_protected_rows_only_within_what_the_user_may_see(path: Path) -> None:
    """No ``get_object_or_404(Model, …)`` and no ``Model.objects.get(…)``: the fetch is the access check."""
    for call in calls(ast.parse(path.read_text())):
        text = ast.unparse(call)
        if isinstance(call.func, ast.Name) and call.func.id == "get_object_or_404":
            model = isinstance(call.args[0], ast.Name) and call.args[0].id[0].isupper()
            assert not model, f"{relative(path)}:{call.lineno} {text}"
        assert not re.match(r"\w+\.objects\.get\(", text), f"{relative(path)}:{call.lineno} {text}"


def test_only_permissions_speaks_with_guardian() -> None:
    users = [
        relative(p) for p in CODE if "migrations" not in p.parts and re.search(r"(from|import) guardian", p.read_text())
    ]
    assert users == ["vbe/organisation/permissions.py"]


# --- Imports go one way ---------------------------------------------------------------------------------------------

GROUND = {"vbe.organisation", "vbe.access", "vbe.audit", "vbe.notices", "vbe.sign_in", "vbe.spreadsheets"}
# Room by room: what it may import of ours beside the ground floor.
MAY_IMPORT = {
    "cases.concerns": {"cases"},
    # Its documents are printed as reports are.
    "cases.sig": {"cases", "cases.concerns", "vbe.reports"},
    "cases.submission": {"cases", "cases.concerns", "cases.sig"},
    "cases.doors": {"cases", "cases.concerns", "cases.submission"},
    # Its document is printed as reports are, and what a reporter was asked and answered is a part of the record.
    "cases.disclosure": {"cases", "cases.concerns", "cases.doors", "vbe.reports"},
    # Its only neighbour is the printed page: whoever reads the guide needs no room of ours.
    "cases.guide": {"vbe.reports"},
    "cases.importing": {"cases", "cases.concerns"},
    "actionplans": {"cases.concerns"},
    "lagesbild": {"cases.concerns"},
    "vbe.reports": {"cases", "cases.concerns", "cases.sig", "actionplans", "lagesbild", "vbe.celery"},
    "vbe.log_review": {"cases", "cases.concerns", "cases.sig", "vbe.reports"},
    "vbe.incidents": {"cases", "cases.concerns", "cases.sig", "vbe.log_review", "vbe.reports"},
    # Belongs to neither room: takes the name guard of one, who writes the guide, and the printed page.
    "vbe.alarms": {"cases", "cases.concerns", "cases.guide", "vbe.reports"},
    # Asks every room what of its tables follows when boards merge, and nothing else.
    "vbe.reorganisation": {
        *("cases.concerns", "cases.sig", "actionplans", "lagesbild", "vbe.reports", "vbe.log_review", "vbe.incidents"),
        *("cases.disclosure", "cases.doors", "cases.guide", "cases.importing", "vbe.alarms"),
    },
    "vbe.people": {"cases.concerns", "cases.sig", "actionplans"},
    "vbe.administration": {"cases.concerns", "cases.disclosure", "cases.sig", "actionplans"},
}
# The calendar of follow-up is pure and has its name from the issue; every room reckons with the same tertials.
FOR_EVERYBODY = {"vbe.reports.tertials", "vbe.reports.tertials.Tertial"}
# What one room needs of another is counted there, is a foreign key, or is the name guard's rule.
ONLY_COUNTS = {
    "actionplans": ("cases.concerns.passages",),
    "lagesbild": (
        *("cases.concerns.statistics", "cases.concerns.models", "cases.concerns.passages"),
        # The reports that a finding rests on are found as in the queue.
        "cases.concerns.search",
    ),
}


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in found if name.startswith(OURS)}


def room_of(name: str) -> str:
    parts = name.split(".")
    if parts[0] in ("actionplans", "lagesbild"):
        return parts[0]
    if parts[0] == "cases":
        return ".".join(parts[:2]) if len(parts) > 1 and (ROOT / "cases" / parts[1]).is_dir() else "cases"
    return ".".join(parts[:2])


@each([p for p in CODE if room_of(module(p)) in GROUND], relative)
def test_the_ground_floor_knows_nothing_of_the_rooms(path: Path) -> None:
    assert not {name for name in imported(path) if room_of(name) not in GROUND}


@each([p for p in CODE if room_of(module(p)) in MAY_IMPORT], relative)
def test_the_wall_between_the_rooms(path: Path) -> None:
    """``sig`` may import ``concerns``, never the other way (architecture: two rooms)."""
    own = room_of(module(path))
    allowed = MAY_IMPORT[own] | {own} | GROUND
    assert not {name for name in imported(path) - FOR_EVERYBODY if room_of(name) not in allowed}


@each([p for p in CODE if room_of(module(p)) in ONLY_COUNTS], relative)
def test_a_room_takes_of_another_only_counts_models_and_the_guard(path: Path) -> None:
    own = room_of(module(path))
    foreign = {n for n in imported(path) - FOR_EVERYBODY if room_of(n) not in GROUND | {own}}
    assert not {name for name in foreign if not name.startswith(ONLY_COUNTS[own])}


@each([p for p in CODE if room_of(module(p)) == "cases"], relative)
def test_what_lies_in_cases_itself_is_pure(path: Path) -> None:
    assert "django.db" not in path.read_text() and not imported(path) - {
        m for m in imported(path) if room_of(m) == "cases"
    }


def test_there_is_no_drawer() -> None:
    drawers = {"utils", "core", "common", "helpers", "misc"}
    assert not [relative(path) for path in CODE if drawers & {*path.parts, path.stem}]


def test_only_permissions_and_demonstration_name_a_role() -> None:
    """A view never names a role; the routine asks for a function's holder."""
    speakers = {relative(p) for p in CODE if re.search(r"\bRole\.[A-Z]", p.read_text()) and "migrations" not in p.parts}
    assert not {name for name in speakers if "views" in name or name.startswith(("cases/concerns", "cases/submission"))}


# --- Words in code --------------------------------------------------------------------------------------------------

MARKS = {"_", "_now", "_n", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
# Tables of letters and words that are looked for, not said.
TABLES = {
    "vbe/organisation/swedish_order.py",
    "cases/concerns/name_addresses.py",
    "cases/concerns/name_lists.py",
    "cases/concerns/name_numbers.py",
    "cases/importing/columns.py",
    "actionplans/time_plans.py",
}
SPEAKING = [p for p in CODE if not {"migrations", "demo"} & set(p.parts) and relative(p) not in TABLES]


class Unmarked(ast.NodeVisitor):
    """String literals with Swedish letters that stand outside a translation call; docstrings and comments are ours."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Call(self, node: ast.Call) -> None:  # noqa: N802
        if not (isinstance(node.func, ast.Name) and node.func.id in MARKS):
            self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:  # noqa: N802
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:  # noqa: N802
        if isinstance(node.value, str) and re.search(r"[a-zåäö]{3}", node.value) and re.search("[åäöÅÄÖ]", node.value):
            self.found.append(f"{node.lineno}: {node.value}")


@each(SPEAKING, relative)
def test_every_swedish_string_in_code_is_marked_for_translation(path: Path) -> None:
    visitor = Unmarked()
    visitor.visit(ast.parse(path.read_text()))
    assert not visitor.found


# --- Templates ------------------------------------------------------------------------------------------------------

TAG = re.compile(r"{%-?\s*(\w+)(.*?)%}|{{.*?}}|{#.*?#}", re.S)
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}", re.S)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%}", re.S)
# A block inside an attribute, such as a class, is not read by anybody.
BODY_CLASS = re.compile(r"{% block \w+ %}[a-z -]*{% endblock %}")
SPOKEN = {"placeholder", "title", "aria-label", "alt", "label"}


class Spoken(HTMLParser):
    """Collects the words a reader meets that stand outside translation tags."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in SPOKEN and value and re.search(r"[^\W\d_]{2}", value)]

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]{2}", data):
            self.words.append(data.strip())


@each(TEMPLATES, relative)
def test_every_word_in_a_template_is_marked_for_translation(path: Path) -> None:
    parser = Spoken()
    parser.feed(TAG.sub(" ", TRANSLATED.sub(" ", BODY_CLASS.sub(" ", COMMENT.sub(" ", path.read_text())))))
    assert not [words for words in parser.words if words.strip(" –") != "VBE Samordning"]


@each(TEMPLATES, relative)
def test_no_inline_style_or_script(path: Path) -> None:
    """The content security policy forbids them, so they would be silently ignored."""
    text = path.read_text()
    assert not re.search(r'\sstyle="|<style|\son\w+="', text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@each(TEMPLATES, relative)
def test_every_form_that_changes_something_carries_its_guards(path: Path) -> None:
    text = path.read_text()
    for form in re.findall(r'<form\b[^>]*method="post".*?</form>', text, re.S | re.I):
        assert "form_guards" in form or "csrf_token" in form and "kept" in form, form[:200]


def test_no_template_is_unused() -> None:
    text = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES])
    names = {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES}
    by_convention = {"400.html", "403.html", "404.html", "405.html", "500.html"}
    found_by_django = {name for name in names if name.startswith("django/forms/")}
    by_tag = {f"components/{name}.html" for name in re.findall(r'component\(\s*"(\w+)"', text)}
    assert not {name for name in names - by_convention - found_by_django - by_tag if name not in text}


@each([p for p in TEMPLATES if "components" in p.parts], relative)
def test_a_component_opens_with_its_parameters(path: Path) -> None:
    assert re.match(r"\s*({#|{%\s*comment)", path.read_text())


# --- Data -----------------------------------------------------------------------------------------------------------


def test_every_table_has_a_purpose_an_owner_and_a_retention() -> None:
    register = (ROOT / "docs" / "tabeller.md").read_text()
    rows = {
        cells[0].strip("` "): [cell.strip() for cell in cells[1:4]]
        for cells in (line.strip("| \n").split("|") for line in register.splitlines() if line.startswith("| `"))
    }
    # Earlier versions of rows follow the rows; the page says so once.
    models = {
        m._meta.label_lower
        for m in apps.get_models()
        if m.__module__.startswith(OURS) and not issubclass(m, pghistory.models.Event)
    }
    assert set(rows) == models
    assert all(all(cells) and len(cells) == 3 for cells in rows.values())


def test_no_field_registers_an_opinion_of_a_person() -> None:
    """legal.md L1: milieu belongs to a report; no model that is about a person has it, or a belief, or a score."""
    forbidden = re.compile(r"milieu|ideolog|religio|opinion|belief|ethnic|score|risk|rank", re.I)
    for model in apps.get_models():
        if model.__module__.startswith("cases.sig"):
            assert not [f.name for f in model._meta.get_fields() if forbidden.search(f.name)], model


@each(CODE, relative)
def test_no_file_has_grown_past_reading(path: Path) -> None:
    assert "migrations" in path.parts or len(path.read_text().splitlines()) <= 400
