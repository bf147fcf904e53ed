"""The way through the routine: each verb takes one step, tells whom it concerns, and leaves a row.

Source: Spånga-Tensta 2017, s. 14. However a case came in, the nearest avdelningschef is told at once, informs the
stadsdelsdirektör, summons the start-up meeting, decides throughout and closes. Every verb is called inside the
request's transaction; notices and mail go out when it has been committed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import ages, deadlines
from cases.sig import standing_in, support, telling
from cases.sig.calling_off import cancel_coming
from cases.sig.chiefs import nearest_chiefs as nearest_chiefs
from cases.sig.models import Case, Identity, Intake, Participation, Routine, RoutineStep, StandIn
from cases.sig.states import IntakeState, NotAllowed, Step
from vbe.access.recusal import recused_from
from vbe.notices.models import Notice
from vbe.organisation.models import Assignment, Unit
from vbe.organisation.permissions import allows, let_take_part


def nearest_chief(unit: Unit, today: date, *, without: Collection[UUID] = ()) -> Assignment:
    """The one chief of ``nearest_chiefs``. Raises NotAllowed if nobody can be told."""
    nearest = nearest_chiefs([unit], today, without=without)[unit] or standing_in.deputy_of_recused(
        unit, today, without
    )
    if nearest is None:
        raise NotAllowed(
            _(
                "Ingen avdelningschef eller ersättare är i tjänst. Ring stadsdelens chef i beredskap, och be "
                "administratören att registrera en ersättare."
            )
        )
    return nearest


def confirm(intake: Intake, *, unit: Unit, ground: str, reason: str, by: Assignment, now: datetime) -> Case:
    """Start the routine for what came in: a numbered case, identity apart, and the nearest chief told at once.

    Raises NotAllowed, with nothing written, when it has been decided already and when no chief is on duty.
    """
    intake.refuse_if_decided()
    today = timezone.localdate(now)
    routine = Routine.objects.get(municipality=by.board.municipality_id)
    born = intake.born
    chief = nearest_chief(unit, today, without=recused_from(intake))
    intake.decide(IntakeState.CONFIRMED, reason=reason, by=by, now=now)
    case = Case(
        board=intake.board,
        intake=intake,
        unit=unit,
        ground=ground,
        age_band=ages.band(born, today) if born else Case.AgeBand.UNKNOWN,
        lead=lead(born, today, routine, unit),
        chief=chief,
        opened_at=now,
        start_up_due_on=deadlines.due(today, days=routine.start_up_days).calendar,
        step=Step.CONFIRMED,
    )
    case.give_number()
    case.save(force_insert=True)
    _keep_identity(case, intake)
    RoutineStep(case=case, board=case.board, step=Step.CONFIRMED, at=now, by=by, reason=reason).save(force_insert=True)
    standing_in.call_in_unless_active(case, chief, StandIn.Ground.RECUSED, now)
    add_participant(case, chief, today)
    telling.tell(
        case,
        chief,
        Step.CHIEF_TOLD,
        text=_("Nytt ärende %(case)s: oro eller bekräftat fall") % {"case": case},
        now=now,
        minutes=routine.acknowledge_minutes,
    )
    standing_in.call_in_on_call(case, now)
    case.take(Step.CHIEF_TOLD, by=None, now=now)
    return case


def lead(born: date | None, today: date, routine: Routine, unit: Unit) -> ages.Lead:
    """Who leads: by age; when the age is not known, by the unit the case is in."""
    if born:
        return ages.leads(born, today, routine.sig_adult_from)
    return ages.Lead.SIG_ADULT if unit.kind in (Unit.Kind.SIG_ADULT, Unit.Kind.ADULTS) else ages.Lead.SOCIALTJANST


def _keep_identity(case: Case, intake: Intake) -> None:
    Identity(
        case=case,
        board_id=case.board_id,
        name=intake.person_name,
        number=intake.twelve or intake.person_number,
        birth_date=intake.birth_date,
        protected=intake.protected,
    ).save(force_insert=True)


def add_participant(case: Case, assignment: Assignment, today: date) -> None:
    """Let ``assignment`` see and work in the case from ``today`` until the case ends. Repeatable."""
    held = Participation.objects.filter(case=case, assignment=assignment)
    if not held.exists():
        Participation(case=case, board_id=case.board_id, assignment=assignment, starts=today).save(force_insert=True)
    held.exclude(ends=None).update(ends=None)
    let_take_part(assignment.user, case)


def end_participation(case: Case, assignment: Assignment, today: date) -> None:
    """``assignment`` is out of the case at once: yesterday was the last day, and who came in today leaves no row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sig_leave_today(%s, %s)", [case.pk, assignment.pk])
    yesterday = today - timedelta(days=1)
    running = case.participations.filter(Q(ends=None) | Q(ends__gte=today), assignment=assignment)
    running.update(ends=Greatest(F("starts"), yesterday))


def acknowledge(case: Case, *, by: Assignment, now: datetime) -> None:
    """The chief, or the deputy who was called in, has taken the case in hand. Whoever acknowledges leads it.

    Whoever is on call takes it in hand for the duty's time; the chief leads it.
    """
    case.take(Step.CHIEF_ACKNOWLEDGED, by=by, now=now)
    answer_notices(case, by=by, now=now)
    on_call = case.stand_ins.filter(assignment=by, ended_at=None, ground=StandIn.Ground.ON_CALL).exists()
    if by.pk != case.chief_id and not on_call:
        hand_over(case, by, now)
    standing_in.dismiss(case, now, but=by)


