"""A run on paper: every step with who, when and what was decided."""

from __future__ import annotations

import hashlib
from typing import Any

from vbe.alarms.models import AlarmRun, RunEntry
from vbe.reports.making import checked_sheet


def sheet(run: AlarmRun) -> dict[str, Any]:
    steps = list(run.steps.with_entries())
    noted = [entry for step in steps for entry in step.entries.all()]
    at = max([run.started_at, *(entry.at for entry in noted), *([run.ended_at] if run.ended_at else [])])
    return {"run": run, "steps": steps, "at": at, "mark": _mark(run, noted)}


def file(run: AlarmRun) -> bytes:
    """As PDF/A-3a and PDF/UA-1; the same bytes until something is noted. Raises NotValid."""
    context = sheet(run)
    return checked_sheet("alarms/pdf.html", context, at=context["at"], identifier=context["mark"])


def _mark(run: AlarmRun, noted: list[RunEntry]) -> str:
    said = [str(run.pk), str(run.ended_at), run.summary, *(str(entry.pk) for entry in noted)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()
