"""The catalogue of legal rows: put in place after every migration, and never written over."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps as current

DATA = Path(__file__).parent / "data" / "legal_rows.toml"
# What a row from before there were questions lacks.
LATER = ("recipients", "questions", "age_below", "reaches_social_services", "position")


def put_in_place(using: str, apps: Any = current, **signal: Any) -> None:
    """Add the rows that are missing. A row that is there may have been checked and changed since."""
    try:
        legal_row = apps.get_model("organisation", "LegalRow")
        legal_row._meta.get_field("questions")
    except LookupError:
        # Migrated back to before there was a catalogue, or to before it had questions.
        return
    rows = legal_row.objects.using(using)
    for position, row in enumerate(tomllib.loads(DATA.read_text(encoding="utf-8"))["rows"], start=1):
        code, row = row.pop("code"), row | {"position": position}
        _added, is_new = rows.get_or_create(code=code, defaults=row)
        if not is_new and row.get("questions"):
            rows.filter(code=code, questions=[]).update(**{name: row[name] for name in LATER if name in row})
