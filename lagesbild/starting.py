"""A new picture: last one's headings, or the sections that a first picture usually has."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cases.concerns.models import Milieu
from lagesbild.models import PictureSection, SituationPicture
from vbe.organisation.models import Assignment

Kind = PictureSection.Kind
MILIEUS = (Milieu.RIGHT, Milieu.LEFT, Milieu.ISLAMISM)
# Spånga-Tensta's picture 2017: who was asked, each milieu by itself, and what the picture cannot say.
FIRST = [
    (Kind.SOURCES, ""),
    *((kind, milieu.value) for milieu in MILIEUS for kind in (Kind.POLICE, Kind.OWN, Kind.JOINT, Kind.OUTLOOK)),
    (Kind.ANALYSIS, ""),
    (Kind.CAVEAT, ""),
]


@transaction.atomic
def start(*, year: int, title: str, by: Assignment, now: datetime) -> tuple[SituationPicture, bool]:
    """The board's draft and whether it is new: a board writes one picture at a time."""
    board = by.board
    drafts = SituationPicture.objects.drafts().filter(board=board)
    picture = SituationPicture(board=board, year=year, title=title, saved_at=now, saved_by=by)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:
        return drafts.get(), False
    before = SituationPicture.objects.published().filter(board=board).newest_first().first()
    parts = [(s.kind, s.milieu, s.heading) for s in before.sections.all()] if before else []
    parts = parts or [(kind.value, milieu, _heading(kind, milieu)) for kind, milieu in FIRST]
    PictureSection.objects.bulk_create(
        PictureSection(picture=picture, position=position, kind=kind, milieu=milieu, heading=heading)
        for position, (kind, milieu, heading) in enumerate(parts)
    )
    return picture, True


def _heading(kind: PictureSection.Kind, milieu: str) -> str:
    return str(Milieu(milieu).label if milieu else kind.label)
