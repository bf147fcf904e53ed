"""What those who are called receive: a mail with a calendar file, or a letter. It says when and where, nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress

from cases import deadlines
from cases.sig.models import Meeting, Seat, SeatLink
from cases.sig.tracks import sender
from vbe.access.links import fingerprint, new_secret
from vbe.notices import outbox

REQUEST, CANCEL = "REQUEST", "CANCEL"


def send_call(meeting: Meeting, seat: Seat, now: datetime, *, moved: bool) -> None:
    """Mail the summons to whoever fills ``seat``; ``moved``: a new time or place for a meeting called before."""
    address = seat.holder.user.email if seat.holder else seat.email
    subject = _("Ny tid eller plats för ett möte") if moved else _("Kallelse till möte")
    told = _("Mötet som du är kallad till har fått ny tid eller plats.") if moved else _("Du är kallad till ett möte.")
    parts = [
        told + " " + _("Tid och plats finns i kalenderfilen."),
        _how_to_answer(meeting, seat, now),
        _("Mejlet innehåller inga uppgifter om vad mötet gäller. Frågor besvaras av den som kallar: %(board)s.")
        % {"board": sender(meeting.case)},
    ]
    _mail(meeting, address, subject, "\n\n".join(parts), now, REQUEST)


def _how_to_answer(meeting: Meeting, seat: Seat, now: datetime) -> str:
    if seat.holder:
        return _log_in()
    secret = new_secret()
    SeatLink(seat=seat, board_id=meeting.board_id, email=seat.email, fingerprint=fingerprint(secret), made_at=now).save(
        force_insert=True
    )
    address = settings.BASE_URL + reverse("summons_answer", args=[secret])
    return _("Svara om du kommer. Länken är din egen, skicka den inte vidare: %(address)s") % {"address": address}


def _log_in() -> str:
    return _("Logga in för att svara om du kommer: %(address)s") % {"address": settings.BASE_URL}


def send_handed_over(meeting: Meeting, address: str, now: datetime) -> None:
    """The summons of whoever takes over a colleague's seat. Who hands it over knows of the meeting only this much."""
    told = _("Du har tagit över en kollegas plats vid ett möte. Tid och plats finns i kalenderfilen.")
    _mail(meeting, address, _("Kallelse till möte"), told + "\n\n" + _log_in(), now, REQUEST)


def send_call_off(meeting: Meeting, address: str, now: datetime) -> None:
    """The mail that takes the meeting out of somebody's calendar."""
    body = _("Du är inte längre kallad till mötet. Kalenderfilen tar bort det ur din kalender.")
    _mail(meeting, address, _("Du är inte längre kallad till mötet"), body, now, CANCEL)


def send_cancelled(meeting: Meeting, address: str, now: datetime) -> None:
    """The mail that says that the meeting will not be held. Why, is the case's."""
    body = _("Mötet är inställt. Kalenderfilen tar bort det ur din kalender. Blir det en ny tid får du en ny kallelse.")
    _mail(meeting, address, _("Mötet är inställt"), body, now, CANCEL)


def _mail(meeting: Meeting, address: str, subject: str, body: str, now: datetime, method: str) -> None:
    outbox.queue_mail(
        board_id=meeting.board_id,
        to=address,
        subject=subject,
        body=body,
        calendar=calendar_file(meeting, address, now, method=method),
        method=method,
        now=now,
    )


def calendar_file(meeting: Meeting, recipient: str, now: datetime, *, method: str = REQUEST) -> str:
    """The meeting as iCalendar (RFC 5545/5546): a neutral subject, no personal data, one attendee."""
    # The sender may be a name with an address, which is no address of its own.
    name, sent_from = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organiser = vCalAddress(f"mailto:{sent_from}")
    if name:
        organiser.params["CN"] = name
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
    # Says no more than that it is a calendar: the file is opened where others see it.
    calendar.add("prodid", "-//Kalender//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_stockholm())
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _stockholm() -> Timezone:
    """Europe/Stockholm with the European Union's rule for summer time (directive 2000/84/EC), in force since 1996.

    icalendar's own lists every change from 1970 on as a date, which other programs have read as winter all the year.
    """
    zone = Timezone()
    zone.add("tzid", deadlines.STOCKHOLM.key)
    for half, name, month, first, offsets in (
        (TimezoneDaylight(), "CEST", 3, datetime(1996, 3, 31, 2), (1, 2)),
        (TimezoneStandard(), "CET", 10, datetime(1996, 10, 27, 3), (2, 1)),
    ):
        before, after = (timedelta(hours=offset) for offset in offsets)
        half.add("dtstart", first)
        half.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        half.add("tzname", name)
        half.add("tzoffsetfrom", before)
        half.add("tzoffsetto", after)
        zone.add_component(half)
    return zone
