"""What the routine keeps an eye on in a case: how the person is met, ages that change something, that it goes on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import ages, deadlines
from cases.sig.chiefs import told_of
from cases.sig.models import Case, CaseNote, ComingAge, Identity
from cases.sig.states import NotAllowed, Step
from vbe.access.context import acting_as_task
from vbe.access.request import Request
from vbe.notices import outbox
from vbe.organisation.models import Assignment

TASK = "ages"
ADULT_FROM = 18
# How long before the day it is announced (legal.md L8).
MONTHS_BEFORE = 1


def panel(request: Request, case: Case, today: date) -> dict[str, Any]:
    """For the record: the person's latest words, ages that come, and what has gone quiet."""
    return {
        "own_voice": case.notes.newest_first().first(),
        "coming_ages": [(one, one.day <= today) for one in case.coming_ages.filter(done_at=None)],
        "gone_quiet": case.what_is_quiet(timezone.now()),
        "waiting_transfer": case.transfers.waiting().first(),
    }


def write(case: Case, *, id: UUID, on: date, text: str, by: Assignment, now: datetime) -> bool:
    """Keep what the person said; False when the same form has been sent before. Raises NotAllowed in a closed case."""
    if case.next_step is None:
        raise NotAllowed(_("Ärendet är avslutat, och inget nytt skrivs i det."))
    note = CaseNote(id=id, case=case, board_id=case.board_id, on=on, text=text, at=now, by=by)
    try:
        with transaction.atomic():
            note.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def announce_ages(now: datetime) -> int:
    """Tell the chief, a month before, of each open case where an age changes something; returns how many.

    One transaction a case, and each age once: it may be killed at any line and run twice.
    """
    with acting_as_task(TASK):
        cases = list(Case.objects.open().values_list("pk", flat=True))
    return sum(_announce(pk, now) for pk in cases)


def _announce(pk: UUID, now: datetime) -> int:
    with acting_as_task(TASK):
        case = Case.objects.select_related("board__municipality__routine", "chief__user", "unit").get(pk=pk)
        identity = Identity.objects.filter(case=case).first()
        born = identity.born if identity else None
        coming = [one for one in _coming(case, born, now) if _announced_once(case, *one, now)] if born else []
        for chief in told_of(case, now) if coming else []:
            outbox.tell(
                chief,
                text=_("%(case)s: en ålder som ändrar något i ärendet närmar sig") % {"case": case},
                url=reverse("case", args=[case.number]),
                now=now,
            )
        return len(coming)


def _coming(case: Case, born: date, now: datetime) -> list[tuple[ComingAge.Kind, date]]:
    """The ages that the person reaches within a month, or has reached, since the case was opened."""
    today, opened = timezone.localdate(now), timezone.localdate(case.opened_at)
    wanted = [(ComingAge.Kind.ADULT, ADULT_FROM)]
    if case.lead == Case.Lead.YOUNG:
        wanted.append((ComingAge.Kind.LEAD, case.routine.sig_adult_from))
    days = [(kind, ages.birthday(born, born.year + age)) for kind, age in wanted]
    near = deadlines.due(today, months=MONTHS_BEFORE).calendar
    return [(kind, day) for kind, day in days if opened < day <= near]


def _announced_once(case: Case, kind: ComingAge.Kind, day: date, now: datetime) -> bool:
    row = ComingAge(case=case, board_id=case.board_id, kind=kind, on=day.isoformat(), announced_at=now)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _years_before(day: date, years: int) -> date:
    # Not every year has a 29 February.
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def settle(case: Case, coming: ComingAge, *, by: Assignment, now: datetime) -> None:
    """The chief has dealt with an age: a row of the routine, and for the lead the new unit leads from now on.

    Raises NotAllowed before the day, and when it is done.
    """
    today = timezone.localdate(now)
    if coming.day > today:
        raise NotAllowed(_("Det kan göras tidigast den dag personen fyller år."))
    if not ComingAge.objects.filter(pk=coming.pk, done_at=None).update(done_at=now, done_by=by):
        raise NotAllowed(_("Det är redan gjort."))
    years = ADULT_FROM if coming.kind == ComingAge.Kind.ADULT else case.routine.sig_adult_from
    case.age_band = ages.band(_years_before(coming.day, years), today)
    if coming.kind == ComingAge.Kind.LEAD:
        case.lead = Case.Lead.ADULT
    case.save(update_fields=["age_band", "lead"])
    case.note(Step.LEAD_CHANGED if coming.kind == ComingAge.Kind.LEAD else Step.OF_AGE, by=by, now=now)
