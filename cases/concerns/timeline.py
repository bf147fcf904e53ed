"""What has happened to a report, as the lines of its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Concern
from cases.concerns.states import Outcome


def timeline(concern: Concern, assessments: list[Assessment]) -> list[dict[str, Any]]:
    """Newest first. The reporter is the unit, never the person (legal.md L2)."""
    lines = [_assessed(one) for one in reversed(assessments)]
    if concern.sealed_sent_at:
        note = _("Den gick direkt till socialtjänsten. Du ser den inte.")
        lines.append({"what": _("Sluten del skickad"), "when": concern.sealed_sent_at, "note": note})
    who = f"{concern.reporter_unit}, {concern.reporter_board}"
    return [*lines, {"what": _("Rapporten kom in"), "when": concern.reported_at, "who": who}]


def differences(written: dict[str, Any], saved: Assessment) -> list[dict[str, Any]]:
    """What somebody wrote beside what a colleague saved meanwhile."""
    mine = Outcome(written["outcome"])
    who = f"{saved.by.user}, {saved.board}"
    return [
        {"label": _("Bedömd av"), "mine": _("du"), "theirs": who, "differs": False},
        {"label": _("Bedömning"), "mine": mine.label, "theirs": outcome(saved), "differs": mine != saved.outcome},
        {"label": _("Skäl"), "mine": written["reason"], "theirs": saved.reason, "differs": True},
    ]


def outcome(assessment: Assessment) -> str:
    if assessment.to_board:
        return _("Överlämnad till %(board)s") % {"board": assessment.to_board}
    return assessment.get_outcome_display()


def _assessed(one: Assessment) -> dict[str, Any]:
    return {"what": outcome(one), "when": one.at, "who": f"{one.by.user}, {one.board}", "note": one.reason}
