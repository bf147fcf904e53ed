"""What people have taken on in a case: given at a meeting or between two, done, and reminded of on the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.chiefs import told_of
from cases.sig.happening import Happening, newest
from cases.sig.models import Case, CaseTask, MeetingPoint
from cases.sig.states import NotAllowed, Step
from vbe.access.context import acting_as_task
from vbe.access.recusal import recused_from
from vbe.access.request import Request
from vbe.notices import outbox
from vbe.organisation.models import Assignment

# The round that reminds; its policies name it.
TASK = "case_tasks"
SHOWN = 5
# Rounds that did not run are made up for, not those of last year.
MADE_UP_FOR = timedelta(days=14)


def owners(case: Case, today: date) -> dict[str, Assignment]:
    """Those who take part, by what they are called where an owner is named: ``Anna Ek, Enhetschef, SIG vuxna``."""
    active = case.participations.filter(Q(ends=None) | Q(ends__gte=today), starts__lte=today)
    parts = active.select_related("assignment__user", "assignment__unit", "assignment__department")
    return {named(part.assignment): part.assignment for part in parts.order_by("starts", "id")}


def named(assignment: Assignment) -> str:
    return f"{assignment.user.name}, {assignment.title}"[:120]


def give(case: Case, decisions: Iterable[MeetingPoint], *, by: Assignment, now: datetime) -> list[CaseTask]:
    """Each decision of adjusted minutes becomes its owner's task, as it stands there."""
    known = owners(case, timezone.localdate(now))
    rows = [
        CaseTask(
            case=case,
            board_id=case.board_id,
            point=row,
            what=row.decision,
            owner=known.get(row.responsible),
            responsible=row.responsible,
            # Adjusted minutes have a day for each.
            due_on=row.due_on,  # type: ignore[misc]
            made_by=by,
            made_at=now,
        )
        for row in decisions
    ]
    return CaseTask.objects.bulk_create(rows)


def add(task: CaseTask, *, by: Assignment, now: datetime) -> bool:
    """A task between meetings; False when the same form was sent before. Raises NotAllowed in a closed case."""
    _refuse_if_closed(task.case)
    task.board_id, task.made_by, task.made_at = task.case.board_id, by, now
    task.owner = owners(task.case, timezone.localdate(now)).get(task.responsible)
    try:
        with transaction.atomic():
            task.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def finish(task: CaseTask, *, by: Assignment, now: datetime) -> bool:
    """The task is done; False when somebody has said so already."""
    _refuse_if_closed(task.case)
    return bool(CaseTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by))


def reopen(task: CaseTask) -> bool:
    """It was not done after all; False when it is open already. What was said stays in history."""
    _refuse_if_closed(task.case)
    return bool(CaseTask.objects.filter(pk=task.pk).exclude(done_at=None).update(done_at=None, done_by=None))


def _refuse_if_closed(case: Case) -> None:
    if case.step == Step.CLOSED:
        raise NotAllowed(_("Ärendet är avslutat. Uppgifterna kan inte ändras längre."))


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """The first of the case's open tasks, for the record page."""
    undone = CaseTask.objects.visible_to(request).filter(case=case).undone()
    first = list(undone.in_list_order().select_related("owner__user")[: SHOWN + 1])
    return {"tasks": first[:SHOWN], "more_tasks": len(first) > SHOWN}


def happenings(case: Case, most: int | None) -> list[Happening]:
    """What the timeline tells: tasks that were done."""
    done = case.tasks.done().select_related("done_by__user")
    return [
        Happening(task.done_at, _("Uppgift klar"), task.done_by.user.name, task.what)
        for task in newest(done, "done_at", most=most)
        if task.done_at and task.done_by
    ]


def remind(now: datetime) -> int:
    """Tell the owner on the task's last day, and the case's chief when nobody owns it who still takes part.

    One transaction a task, and each is told of once: the round may be killed at any line, and run twice. The message
    names the case and nothing else. Returns how many tasks were told of.
    """
    today = timezone.localdate(now)
    with acting_as_task(TASK):
        due = CaseTask.objects.undone().filter(reminded_at=None, due_on__range=(today - MADE_UP_FOR, today))
        waiting = list(due.values_list("pk", flat=True))
    return sum(_remind(pk, now) for pk in waiting)


def _remind(pk: UUID, now: datetime) -> bool:
    with acting_as_task(TASK):
        if not CaseTask.objects.undone().filter(pk=pk, reminded_at=None).update(reminded_at=now):
            return False
        task = CaseTask.objects.select_related("case__chief__user", "case__unit", "owner__user").get(pk=pk)
        today, barred = timezone.localdate(now), recused_from(task.case)
        # Whoever leads the case has a deputy while away; what somebody else has taken on waits for nobody else.
        own = [task.owner] if task.owner and task.owner_id != task.case.chief_id else []
        reachable = (one for one in [*own, *told_of(task.case, now)] if not one.is_over(today))
        told = next((one for one in reachable if one.user_id not in barred), None)
        if told is None or task.case.step == Step.CLOSED:
            return False
        outbox.tell(
            told,
            text=_("%(case)s: en uppgift ska vara klar") % {"case": task.case},
            url=reverse("case_tasks", args=[task.case.number]),
            now=now,
        )
        return True
