"""Summoning to the start-up meeting: seats from the municipality's routine, mail with a calendar file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress

from cases.sig.models import Case, Meeting, Seat, SeatTemplate
from cases.sig.routine import add_participant, end_participation
from cases.sig.states import NotAllowed, Step
from vbe.access.recusal import recused_from
from vbe.notices import outbox
from vbe.organisation.models import Actor, Assignment

REQUEST, CANCEL = "REQUEST", "CANCEL"
# A start-up meeting is called at once; a date further away is a slip of the finger.
LONGEST_AHEAD = timedelta(days=60)


@dataclass
class Place:
    """One seat as the summons page offers it, before anybody has been called."""

    template: SeatTemplate
    candidates: list[Assignment] = field(default_factory=list)
    has_consent: bool = True

    @property
    def function(self) -> str:
        return self.template.function

    @property
    def required(self) -> bool:
        return self.template.required

    @property
    def actor(self) -> Actor | None:
        return self.template.actor


@dataclass
class Filled:
    """One seat as it was answered: a holder, an actor's address, or a reason why it is waived."""

    function: str
    required: bool
    holder: Assignment | None = None
    actor: Actor | None = None
    email: str = ""
    waived_reason: str = ""


def places(case: Case, today: date) -> list[Place]:
    """The seats of the municipality's routine, with today's holders and whether consent covers those outside."""
    consented = set(case.consents.in_force(today).values_list("actor_id", flat=True))
    templates = list(case.routine.seat_templates.select_related("actor"))
    present = list(
        Assignment.objects.present(today)
        .filter(board=case.board_id, role__in={template.role for template in templates})
        .exclude(user__in=recused_from(case))
        .select_related("user", "unit", "department")
        .order_by("starts", "id")
    )
    rows = []
    for template in templates:
        holders = [holder for holder in present if holder.role == template.role and holder.unit]
        if template.fills == SeatTemplate.Fills.ACTOR:
            rows.append(Place(template, has_consent=template.actor_id in consented))
        elif template.fills == SeatTemplate.Fills.CASE_UNIT_HEAD:
            rows.append(Place(template, [holder for holder in holders if holder.unit_id == case.unit_id]))
        else:
            rows.append(Place(template, [h for h in holders if h.unit and h.unit.kind == template.unit_kind]))
    return rows


def summon(
    case: Case,
    *,
    starts_at: datetime,
    place: str,
    minutes_long: int,
    seats: list[Filled],
    by: Assignment,
    now: datetime,
) -> Meeting:
    """Call the start-up meeting, or call it again with a new time while it has not been held.

    Whoever was called the first time but not the second is told that the meeting is off for them.

    Raises NotAllowed when the routine is somewhere else, when the time has passed or lies far ahead, when a required
    seat is neither filled nor waived, and when an actor outside the activity is called without a consent that covers
    the day of the meeting.
    """
    again = case.step == Step.SUMMONED
    if not again:
        case.refuse_unless_next(Step.SUMMONED)
    _refuse_unlikely_time(starts_at, now)
    _refuse_unlawful_seats(case, seats, timezone.localdate(starts_at))
    meeting = case.meetings.filter(kind=Meeting.Kind.START_UP).first() or Meeting(case=case, board_id=case.board_id)
    before = _called(meeting.seats.select_related("holder__user")) if again else {}
    meeting.starts_at, meeting.place, meeting.minutes_long, meeting.summoned_at = starts_at, place, minutes_long, now
    meeting.sequence += 1 if again else 0
    meeting.save(force_insert=not again)
    case.start_ups = [meeting]
    meeting.seats.all().delete()
    for position, seat in enumerate(seats):
        Seat(
            meeting=meeting,
            board_id=case.board_id,
            position=position,
            **{
                name: getattr(seat, name)
                for name in ("function", "required", "holder", "actor", "email", "waived_reason")
            },
        ).save(force_insert=True)
    if not again:
        case.take(Step.SUMMONED, by=by, now=now)
    _send(meeting, seats, now)
    _call_off(meeting, {address: who for address, who in before.items() if address not in _called(seats)}, now)
    return meeting


