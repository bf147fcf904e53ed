"""The investigation of a child's situation: decided within 14 days, finished within four months (SoL 20:2–3).

The decisions are rows that are never changed; what the investigation is now is read from them. It is the social
services' own, beside the routine: a child's case may have one, and a case that is closed may have left one running.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases import deadlines
from cases.deadlines import Due
from cases.sig.matter import Matter
from cases.sig.models import Intake, InvestigationStep
from cases.sig.states import NotAllowed
from vbe.access.templatetags.dates import swedate
from vbe.organisation.models import Assignment

Step = InvestigationStep.Step
DECISIONS = (Step.OPENED, Step.NOT_OPENED)
# Decisions that say until when it runs.
RUNS = (Step.OPENED, Step.EXTENDED)
# Our own: a day further away is a slip of the pen.
LONGEST_EXTENSION_MONTHS = 12


@dataclass(frozen=True)
class Investigation:
    """What has been decided, in order."""

    steps: list[InvestigationStep]

    @classmethod
    def of(cls, intake: Intake) -> Investigation:
        return cls(list(intake.investigationsteps.all()))

    def _first(self, wanted: Iterable[str]) -> InvestigationStep | None:
        return next((step for step in self.steps if step.step in wanted), None)

    @property
    def decision(self) -> InvestigationStep | None:
        """Whether to investigate."""
        return self._first(DECISIONS)

    @property
    def conclusion(self) -> InvestigationStep | None:
        return self._first([Step.CONCLUDED])

    @property
    def runs(self) -> bool:
        return bool(self._first([Step.OPENED])) and not self.conclusion

    @property
    def due(self) -> Due | None:
        """When it must be finished, after the latest extension: the calendar date, and the next weekday."""
        days = [step.due_on for step in self.steps if step.due_on]
        return deadlines.due(max(days)) if days else None


def decision_due(arrived: Intake | None) -> Due | None:
    """When it must be decided; None about an adult, and for whoever does not read what came in."""
    return deadlines.due(arrived.decision_due_on) if arrived and arrived.decision_due_on else None


def decide(matter: Matter, *, opened: bool, reason: str, by: Assignment, now: datetime) -> InvestigationStep:
    """Whether to investigate, once. Raises NotAllowed about an adult, without a reason, and when it is decided."""
    if not matter.about_child:
        raise NotAllowed(_("Det gäller en vuxen. De lagstadgade dagarna gäller utredningar om barn."))
    row = _step(matter, Step.OPENED if opened else Step.NOT_OPENED, reason, by, now)
    row.due_on = deadlines.investigation_due(now).calendar if opened else None
    return _take(row, _("Det är redan beslutat om en utredning ska inledas."))


def extend(
    matter: Matter, investigation: Investigation, *, until: date, reason: str, by: Assignment, now: datetime
) -> InvestigationStep:
    """More time: a decision of its own, with its ground and a new day (SoL 20:3).

    Raises NotAllowed without a ground, when nothing runs, and for a day that is not later.
    """
    due = _running(investigation).calendar
    earliest = max(due, deadlines.local_date(now))
    if until <= earliest:
        raise NotAllowed(_("Välj en dag efter %(day)s.") % {"day": swedate(earliest)})
    if until > deadlines.due(due, months=LONGEST_EXTENSION_MONTHS).calendar:
        raise NotAllowed(_("Dagen ligger mer än ett år bort. Kontrollera årtalet."))
    row = _step(matter, Step.EXTENDED, reason, by, now)
    row.due_on = until
    return _take(row, _("Tiden är redan förlängd till den dagen."))


def conclude(
    matter: Matter, investigation: Investigation, *, reason: str, by: Assignment, now: datetime
) -> InvestigationStep:
    """The investigation is finished. Raises NotAllowed when none runs."""
    _running(investigation)
    return _take(_step(matter, Step.CONCLUDED, reason, by, now), _("Utredningen är redan avslutad."))


def _running(investigation: Investigation) -> Due:
    if investigation.conclusion:
        raise NotAllowed(_("Utredningen är redan avslutad."))
    if not investigation.runs or investigation.due is None:
        raise NotAllowed(_("Det finns ingen utredning som pågår. Besluta först att inleda en."))
    return investigation.due


def _step(matter: Matter, step: str, reason: str, by: Assignment, now: datetime) -> InvestigationStep:
    if not reason.strip():
        raise NotAllowed(_("Skriv skälen. Ett beslut om utredning står aldrig utan grund."))
    return InvestigationStep(
        intake_id=matter.intake_id, board_id=matter.board_id, step=step, text=reason, by=by, at=now
    )


def _take(row: InvestigationStep, taken: str) -> InvestigationStep:
    """``taken`` is what to say when somebody else was first."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise NotAllowed(taken) from error
    return row
