"""What is still open in a case: said before the case leaves, and before it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.sig.investigation import Investigation
from cases.sig.models import Case, CaseTask, InvestigationStep, Meeting
from cases.sig.support import OPEN


@dataclass(frozen=True)
class OpenMatter:
    what: str
    count: int
    # Where it is settled.
    url: str


def open_matters(case: Case, today: date) -> list[OpenMatter]:
    """What the receiver takes over, or what must be settled first."""
    # By the key: whoever stands in for the chief reads the case, but not what came in.
    investigation = Investigation(list(InvestigationStep.objects.filter(intake=case.intake_id)))
    unheld = Meeting.objects.filter(case=case, locked_at=None, cancelled_at=None).count()
    found = [
        _matter(case, _("Insatser som väntar eller pågår"), case.measures.filter(state__in=OPEN).count(), "support"),
        _matter(case, _("Möten som inte är hållna eller justerade"), unheld, "case_meetings"),
        _matter(
            case, _("Uppgifter som inte är klara"), CaseTask.objects.undone().filter(case=case).count(), "case_tasks"
        ),
        _matter(case, _("Samtycken som gäller"), case.consents.in_force(today).count(), "case_consent"),
        _matter(case, _("Utredningar som pågår"), int(investigation.runs), "case_investigation"),
        _matter(case, _("Åldrar att ta ställning till"), case.coming_ages.filter(done_at=None).count(), "case"),
    ]
    return [matter for matter in found if matter.count]


def _matter(case: Case, what: str, count: int, page: str) -> OpenMatter:
    return OpenMatter(what, count, reverse(page, args=[case.number]))
