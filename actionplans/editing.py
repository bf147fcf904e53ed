"""Changing a draft part by part: the same press writes what was typed and moves, takes out or takes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from actionplans.models import ActionPlan, Section
from actionplans.models.part import Part
from actionplans.states import NotAllowed, State
from vbe.organisation.models import Assignment


class Action(models.TextChoices):
    SAVE = "spara", _("Spara")
    UP = "upp", _("Flytta upp")
    DOWN = "ner", _("Flytta ner")
    REMOVE = "ta_bort", _("Ta bort")
    RESTORE = "angra", _("Ångra")
    TABLE = "tabell", _("Lägg till tabell")


# These leave what was typed: what is taken out need not be right.
WITHOUT_TEXT = {Action.REMOVE, Action.RESTORE}
STEPS = {Action.UP: -1, Action.DOWN: 1}
# What stands beside a part to press, with its icon.
TOOLS = [(Action.UP, "up"), (Action.DOWN, "down"), (Action.REMOVE, "trash")]


@transaction.atomic
def change(
    plan: ActionPlan,
    part: Part,
    action: Action,
    *,
    changed: Mapping[str, Any],
    was: Mapping[str, str],
    by: Assignment,
    now: datetime,
    after: Part | None = None,
) -> None:
    """Take ``action`` with a part of ``plan``; a part that is not stored yet is added last, or ``after`` another.

    Raises NotAllowed when the plan is no draft, and Conflict, with nothing saved, when somebody else has saved the
    same fields.
    """
    lock_draft(plan)
    if part._state.adding:
        for name, value in changed.items():
            setattr(part, name, value)
        part.add(by=by, now=now, after=after)
    else:
        part.refresh_from_db()
        if changed and action not in WITHOUT_TEXT:
            part.write(changed, was, by=by, now=now)
    if action in STEPS:
        part.move(STEPS[action])
    elif action == Action.REMOVE:
        part.remove()
    elif action == Action.RESTORE:
        part.restore()
    elif action == Action.TABLE and isinstance(part, Section):
        part.begin_table()


def lock_draft(plan: ActionPlan) -> None:
    """Let one change at a time into the draft. Raises NotAllowed when it is none, or has just ceased to be."""
    plan.refuse_unless_draft()
    if not ActionPlan.objects.select_for_update(no_key=True).filter(pk=plan.pk, state=State.DRAFT).exists():
        raise NotAllowed(_now("Planen är inte längre ett utkast. Läs om sidan för att se vad som har hänt."))
