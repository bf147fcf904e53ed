"""The second lock on pictures, asked in the database as the application's role."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from lagesbild.models import Finding, PictureSection, SituationPicture
from tests import cast
from tests.conftest import as_application, assignment
from tests.factories import board
from tests.lagesbild.pictures import draft, published

pytestmark = pytest.mark.django_db
CENTRAL = "central.kommunstyrelsen"


def seen(who: str | None) -> tuple[set[str], int, int]:
    with as_application(assignment(who) if who else None):
        states = set(SituationPicture.objects.values_list("state", flat=True))
        return states, PictureSection.objects.count(), Finding.objects.count()


@pytest.mark.parametrize(
    ("who", "states"),
    [
        (cast.COORDINATOR, {"utkast", "publicerad"}),
        (cast.COLLEAGUE, {"utkast", "publicerad"}),
        (cast.REPORTER, {"publicerad"}),
        (CENTRAL, {"publicerad"}),
        (cast.MEMBER, set()),
        (cast.OTHER_COORDINATOR, set()),
        (cast.NYKOPING, set()),
        (None, set()),
    ],
)
def test_who_sees_pictures_and_their_parts(who: str | None, states: set[str]) -> None:
    published()
    draft()
    found, sections, findings = seen(who)
    assert found == states
    # Last one's only heading was copied to the draft.
    assert (sections, findings) == {2: (2, 1), 1: (1, 1), 0: (0, 0)}[len(states)]


def test_nobody_changes_what_is_published() -> None:
    picture = published()
    with as_application(assignment(cast.COORDINATOR)):
        assert SituationPicture.objects.update(title="Ändrad") == 0
        assert PictureSection.objects.update(text="Ändrad") == 0
        assert Finding.objects.all().delete()[0] == 0
        assert SituationPicture.objects.filter(pk=picture.pk)._raw_delete("default") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            PictureSection(picture=picture, position=9, heading="Ny").save(force_insert=True)


def test_nobody_writes_on_another_board_or_reads_in_a_document() -> None:
    theirs = draft(cast.OTHER_COORDINATOR)
    for wrong in ({"board": board("jarva")}, {"document": True, "state": "publicerad"}):
        row = SituationPicture(**({"board": board("skarholmen"), "year": 2026, "title": "T"} | wrong))
        with as_application(assignment(cast.COORDINATOR)), pytest.raises(ProgrammingError), transaction.atomic():
            row.save(force_insert=True)
    with as_application(assignment(cast.COORDINATOR)):
        assert PictureSection.objects.filter(picture_id=theirs.pk).update(text="x") == 0


def test_readers_write_nothing() -> None:
    picture = draft()
    with as_application(assignment(cast.REPORTER)):
        assert SituationPicture.objects.update(title="Ändrad") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            SituationPicture(board=picture.board, year=2026, title="T").save(force_insert=True)


def test_a_board_writes_one_picture_at_a_time() -> None:
    first = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        SituationPicture(board=first.board, year=2027, title="T").save(force_insert=True)
    assert draft() == first
