"""What somebody had typed when the form could not be received: carried along in the page, stored nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

# Sent along with a form whose files are gone; see lost_files().
LOST_FILES = "lost_files"
NOT_KEPT = {"csrfmiddlewaretoken", "carried", "carried_path", LOST_FILES}


@dataclass
class Kept:
    """A form to send again: its path, its fields in order, and whether files must be chosen anew."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    lost_files: bool = False

    @property
    def as_json(self) -> str:
        return json.dumps({"fields": self.fields, "lost_files": self.lost_files})


def from_request(request: HttpRequest) -> Kept:
    """Keep the form that ``request`` sent; the one it carried along, when it came from a page that held one."""
    return from_page(request) or from_form(request)


def from_form(request: HttpRequest) -> Kept:
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    lost = any(request.FILES.values()) or LOST_FILES in request.POST
    return Kept(request.get_full_path(), [*fields, (LOST_FILES, "1")] if lost else fields, lost_files=lost)


def lost_files(request: HttpRequest) -> bool:
    """Whether the form had files that it has lost on the way, and no new ones: its writer chooses them again first."""
    return LOST_FILES in request.POST and not any(request.FILES.values())


def is_own_path(target: str) -> bool:
    return target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)


def from_page(request: HttpRequest) -> Kept | None:
    """Read back what a page of ours carried along; None when it carried nothing that can be used."""
    path, text = request.POST.get("carried_path", ""), request.POST.get("carried", "")
    if not text or not is_own_path(path):
        return None
    try:
        data = json.loads(text)
        fields = [(str(name), str(value)) for name, value in data["fields"]]
        # JSON can name half a sign (\ud800), which no page can show.
        "".join(name + value for name, value in fields).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return Kept(path, fields, lost_files=bool(data.get("lost_files")))
