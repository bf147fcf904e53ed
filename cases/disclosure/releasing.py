"""The decision: the document is made, frozen and logged in one step."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.disclosure.masking import left_behind
from cases.disclosure.material import Report, Text, reports
from cases.disclosure.models import Decision, Ground, NotAllowed, RecordsRequest
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment
from vbe.reports.making import checked_sheet

TEMPLATE = "disclosure/pdf.html"


@dataclass
class Page:
    """One report as it stands in the document."""

    report: Report
    texts: list[Text]


@dataclass
class Document:
    """What a release would be, before it is decided and after."""

    found: RecordsRequest
    pages: list[Page]
    outcome: Decision.Outcome
    grounds: list[Ground]
    appeal: Ground | None
    # Numbers of reports with a masked word that still stands somewhere in them.
    left: list[str]

    @property
    def masked_count(self) -> int:
        return sum(page.report.masked_count() for page in self.pages)


def document(found: RecordsRequest, material: Sequence[Report], *, refused: bool = False) -> Document:
    """The request's document. Refused, it holds the decision and no report."""
    references = Ground.objects.references()
    used = {mask.ground for report in material for mask in report.chosen.masked()}
    outcome = Decision.Outcome.WHOLE
    if refused or used:
        outcome = Decision.Outcome.REFUSED if refused else Decision.Outcome.PARTLY
    appeal = Ground.objects.filter(kind=Ground.Kind.APPEAL).first()
    return Document(
        found=found,
        pages=[] if refused else [Page(report, report.released(references)) for report in material],
        outcome=outcome,
        grounds=list(Ground.objects.for_masking().filter(code__in=used)),
        appeal=None if outcome == Decision.Outcome.WHOLE else appeal,
        left=[
            str(report.concern)
            for report in material
            if left_behind({text.name: text.text for text in report.texts}, report.chosen.masked(), references)
        ],
    )


def decide(
    request: Request, found: RecordsRequest, *, refused: bool, reason: str, by: Assignment, now: datetime
) -> bool:
    """Decide on the request and freeze its document; False when the same decision was made before.

    Raises NotAllowed when no report is chosen, when one has not been reviewed as it stands now, or when the decision
    is already another.
    """
    found.hold()
    if earlier := Decision.objects.filter(request=found).first():
        if (earlier.outcome == Decision.Outcome.REFUSED) == refused and earlier.reason == reason:
            return False
        found.refuse_if_decided()
    material = reports(request, found)
    if not material and not refused:
        raise NotAllowed(_("Välj minst en rapport innan du lämnar ut något."))
    if not refused and (waiting := [str(report.concern) for report in material if report.needs_review]):
        raise NotAllowed(
            _("Granska först %(reports)s. Där finns text som ingen har läst inför utlämnandet.")
            % {"reports": _listed(waiting)}
        )
    made = document(found, material, refused=refused)
    if made.outcome != Decision.Outcome.WHOLE and not reason:
        raise NotAllowed(_("Skriv skälen. Den som får avslag, helt eller delvis, ska få veta varför."))
    content = printed(made, reason=reason, by=by, now=now)
    decision = Decision(
        request=found,
        board_id=found.board_id,
        outcome=made.outcome,
        reason=reason,
        reports=len(made.pages),
        document=content,
        digest=hashlib.sha256(content).hexdigest(),
        by=by,
        at=now,
    )
    decision.save(force_insert=True)
    record(request, Action.EXPORTED, found, reason=made.outcome)
    for page in made.pages:
        record(request, Action.EXPORTED, page.report.concern, reason=found.number)
    return True


def printed(made: Document, *, reason: str, by: Assignment, now: datetime) -> bytes:
    """The document as PDF/A-3a and PDF/UA-1. Raises NotValid."""
    said: list[Any] = [str(made.found.pk), made.outcome, reason, now.isoformat()]
    said += [text.text for page in made.pages for text in page.texts]
    mark = hashlib.sha256("\n".join(said).encode()).hexdigest()
    context = {"document": made, "reason": reason, "by": by, "at": now, "mark": mark}
    return checked_sheet(TEMPLATE, context, at=now, identifier=mark)


def _listed(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:5])
    return shown if len(numbers) <= 5 else _("%(shown)s och %(n)d till") % {"shown": shown, "n": len(numbers) - 5}
