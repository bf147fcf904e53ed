"""Who is told next when nobody answers: a deputy or whoever is on call is called in to the one case, then the director.

A deputy is called in also when the chief is recused from the case.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import on_call
from cases.sig.chiefs import told_of
from cases.sig.models import Case, RoutineStep, StandIn, Told
from cases.sig.states import Step
from cases.sig.telling import tell
from vbe.access.context import acting_as_task
from vbe.access.recusal import recused_from
from vbe.audit.log import record_by_task
from vbe.audit.models import Action
from vbe.notices.models import Notice
from vbe.organisation.models import Absence, Assignment, OnCall, Unit
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


def on_call_for(case: Case, now: datetime) -> Assignment | None:
    """Outside office hours: who has the board's duty, unless recused or the chief of the case."""
    if not on_call.outside_hours(case.routine, now):
        return None
    return on_call.on_call(case.board_id, now, without=recused_from(case) | {case.chief.user_id})


def call_in_on_call(case: Case, now: datetime) -> None:
    """Outside office hours whoever has the duty is told at once beside the chief, and may take the case in hand."""
    if (duty := on_call_for(case, now)) and call_in(case, duty, StandIn.Ground.ON_CALL, now):
        _tell_stand_in(case, duty, _("Nytt ärende %(case)s: du har beredskap") % {"case": case}, now)


def _tell_stand_in(case: Case, one: Assignment, text: str, now: datetime) -> None:
    tell(case, one, Step.CHIEF_TOLD, text=text, now=now, minutes=case.routine.acknowledge_minutes)


def dismiss(case: Case, now: datetime, *, but: Assignment | None = None) -> None:
    """The deputies' part in the case ends, at once; that of ``but`` goes on."""
    running = case.stand_ins.filter(ended_at=None)
    (running.exclude(assignment=but) if but else running).update(ended_at=now)


def tell_deputies(now: datetime) -> int:
    """Tell the next in line for each case that nobody has acknowledged in time; returns in how many somebody was told.

    First the deputy, outside office hours whoever is on call; then the stadsdelsdirektör, and the board's other chiefs.
    When it is the director who has not answered, the chief is told. One transaction a case, and everybody is told once:
    it may be killed at any line, run twice, and run again.
    """
    with acting_as_task(TASK):
        waiting = list(Case.objects.filter(step=Step.CHIEF_TOLD).values_list("pk", flat=True))
        unanswered = Told.objects.filter(step=Step.DIRECTOR_INFORMED, acknowledged_at=None, due_at__lte=now)
        silent = list(unanswered.exclude(case__step=Step.CLOSED).values_list("case_id", flat=True).distinct())
        _end_duty(now)
    return sum(_tell_next(pk, now) for pk in waiting) + sum(_tell_of_director(pk, now) for pk in silent)


def _locked(pk: UUID) -> Case:
    return Case.objects.select_related("board__municipality__routine", "chief__user").get(pk=pk)


def _tell_next(pk: UUID, now: datetime) -> bool:
    with acting_as_task(TASK):
        case = _locked(pk)
        if not _silent(case, now):
            return False
        was_called, deputy = case.stand_ins.exists(), _next(case, now)
        # The last resort when there is no deputy, and the one after the deputy when there is.
        told = (was_called or deputy is None) and _alert_director(case, now)
        if deputy and call_in(case, deputy, StandIn.Ground.SILENT, now):
            record_by_task(Action.CALLED_IN, case, reason=StandIn.Ground.SILENT.value)
            text = _("Ärende %(case)s väntar på kvittens: du är inkallad som ersättare") % {"case": case}
            _tell_stand_in(case, deputy, text, now)
            told = True
        return told


def _alert_director(case: Case, now: datetime) -> bool:
    """Tell the stadsdelsdirektör that no chief has answered; False when that is done, or nobody holds the function."""
    directors = directors_of(case, timezone.localdate(now)) if case.routine.informs_director else []
    if not directors or not _noted_once(case, Step.DIRECTOR_ALERTED, now):
        return False
    for director in directors:
        text = _("Ingen chef har kvitterat ärende %(case)s. Se till att någon tar det.") % {"case": case}
        tell(case, director, Step.DIRECTOR_ALERTED, text=text, now=now, minutes=case.routine.director_minutes)
    return True


def _tell_of_director(pk: UUID, now: datetime) -> bool:
    """The chief learns that the director has not answered, and can call."""
    with acting_as_task(TASK):
        case = _locked(pk)
        steps = RoutineStep.objects.filter(case=case, round=case.round)
        if steps.filter(step=Step.DIRECTOR_ACKNOWLEDGED).exists() or not _noted_once(case, Step.DIRECTOR_SILENT, now):
            return False
        text = _("Stadsdelsdirektören har inte kvitterat ärende %(case)s. Ring.") % {"case": case}
        for chief in told_of(case, now):
            tell(case, chief, Step.DIRECTOR_SILENT, text=text, now=now, answer=Notice.Answer.READ)
        return True


def _noted_once(case: Case, step: Step, now: datetime) -> bool:
    try:
        with transaction.atomic():
            case.note(step, by=None, now=now)
    except IntegrityError:
        return False
    return True


def _end_duty(now: datetime) -> None:
    """Whoever was on call is out of the case when the duty is over; the chief leads it all the time."""
    duty = OnCall.objects.at(now).filter(assignment=OuterRef("assignment"))
    StandIn.objects.filter(ground=StandIn.Ground.ON_CALL, ended_at=None).exclude(Exists(duty)).update(ended_at=now)


def directors_of(case: Case, today: date) -> list[Assignment]:
    """The stadsdelsdirektör who is there on the day, or the deputy; nobody who is recused."""
    return list(
        Assignment.objects.present(today)
        .filter(board=case.board_id, role=Role.DIRECTOR)
        .exclude(user__in=recused_from(case))
        .select_related("user")
    )


def _silent(case: Case, now: datetime) -> bool:
    """Nobody has acknowledged within the limit, counted from whoever was told last."""
    if case.step != Step.CHIEF_TOLD:
        return False
    told = RoutineStep.objects.get(case=case, round=case.round, step=Step.CHIEF_TOLD).at
    last = max([told, *case.stand_ins.values_list("starts_at", flat=True)])
    return now >= last + timedelta(minutes=case.routine.acknowledge_minutes)


def _next(case: Case, now: datetime) -> Assignment | None:
    called = set(case.stand_ins.values_list("assignment_id", flat=True))
    duty = on_call_for(case, now)
    line = [*([duty] if duty else []), *stand_ins_for(case, timezone.localdate(now))]
    return next((one for one in line if one.pk not in called), None)
