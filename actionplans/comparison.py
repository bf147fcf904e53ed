"""What a version changes of the one before: measures are the same by their key, wherever they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actionplans.document import COLUMNS, MEASURE
from actionplans.models import ActionPlan, Measure

FIELDS = [("text", MEASURE), *COLUMNS]


@dataclass(frozen=True)
class Changed:
    measure: Measure
    fields: list[dict[str, Any]]  # label, before, after


@dataclass(frozen=True)
class Changes:
    added: list[Measure]
    changed: list[Changed]
    removed: list[Measure]
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def compare(before: ActionPlan, after: ActionPlan) -> Changes:
    old = {measure.key: measure for measure in _measures(before)}
    new = {measure.key: measure for measure in _measures(after)}
    pairs = [(old[key], measure) for key, measure in new.items() if key in old]
    changed = [Changed(measure, fields) for was, measure in pairs if (fields := _differences(was, measure))]
    return Changes(
        added=[measure for key, measure in new.items() if key not in old],
        changed=changed,
        removed=[measure for key, measure in old.items() if key not in new],
        same=len(pairs) - len(changed),
    )


def _measures(plan: ActionPlan) -> Any:
    kept = Measure.objects.kept().filter(plan=plan)
    return kept.select_related("section").in_document_order()


def _differences(before: Measure, after: Measure) -> list[dict[str, Any]]:
    return [
        {"label": label, "before": _words(before, name), "after": _words(after, name)}
        for name, label in FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def _words(measure: Measure, name: str) -> str:
    value = getattr(measure, name)
    return ", ".join(value) if isinstance(value, list) else value
