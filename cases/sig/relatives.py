"""Support to a relative: opened, told of, given and closed by those who have a part in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import (
    Case,
    RelativeConsent,
    RelativeIdentity,
    RelativeMeasure,
    RelativeNote,
    RelativePart,
    RelativeSupport,
    RelativeTie,
)
from cases.sig.states import NotAllowed
from vbe.access.request import Request
from vbe.access.templatetags.dates import swedate
from vbe.notices import outbox
from vbe.notices.todo import Todo
from vbe.organisation.models import Assignment
from vbe.organisation.permissions import Role, allows

# So many wait at most on the start page.
MOST = 25


def begin(
    pk: UUID, *, came: str, needs: str, identity: dict[str, Any], by: Assignment, now: datetime
) -> RelativeSupport | None:
    """Open a support with its opener as the first to give it; None when the same form has been sent before."""
    support = RelativeSupport(id=pk, board=by.board, came=came, needs=needs, opened_by=by, opened_at=now)
    support.give_number()
    try:
        with transaction.atomic():
            support.save(force_insert=True)
    except IntegrityError:
        return None
    RelativePart(support=support, board=by.board, assignment=by, starts=timezone.localdate(now)).save(force_insert=True)
    RelativeIdentity(support=support, board=by.board, **identity).save(force_insert=True)
    return support


def inform(support: RelativeSupport, *, on: date, how: str, by: Assignment) -> None:
    """Note that the relative has been told that support is there. Raises NotAllowed when that was noted before."""
    support.refuse_if_closed()
    if support.informed_on:
        raise NotAllowed(_("Det är redan noterat att den anhöriga har fått veta det."))
    support.informed_on, support.informed_how, support.informed_by = on, how, by
    support.save(update_fields=["informed_on", "informed_how", "informed_by"])


def note(
    support: RelativeSupport, *, pk: UUID, text: str, by: Assignment, now: datetime, again_on: date | None = None
) -> bool:
    """A contact, and when the next one is to be."""
    support.refuse_if_closed()
    words = {"text": text, "again_on": again_on}
    return _once(RelativeNote(id=pk, support=support, board_id=support.board_id, **words, by=by, at=now))


def give(
    support: RelativeSupport, *, pk: UUID, name: str, goal: str, starts: date, by: Assignment, now: datetime
) -> bool:
    """A measure for the relative."""
    support.refuse_if_closed()
    words = {"name": name, "goal": goal, "starts": starts}
    return _once(RelativeMeasure(id=pk, support=support, board_id=support.board_id, **words, by=by, at=now))


def end_measure(measure: RelativeMeasure, *, on: date, result: str, by: Assignment) -> None:
    measure.support.refuse_if_closed()
    if measure.ended_on:
        raise NotAllowed(_("Insatsen är redan avslutad."))
    measure.ended_on, measure.ended_by, measure.result = max(on, measure.starts), by, result
    measure.save(update_fields=["ended_on", "ended_by", "result"])


def consent(support: RelativeSupport, *, pk: UUID, by: Assignment, now: datetime, **words: Any) -> bool:
    support.refuse_if_closed()
    return _once(RelativeConsent(id=pk, support=support, board_id=support.board_id, **words, by=by, at=now))


def withdraw(row: RelativeConsent, now: datetime) -> bool:
    """The consent has been taken back; False when that was noted already. Also in a closed support."""
    if row.withdrawn_at:
        return False
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    return True


def givers(support: RelativeSupport, today: date) -> list[Assignment]:
    """Who on the board may be asked to give the support: present, and without a part in it today."""
    roles = [role for role in Role if allows(role, "relative.support")]
    taken = [part.assignment_id for part in support.parts.all() if part.active(today)]
    found = Assignment.objects.present(today).filter(board=support.board_id, role__in=roles).exclude(pk__in=taken)
    return list(found.select_related("user", "unit").order_by("user__name", "id"))


def add(support: RelativeSupport, assignment: Assignment, *, now: datetime) -> None:
    """Let a colleague give the support too, and tell her that she does."""
    support.refuse_if_closed()
    today = timezone.localdate(now)
    held = support.parts.filter(assignment=assignment)
    if not held.exists():
        RelativePart(support=support, board_id=support.board_id, assignment=assignment, starts=today).save(
            force_insert=True
        )
    held.exclude(ends=None).update(ends=None)
    text = _("Du ger nu stöd i %(support)s") % {"support": support}
    outbox.notify(assignment, text=text, url=reverse("relative", args=[support.pk]), now=now)


def leave(part: RelativePart, *, now: datetime) -> None:
    """Somebody no longer gives the support. Raises NotAllowed for the last one."""
    today = timezone.localdate(now)
    others = [one for one in part.support.parts.all() if one.pk != part.pk and one.active(today)]
    if not others:
        raise NotAllowed(_("Ett stöd står aldrig utan någon som ger det. Lägg till en kollega först."))
    RelativePart.objects.filter(pk=part.pk).update(ends=Greatest(F("starts"), today - timedelta(days=1)))


def tie(support: RelativeSupport, case: Case, *, by: Assignment, now: datetime) -> bool:
    """Note that the support and the case belong together; the caller has read both. False when it was noted before."""
    support.refuse_if_closed()
    return _once(RelativeTie(support=support, case=case, board_id=support.board_id, by=by, at=now))


def close(support: RelativeSupport, *, outcome: str, words: str, by: Assignment, now: datetime) -> None:
    """Close the support. Raises NotAllowed before the relative has been told of it, and while a measure goes on."""
    support.refuse_if_closed()
    if support.informed_on is None:
        raise NotAllowed(_("Notera först när den anhöriga fick veta att stöd finns."))
    if support.measures.filter(ended_on=None).exists():
        raise NotAllowed(_("Avsluta först de insatser som pågår."))
    support.closed_at, support.closed_by, support.outcome, support.outcome_words = now, by, outcome, words
    support.save(update_fields=["closed_at", "closed_by", "outcome", "outcome_words"])


def todo(request: Request, today: date) -> list[Todo]:
    """For whoever gives a support: the duty to tell the relative of it, and contacts whose day has come."""
    if not request.access.allows("relative.support"):
        return []
    given = RelativeSupport.objects.given_by(request).open().with_again_on()
    waits = given.filter(Q(informed_on=None) | Q(again_on__lte=today)).order_by("opened_at", "id")
    return [
        Todo(
            _("%(support)s · Hör av dig") % {"support": support}
            if support.informed_on
            else _("%(support)s · Berätta att stöd finns") % {"support": support},
            reverse("relative", args=[support.pk]),
            detail=_("Öppnat %(day)s") % {"day": swedate(support.opened_at)},
            waiting_since=support.opened_at,
            due_on=support.again_on if support.informed_on else None,
        )
        for support in waits[:MOST]
    ]


def _once(row: Any) -> bool:
    """Store a new row under its own id; False when it is there already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True
