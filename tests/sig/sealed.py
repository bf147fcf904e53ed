"""A sealed part on its way to Skärholmen's mottagning."""

from __future__ import annotations

from django.utils import timezone

from cases.sig.models import SealedPart
from tests import cast
from tests.conftest import assignment
from tests.factories import ConcernFactory, IntakeFactory


def sealed_part() -> SealedPart:
    intake = IntakeFactory(from_sealed_part=True)
    return SealedPart.objects.create(
        intake=intake,
        concern=ConcernFactory(sealed=True),
        board=intake.board,
        unit_name=str(intake.unit),
        writer=assignment(cast.REPORTER).user,
        sent_at=timezone.now(),
    )