def may_lead(assignment: Assignment) -> bool:
    return allows(assignment.role, "case.decide")


def hand_over(case: Case, chief: Assignment, now: datetime) -> None:
    """From now on ``chief`` leads the case."""
    case.chief = chief
    case.save(update_fields=["chief"])
    add_participant(case, chief, timezone.localdate(now))


def take_over(case: Case, *, by: Assignment, now: datetime) -> None:
    """Lead a case whose chief has left. Raises NotAllowed while somebody leads it."""
    if not case.lacks_chief(timezone.localdate(now)):
        raise NotAllowed(_("Ärendet leds av %(chief)s.") % {"chief": case.chief.user})
    hand_over(case, by, now)


def acknowledge_by(case: Case, steps: Iterable[RoutineStep]) -> datetime | None:
    """When the chief should have acknowledged; None once it is done."""
    at = {step.step: step.at for step in steps if step.round == case.round}
    if Step.CHIEF_ACKNOWLEDGED in at or Step.CHIEF_TOLD not in at:
        return None
    return at[Step.CHIEF_TOLD] + timedelta(minutes=case.routine.acknowledge_minutes)


def waiting_notice(case: Case, by: Assignment) -> Notice | None:
    """The newest message about the case that ``by`` has not answered."""
    url = reverse("case", args=[case.number])
    return by.notices.waiting().filter(url=url).exclude(answer=Notice.Answer.READ).newest_first().first()


def answer_notices(case: Case, *, by: Assignment, now: datetime) -> bool:
    """Note that ``by`` has taken in the messages about the case; False when there were none to answer.

    The director's answer is a row of the routine too, so that the chief can show when it came.
    """
    url = reverse("case", args=[case.number])
    answered = by.notices.waiting().filter(url=url).update(acknowledged_at=now)
    telling.taken_in(case, by=by, now=now)
    informed = allows(by.role, "case.follow") and case.taken(Step.DIRECTOR_INFORMED)
    if answered and informed and not case.taken(Step.DIRECTOR_ACKNOWLEDGED):
        case.note(Step.DIRECTOR_ACKNOWLEDGED, by=by, now=now)
    return bool(answered)


def inform_director(case: Case, *, by: Assignment, now: datetime) -> list[Assignment]:
    """Tell the stadsdelsdirektör, who acknowledges. Raises NotAllowed when nobody holds the function."""
    case.refuse_unless_next(Step.DIRECTOR_INFORMED)
    directors = standing_in.directors_of(case, timezone.localdate(now))
    if not directors:
        raise NotAllowed(
            _(
                "Nämnden har ingen stadsdelsdirektör eller ersättare registrerad i dag. Be administratören att "
                "registrera en."
            )
        )
    for director in directors:
        telling.tell(
            case,
            director,
            Step.DIRECTOR_INFORMED,
            text=_("Information om ärende %(case)s: rutinen har startat") % {"case": case},
            now=now,
            minutes=case.routine.director_minutes,
        )
    case.take(Step.DIRECTOR_INFORMED, by=by, now=now)
    return directors


def decide(case: Case, *, decision: str, by: Assignment, now: datetime) -> None:
    """The chief's decision after the start-up meeting."""
    case.take(Step.DECIDED, by=by, now=now, reason=decision)


def close(case: Case, *, outcome: str, reason: str, by: Assignment, now: datetime, taken_over_by: str = "") -> None:
    """The chief closes the case with what came of it; everybody's participation ends with the day.

    Meetings to come are cancelled, and leave everybody's calendar.
    Raises NotAllowed before the measures are decided, unless the outcome is one that ends a case wherever it is, and
    while measures go on that nobody takes over.
    """
    if case.transfers.waiting().exists():
        raise NotAllowed(_("Ärendet väntar på svar från en annan nämnd. Återkalla överlämnandet först."))
    support.settle(case, taken_over_by=taken_over_by, by=by, now=now)
    case.take(Step.CLOSED, by=by, now=now, reason=reason, outcome=outcome)
    cancel_coming(case, reason=_("Ärendet är avslutat"), by=by, now=now)
    case.participations.filter(ends=None).update(ends=timezone.localdate(now))
    # Last: a deputy who closes the case gives up the right to write in it.
    standing_in.dismiss(case, now)


def reopen(case: Case, *, reason: str, by: Assignment, now: datetime) -> None:
    """The chief opens a closed case again: a new round of the routine, led by whoever opens it.

    Who took part before is not called in again by itself. Raises NotAllowed when the case is open.
    """
    if case.step != Step.CLOSED:
        raise NotAllowed(_("Ärendet är redan öppet."))
    case.has_met = case.steps.filter(step=Step.HELD).exists()
    case.round += 1
    case.note(Step.REOPENED, by=by, now=now, reason=reason)
    case.step = Step.REOPENED
    case.save(update_fields=["step", "round", "has_met"])
    hand_over(case, by, now)
