"""Practice: the whole way of a report with made-up data. It lies in a table of its own, and nothing counts that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.concerns.models import Category, Concern, Source, WhenKind
from cases.concerns.states import TRANSITIONS, Outcome, State
from cases.submission.drafts import fields_of
from cases.submission.forms import ReportForm
from cases.submission.models import Practice
from cases.submission.send import sign
from vbe.organisation.models import Assignment, User

KEPT = timedelta(days=1)


@dataclass
class Practised:
    """How far somebody has come: the report, which is never stored, and the assessment of it when there is one."""

    concern: Concern
    outcome: Outcome | None
    reason: str


def example(today: date) -> dict[str, Any]:
    """A made-up report to begin from."""
    return {
        "kind": Concern.Kind.EVENT,
        "category": Category.STICKERS,
        "text": _(
            "Det här är ett påhittat exempel. På busskuren utanför biblioteket satt sex nya klistermärken med en "
            "våldsbejakande organisations symbol. Två satt i ögonhöjd på dörren till ungdomsgården."
        ),
        "place": _("Busskuren vid biblioteket"),
        "when_kind": WhenKind.DAY,
        "happened_on": today - timedelta(days=1),
        "source": Source.OWN,
        "ground": Concern.Ground.EVENT,
        "done": _("Klistermärkena är anmälda till saneringen."),
    }


def practice_form(by: Assignment, *, now: datetime, data: QueryDict | None = None) -> ReportForm:
    """The report's own form. Files are left out: they would have to be kept somewhere."""
    today = timezone.localdate(now)
    initial = None if data is not None else example(today)
    form = ReportForm(data, initial=initial, own_board=by.board, today=today, now=now)
    del form.fields["attachments"]
    return form


def save(user: User, typed: QueryDict, *, now: datetime) -> None:
    """Keep the made-up report, and forget the one before it."""
    _keep(user, {"report": fields_of(typed), "sent_at": now.isoformat()}, now=now)


def assess(user: User, practised: dict[str, Any], *, outcome: Outcome, reason: str, now: datetime) -> None:
    _keep(user, practised | {"outcome": outcome, "reason": reason}, now=now)


def kept(user: User, *, now: datetime) -> dict[str, Any] | None:
    """What the user has practised within a day; None when there is nothing."""
    row = Practice.objects.filter(user=user, saved_at__gt=now - KEPT).first()
    return json.loads(row.fields) if row else None


def read(practised: dict[str, Any], by: Assignment) -> Practised:
    """The report as it would have become, made anew of what was typed."""
    sent_at = datetime.fromisoformat(practised["sent_at"])
    typed = QueryDict(mutable=True)
    typed.update(practised["report"])
    form = practice_form(by, now=sent_at, data=typed)
    # What was confirmed is not kept; all other fields were whole when they were sent.
    form.is_valid()
    concern = form.instance
    sign(concern, by=by, now=sent_at)
    concern.number = f"{timezone.localdate(sent_at).year}-000"
    outcome = Outcome(practised["outcome"]) if "outcome" in practised else None
    if outcome:
        concern.state = TRANSITIONS[State.NEW][outcome]
    return Practised(concern, outcome, practised.get("reason", ""))


def end(user: User) -> None:
    Practice.objects.filter(user=user).delete()


def _keep(user: User, fields: dict[str, Any], *, now: datetime) -> None:
    Practice.objects.update_or_create(user=user, defaults={"fields": json.dumps(fields), "saved_at": now})
