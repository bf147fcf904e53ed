"""The deputy who is called in to one case: because the chief has not acknowledged it in time, or is recused from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig.models import Case, RoutineStep, StandIn
from cases.sig.states import Step
from vbe.access.context import acting_as_task
from vbe.access.recusal import recused_from
from vbe.audit.log import record_by_task
from vbe.audit.models import Action
from vbe.notices import outbox
from vbe.notices.models import Notice
from vbe.organisation.models import Absence, Assignment, Unit
from vbe.organisation.permissions import Role

TASK = "deputies"


def on_duty(board_id: UUID, today: date) -> QuerySet[Assignment]:
    """Assignments on the board whose holders are there today, a deputy's also while the holder is."""
    away = Absence.objects.filter(assignment=OuterRef("pk"), starts__lte=today, ends__gte=today)
    held = Assignment.objects.filter(board=board_id, starts__lte=today, ended_at=None, user__is_active=True)
    return (
        held.exclude(Q(ends__lt=today) | Exists(away))
        .select_related("user", "board", "department", "unit")
        .order_by("role", "starts", "id")
    )


def stand_ins_for(case: Case, today: date) -> list[Assignment]:
    """Who may take over from the case's chief: the chief's deputies first, then the board's other chiefs on duty."""
    deputies = on_duty(case.board_id, today).filter(deputy_for=case.chief_id)
    others = on_duty(case.board_id, today).filter(
        pk__in=Assignment.objects.active(today), role__in=[Role.CHIEF, Role.OTHER_CHIEF]
    )
    barred = recused_from(case) | {case.chief.user_id}
    chosen = {one.pk: one for one in [*deputies, *others] if one.user_id not in barred}
    return list(chosen.values())


def deputy_of_recused(unit: Unit, today: date, recused: Collection[UUID]) -> Assignment | None:
    """The deputy of a chief of the board who is recused: of the unit's own department first."""
    deputies = list(
        on_duty(unit.board_id, today).filter(deputy_for__user__in=recused, role=Role.CHIEF).exclude(user__in=recused)
    )
    own = (deputy for deputy in deputies if deputy.department_id == unit.department_id)
    return next(own, None) or next(iter(deputies), None)


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


def call_in_unless_active(case: Case, chief: Assignment, ground: StandIn.Ground, now: datetime) -> None:
    """A chief whose assignment acts needs no more; a deputy whose holder is there is called in to this case."""
    active = Assignment.objects.active(timezone.localdate(now))
    if chief.deputy_for_id and not active.filter(pk=chief.pk).exists():
        call_in(case, chief, ground, now)


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
        record_by_task(Action.CALLED_IN, case, reason=StandIn.Ground.SILENT.value)
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
