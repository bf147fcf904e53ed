"""The law to choose among is one for the installation, and changed by who runs it: no municipality writes another's."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models, transaction

from cases.disclosure.models import Ground
from vbe.organisation.models import LegalRow

# What is changed when a lawyer has read a row. The rest says which row it is, and what has been given rests on it.
CHANGED: dict[str, tuple[type[models.Model], set[str]]] = {
    "lagrum": (LegalRow, {"wording", "test", "questions", "recipients", "age_below", "checked_on", "ended_on"}),
    "grunder": (Ground, {"reference", "title", "wording", "checked_on", "ended_on"}),
}


class Command(BaseCommand):
    help = (
        "Shows the rows of law and the grounds for masking, or changes those that a TOML file names. "
        "Runs as the owner of the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help='tables such as [lagrum."OSL 10:2"] with what is changed'
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        # As the owner: the application reads the law and changes none of it.
        self.alias = "owner" if "owner" in settings.DATABASES else "default"
        if file:
            self._change(file)
        else:
            self._show()

    def _show(self) -> None:
        for kind, (model, _fields) in CHANGED.items():
            for row in model._default_manager.using(self.alias).order_by("position"):
                ended = f", ended {row.ended_on}" if row.ended_on else ""  # type: ignore[attr-defined]
                checked = row.checked_on or "never"  # type: ignore[attr-defined]
                self.stdout.write(f"{kind} {row.code}: checked {checked}{ended}")  # type: ignore[attr-defined]

    def _change(self, file: Path) -> None:
        """Every row or none: a file with a fault changes nothing."""
        try:
            said = tomllib.loads(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        with transaction.atomic(using=self.alias):
            for kind, rows in said.items():
                if kind not in CHANGED or not isinstance(rows, dict):
                    raise CommandError(f"{kind}: write {' or '.join(CHANGED)}.")
                for code, values in rows.items():
                    self._change_row(kind, code, values)

    def _change_row(self, kind: str, code: str, values: Any) -> None:
        model, allowed = CHANGED[kind]
        row = model._default_manager.using(self.alias).filter(code=code).first()
        if row is None or not isinstance(values, dict):
            raise CommandError(f"{kind} {code}: there is no such row.")
        if unknown := values.keys() - allowed:
            raise CommandError(f"{kind} {code}: {', '.join(sorted(unknown))} cannot be changed.")
        for name, value in values.items():
            setattr(row, name, value)
        try:
            row.clean_fields()
        except ValidationError as error:
            raise CommandError(f"{kind} {code}: {error}") from error
        row.save(using=self.alias, update_fields=list(values))
        self.stdout.write(f"{kind} {code}: changed")
