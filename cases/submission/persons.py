"""Adding a person to the sealed part and taking one away, also without scripts: what the two buttons make of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from cases.submission.sealed import FIELDS, MOST, NAME, PREFIX, count_persons, field_names


def with_one_more(data: Mapping[str, Any]) -> dict[str, str]:
    """The section's fields as typed in ``data``, with room for another person; as they are when there is no more."""
    typed, n = {name: data[name] for name in field_names(data)}, count_persons(data)
    return typed | {f"{PREFIX}-{n}-home": ""} if n < MOST else typed


def without(data: Mapping[str, Any], number: int) -> dict[str, str]:
    """The section's fields as typed in ``data``, without one person; those after move up."""
    kept = {}
    for name in field_names(data):
        part, field = NAME.fullmatch(name).groups()  # type: ignore[union-attr]  # field_names() has matched it.
        if part.isdigit() and int(part) >= number:
            if int(part) == number:
                continue
            part = str(int(part) - 1)
        kept[f"{PREFIX}-{part}-{field}"] = data[name]
    return kept


def after_button(data: Mapping[str, Any]) -> dict[str, str]:
    """The section's fields after *Lägg till en person till* or *Ta bort*, whichever was pressed."""
    number = str(data.get("remove_person", ""))
    return without(data, int(number)) if number in FIELDS and number.isdigit() else with_one_more(data)


def changes_persons(data: Mapping[str, Any]) -> bool:
    """Whether one of those two buttons was pressed, and not the one that sends."""
    return "add_person" in data or "remove_person" in data


def with_persons_changed(data: QueryDict) -> QueryDict:
    """All that is typed in ``data``, with the section as it is after the button."""
    typed, section = data.copy(), after_button(data)
    for name in field_names(typed):
        del typed[name]
    typed.update(section)
    return typed
