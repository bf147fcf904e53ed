"""What happens when a reporter presses send: one report, and perhaps a sealed part that goes another way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import deadlines
from cases.concerns.files import SafeFile, attach
from cases.concerns.models import Concern, KeptPassage
from cases.concerns.passages import Reason
from cases.sig.models import Intake, Particulars, SealedPart
from cases.sig.states import Source
from vbe.access.encryption import fingerprint
from vbe.organisation.models import Assignment, Board, Municipality, Unit, User


class NowhereToSend(Exception):
    """No reception exists for a sealed part. The message is for the writer."""


@dataclass
class Sealed:
    """One person's part as written: texts, and the board of the district where the person lives, if known."""

    description: str
    person_name: str = ""
    person_number: str = ""
    birth_date: str = ""
    contact: str = ""
    home: Board | None = None
    about: str = ""
    standing: str = ""
    # By the names of ``Particulars``.
    particulars: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Keyed fingerprint of all that was written."""
        return fingerprint("sealed:" + json.dumps(vars(self), default=str, sort_keys=True))


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
    sealed: Sequence[Sealed] = (),
    enclosed: Enclosed | None = None,
) -> list[SealedPart]:
    """Send ``concern`` to the samordnare of its board, and each of ``sealed`` straight to a reception; all or none."""
    sign(concern, by=by, now=now)
    concern.sealed_sent_at = now if sealed else None
    with transaction.atomic():
        concern.send()
        envelopes = send_sealed(concern, sealed, municipality=by.board.municipality, writer=by.user, now=now)
        # Last, so that nothing that is refused leaves a file behind.
        enclose(concern, enclosed or Enclosed(), now=now)
    return envelopes


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


def send_sealed(
    concern: Concern, sealed: Sequence[Sealed], *, municipality: Municipality, writer: User | None, now: datetime
) -> list[SealedPart]:
    """Each person's part to the reception where that person lives. Part of the caller's transaction.

    ``writer`` is None for somebody without an account, whose report came by a link.
    """
    return [_send_one(concern, one, municipality=municipality, writer=writer, now=now) for one in sealed]


def _send_one(
    concern: Concern, sealed: Sealed, *, municipality: Municipality, writer: User | None, now: datetime
) -> SealedPart:
    unit = reception(sealed.home, municipality, timezone.localdate(now))
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
    envelope = SealedPart(
        intake=intake,
        concern=concern,
        board=unit.board,
        unit_name=f"{unit}, {unit.board}",
        door=concern.door,
        writer=writer,
        about=sealed.about,
        standing=sealed.standing,
        mark=sealed.mark,
        sent_at=now,
    )
    particulars = Particulars(intake=intake, board=unit.board, **sealed.particulars)
    if writer is None:
        _store_by_link(intake, envelope, particulars)
    else:
        for row in (intake, envelope, particulars):
            row.save(force_insert=True)
    return envelope


def _store_by_link(intake: Intake, *with_it: models.Model) -> None:
    """The database stores them for whoever holds the opened link, who may read none of them."""
    for name, value in intake.fingerprints().items():
        setattr(intake, name, value)
    with connection.cursor() as cursor:
        rows = [json.dumps(_columns(row), default=str) for row in (intake, *with_it)]
        cursor.execute("SELECT app_seal_by_link(%s::jsonb, %s::jsonb, %s::jsonb)", rows)


def _columns(row: models.Model) -> dict[str, Any]:
    """The row as it is stored, with what is encrypted encrypted."""
    fields = row._meta.concrete_fields
    return {str(field.column): field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields}


def is_same(concern: Concern, sealed: Sequence[Sealed]) -> bool:
    """Whether just these parts went with ``concern``: the form was sent twice, and nothing in it is new."""
    sent = SealedPart.objects.filter(concern=concern).values_list("mark", flat=True)
    return sorted(sent) == sorted(one.mark for one in sealed)
