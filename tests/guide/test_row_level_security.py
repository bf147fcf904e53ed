"""The second lock: what is published stands, drafts are their writer's, and counts are written by one function."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from cases.guide.models import Entry, Guide, LocalAddition, Tally
from tests import cast
from tests.conftest import as_application, assignment
from tests.guide import guides
from tests.guide.guides import CENTRAL
from vbe.organisation.ids import new_id
from vbe.organisation.models import Board, PhoneNumber

pytestmark = pytest.mark.django_db


def changed(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def test_a_draft_is_seen_by_its_writer_alone() -> None:
    guides.published()
    draft = guides.draft()
    for who, role in ((cast.COORDINATOR, None), (cast.NYKOPING, "samordnare"), (cast.REPORTER, None)):
        with as_application(assignment(who, role)):
            assert not Guide.objects.filter(pk=draft.pk).exists()
            assert not Entry.objects.filter(guide_id=draft.pk).exists()
    with as_application():
        assert (Guide.objects.count(), Entry.objects.count()) == (1, 8)
    with as_application(assignment(CENTRAL)):
        assert Guide.objects.count() == 2


def test_a_published_version_is_not_changed_by_anybody() -> None:
    guide = guides.published()
    with as_application(assignment(CENTRAL)):
        assert changed("UPDATE guide_guide SET state = 'utkast' WHERE id = %s", guide.pk) == 0
        assert changed("UPDATE guide_entry SET title = 'x' WHERE guide_id = %s", guide.pk) == 0
        assert changed("DELETE FROM guide_entry WHERE guide_id = %s", guide.pk) == 0
        assert changed("DELETE FROM guide_guide WHERE id = %s", guide.pk) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Entry(guide=guide, situation="annat", title="x", text="x", advice=True).save(force_insert=True)


def test_nobody_publishes_past_the_draft_or_in_anothers_name() -> None:
    central, draft = assignment(CENTRAL), guides.draft("nykoping")
    with as_application(central):
        assert changed("UPDATE guide_guide SET state = 'publicerad' WHERE id = %s", draft.pk) == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            Guide(
                municipality=central.board.municipality, state="publicerad", number=9, published_at=timezone.now(),
                published_by=central,
            ).save(force_insert=True)  # fmt: skip


def test_counts_and_other_boards_lines_are_out_of_reach() -> None:
    own, jarva = guides.addition(), Board.objects.get(code="jarva")
    tally = guides.tally(board=jarva)
    with as_application(assignment(cast.COORDINATOR)):
        assert not Tally.objects.exists()
        for sql in ("UPDATE guide_tally SET count = 9", "DELETE FROM guide_tally", "DELETE FROM guide_localaddition"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                changed(sql)
        with pytest.raises(ProgrammingError), transaction.atomic():
            LocalAddition(board=jarva).save(force_insert=True)
    with as_application(assignment(cast.OTHER_COORDINATOR)):
        assert changed("UPDATE guide_localaddition SET text = 'x' WHERE id = %s", own.pk) == 0
        assert Tally.objects.get() == tally
    with as_application(assignment(cast.NYKOPING, "samordnare")):
        assert not Tally.objects.exists()


def test_a_number_is_added_for_the_own_board_of_the_own_municipality() -> None:
    her, nykoping = assignment(cast.COORDINATOR), Board.objects.get(code="nykoping")

    def add(board: Board | None, municipality: object) -> None:
        with transaction.atomic():
            PhoneNumber(
                id=new_id(), board=board, municipality_id=municipality, topic="barn", situation="Prov", name="Prov",
                checked_on=her.starts,
            ).save(force_insert=True)  # fmt: skip

    with as_application(her):
        add(her.board, her.board.municipality_id)
        for board, municipality in (
            (her.board, nykoping.municipality_id), (None, her.board.municipality_id), (None, None),
            (nykoping, nykoping.municipality_id), (Board.objects.get(code="jarva"), her.board.municipality_id),
        ):  # fmt: skip
            with pytest.raises(ProgrammingError):
                add(board, municipality)
    with as_application(assignment(CENTRAL)), pytest.raises(ProgrammingError):
        add(nykoping, her.board.municipality_id)
