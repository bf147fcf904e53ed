"""Pictures in the situations that tests need, made by the owner through the domain's own verbs."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from lagesbild.models import PictureSection, SituationPicture
from lagesbild.starting import start
from tests import cast
from tests.conftest import assignment


def draft(who: str = cast.COORDINATOR, *, year: int = 2026, now: datetime | None = None) -> SituationPicture:
    title = f"Lokal lägesbild {year}"
    return start(year=year, title=title, by=assignment(who), now=now or timezone.now())[0]


def published(who: str = cast.COORDINATOR, *, year: int = 2026, text: str = "Läget är lugnt.") -> SituationPicture:
    picture = draft(who, year=year)
    section = picture.sections.all()[0]
    section.text = text
    section.save()
    finding = picture.add_finding()
    finding.text = "Flest klistermärken vid torget."
    finding.save()
    picture.publish(by=assignment(who), now=timezone.now())
    return picture


def sent(
    picture: SituationPicture, page: str = "01a1fcef-0000-7000-8000-000000000001", **changes: str
) -> dict[str, str]:
    """What the editor's form sends for the picture as it stands, with changes by field name."""
    form = {
        "version": str(picture.version),
        "page": page,
        "bild-title": picture.title,
        "nytt-kind": "",
        "nytt-milieu": "",
    }
    heading = None
    for section in picture.sections.all():
        if section.heading != heading:
            form[f"s-{section.pk}-heading"] = heading = section.heading
        form[f"s-{section.pk}-text"] = section.text
    for finding in picture.findings.all():
        form |= {f"f-{finding.pk}-text": finding.text, f"f-{finding.pk}-milieu": finding.milieu}
    return form | changes


def text_of(section: PictureSection) -> str:
    return f"s-{section.pk}-text"
