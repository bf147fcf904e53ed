"""What an incident's page shows: the clocks with what remains, what has happened, the extract as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vbe.incidents.forms import AnswerForm
from vbe.incidents.models import Addition, Answer, Clock, ExtractRow, Incident
from vbe.log_review.models import SampledRead

ROWS_SHOWN = 100
DAY = timedelta(days=1)


@dataclass
class ClockRow:
    clock: Clock
    answer: Answer | None
    remains: str
    tone: str
    form: AnswerForm | None


@dataclass
class Happening:
    when: datetime
    what: str
    who: str
    note: str = ""


def remaining(due_at: datetime, now: datetime) -> tuple[str, str]:
    """How long is left in words, and the tone of its tag."""
    left = due_at - now
    if left < timedelta(0):
        return _("Försenad %(time)s") % {"time": span(-left)}, "danger"
    return _("%(time)s kvar") % {"time": span(left)}, "warning" if left < DAY else "neutral"


def span(length: timedelta) -> str:
    hours = int(length.total_seconds() // 3600)
    if hours < 1:
        minutes = max(int(length.total_seconds() // 60), 0)
        return ngettext("%(n)d minut", "%(n)d minuter", minutes) % {"n": minutes}
    if hours < 72:
        return ngettext("%(n)d timme", "%(n)d timmar", hours) % {"n": hours}
    return ngettext("%(n)d dag", "%(n)d dagar", hours // 24) % {"n": hours // 24}


def clocks(incident: Incident, now: datetime, typed: AnswerForm | None) -> list[ClockRow]:
    """What is to be sent, soonest first, each with its form: ``typed`` in the place of the one it was sent from."""
    rows = []
    for clock in incident.clocks.select_related("answer__by__user"):
        clock.incident = incident
        answer = getattr(clock, "answer", None)
        words, tone = remaining(clock.due_at, now)
        form = typed if typed and typed.clock.pk == clock.pk else AnswerForm(clock=clock, now=now)
        rows.append(ClockRow(clock, answer, words, tone, None if answer else form))
    return rows


def persons(incident: Incident, additions: list[Addition]) -> int | None:
    """How many are concerned, by the latest word."""
    later = [addition.persons_count for addition in additions if addition.persons_count is not None]
    return later[-1] if later else incident.persons_count


def happenings(incident: Incident, rows: list[ClockRow], additions: list[Addition]) -> list[Happening]:
    found = [Happening(incident.registered_at, _("Registrerad"), incident.registered_by.user.name)]
    found += [Happening(a.at, str(a.get_kind_display()), a.by.user.name) for a in additions]
    for row in rows:
        if row.answer:
            what = f"{row.clock.title}: {row.answer.get_outcome_display().lower()}"
            found.append(Happening(row.answer.at, what, row.answer.by.user.name, row.answer.note))
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def suggested(read: SampledRead | None) -> dict[str, Any]:
    """What the form begins with when it was opened from a row of the log review: numbers and functions, no names."""
    if read is None:
        return {}
    when = timezone.localtime(read.at).strftime("%Y-%m-%d %H.%M")
    told = {"what": read.what, "when": when, "who": read.context.get("function", "")}
    return {
        "kinds": ["personuppgifter"],
        "title": _("Avvikelse i logggranskningen"),
        "description": _("Logggranskningen visade: %(what)s, %(when)s, av %(who)s.") % told,
    }


def as_csv(rows: Iterable[ExtractRow]) -> bytes:
    """The extract for a spreadsheet. A cell that begins like a formula is written as text."""
    out = StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(
        [_("Loggpost"), _("Tid"), _("Vem"), _("Funktion"), _("Handling"), _("Vad"), _("Skäl"), _("Kontrollsumma")]
    )
    for row in rows:
        table.writerow([plain(cell) for cell in [*row.content, row.digest]])
    return ("\ufeff" + out.getvalue()).encode()


def plain(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