def unchanged(
    meeting: Meeting | None, *, starts_at: datetime, place: str, minutes_long: int, seats: list[Filled]
) -> bool:
    """Whether the meeting has been called exactly so already: the second press of a button sends nothing."""
    if meeting is None or (meeting.starts_at, meeting.place, meeting.minutes_long) != (starts_at, place, minutes_long):
        return False

    def answer(seat: Filled | Seat) -> tuple[Any, ...]:
        return (
            seat.function,
            seat.holder and seat.holder.pk,
            seat.actor and seat.actor.pk,
            seat.email,
            seat.waived_reason,
        )

    return [answer(seat) for seat in seats] == [
        answer(seat) for seat in meeting.seats.select_related("holder", "actor")
    ]


def _refuse_unlikely_time(starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise NotAllowed(_("Mötet kan inte kallas till en tid som har passerat. Välj en ny tid."))
    if starts_at > now + LONGEST_AHEAD:
        raise NotAllowed(_("Mötet kan läggas högst 60 dagar fram. Välj en tidigare dag."))


def _refuse_unlawful_seats(case: Case, seats: list[Filled], day: date) -> None:
    consented = set(case.consents.in_force(day).values_list("actor_id", flat=True))
    for seat in seats:
        if seat.actor and seat.email and seat.actor.pk not in consented:
            raise NotAllowed(
                _(
                    "Samtycke till informationsdelning med %(actor)s saknas för mötesdagen. Registrera samtycket "
                    "först, eller kalla utan aktören."
                )
                % {"actor": seat.actor}
            )
        if seat.required and not seat.holder and not seat.waived_reason:
            raise NotAllowed(
                _("Välj vem som kallas som %(seat)s, eller skriv varför funktionen inte kallas.")
                % {"seat": seat.function}
            )


def _send(meeting: Meeting, seats: list[Filled], now: datetime) -> None:
    today = timezone.localdate(now)
    called = _called(seats)
    for holder in filter(None, called.values()):
        add_participant(meeting.case, holder, today)
        outbox.notify(
            holder,
            text=_("Du är kallad till uppstartsmöte i %(case)s") % {"case": meeting.case},
            url=reverse("case", args=[meeting.case.number]),
            now=now,
        )
    for address in sorted(called):
        outbox.queue_mail(
            board_id=meeting.board_id,
            to=address,
            subject=_("Kallelse till möte"),
            body=_(
                "Du är kallad till ett möte. Tid och plats finns i kalenderfilen.\n\n"
                "Mejlet innehåller inga uppgifter om vad mötet gäller. Frågor besvaras av den som kallar: %(board)s."
            )
            % {"board": meeting.case.board},
            calendar=calendar_file(meeting, address, now),
            method=REQUEST,
            now=now,
        )


def _called(seats: Iterable[Filled | Seat]) -> dict[str, Assignment | None]:
    """Who is called: by e-mail address, the holder for those inside."""
    called: dict[str, Assignment | None] = {seat.email: None for seat in seats if seat.actor and seat.email}
    return called | {seat.holder.user.email: seat.holder for seat in seats if seat.holder}


def _call_off(meeting: Meeting, called: dict[str, Assignment | None], now: datetime) -> None:
    """Tell those who are no longer called, and end their part in the case."""
    for address, holder in sorted(called.items()):
        if holder and holder.pk != meeting.case.chief_id:
            end_participation(meeting.case, holder, timezone.localdate(now))
        send_call_off(meeting, address, now)


def send_call_off(meeting: Meeting, address: str, now: datetime) -> None:
    """The mail that takes the meeting out of somebody's calendar."""
    outbox.queue_mail(
        board_id=meeting.board_id,
        to=address,
        subject=_("Du är inte längre kallad till mötet"),
        body=_("Du är inte längre kallad till mötet. Kalenderfilen tar bort det ur din kalender."),
        calendar=calendar_file(meeting, address, now, method=CANCEL),
        method=CANCEL,
        now=now,
    )


def calendar_file(meeting: Meeting, recipient: str, now: datetime, *, method: str = REQUEST) -> str:
    """The meeting as iCalendar (RFC 5545/5546): a neutral subject, no personal data, one attendee."""
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    attendee = vCalAddress(f"mailto:{recipient}")
    if method == REQUEST:
        attendee.params["RSVP"] = "TRUE"
    event = Event()
    event.add("uid", f"{meeting.pk}@vbe")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", timezone.localtime(meeting.starts_at))
    event.add("dtend", timezone.localtime(meeting.starts_at) + timedelta(minutes=meeting.minutes_long))
    event.add("summary", _("Möte"))
    event.add("location", meeting.place)
    event.add("organizer", organiser)
    event.add("attendee", attendee)
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//VBE Samordning//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()
