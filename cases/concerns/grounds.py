"""Why somebody sees a report."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.concerns.models import Concern
from vbe.access.request import Request
from vbe.access.why import Why, on_board, why, written_by


def why_concern(request: Request, concern: Concern) -> Why | None:
    """The desk's ways: the place, the reporter's own board, and the board that handed the report over."""
    view, sent = "concern.view", _("Rapporten kommer från nämndens egen personal.")
    grounds = [
        on_board(request, concern.board, view),
        on_board(request, concern.reporter_board, view, also=lambda: sent),
    ]
    if concern.previous_board:
        handed = _("Nämnden lämnade över rapporten.")
        grounds.append(on_board(request, concern.previous_board, view, also=lambda: handed))
    return why(request, *grounds, recuse_url=reverse("concern_recuse", args=[concern.number]))


def why_receipt(request: Request, concern: Concern) -> Why | None:
    """The receipt is its writer's alone."""
    return why(request, written_by(concern.reporter_id, _("Du har skrivit rapporten. Kvittot ser bara du.")))
