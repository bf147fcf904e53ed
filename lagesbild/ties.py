"""Tying a finding to the reports it rests on and to the measures it led to, and what each of them shows of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from cases.concerns.models import Concern
from cases.concerns.search import parts
from lagesbild.models import Finding, FindingMeasure, FindingReport, NotAllowed
from vbe.organisation.models import Assignment, Board

if TYPE_CHECKING:
    from vbe.access.request import Request

# A finding that rests on more is several findings.
MOST_REPORTS = 200
MOST_FOUND = 20
# The plan's room is not imported: what is needed of a measure is reached through the key to it.
Measure: Any = FindingMeasure._meta.get_field("measure").related_model


@dataclass
class Tied:
    """A finding with what it led to."""

    finding: Finding
    measures: list[Any] = field(default_factory=list)


def tie_reports(finding: Finding, concerns: Iterable[Concern], *, by: Assignment, now: datetime) -> int:
    """Tie reports to the finding; returns how many were not tied before. Raises NotAllowed."""
    known = set(finding.reports.values_list("concern_id", flat=True))
    new = [concern for concern in concerns if concern.pk not in known]
    if len(known) + len(new) > MOST_REPORTS:
        raise NotAllowed(_("En iakttagelse kan vila på högst %(most)s rapporter.") % {"most": MOST_REPORTS})
    # Pressed twice at once, the second finds them there.
    FindingReport.objects.bulk_create(
        [FindingReport(finding=finding, concern=concern, by=by, at=now) for concern in new], ignore_conflicts=True
    )
    return len(new)


def tie_measure(finding: Finding, measure: Any, *, by: Assignment, now: datetime) -> bool:
    """Tie a measure to the finding; False when the measure, in some version of the plan, was tied already."""
    if finding.measures.filter(measure__key=measure.key).exists():
        return False
    FindingMeasure.objects.bulk_create(
        [FindingMeasure(finding=finding, measure=measure, by=by, at=now)], ignore_conflicts=True
    )
    return True


def measures_to_choose(board: Board) -> Any:
    """The measures of the board's latest plan, written or decided."""
    newest = Measure.objects.filter(plan__board=board).order_by("-plan__year_from", "-plan__version", "-plan_id")
    return Measure.objects.kept().filter(plan=newest.values("plan")[:1]).in_document_order()


def reports_of(request: Request, finding: Finding) -> list[tuple[Concern, FindingReport]]:
    """The reports that the finding rests on, those that the reader may read, the latest event first."""
    ties = {tie.concern_id: tie for tie in finding.reports.select_related("by__user")}
    found = Concern.objects.visible_to(request).filter(pk__in=ties).order_by("-happened_on", "-number")
    return [(concern, ties[concern.pk]) for concern in found]


def measures_of(request: Request, findings: Iterable[Finding]) -> dict[UUID, list[tuple[Any, FindingMeasure]]]:
    """Each finding's measures as the latest version of the plan that the reader may read has them."""
    ties = list(FindingMeasure.objects.filter(finding__in=findings).select_related("measure"))
    versions = Measure.objects.visible_to(request).kept().filter(key__in=[tie.measure.key for tie in ties])
    latest = {one.key: one for one in versions.select_related("plan").order_by("plan__version")}
    found: dict[UUID, list[tuple[Any, FindingMeasure]]] = {}
    for tie in ties:
        if tie.measure.key in latest:
            found.setdefault(tie.finding_id, []).append((latest[tie.measure.key], tie))
    return found


def findings_of(request: Request, concern: Concern) -> list[Tied]:
    """What the report has led to: findings that the reader may read, with their measures."""
    findings = list(
        Finding.objects.visible_to(request).filter(reports__concern=concern).select_related("picture").newest_first()
    )
    measures = measures_of(request, findings)
    return [Tied(finding, [one for one, _tie in measures.get(finding.pk, [])]) for finding in findings]


def search(request: Request, finding: Finding, words: str) -> list[Concern]:
    """The newest reports of the own board with the words, those apart that the finding rests on already."""
    here = Concern.objects.placed_here(request).exclude(pk__in=finding.reports.values("concern_id"))
    ids = list(islice(chain.from_iterable(parts(words)), 200))
    return list(here.filter(pk__in=ids).order_by("-reported_at", "-id")[:MOST_FOUND])
