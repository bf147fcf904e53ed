"""What a samordnare writes down, passes on and answers. Each step waits for a colleague who is saving, and refuses when
the report has left the desk meanwhile; a step that was taken already, with the same key, is not taken again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.concerns.models import Concern, DeskLimits, Handover, Note, PoliceInformation, RemovalOrder, SecondLook
from cases.concerns.models.second_look import needs_look
from cases.concerns.states import NotAllowed, State
from cases.deadlines import working_days_after

if TYPE_CHECKING:
    from vbe.access.request import Request


@dataclass(frozen=True)
class Writing:
    """Who writes, when, and the key that the form was given when it was shown."""

    request: Request
    key: UUID
    now: datetime

    @property
    def signed(self) -> dict[str, Any]:
        return {"by": self.request.access.acting, "at": self.now}


def locked(request: Request, concern: Concern) -> Concern:
    """The report, held until the transaction ends. Raises NotAllowed when it lies on another desk."""
    found = Concern.objects.on_desk(request).select_for_update(of=("self",)).select_related("board")
    here = found.filter(pk=concern.pk).first()
    if here is None:
        raise NotAllowed(_("Rapporten ligger hos en annan nämnd. Bara den som har rapporten kan göra det här."))
    return here


@transaction.atomic
def add_note(writing: Writing, concern: Concern, *, text: str, corrects: Note | None = None) -> bool:
    """Write a note, also on a closed report; False when it was written already."""
    here = locked(writing.request, concern)
    if _is_there(Note, here, writing.key):
        return False
    note = Note(pk=writing.key, concern=here, board=here.board, text=text, corrects=corrects, **writing.signed)
    note.save(force_insert=True)
    return True


@transaction.atomic
def tell_police(writing: Writing, concern: Concern, fields: dict[str, Any], corrects: PoliceInformation | None) -> bool:
    """Record what an authority was told; False when it was recorded already. Raises NotAllowed on a closed report."""
    here = locked(writing.request, concern)
    if _is_there(PoliceInformation, here, writing.key):
        return False
    # What was told before it was closed may be put right.
    if corrects is None:
        _refuse_closed(here)
    told = PoliceInformation(
        pk=writing.key, concern=here, board=here.board, corrects=corrects, **fields, **writing.signed
    )
    told.record()
    return True


@transaction.atomic
def order_removal(writing: Writing, concern: Concern, *, to: str, reference: str) -> bool:
    """Note that removal was ordered; False when it was noted already. Raises NotAllowed on a closed report."""
    here = locked(writing.request, concern)
    if _is_there(RemovalOrder, here, writing.key):
        return False
    _refuse_closed(here)
    ask_on = working_days_after(writing.now, DeskLimits.of(here.board).removal_days)
    order = RemovalOrder(
        pk=writing.key, concern=here, board=here.board, to=to, reference=reference, ask_on=ask_on, **writing.signed
    )
    order.save(force_insert=True)
    return True


@transaction.atomic
def finish_removal(request: Request, order: RemovalOrder, done_on: date, *, now: datetime) -> bool:
    """Note the day it was gone; False when that was noted already. Raises NotAllowed for a day that cannot be."""
    locked(request, order.concern)
    order.refresh_from_db()
    if not timezone.localdate(order.at) <= done_on <= timezone.localdate(now):
        raise NotAllowed(_("Välj en dag från beställningen till i dag."))
    return order.finish(done_on, by=request.access.acting, now=now)


@transaction.atomic
def return_handover(
    request: Request, concern: Concern, handover: Handover, reason: Handover.ReturnReason, *, now: datetime
) -> bool:
    """Give a handed-over report back to its sender; False when exactly that was done already.

    Raises NotAllowed when it was answered otherwise: assessed by a colleague, or gone back by itself.
    """
    acting = request.access.acting
    handover.refresh_from_db()
    if handover.answered_by_id == acting.pk and handover.return_reason == reason:
        return False
    here = locked(request, concern)
    handover = here.handovers.select_related("from_board").get(pk=handover.pk)
    handover.concern = here
    handover.give_back(reason, by=acting, now=now)
    return True


@transaction.atomic
def ask_for_look(writing: Writing, concern: Concern, *, reason: str) -> bool:
    """Ask a colleague to look before the report is closed; False when that was asked already."""
    here = locked(writing.request, concern)
    if here.second_looks.filter(board=here.board, looked_at=None).exists():
        return False
    if here.state == State.CLOSED or not needs_look(here, timezone.localdate(writing.now)):
        raise NotAllowed(_("Rapporten behöver ingen andra titt."))
    look = SecondLook(
        pk=writing.key, concern=here, board=here.board, reason=reason,
        asked_by=writing.request.access.acting, asked_at=writing.now,
    )  # fmt: skip
    look.save(force_insert=True)
    return True


@transaction.atomic
def look(request: Request, asked: SecondLook, *, agrees: bool, note: str, now: datetime) -> bool:
    """Answer a request for a second look; False when exactly this was answered already."""
    here = locked(request, asked.concern)
    found = here.second_looks.select_related("asked_by").get(pk=asked.pk)
    acting = request.access.acting
    if (found.looked_by_id, found.agrees, found.note) == (acting.pk, agrees, note):
        return False
    found.look(agrees=agrees, note=note, by=acting, now=now)
    return True


def _is_there(model: type[models.Model], concern: Concern, key: UUID) -> bool:
    """Whether the row was saved by an earlier press of the button."""
    return model._default_manager.filter(pk=key, concern=concern).exists()


def _refuse_closed(concern: Concern) -> None:
    if concern.state == State.CLOSED:
        raise NotAllowed(_("Rapporten är avslutad. Öppna den igen först."))
