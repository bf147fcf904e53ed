"""What is noted about what came in: the protection assessment alone, or one of everything."""

from __future__ import annotations

from django.utils import timezone

from cases.sig.models import (
    ContactAttempt,
    FamilyReport,
    Intake,
    IntakeNote,
    InvestigationStep,
    PersonInformation,
    ProtectionAssessment,
)
from tests import cast
from tests.conftest import assignment
from tests.factories import IntakeFactory


def assessed(intake: Intake) -> Intake:
    """The same arrival, with the protection assessment made as it came in."""
    at, by = intake.arrived_at, intake.registered_by or assignment(cast.INTAKE)
    ProtectionAssessment.objects.create(
        intake=intake, board=intake.board, by=by, at=at, made_at=at, text="Inget behov av skydd just nu."
    )
    return intake


def noted(intake: Intake) -> FamilyReport:
    """An assessment, an opened investigation, an attempt, what the person knows, a note and a report about a child."""
    now = timezone.now()
    of = {"intake": intake, "board": intake.board, "by": assignment(cast.INTAKE), "at": now}
    ProtectionAssessment.objects.create(**of, made_at=now, text="Ingen fara just nu.")
    InvestigationStep.objects.create(**of, step="inleds", text="Oro.", due_on=timezone.localdate(now))
    ContactAttempt.objects.create(**of, made_at=now, way="telefon", outcome="inte_nadd", text="Svarade inte.")
    PersonInformation.objects.create(**of, how="I ett samtal.", why_not="Inte nådd.", interpreter="Somaliska")
    IntakeNote.objects.create(**of, text="Rättat datum.")
    return FamilyReport.objects.create(
        intake=IntakeFactory(source="befintligt_arende"), origin=intake, from_board=intake.board,
        unit_name="Mottagningen", by=of["by"], at=now,
    )  # fmt: skip
