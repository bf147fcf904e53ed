"""What happens when a reporter presses send: one report, and perhaps a sealed part that goes another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.concerns.models import Concern
from cases.sig.models import Intake, SealedPart
from cases.sig.states import Source
from vbe.organisation.models import Assignment, Board, Municipality, Unit


class NowhereToSend(Exception):
    """No reception exists for a sealed part. The message is for the writer."""


@dataclass
class Sealed:
    """The sealed part as written: free texts, and the board of the district where the person lives, if known."""

    description: str
    person_name: str = ""
    person_number: str = ""
    birth_date: str = ""
    contact: str = ""
    home: Board | None = None


def send(concern: Concern, *, by: Assignment, now: datetime, sealed: Sealed | None = None) -> SealedPart | None:
    """Send ``concern`` to the samordnare of its board, and ``sealed`` straight to the reception; both or neither."""
    concern.reporter_id = by.user_id
    concern.reporter_board_id = by.board_id
    concern.reporter_unit = str(by.unit or by.department or by.board)
    concern.reported_at = now
    days = by.board.municipality.assess_days
    concern.due_on = deadlines.due(timezone.localdate(now), days=days).working
    concern.sealed_sent_at = now if sealed else None
    concern.send()
    return _send_sealed(concern, sealed, by=by, now=now) if sealed else None


def reception(home: Board | None, municipality: Municipality, today: date) -> Unit:
    """Where a sealed part goes: the mottagning where the person lives, otherwise the socialjour; as they are today."""
    boards = Board.objects.filter(municipality=municipality).current(today)
    units = Unit.objects.filter(board__in=boards).select_related("board").order_by("id")
    unit = home and units.filter(board=home, kind=Unit.Kind.INTAKE).first()
    unit = unit or units.filter(kind=Unit.Kind.DUTY).first()
    if unit is None:
        raise NowhereToSend(
            _("Den slutna delen kunde inte skickas: kommunen har ingen mottagning registrerad. Ring socialtjänsten.")
        )
    return unit


def _send_sealed(concern: Concern, sealed: Sealed, *, by: Assignment, now: datetime) -> SealedPart:
    unit = reception(sealed.home, by.board.municipality, timezone.localdate(now))
    intake = Intake(
        board=unit.board,
        unit=unit,
        source=Source.SEALED_PART,
        arrived_at=now,
        description=sealed.description,
        person_name=sealed.person_name,
        person_number=sealed.person_number,
        birth_date=sealed.birth_date,
        contact=sealed.contact,
    )
    intake.save(force_insert=True)
    envelope = SealedPart(
        intake=intake,
        concern=concern,
        board=unit.board,
        unit_name=f"{unit}, {unit.board}",
        writer_id=by.user_id,
        sent_at=now,
    )
    envelope.save(force_insert=True)
    return envelope
