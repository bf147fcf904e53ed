"""Reads an older picture, kept word for word in lagesbild/data/, as the published document it was."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from lagesbild.models import Finding, PictureSection, SituationPicture
from vbe.organisation.models import Board

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_picture(path: Path, board: Board) -> SituationPicture:
    """The document's picture, made anew from the file. Repeatable; run as the owner.

    Raises ValidationError for a section whose kind or milieu is not known.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    known = {"board": board, "year": data["year"], "title": data["title"], "document": True}
    picture, _new = SituationPicture.objects.update_or_create(
        **known,
        defaults={
            "state": SituationPicture.State.PUBLISHED,
            "findings_intro": data.get("findings_intro", ""),
        },
    )
    picture.sections.all().delete()
    picture.findings.all().delete()
    for position, section in enumerate(data["sections"]):
        _save(PictureSection(picture=picture, position=position, **_written(section)))
    for position, text in enumerate(data.get("findings", [])):
        _save(Finding(picture=picture, position=position, text=text))
    return picture


def _written(section: dict[str, Any]) -> dict[str, Any]:
    return section | {"text": section["text"].strip()}


def _save(row: PictureSection | Finding) -> None:
    # A misspelt kind in a file is found here, and not by a reader.
    row.clean_fields()
    row.save(force_insert=True)
