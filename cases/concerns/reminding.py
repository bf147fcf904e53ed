"""The clocks that nobody watches: what waits too long is told to the desk, and what nobody answers goes back.

Every reminder says a number and a step, never a content. It is sent in the transaction that notes that it was sent, so
the round may be killed at any line, run twice, and run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.concerns.models import Concern, DeskLimits, Handover, Reminder, RemovalOrder
from cases.concerns.models.second_look import assessors
from cases.concerns.states import State
from vbe.access.context import acting_as_task
from vbe.access.recusal import recused_from
from vbe.notices import outbox
from vbe.organisation.models import Absence, Assignment, Board

TASK = "desk"
Kind = Reminder.Kind
# A day when the worker stood still is made up for; older days are past reminding.
MADE_UP_FOR_DAYS = 7


def remind(now: datetime) -> int:
    """Send today's reminders and take back what nobody has answered in time; returns how many were told."""
    today = timezone.localdate(now)
    with acting_as_task(TASK):
        late = list(Handover.objects.waiting().filter(due_on__lt=today).values_list("concern_id", flat=True))
        waiting = list(_waiting(today))
    told = sum(_take_back(pk, now) for pk in late)
    return told + sum(_tell(pk, kind, day, now) for pk, kind, day in waiting)


def _waiting(today: date) -> Iterator[tuple[UUID, Kind, date]]:
    """What should be reminded of by today: the report, why, and the day it is about."""
    recently = today - timedelta(days=MADE_UP_FOR_DAYS)
    new = Concern.objects.filter(state=State.NEW)
    for pk in new.filter(due_on=today).values_list("pk", flat=True):
        yield pk, Kind.DUE, today
    for days, boards in _deputies_after(Board.objects.select_related("municipality")):
        late = new.filter(
            board__in=boards, due_on__range=(recently - timedelta(days=days), today - timedelta(days=days))
        )
        for pk, due_on in late.values_list("pk", "due_on"):
            yield pk, Kind.OVERDUE, due_on
    follow = Concern.objects.filter(follow_up_on__range=(recently, today))
    for pk, day in follow.values_list("pk", "follow_up_on"):
        assert day
        yield pk, Kind.FOLLOW_UP, day
    orders = RemovalOrder.objects.filter(done_on=None, ask_on__range=(recently, today))
    for pk, day in orders.values_list("concern_id", "ask_on"):
        yield pk, Kind.REMOVAL, day


def _deputies_after(boards: Iterable[Board]) -> Iterator[tuple[int, list[UUID]]]:
    """Boards by the days after which their deputies are reminded; those whose municipality wants none left out."""
    limits = {one.municipality_id: one.deputy_after_days for one in DeskLimits.objects.all()}
    unset = DeskLimits().deputy_after_days
    found: dict[int, list[UUID]] = {}
    for board in boards:
        found.setdefault(limits.get(board.municipality_id, unset), []).append(board.pk)
    return ((days, ids) for days, ids in found.items() if days)


def _take_back(pk: UUID, now: datetime) -> bool:
    """Move a report that was not answered back to its sender, and tell both desks."""
    with acting_as_task(TASK):
        # Whoever assesses or returns it holds the report too, and answers before it is let go.
        concern = Concern.objects.select_for_update().filter(pk=pk).first()
        handover = Handover.objects.waiting().select_related("from_board", "to_board").filter(concern=pk).first()
        if concern is None or handover is None:
            return False
        handover.concern, silent = concern, concern.board_id
        handover.come_back(now)
        kept = _("%(concern)s gick tillbaka: den var inte besvarad i tid") % {"concern": concern}
        _send(concern, _people(silent, now), kept, now)
        back = _("%(concern)s kom tillbaka: %(board)s svarade inte") % {"concern": concern, "board": handover.to_board}
        _send(concern, _people(concern.board_id, now), back, now)
        return True


def _tell(pk: UUID, kind: Kind, day: date, now: datetime) -> bool:
    with acting_as_task(TASK):
        concern = Concern.objects.filter(pk=pk).first()
        if concern is None or not _mark(concern, kind, day, now):
            return False
        people = _people(concern.board_id, now)
        if kind == Kind.OVERDUE:
            people = _deputies(concern.board_id, timezone.localdate(now)) or people
        _send(concern, people, WORDS[kind]() % {"concern": concern}, now)
        return True


def _mark(concern: Concern, kind: Kind, day: date, now: datetime) -> bool:
    """Note that the reminder is sent; False when it was."""
    try:
        with transaction.atomic():
            Reminder(concern=concern, kind=kind, day=day, sent_at=now).save(force_insert=True)
    except IntegrityError:
        return False
    return True


WORDS = {
    Kind.DUE: lambda: _("%(concern)s ska bedömas i dag"),
    Kind.OVERDUE: lambda: _("%(concern)s är försenad och har inte bedömts"),
    Kind.FOLLOW_UP: lambda: _("%(concern)s ska följas upp"),
    Kind.REMOVAL: lambda: _("Fråga om saneringen i %(concern)s"),
}


def _people(board_id: UUID, now: datetime) -> list[Assignment]:
    """Whoever may assess on the board today."""
    return list(assessors(board_id, timezone.localdate(now)).select_related("user", "board").order_by("starts", "id"))


def _deputies(board_id: UUID, today: date) -> list[Assignment]:
    """The deputies of whoever may assess on the board, who are there today, also while the holder is."""
    away = Absence.objects.filter(assignment=OuterRef("pk"), starts__lte=today, ends__gte=today)
    deputies = Assignment.objects.held(today).filter(deputy_for__in=assessors(board_id, today), starts__lte=today)
    return list(deputies.exclude(Q(Exists(away))).select_related("user", "board").order_by("starts", "id"))


def _send(concern: Concern, people: list[Assignment], text: str, now: datetime) -> None:
    recused = recused_from(concern)
    for person in people:
        if person.user_id not in recused:
            outbox.tell(person, text=text, url=reverse("concern", args=[concern.number]), now=now)
