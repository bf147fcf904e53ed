"""What differs between two versions of the guide."""

from __future__ import annotations

from dataclasses import dataclass

from cases.guide.forms import said
from cases.guide.models import Entry

LABELS = {field.name: field.verbose_name for field in Entry._meta.fields}


@dataclass(frozen=True)
class Change:
    situation: str
    field: str
    before: str
    after: str


def changes(before: list[Entry], after: list[Entry]) -> list[Change]:
    """Field by field, in the order of the guide. Both hold every situation."""
    earlier = {one.situation: one for one in before}
    return [
        Change(
            str(one.get_situation_display()),
            str(LABELS[name]).capitalize(),
            said(name, getattr(earlier[one.situation], name)),
            said(name, getattr(one, name)),
        )
        for one in after
        for name in Entry.WORDS
        if getattr(earlier[one.situation], name) != getattr(one, name)
    ]
