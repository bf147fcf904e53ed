"""What other pages show of the line between desk and reporter: ``{% load doors %}``."""

from __future__ import annotations

from typing import Any

from django import template

from cases.concerns.models import Concern
from cases.doors import following
from cases.doors.carried import carried
from cases.doors.codes import new_code
from cases.doors.models import Receipt

register = template.Library()


@register.inclusion_tag("doors/_desk_panel.html", takes_context=True)
def line_to_reporter(context: Any, concern: Concern) -> dict[str, Any]:
    """On the report's record: what has been asked and answered."""
    questions = list(following.own(concern).questions())
    answers = [question.answer_or_none for question in questions]
    return {
        "request": context["request"],
        "concern": concern,
        "questions": questions,
        "unread": any(answer and answer.read_at is None for answer in answers),
        "can_follow": concern.reporter_id is not None or Receipt.objects.filter(concern=concern).exists(),
    }


@register.inclusion_tag("doors/_receipt_panel.html", takes_context=True)
def line_from_desk(context: Any, concern: Concern) -> dict[str, Any]:
    """On the receipt of whoever reported with an account."""
    followed = following.own(concern)
    waiting = not followed.is_closed and any(one.answer_or_none is None for one in followed.questions())
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "shell": context.get("shell"),
        "concern": concern,
        "told": followed.told(),
        "waiting": waiting,
        "code": carried(new_code()),
    }
