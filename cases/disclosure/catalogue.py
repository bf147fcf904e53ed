"""The grounds for secrecy and the wording of an appeal: put in place after every migration, and never written over."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.apps import apps as current

DATA = Path(__file__).parent / "data" / "grounds.toml"


def put_in_place(using: str, apps: Any = current, **signal: Any) -> None:
    """Add the rows that are missing. A row that is there may have been checked and changed by the municipality."""
    try:
        ground = apps.get_model("disclosure", "Ground")
    except LookupError:
        # Migrated back to before there was a catalogue.
        return
    for code, row in tomllib.loads(DATA.read_text(encoding="utf-8")).items():
        ground.objects.using(using).get_or_create(code=code, defaults=row)
