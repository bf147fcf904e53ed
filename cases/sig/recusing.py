"""Jäv in a case, or in what came in: what follows from it, told beforehand and then carried out in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.sig import routine, standing_in
from cases.sig.chiefs import told_of
from cases.sig.models import Case, Intake, Meeting, Participation, Seat, StandIn
from cases.sig.states import NotAllowed
from cases.sig.summons import send_call_off
from vbe.access.recusal import recuse
from vbe.notices import outbox
from vbe.organisation.models import Assignment, User


@dataclass(frozen=True)
class Consequences:
    """What happens when the person is marked, in words; ``leads``: who takes over must be named first."""

    lines: list[str]
    leads: bool = False
    chiefs: list[Assignment] = field(default_factory=list)


def consequences(record: Case | Intake, case: Case | None, person: User, now: datetime) -> Consequences:
    """``case`` is the record itself, or the case that the arrival became, when the asker sees it."""
    lines = [_("%(name)s kommer inte åt det här längre, från och med nästa sida som öppnas.") % {"name": person.name}]
    if case is None:
        return Consequences([*lines, _("En kollega i mottagningen tar över.")])
    today, leads = timezone.localdate(now), case.chief.user_id == person.pk and case.next_step is not None
    own = Participation.objects.filter(case=case, assignment__user=person).exclude(ends__lt=today)
    if own.exists():
        lines.append(_("Deltagandet i ärendet upphör."))
        if not leads and not _other_handlers(case, person, now).exists():
            lines.append(_("Ingen annan än avdelningschefen deltar sedan i ärendet. Chefen får besked om det."))
    for seat in _seats(case, person, now):
        lines.append(_("Platsen som %(seat)s vid mötet blir tom, med jäv som skäl.") % {"seat": seat.function})
    lines.append(_("Meddelanden om ärendet tas bort, och inga nya skickas."))
    chiefs = standing_in.stand_ins_for(case, today) if leads else []
    return Consequences(lines, leads, chiefs)


def _other_handlers(case: Case, person: User, now: datetime) -> QuerySet[Participation]:
    today = timezone.localdate(now)
    others = Participation.objects.filter(Q(ends=None) | Q(ends__gte=today), case=case, starts__lte=today)
    return others.exclude(assignment__user=person).exclude(assignment=case.chief)


def _seats(case: Case, person: User, now: datetime) -> list[Seat]:
    """The person's seats at the meetings to come: at one that is off nobody is called off again."""
    coming = Seat.objects.filter(
        meeting__case=case, meeting__locked_at=None, meeting__cancelled_at=None, meeting__starts_at__gt=now
    )
    return list(coming.filter(holder__user=person).select_related("meeting__case"))


def _called_off(case: Case, person: User) -> list[Meeting]:
    """The meetings that the person has a seat at, each with the next SEQUENCE: an older one is ignored by a calendar.

    The database answers with what a calendar file says: who marks it may neither read nor change the meetings.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sig_call_off(%s, %s)", [case.pk, person.pk])
        rows = cursor.fetchall()
    names = ("pk", "board_id", "starts_at", "minutes_long", "place", "sequence")
    return [Meeting(**dict(zip(names, row, strict=True))) for row in rows]


def carry_out(
    record: Case | Intake,
    case: Case | None,
    *,
    person: User,
    ground: str,
    chief: Assignment | None,
    by: Assignment,
    now: datetime,
) -> bool:
    """Shut the person out; False when that was done already. Raises NotAllowed while the case would lack a chief."""
    page = reverse("case", args=[case.number]) if case else reverse("intake", args=[record.pk])
    leads = bool(case and case.chief.user_id == person.pk and case.next_step is not None)
    if case and leads:
        _name_chief(case, chief, by=by, now=now)
    for meeting in _called_off(case, person) if case else []:
        send_call_off(meeting, person.email, now)
    done = recuse(record, person=person, ground=ground, vacated=_("Tom på grund av jäv"), page=page)
    if done and case and case.chief_id != by.pk and not leads:
        text = _("%(case)s: en deltagare är jävig och deltar inte längre") % {"case": case}
        for told in told_of(case, now):
            if told.pk != by.pk:
                outbox.tell(told, text=text, url=page, now=now)
    return done


def _name_chief(case: Case, chief: Assignment | None, *, by: Assignment, now: datetime) -> None:
    if chief is None:
        raise NotAllowed(_("Ett ärende står aldrig utan avdelningschef. Välj vem som tar över."))
    if not routine.may_lead(by):
        raise NotAllowed(_("Personen leder ärendet. En avdelningschef registrerar jävet och väljer vem som tar över."))
    standing_in.call_in_unless_active(case, chief, StandIn.Ground.RECUSED, now)
    routine.hand_over(case, chief, now)
    text = _("Du har tagit över %(case)s, eftersom avdelningschefen är jävig") % {"case": case}
    outbox.tell(chief, text=text, url=reverse("case", args=[case.number]), now=now)
