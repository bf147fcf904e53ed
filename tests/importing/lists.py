"""What the tests of other systems' lists begin with."""

from __future__ import annotations

from cases.concerns.models import Concern
from cases.importing.models import Columns, ImportedItem, ListFile
from tests import cast
from tests.conftest import assignment


def read_in(concern: Concern) -> ImportedItem:
    """As if ``concern`` had come in a list of IA's, while the next one waits for an answer."""
    by = assignment(cast.COORDINATOR)
    ListFile.objects.create(
        owner=by, system="ia", chosen_at=concern.reported_at, content='{"headings": [], "rows": []}'
    )
    Columns.objects.create(board=by.board, system="ia", digest="0" * 64, fields={}, saved_at=concern.reported_at)
    return ImportedItem.objects.create(
        concern=concern, board=by.board, system="ia", reference="IA-1", digest="0" * 64, by=by, at=concern.reported_at
    )
