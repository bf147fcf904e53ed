"""Whose plans one reads: the first lock, spoken with the same functions as the policies."""

from __future__ import annotations

from django.db.models import BooleanField, F, Func, Q

from actionplans.states import Outcome, State
from vbe.access.queries import on_boards


class OnReadableBoard(Func):
    """Rows of boards whose decided plans one reads: the own, its predecessors', for the central samordnare all."""

    template = "(%(expressions)s = ANY ((SELECT app_plan_boards())::uuid[]))"
    output_field = BooleanField()


def visible_plans(prefix: str = "") -> Q:
    """Plans that the acting assignment may read, or rows whose plan is reached through ``prefix`` (``plan__``)."""
    board, state, outcome = f"{prefix}board_id", f"{prefix}state", f"{prefix}outcome"
    to_decide = Q(**{state: State.PROPOSED}) | Q(**{outcome: Outcome.REFERRED_BACK})
    return (
        on_boards("plan.edit", board)
        | (to_decide & on_boards("plan.decide", board))
        | (Q(**{state: State.DECIDED}) & Q(OnReadableBoard(F(board))))
    )
