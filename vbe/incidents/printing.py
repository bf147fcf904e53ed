"""The incident on paper, for the authority's case file and the board."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from vbe.incidents.models import Incident
from vbe.incidents.page import persons
from vbe.reports.making import checked_sheet


def incident(found: Incident) -> bytes:
    """The incident as it stands, as PDF/A-3a and PDF/UA-1; the same bytes until something is added. Raises NotValid."""
    clocks = list(found.clocks.select_related("answer__by__user"))
    additions = list(found.additions.select_related("by__user"))
    rows = list(found.extract.all())
    answers = [clock.answer for clock in clocks if hasattr(clock, "answer")]
    times = [found.registered_at, *(a.at for a in additions), *(a.at for a in answers), *(r.taken_at for r in rows)]
    context: dict[str, Any] = {
        "incident": found,
        "clocks": clocks,
        "additions": additions,
        "persons": persons(found, additions),
        "extract": rows,
        "at": max(times),
    }
    marks = [
        str(found.pk),
        max(times).isoformat(),
        *(str(a.pk) for a in [*additions, *answers]),
        *(r.digest for r in rows),
    ]
    context["mark"] = hashlib.sha256(json.dumps(marks).encode()).hexdigest()
    return checked_sheet("incidents/pdf.html", context, at=max(times), identifier=context["mark"])
