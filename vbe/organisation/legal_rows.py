"""The catalogue of legal rows: put in place after every migration, and never written over."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps as current

DATA = Path(__file__).parent / "data" / "legal_rows.toml"


def put_in_place(using: str, apps: Any = current, **signal: Any) -> None:
    """Add the rows that are missing. A row that is there may have been checked and changed since."""
    try:
        legal_row = apps.get_model("organisation", "LegalRow")
    except LookupError:
        # Migrated back to before there was a catalogue.
        return
    for position, row in enumerate(tomllib.loads(DATA.read_text(encoding="utf-8"))["rows"], start=1):
        legal_row.objects.using(using).get_or_create(code=row.pop("code"), defaults=row | {"position": position})
