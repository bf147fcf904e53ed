"""Why somebody sees a plan, or the measures to report."""

from __future__ import annotations

from django.utils.translation import gettext as _

from actionplans.models import ActionPlan
from vbe.access.request import Request
from vbe.access.why import ASSIGNMENT, Why, acting, joined, on_board, reads_of, why


def why_plan(request: Request, plan: ActionPlan) -> Why | None:
    own = on_board(request, plan.board, "plan.edit", "plan.decide", "plan.read")
    return why(request, own, reads_of(request, plan.board, "app_plan_boards"))


def why_mine(request: Request) -> Why:
    """The list is that of the acting assignment's own measures, and holds no others."""
    return Why(joined(_("Du är kontakt för åtgärderna här."), acting(request)), ASSIGNMENT)
