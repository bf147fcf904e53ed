"""What somebody had typed when the form could not be received: carried along in the page, stored nowhere."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NOT_KEPT = {"csrfmiddlewaretoken", "kept", "kept_path"}


@dataclass
class Kept:
    """A form to send again: its path, its fields in order, and whether files must be chosen anew."""

    path: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    lost_files: bool = False

    @property
    def as_json(self) -> str:
        return json.dumps({"fields": self.fields, "lost_files": self.lost_files})


def from_form(request: HttpRequest) -> Kept:
    """Keep the form that ``request`` sent."""
    fields = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    return Kept(request.get_full_path(), fields, lost_files=any(request.FILES.values()))


def from_page(request: HttpRequest) -> Kept | None:
    """Read back what a page of ours carried along; None when it carried nothing that can be used."""
    path, text = request.POST.get("kept_path", ""), request.POST.get("kept", "")
    if not text or not url_has_allowed_host_and_scheme(path, allowed_hosts=None) or not path.startswith("/"):
        return None
    try:
        data = json.loads(text)
        fields = [(str(name), str(value)) for name, value in data["fields"]]
    except (ValueError, KeyError, TypeError):
        return None
    return Kept(path, fields, lost_files=bool(data.get("lost_files")))
