"""Concern about a child in the family: a report in one step to the reception where the child lives.

It arrives there as any other, and both ends know of each other: what it says is read where it arrived, that it was
sent stands where it came from.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.matter import Matter
from cases.sig.models import FamilyReport, Intake
from cases.sig.states import NotAllowed, Source
from vbe.organisation.ids import new_id
from vbe.organisation.models import Assignment, Board, Unit


def receptions(board: Board, today: date) -> list[Board]:
    """The boards of the municipality that have a reception."""
    boards = Board.objects.filter(municipality=board.municipality_id, units__kind=Unit.Kind.INTAKE)
    return list(boards.current(today).districts().in_order().distinct())


def report(
    matter: Matter,
    *,
    pk: UUID,
    home: Board | None,
    child: dict[str, str],
    by: Assignment,
    now: datetime,
) -> FamilyReport | None:
    """Send it, to the socialjour when nobody knows where the child lives; None when this form has been sent before.

    ``child`` are texts by the names of ``Intake``. Raises NotAllowed when the municipality has nowhere to send it.
    """
    unit = _reception(home, by, timezone.localdate(now))
    arrival = Intake(
        board=unit.board, unit=unit, source=Source.EXISTING_CASE, arrived_at=now, registered_by=by, **child
    )
    sent = FamilyReport(
        pk=pk, intake=arrival, origin_id=matter.intake_id, from_board_id=matter.board_id,
        unit_name=f"{unit}, {unit.board}", by=by, at=now,
    )  # fmt: skip
    try:
        _send(arrival, sent)
    except IntegrityError:
        if FamilyReport.objects.filter(pk=pk, origin_id=matter.intake_id).exists():
            return None
        # The id is taken by something else, which only a made-up form can bring about.
        sent.pk = new_id()
        _send(arrival, sent)
    return sent


@transaction.atomic
def _send(arrival: Intake, sent: FamilyReport) -> None:
    arrival.save(force_insert=True)
    sent.save(force_insert=True)


def _reception(home: Board | None, by: Assignment, today: date) -> Unit:
    boards = Board.objects.filter(municipality=by.board.municipality_id).current(today)
    units = Unit.objects.filter(board__in=boards).select_related("board").order_by("id")
    unit = units.filter(board=home, kind=Unit.Kind.INTAKE).first() if home else None
    unit = unit or units.filter(kind=Unit.Kind.DUTY).first()
    if unit is None:
        raise NotAllowed(_("Kommunen har ingen mottagning registrerad. Ring socialtjänsten där barnet bor."))
    return unit
