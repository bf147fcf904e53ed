"""One of everything that is noted about what came in."""

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
