"""The demonstration of what leaves the unit: to the school with consent, to the police on request, and to Jobbtorg."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.sig import answering, case_tasks, ledger, routine
from cases.sig.models import Case, CaseTask, Consent, Disclosure, Ground, InformationRequest, Meeting, SeatAnswer
from cases.sig.states import Step
from vbe.organisation.ids import new_id
from vbe.organisation.models import Actor, Assignment, LegalRow
from vbe.organisation.permissions import Role

DAY = timedelta(days=1)


def load_sharing(now: datetime) -> None:
    """In the latest case of Skärholmen with measures."""
    case = Case.objects.filter(board__code="skarholmen", step=Step.DECIDED).order_by("-opened_at").first()
    if case is None:
        return
    _told_school(case, now)
    _asked_by_police(case, now)
    _called_jobbtorg(case, now)


def _told_school(case: Case, now: datetime) -> None:
    given = case.consents.in_force(timezone.localdate(now)).select_related("actor").first()
    if given:
        ledger.enter(
            case, what="När han är i skolan och vem han kan vända sig till där.", way=Disclosure.Way.MEETING,
            actor=given.actor, ground=Ground(consent=given), by=case.chief, now=now - 6 * DAY,
        )  # fmt: skip


def _asked_by_police(case: Case, now: datetime) -> None:
    row = LegalRow.objects.for_requests().first()
    police = Actor.objects.filter(municipality=case.board.municipality_id, name="Polismyndigheten").first()
    if row is None or police is None:
        return
    asked = InformationRequest(
        pk=new_id(), case=case, board=case.board, actor=police, row=row, asked_at=now - timedelta(hours=20),
        asker="Utredare i lokalpolisområdet, motringd genom växeln", asked="Telefonnummer till personen.",
    )  # fmt: skip
    ledger.register(asked, by=case.chief, now=now - timedelta(hours=20))


def _called_jobbtorg(case: Case, now: datetime) -> None:
    """Somebody from another board is called to the next meeting, with consent, answers by phone and has a task."""
    today = timezone.localdate(now)
    holder = Assignment.objects.filter(board__code="arbetsmarknadsnamnden", role=Role.UNIT_HEAD).first()
    actor = Actor.objects.filter(municipality=case.board.municipality_id, name__startswith="Jobbtorg").first()
    coming = case.meetings.filter(kind=Meeting.Kind.SIP, starts_at__gt=now).first()
    if holder is None or actor is None or coming is None:
        return
    given = Consent(
        pk=new_id(), case=case, board=case.board, actor=actor, scope="Vad personen vill arbeta med, och när",
        purpose="Praktik", way=Consent.Way.ORAL, given_on=today - 3 * DAY, ends=today + 180 * DAY,
    )  # fmt: skip
    given.register(by=case.chief, now=now - 3 * DAY)
    seat = coming.seats.create(
        board=case.board, function="Jobbtorg", required=False, holder=holder, actor=actor, position=20,
        ground=str(Ground(consent=given)),
    )  # fmt: skip
    answering.note_by_phone(
        seat, answer=SeatAnswer.Answer.DEPUTY, deputy="Praktiksamordnaren på Jobbtorg", for_time=coming.starts_at,
        by=case.chief, now=now - DAY,
    )  # fmt: skip
    routine.add_participant(case, holder, today - 3 * DAY)
    task = CaseTask(
        pk=new_id(), case=case, what="Ta reda på vilka praktikplatser som passar", due_on=today + 3 * DAY,
        responsible=case_tasks.named(holder),
    )  # fmt: skip
    case_tasks.add(task, by=case.chief, now=now - 2 * DAY)
