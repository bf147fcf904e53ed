"""The forms of a page as a browser would find them: where they are sent, and what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What a browser does not send.
BUTTONS = {"submit", "button", "reset", "image"}


@dataclass
class Control:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: bool = True

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "textarea", "search", "email", "tel", "password")


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)
    multipart: bool = False

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What the browser sends when nobody has touched anything."""
        return [(c.name, c.value) for c in self.controls if c.chosen and c.kind not in BUTTONS | {"file"}]

    def names(self) -> list[str]:
        return list(dict.fromkeys(c.name for c in self.controls))


class Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.forms = url, list[Form]()
        self.form: Form | None = None
        self.control: Control | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        attrs = {name: value or "" for name, value in attributes}
        if tag == "form":
            multipart = attrs.get("enctype") == "multipart/form-data"
            self.form = Form(attrs.get("action") or self.url, attrs.get("method", "get").lower(), multipart=multipart)
            self.forms.append(self.form)
        if tag == "option" and self.control:
            self.control.options.append(attrs.get("value", ""))
            if "selected" in attrs or len(self.control.options) == 1:
                self.control.value = attrs.get("value", "")
        owner = next((f for f in self.forms if attrs.get("form") and attrs["form"] == f.action), self.form)
        if tag not in ("input", "textarea", "select", "button") or owner is None or not attrs.get("name"):
            return
        kind = attrs.get("type", "text") if tag == "input" else tag
        control = Control(attrs["name"], kind, attrs.get("value", ""))
        if kind in ("radio", "checkbox"):
            control.value = attrs.get("value", "on")
            control.chosen = "checked" in attrs
        owner.controls.append(control)
        if tag in ("textarea", "select"):
            self.control = control

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        if tag in ("textarea", "select"):
            self.control = None

    def handle_data(self, data: str) -> None:
        if self.control and self.control.kind == "textarea":
            self.control.value += data


def forms_in(url: str, html: str) -> list[Form]:
    reader = Reader(url)
    reader.feed(html)
    return reader.forms


def filled(form: Form, text: str, today: str) -> list[tuple[str, str]]:
    """The form with everything filled in: ``text`` in every text, ``today`` in every date, the last of every choice."""
    sent: list[tuple[str, str]] = []
    said: set[str] = set()
    for control in form.controls:
        value = control.value
        if control.kind in BUTTONS | {"file"}:
            continue
        if control.kind == "radio":
            if control.name in said:
                continue
            said.add(control.name)
        if control.kind == "select":
            value = next((option for option in control.options if option), "")
        elif control.kind == "email":
            value = "prov@demo.example"
        elif control.is_text:
            value = text
        elif control.kind == "date":
            value = value or today
        elif control.kind == "datetime-local":
            value = value or f"{today}T13:00"
        elif control.kind == "time":
            value = value or "13:00"
        elif control.kind == "number":
            value = value or "1"
        sent.append((control.name, value))
    return sent
