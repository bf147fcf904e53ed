"""What happens when a reporter presses send: one report, and perhaps a sealed part that goes another way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.concerns.files import SafeFile, attach
from cases.concerns.models import Concern, KeptPassage
from cases.concerns.passages import Reason
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


@dataclass
class Enclosed:
    """What goes with a report to its desk: files that have been checked, and why what looks like a person was kept."""

    files: list[SafeFile] = field(default_factory=list)
    kept: list[tuple[str, Reason]] = field(default_factory=list)


def send(
    concern: Concern,
    *,
    by: Assignment,
    now: datetime,
    sealed: Sealed | None = None,
    enclosed: Enclosed | None = None,
) -> SealedPart | None:
    """Send ``concern`` to the samordnare of its board, and ``sealed`` straight to the reception; both or neither."""
    sign(concern, by=by, now=now)
    concern.sealed_sent_at = now if sealed else None
    with transaction.atomic():
        concern.send()
        envelope = _send_sealed(concern, sealed, by=by, now=now) if sealed else None
        # Last, so that nothing that is refused leaves a file behind.
        enclose(concern, enclosed or Enclosed(), now=now)
    return envelope


def sign(concern: Concern, *, by: Assignment, now: datetime) -> None:
    """Write on ``concern`` where it comes from, and when it is to be assessed at the latest."""
    concern.reporter_id = by.user_id
    concern.reporter_board_id = by.board_id
    concern.reporter_unit = str(by.unit or by.department or by.board)
    concern.reported_at = now
    days = by.board.municipality.assess_days
    concern.due_on = deadlines.due(timezone.localdate(now), days=days).working


def enclose(concern: Concern, enclosed: Enclosed, *, now: datetime) -> None:
    """Keep with a report that has just been sent what came with it."""
    KeptPassage.objects.bulk_create(
        KeptPassage(concern=concern, kind=kind, reason=reason) for kind, reason in enclosed.kept
    )
    attach(concern, enclosed.files, now=now)


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
