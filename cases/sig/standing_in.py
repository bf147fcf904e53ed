"""The deputy who is called in to one case: because the chief has not acknowledged it in time, or is recused from it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import Case, RoutineStep, StandIn
from cases.sig.states import Step
from vbe.access.context import acting_as_task
from vbe.access.recusal import recused_from
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.models import Absence, Assignment
from vbe.organisation.permissions import Role

TASK = "deputies"


def stand_ins_for(case: Case, today: date) -> list[Assignment]:
    """Who may take over from the case's chief: the chief's deputies first, then the board's other chiefs on duty."""
    away = Absence.objects.filter(assignment=OuterRef("pk"), starts__lte=today, ends__gte=today)
    on_duty = Assignment.objects.filter(board=case.board_id, starts__lte=today, user__is_active=True).exclude(
        Q(ends__lt=today) | Exists(away)
    )
    deputies = on_duty.filter(deputy_for=case.chief_id)
    others = Assignment.objects.present(today).filter(board=case.board_id, role__in=[Role.CHIEF, Role.OTHER_CHIEF])
    found = [
        *deputies.select_related("user", "department", "unit").order_by("starts", "id"),
        *others.select_related("user", "department", "unit").order_by("role", "starts", "id"),
    ]
    barred = recused_from(case)
    chosen = {one.pk: one for one in found if one.pk != case.chief_id and one.user_id not in barred}
    return [one for one in chosen.values() if one.user_id != case.chief.user_id]


def call_in(case: Case, deputy: Assignment, ground: StandIn.Ground, now: datetime) -> bool:
    """Give ``deputy`` the case from now on; False when that has been done before."""
    try:
        with transaction.atomic():
            StandIn(case=case, board_id=case.board_id, assignment=deputy, ground=ground, starts_at=now).save(
                force_insert=True
            )
    except IntegrityError:
        return False
    return True


def dismiss(case: Case, now: datetime, *, but: Assignment | None = None) -> None:
    """The deputies' part in the case ends, at once; that of ``but`` goes on."""
    running = case.stand_ins.filter(ended_at=None)
    (running.exclude(assignment=but) if but else running).update(ended_at=now)


def tell_deputies(now: datetime) -> int:
    """Call in a deputy for each case whose chief has not acknowledged in time; returns how many were told.

    One transaction a case, and a deputy is called once: it may be killed at any line, run twice, and run again.
    """
    with acting_as_task(TASK):
        waiting = list(Case.objects.filter(step=Step.CHIEF_TOLD).values_list("pk", flat=True))
    return sum(_tell_deputy(pk, now) for pk in waiting)


def _tell_deputy(pk: UUID, now: datetime) -> bool:
    with acting_as_task(TASK):
        case = Case.objects.select_related("board__municipality__routine", "chief").get(pk=pk)
        deputy = _silent(case, now) and _next(case, timezone.localdate(now))
        if not deputy or not call_in(case, deputy, StandIn.Ground.SILENT, now):
            return False
        outbox.tell(
            deputy,
            text=_("Ärende %(case)s väntar på kvittens: du är inkallad som ersättare") % {"case": case},
            url=reverse("case", args=[case.number]),
            now=now,
            answer=Notice.Answer.IN_RECORD,
            due_at=now + timedelta(minutes=case.routine.acknowledge_minutes),
        )
        return True


def _silent(case: Case, now: datetime) -> bool:
    """Nobody has acknowledged within the limit, counted from whoever was told last."""
    if case.step != Step.CHIEF_TOLD:
        return False
    told = RoutineStep.objects.get(case=case, step=Step.CHIEF_TOLD).at
    last = max([told, *case.stand_ins.values_list("starts_at", flat=True)])
    return now >= last + timedelta(minutes=case.routine.acknowledge_minutes)


def _next(case: Case, today: date) -> Assignment | None:
    called = set(case.stand_ins.values_list("assignment_id", flat=True))
    return next((one for one in stand_ins_for(case, today) if one.pk not in called), None)
