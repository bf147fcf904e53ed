"""What the buttons of the document editor do, after what was written has been saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from lagesbild.models import Finding, PictureSection, SituationPicture
from vbe.organisation.models import Assignment

STEPS = {"upp": -1, "ned": 1}


def act(pressed: str, picture: SituationPicture, add: Mapping[str, str], *, by: Assignment, now: datetime) -> str:
    """Do what the button ``pressed`` says; returns where on the page to go on. A word that is no button's does nothing.

    Raises NotAllowed when the picture does not allow it.
    """
    verb, _colon, part_id = pressed.partition(":")
    if verb == "publicera":
        picture.publish(by=by, now=now)
    elif verb == "avsnitt" and add.get("kind"):
        return f"#s-{picture.add_section(PictureSection.Kind(add['kind']), add.get('milieu', '')).pk}"
    elif verb == "iakttagelse":
        return f"#f-{picture.add_finding().pk}"
    elif (verb in STEPS or verb == "bort") and (part := _part(picture, part_id)):
        return _arrange(verb, part)
    return ""


def _arrange(verb: str, part: Any) -> str:
    if verb == "bort":
        part.remove()
        return "#nytt-avsnitt" if isinstance(part, PictureSection) else "#iakttagelser"
    part.move(STEPS[verb])
    return f"#{'s' if isinstance(part, PictureSection) else 'f'}-{part.pk}"


def _part(picture: SituationPicture, part_id: str) -> PictureSection | Finding | None:
    try:
        key = UUID(part_id)
    except ValueError:
        return None
    return picture.sections.filter(pk=key).first() or picture.findings.filter(pk=key).first()
