"""One assessment for several reports: each gets its own, as if they had been assessed one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from cases.concerns.assessing import AlreadyAssessed, Written, assess
from cases.concerns.models import Concern
from cases.concerns.models.second_look import hold_closing
from cases.concerns.states import NotAllowed, Outcome
from vbe.organisation.models import Assignment

if TYPE_CHECKING:
    from vbe.access.request import Request

MOST = 100


class Chosen(NamedTuple):
    """A report that was ticked, and how many assessments it had when it was shown."""

    concern: Concern
    seen: int


@dataclass
class Result:
    done: list[Concern] = field(default_factory=list)
    # Each with what the person is told.
    refused: list[tuple[Concern, str]] = field(default_factory=list)


def chosen(request: Request, numbers: Sequence[str], seen: Mapping[str, str]) -> list[Chosen]:
    """The reports on the own desk among ``numbers``, in that order. Raises NotAllowed when there are too many."""
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST:
        raise NotAllowed(_("Välj högst %(most)s rapporter åt gången.") % {"most": MOST})
    # A number that is longer than any is nobody's.
    on_desk = Concern.objects.on_desk(request).with_desk().select_related("board", "previous_board", "reporter_board")
    found = on_desk.annotate(count=Count("assessments")).in_bulk(
        [n for n in wanted if len(n) <= 20], field_name="number"
    )
    return [Chosen(found[n], _seen(seen.get(f"sett-{n}"), found[n].count)) for n in wanted if n in found]


def _seen(told: str | None, now: int) -> int:
    """What the page that was sent had shown; a new page shows what is there now."""
    return min(int(told), now) if told and told.isascii() and told.isdigit() and len(told) < 6 else now


@transaction.atomic
def assess_all(
    request: Request, rows: Sequence[Chosen], *, outcome: str, reason: str, by: Assignment, now: datetime
) -> Result:
    """Assess each of them; those that cannot be, or that a colleague has assessed meanwhile, are left as they are."""
    result = Result()
    if outcome == Outcome.CLOSED:
        hold_closing(row.concern for row in rows)
    # Always in the same order, so that two who assess the same reports wait for each other and never both.
    for concern, seen in sorted(rows, key=lambda row: row.concern.pk):
        try:
            with transaction.atomic():
                assess(request, concern, Written(outcome, reason, None, seen), by=by, now=now)
        except AlreadyAssessed:
            result.refused.append((concern, _("En kollega hann bedöma den.")))
        except NotAllowed as refusal:
            result.refused.append((concern, str(refusal)))
        else:
            result.done.append(concern)
    return result
