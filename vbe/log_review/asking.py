"""A question to the reader's chief: a notice that names neither the reader nor the record."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vbe.log_review.models import Inquiry, Mark, NotAllowed, SampledRead
from vbe.notices import outbox
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role

CHIEFS = [Role.CHIEF, Role.OTHER_CHIEF]


def chief_of(assignment: Assignment, today: date) -> Assignment:
    """The reader's nearest chief on duty: of the own department before another's; a chief's own chief is the director.
    Of a board that has ended, on the one that took over.

    Raises NotAllowed when nobody is on duty who is not the reader.
    """
    others = (
        Assignment.objects.present(today)
        .filter(board=assignment.board.in_force)
        .exclude(user=assignment.user_id)
        .select_related("user", "department", "unit", "board")
        .order_by("deputy_for", "starts", "id")
    )
    chiefs = [] if assignment.role in CHIEFS else list(others.filter(role__in=CHIEFS))
    near = [chief for chief in chiefs if chief.department_id == assignment.department_id]
    directors = others.filter(role=Role.DIRECTOR)
    chosen = next(iter(near), None) or next((c for c in chiefs if c.role == Role.CHIEF), None) or directors.first()
    if chosen is None:
        raise NotAllowed(_("Ingen chef för personen är registrerad i nämnden. Ta frågan utanför tjänsten."))
    return chosen


def ask(read: SampledRead, *, by: Assignment, now: datetime) -> bool:
    """Tell the reader's chief that the reviewer has a question; False when that is done already.

    Raises NotAllowed unless the row is marked as a question or a deviation and there is a chief to ask.
    """
    if read.mark not in (Mark.QUESTION, Mark.DEVIATION):
        raise NotAllowed(_("Märk raden som fråga eller avvikelse och spara. Sedan kan frågan skickas."))
    if read.assignment is None:
        raise NotAllowed(_("Läsningen gjordes utan uppdrag. Ta frågan utanför tjänsten."))
    chief = chief_of(read.assignment, timezone.localdate(now))
    inquiry = Inquiry(read=read, board_id=read.board_id, asked_of=chief, asked_by=by, asked_at=now)
    try:
        with transaction.atomic():
            inquiry.save(force_insert=True)
    except IntegrityError:
        return False
    outbox.tell(
        chief,
        text=_("Loggranskaren %(who)s har en fråga och hör av sig till dig") % {"who": by.user.name},
        url=reverse("notices"),
        now=now,
    )
    return True
