"""The decision: what leaves is frozen and logged in one step. A worker sets the files from what was frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases.disclosure.making import start_soon
from cases.disclosure.material import Report, reports
from cases.disclosure.models import Decision, DocumentPart, Ground, NotAllowed, RecordsRequest, ReleasedFile
from cases.disclosure.texts import Text, facts
from cases.masking import left_behind
from vbe.access.request import Request
from vbe.audit.log import record
from vbe.audit.models import Action
from vbe.organisation.models import Assignment

# Reports in each part of the document: what is set in some seconds, and is not set again when a worker dies.
PER_PART = 100


@dataclass
class File:
    """A file of a report as the document tells of it: released beside it, or kept back on ``ground``."""

    name: str
    ground: str


@dataclass
class Page:
    """One report as it stands in the document: nothing that is masked."""

    heading: str
    facts: str
    texts: list[Text]
    files: list[File]


@dataclass
class Document:
    """What a release would be, before it is decided and after."""

    found: RecordsRequest
    material: Sequence[Report]
    pages: list[Page]
    outcome: Decision.Outcome
    grounds: list[Ground]
    appeal: Ground | None
    # Numbers of reports with a masked word that still stands somewhere in them.
    left: list[str]

    def frozen(self) -> Iterator[dict[str, Any]]:
        """What each part of the document holds; the first one the decision's grounds and how it is appealed."""
        starts = range(0, max(len(self.pages), 1), PER_PART)
        for number, start in enumerate(starts, start=1):
            part: dict[str, Any] = {"number": number, "of": len(starts)}
            part["pages"] = [asdict(page) for page in self.pages[start : start + PER_PART]]
            if number == 1:
                part["grounds"] = [_as_said(ground) for ground in self.grounds]
                part["appeal"] = _as_said(self.appeal) if self.appeal else None
            yield part


def _as_said(ground: Ground) -> dict[str, str]:
    return {"reference": ground.reference, "title": ground.title, "wording": ground.wording}


def document(found: RecordsRequest, material: Sequence[Report], *, refused: bool = False) -> Document:
    """The request's document. Refused, it holds the decision and no report."""
    references = Ground.objects.references()
    used = {mask.ground for report in material for mask in report.chosen.masked()}
    outcome = Decision.Outcome.WHOLE
    if refused or used:
        outcome = Decision.Outcome.REFUSED if refused else Decision.Outcome.PARTLY
    appeal = Ground.objects.filter(kind=Ground.Kind.APPEAL, ended_on=None).first()
    return Document(
        found=found,
        material=material,
        pages=[] if refused else [page(report, references) for report in material],
        outcome=outcome,
        grounds=list(Ground.objects.filter(code__in=used)),
        appeal=None if outcome == Decision.Outcome.WHOLE else appeal,
        left=[
            str(report.concern)
            for report in material
            if left_behind({text.name: text.text for text in report.texts}, report.chosen.masked(), references)
        ],
    )


def page(report: Report, references: dict[str, str]) -> Page:
    concern = report.concern
    withheld = [report.withheld(file) for file in report.files]
    return Page(
        heading=str(concern),
        facts=facts(concern),
        texts=report.released(references),
        files=[
            File(str(file), references.get(ground, ground)) for file, ground in zip(report.files, withheld, strict=True)
        ],
    )


def decide(
    request: Request, found: RecordsRequest, *, refused: bool, reason: str, by: Assignment, now: datetime
) -> bool:
    """Decide on the request and freeze what leaves; False when the same decision was made before.

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
    decision = Decision(
        request=found,
        board_id=found.board_id,
        outcome=made.outcome,
        reason=reason,
        reports=len(made.pages),
        by=by,
        at=now,
    )
    decision.save(force_insert=True)
    _freeze(decision, made, refused=refused)
    record(request, Action.EXPORTED, found, reason=made.outcome)
    for report in () if refused else material:
        record(request, Action.EXPORTED, report.concern, reason=found.number)
    return True


def _freeze(decision: Decision, made: Document, *, refused: bool) -> None:
    of_decision = {"decision": decision, "board_id": decision.board_id}
    parts = [DocumentPart(**of_decision, number=part["number"], content=part) for part in made.frozen()]
    DocumentPart.objects.bulk_create(parts)
    ReleasedFile.objects.bulk_create(
        ReleasedFile(**of_decision, name=str(file), kind=file.kind, size=file.size, file=file.file.name)
        for report in (() if refused else made.material)
        for file in report.files
        if not report.withheld(file)
    )
    for part in parts:
        transaction.on_commit(partial(start_soon, part.pk))


def _listed(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:5])
    return shown if len(numbers) <= 5 else _("%(shown)s och %(n)d till") % {"shown": shown, "n": len(numbers) - 5}
