"""Writing the marks of a review: row by row, many at once, and never over a colleague's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from vbe.log_review.models import Mark, NotAllowed, Review, SampledRead
from vbe.organisation.models import Assignment


@dataclass(frozen=True)
class Typed:
    """What a page said of one row: ``seen`` is the row's version when the page was opened."""

    read: SampledRead
    mark: str
    comment: str
    seen: str

    @property
    def changes(self) -> bool:
        return (self.mark, self.comment) != (self.read.mark, self.read.comment)


class MarkedMeanwhile(NotAllowed):
    """A colleague marked the same row after the page was opened."""


def hold(review: Review) -> None:
    """Let two presses of a button wait for each other; what was read before may have changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [str(review.pk)])
    review.refresh_from_db(fields=["signed_at", "signed_by", "digest"])


def save_marks(review: Review, typed: Iterable[Typed], *, by: Assignment, now: datetime) -> int:
    """Write what has changed, in one statement; returns how many rows. Call ``hold`` first, then fetch the rows.

    Raises NotAllowed for a signed review, MarkedMeanwhile when a colleague marked one of the rows differently.
    """
    changed = [row for row in typed if row.changes]
    if not changed:
        return 0
    if review.is_signed:
        raise NotAllowed(_("Granskningen är signerad och kan inte ändras."))
    if late := [row for row in changed if row.seen != row.read.version]:
        places = ", ".join(str(row.read.position) for row in late)
        raise MarkedMeanwhile(
            _("En kollega har märkt rad %(rows)s medan du hade sidan öppen. Läs det som står där och välj om.")
            % {"rows": places}
        )
    for row in changed:
        row.read.mark, row.read.comment, row.read.marked_by, row.read.marked_at = row.mark, row.comment, by, now
    SampledRead.objects.bulk_update([row.read for row in changed], ["mark", "comment", "marked_by", "marked_at"])
    return len(changed)


def nothing_to_remark(rows: Iterable[Typed]) -> list[Typed]:
    """``rows`` with those that nobody has marked marked as without remark."""
    return [Typed(row.read, row.mark or Mark.NOTHING, row.comment, row.seen) for row in rows]
