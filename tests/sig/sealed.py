"""A sealed part on its way to Skärholmen's mottagning."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.sig.models import Particulars, SealedPart
from cases.sig.states import IntakeState
from tests import cast
from tests.conftest import assignment
from tests.factories import ConcernFactory, IntakeFactory


def sealed_part(
    about: str = "barn", standing: str = "anmalningsskyldig", *, decided: IntakeState | None = None, **intake: Any
) -> SealedPart:
    """Sent, and where ``decided`` says so, decided just now."""
    arrived = IntakeFactory(from_sealed_part=True, **intake)
    if decided:
        arrived.decide(decided, reason="Skäl.", by=assignment(cast.INTAKE), now=timezone.now())
    Particulars.objects.create(intake=arrived, board=arrived.board, school="Provskolan")
    return SealedPart.objects.create(
        intake=arrived,
        concern=ConcernFactory(sealed=True),
        board=arrived.board,
        unit_name=str(arrived.unit),
        about=about,
        standing=standing,
        writer=assignment(cast.REPORTER).user,
        sent_at=timezone.now(),
    )
