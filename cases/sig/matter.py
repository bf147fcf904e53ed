"""What came in and the case it became are one matter: what is noted about either is noted about both."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cases.sig.models import Case, Intake
from cases.sig.states import Step

OF_A_CHILD = (Case.AgeBand.UNDER_12, Case.AgeBand.TEEN, Case.AgeBand.UNKNOWN)


@dataclass(frozen=True)
class Matter:
    """``intake`` is there when the asker may read what came in, ``case`` when there is one that the asker may see."""

    intake_id: UUID
    board_id: UUID
    about_child: bool
    intake: Intake | None
    case: Case | None

    @classmethod
    def of_intake(cls, intake: Intake, case: Case | None) -> Matter:
        return cls(intake.pk, intake.board_id, intake.about_child, intake, case)

    @classmethod
    def of_case(cls, case: Case, intake: Intake | None) -> Matter:
        about_child = intake.about_child if intake else case.age_band in OF_A_CHILD
        return cls(case.intake_id, case.board_id, about_child, intake, case)

    @property
    def is_closed(self) -> bool:
        """The case is: nothing is added to it but what the law asks for."""
        return self.case is not None and self.case.step == Step.CLOSED
