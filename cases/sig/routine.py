"""The way through the routine: each verb takes one step, tells whom it concerns, and leaves a row.

Source: Spånga-Tensta 2017, s. 14. However a case came in, the nearest avdelningschef is told at once, informs the
stadsdelsdirektör, summons the start-up meeting, decides throughout and closes. Every verb is called inside the
request's transaction; notices and mail go out when it has been committed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import ages, deadlines
from cases.sig.models import Case, Identity, Intake, Participation, Routine, RoutineStep
from cases.sig.states import IntakeState, NotAllowed, Step
from vbe.access.encryption import fingerprint
from vbe.notices import outbox
from vbe.organisation.models import Assignment, Unit
from vbe.organisation.permissions import Role, let_take_part


def nearest_chief(unit: Unit, today: date) -> Assignment:
    """The chief who is told: of the unit's own department, or whoever stands in. Raises NotAllowed if nobody can.

    Routed by unit: the chief may lead another department than socialtjänsten. An absent chief's deputy comes
    before another department's chief.
    """
    chiefs = (
        Assignment.objects.present(today)
        .filter(board=unit.board_id, role__in=[Role.CHIEF, Role.OTHER_CHIEF])
        .select_related("user", "board")
        .order_by("deputy_for", "starts", "id")
    )
    nearest = chiefs.filter(department=unit.department_id).first() or chiefs.filter(role=Role.CHIEF).first()
    if nearest is None:
        raise NotAllowed(
            _("Ingen avdelningschef eller ersättare är i tjänst. Ring stadsdelens chef i beredskap, och be "
              "administratören att registrera en ersättare.")
        )
    return nearest


def confirm(intake: Intake, *, unit: Unit, ground: str, reason: str, by: Assignment, now: datetime) -> Case:
    """Start the routine for what came in: a numbered case, identity apart, and the nearest chief told at once."""
    intake.decide(IntakeState.CONFIRMED, reason=reason, by=by, now=now)
    today = timezone.localdate(now)
    routine = Routine.objects.get(municipality=by.board.municipality_id)
    born = date.fromisoformat(intake.birth_date) if intake.birth_date else None
    chief = nearest_chief(unit, today)
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
    add_participant(case, chief, today)
    outbox.tell(
        chief,
        text=_("Nytt ärende %(case)s: oro eller bekräftat fall") % {"case": case},
        url=reverse("case", args=[case.number]),
        now=now,
        needs_acknowledgement=True,
        due_at=now + timedelta(minutes=routine.acknowledge_minutes),
    )
    case.take(Step.CHIEF_TOLD, by=None, now=now)
    return case


def lead(born: date | None, today: date, routine: Routine, unit: Unit) -> str:
    """Who leads: by age; when the age is not known, by the unit the case is in."""
    if born:
        adult = ages.age_on(born, today) >= routine.sig_adult_from
    else:
        adult = unit.kind in (Unit.Kind.SIG_ADULT, Unit.Kind.ADULTS)
    return Case.Lead.ADULT if adult else Case.Lead.YOUNG


def _keep_identity(case: Case, intake: Intake) -> None:
    Identity(
        case=case,
        board_id=case.board_id,
        name=intake.person_name,
        number=intake.person_number,
        birth_date=intake.birth_date,
        number_index=fingerprint(intake.person_number) if intake.person_number else "",
    ).save(force_insert=True)


def add_participant(case: Case, assignment: Assignment, today: date) -> None:
    """Let ``assignment`` see and work in the case from ``today`` until the case ends. Repeatable."""
    if not Participation.objects.filter(case=case, assignment=assignment).exists():
        Participation(case=case, board_id=case.board_id, assignment=assignment, starts=today).save(force_insert=True)
    let_take_part(assignment.user, case)


def acknowledge(case: Case, *, by: Assignment, now: datetime) -> None:
    """The chief, or the deputy, has taken the case in hand."""
    case.take(Step.CHIEF_ACKNOWLEDGED, by=by, now=now)
    url = reverse("case", args=[case.number])
    by.notices.waiting().filter(url=url).update(acknowledged_at=now)


def inform_director(case: Case, *, by: Assignment, now: datetime) -> list[Assignment]:
    """Tell the stadsdelsdirektör, who acknowledges. Raises NotAllowed when nobody holds the function."""
    case.refuse_unless_next(Step.DIRECTOR_INFORMED)
    directors = list(
        Assignment.objects.present(timezone.localdate(now))
        .filter(board=case.board_id, role=Role.DIRECTOR)
        .select_related("user")
    )
    if not directors:
        raise NotAllowed(
            _("Nämnden har ingen stadsdelsdirektör eller ersättare registrerad i dag. Be administratören att "
              "registrera en.")
        )
    for director in directors:
        outbox.tell(
            director,
            text=_("Information om ärende %(case)s: rutinen har startat") % {"case": case},
            url=reverse("case", args=[case.number]),
            now=now,
            needs_acknowledgement=True,
        )
    case.take(Step.DIRECTOR_INFORMED, by=by, now=now)
    return directors


def decide(case: Case, *, decision: str, by: Assignment, now: datetime) -> None:
    """The chief's decision after the start-up meeting."""
    case.take(Step.DECIDED, by=by, now=now, reason=decision)


def close(case: Case, *, reason: str, by: Assignment, now: datetime) -> None:
    """The chief closes the case; everybody's participation ends with the day."""
    case.take(Step.CLOSED, by=by, now=now, reason=reason)
    case.participations.filter(ends=None).update(ends=timezone.localdate(now))
