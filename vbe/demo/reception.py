"""The demonstration of the reception: somebody who says no for now, an investigation that runs, and a second report."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cases.sig import investigation, outcomes
from cases.sig.matter import Matter
from cases.sig.models import Case, ContactAttempt, Intake, PersonInformation, ProtectionAssessment
from cases.sig.states import Source
from vbe.organisation.models import Assignment, Unit
from vbe.organisation.permissions import Role


def load_reception(now: datetime) -> None:
    """In Skärholmen."""
    by = Assignment.objects.filter(board__code="skarholmen", role=Role.INTAKE).select_related("board").first()
    case = Case.objects.filter(board__code="skarholmen").exclude(step="avslutat").order_by("opened_at").first()
    if by is None or case is None:
        return
    _declined(by, now)
    _investigated(case, by, now - timedelta(days=20))
    _assessed(by, now)
    again = _arrival(by, now - timedelta(days=2), Source.RELATIVE, "Hans faster ringer igen: han sover borta.")
    assess(again, by)
    outcomes.link(
        again, case, reason="Fastern är densamma, och hon nämner ärendet.", by=by, now=now - timedelta(days=2),
    )  # fmt: skip


def _assessed(by: Assignment, now: datetime) -> None:
    """What came in before yesterday has been assessed at once, but for the sealed part that nobody has taken."""
    waits = Intake.objects.filter(board=by.board, decision_due_on__isnull=False, protectionassessments=None)
    for arrived in waits.filter(arrived_at__lt=now - timedelta(days=1)).exclude(source=Source.SEALED_PART):
        assess(arrived, by)


def assess(arrived: Intake, by: Assignment) -> None:
    """The protection assessment, made at once."""
    at = arrived.arrived_at + timedelta(minutes=50)
    ProtectionAssessment(
        intake=arrived, board=arrived.board, by=by, at=at, made_at=at, text="Inget behov av skydd just nu."
    ).save(force_insert=True)  # fmt: skip


def _arrival(by: Assignment, at: datetime, source: Source, text: str, born: str = "") -> Intake:
    unit = Unit.objects.get(board=by.board, kind=Unit.Kind.INTAKE)
    arrived = Intake(
        board=by.board, unit=unit, source=source, arrived_at=at, registered_by=by, birth_date=born,
        person_name="Exempel Testsson", description=text,
    )  # fmt: skip
    arrived.save(force_insert=True)
    return arrived


def _declined(by: Assignment, now: datetime) -> None:
    told, today = now - timedelta(days=6), timezone.localdate(now)
    text = "Polisen har träffat honom två gånger. Han säger själv att han vill bort från gänget han umgås med."
    arrived = _arrival(by, now - timedelta(days=9), Source.POLICE, text, f"{now.year - 23}-02-03")
    of = {"intake": arrived, "board": arrived.board, "by": by, "at": told}
    ContactAttempt(
        **of, made_at=told, way=ContactAttempt.Way.PHONE, outcome=ContactAttempt.Outcome.DECLINED,
        text="Orkar inte just nu. Vi får gärna höra av oss igen.", again_on=today + timedelta(days=12),
    ).save(force_insert=True)  # fmt: skip
    PersonInformation(**of, told_on=timezone.localdate(told)).save(force_insert=True)


def _investigated(case: Case, by: Assignment, at: datetime) -> None:
    arrived = case.intake
    of = {"intake": arrived, "board": arrived.board, "by": by, "at": at}
    text = "Inget behov av omedelbart skydd. Han bor tryggt hos sin mamma, och skolan har honom under uppsikt."
    if arrived.about_child:
        ProtectionAssessment(**of, made_at=at, text=text).save(force_insert=True)
        matter = Matter.of_intake(arrived, case)
        investigation.decide(matter, opened=True, reason="Oron behöver utredas.", by=by, now=at)
    reached = ContactAttempt.Outcome.REACHED
    ContactAttempt(**of, made_at=at, way=ContactAttempt.Way.VISIT, outcome=reached).save(force_insert=True)
