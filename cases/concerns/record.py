"""What stands on a report's page beside its text: what waits, the next step, and what more the reader may do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.concerns.models import Assessment, Concern, Handover, RemovalOrder, SecondLook
from cases.concerns.models.second_look import agreed, needs_look
from cases.concerns.states import ENDED, NotAllowed, Outcome, State
from cases.concerns.timeline import PER_PAGE, timeline
from vbe.access.prepared import Prepared

if TYPE_CHECKING:
    from vbe.access.request import Request

ASSESS_HERE = "#bedom"


def _numbered(number: str) -> QuerySet[Concern]:
    visible = Concern.objects.visible().with_desk()
    return visible.select_related("board", "previous_board", "reporter_board").filter(number=number)


# To write this query takes longer than to answer it.
_asked = Prepared(_numbered, "number")


def fetched(number: str, *, using: str = DEFAULT_DB_ALIAS) -> Concern:
    """The report, where whoever asks may see it; otherwise Http404."""
    found = _asked(number, using=using)
    if not found:
        raise Http404
    return found[0]


def panels(request: Request, concern: Concern, assessments: list[Assessment], today: date) -> dict[str, Any]:
    """The context of the record's panels. In as many queries however much has happened."""
    mine = bool(request.access.allows("concern.assess") and concern.on_desk)
    answered = concern.handovers.select_related("from_board", "to_board").last()
    removals = list(concern.removals.filter(done_on=None))
    look = _second_look(request, concern, today) if mine else None
    lines = timeline(concern, assessments, correctable=mine)
    return {
        "mine": mine,
        "handover": answered,
        "removals": removals,
        "look": look,
        "next": _next(concern, look, removals, assessments, today) if mine else None,
        "more": _more(concern, answered) if mine else [],
        "lines": Paginator(lines, PER_PAGE).get_page(request.GET.get("page")),
    }


def _second_look(request: Request, concern: Concern, today: date) -> dict[str, Any] | None:
    """Whether the report needs a look before it is closed, and what the reader can do; None when it needs none."""
    if concern.state in ENDED:
        return None
    asked = concern.second_looks.filter(board=concern.board_id, looked_at=None).select_related("asked_by__user").first()
    similar = needs_look(concern, today)
    if not asked and not similar:
        return None
    look: dict[str, Any] = {"asked": asked, "similar": similar, "agreed": not asked and agreed(concern)}
    if asked:
        look["why_not"] = _why_not(asked, request, today)
        look["url"] = "" if look["why_not"] else reverse("concern_look", args=[concern.number, asked.pk])
    return look


def _why_not(asked: SecondLook, request: Request, today: date) -> str:
    try:
        asked.refuse(request.access.acting, today)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def _next(
    concern: Concern,
    look: dict[str, Any] | None,
    removals: list[RemovalOrder],
    assessments: list[Assessment],
    today: date,
) -> tuple[str, str] | None:
    """The next lawful step: its words and where it is taken."""
    if look and look.get("url"):
        return _("Titta på rapporten"), look["url"]
    if concern.state == State.NEW:
        return _("Bedöm rapporten"), ASSESS_HERE
    if assessments and assessments[-1].outcome == Outcome.POLICE and not concern.police.exists():
        return _("Anteckna vad polisen fick veta"), reverse("concern_police", args=[concern.number])
    late = next((one for one in removals if one.is_late(today)), None)
    if late:
        return _("Saneringen är klar"), reverse("concern_removal_done", args=[concern.number, late.pk])
    if concern.follow_up_on and concern.follow_up_on <= today:
        return _("Följ upp"), ASSESS_HERE
    if concern.state in ENDED:
        return _("Öppna igen"), ASSESS_HERE
    return None


def _more(concern: Concern, handover: Handover | None) -> list[tuple[str, str]]:
    """What else may be done, in the order of how often it is."""
    steps = [(_("Skriv anteckning"), "concern_note")]
    if concern.state not in ENDED:
        steps.append((_("Anteckna vad polisen fick veta"), "concern_police"))
        steps.append((_("Anteckna beställd sanering"), "concern_removal"))
    more = [(label, reverse(name, args=[concern.number])) for label, name in steps]
    if handover and not handover.answered_at:
        more.append((_("Lämna tillbaka"), reverse("concern_return", args=[concern.number, handover.pk])))
    return more
