"""The calendar file as another program reads it than the one that wrote it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.conf import settings

from cases.sig.invitations import CANCEL, REQUEST, calendar_file
from cases.sig.models import Meeting

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime(2026, 10, 20, 6, 30, tzinfo=UTC)
PK = UUID("01912345-0000-7000-8000-000000000001")
TO = "kontakt@polisen.example"
# The clocks go back on 25 October 2026, and forward on 28 March 2027.
SUMMER, WINTER, NEXT_SUMMER = (
    datetime(year, month, day, 9, 30, tzinfo=STOCKHOLM)
    for year, month, day in [(2026, 10, 24), (2026, 10, 25), (2027, 3, 28)]
)


def written(starts_at: datetime, *, sequence: int = 0, method: str = REQUEST, place: str = "Bodholmsplan 2") -> str:
    # As the database gives it back.
    at = starts_at.astimezone(UTC)
    meeting = Meeting(pk=PK, starts_at=at, place=place, minutes_long=90, sequence=sequence, kind=Meeting.Kind.START_UP)
    return calendar_file(meeting, TO, NOW, method=method)


def read(starts_at: datetime, **how: Any) -> Any:
    return vobject.readOne(written(starts_at, **how))


@pytest.mark.parametrize(("starts_at", "hours"), [(SUMMER, 2), (WINTER, 1), (NEXT_SUMMER, 2)])
def test_the_clock_is_stockholms_on_both_sides_of_the_change(starts_at: datetime, hours: int) -> None:
    text = written(starts_at)
    # Under a name that no machine knows: what the file itself says of the zone is what counts.
    event = vobject.readOne(text.replace("Europe/Stockholm", "Ort/Namn")).vevent
    assert all(at.params["X-VOBJ-ORIGINAL-TZID"] == ["Ort/Namn"] for at in (event.dtstart, event.dtend))
    start, end = event.dtstart.value, event.dtend.value
    assert start.replace(tzinfo=None) == starts_at.replace(tzinfo=None)
    assert start.utcoffset() == timedelta(hours=hours) and start == starts_at
    assert end - start == timedelta(minutes=90)


def test_lines_are_folded_and_ended_as_the_standard_says() -> None:
    text = written(SUMMER, place="Sammanträdesrummet på våning två, ingång från gården " * 3)
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert vobject.readOne(text).vevent.location.value.endswith("gården ")


def test_called_changed_and_cancelled_are_one_event_with_a_rising_number() -> None:
    called = read(SUMMER)
    changed = read(WINTER, sequence=1, place="Rum 4; 2 tr, gården")
    cancelled = read(WINTER, sequence=2, method=CANCEL)
    files = [called, changed, cancelled]
    assert [file.method.value for file in files] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [file.vevent.sequence.value for file in files] == ["0", "1", "2"]
    assert [file.vevent.status.value for file in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {file.vevent.uid.value for file in files} == {f"{PK}@vbe"}
    assert changed.vevent.location.value == "Rum 4; 2 tr, gården"
    assert changed.vevent.dtstart.value == WINTER


def test_the_sender_may_have_a_name(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Kommunens möten <moten@kommun.example>"
    for method in (REQUEST, CANCEL):
        organizer = read(SUMMER, method=method).vevent.organizer
        assert (organizer.value, organizer.params) == ("mailto:moten@kommun.example", {"CN": ["Kommunens möten"]})


def test_it_says_when_where_and_who_calls_and_nothing_else() -> None:
    for method in (REQUEST, CANCEL):
        calendar = read(SUMMER, method=method)
        event = calendar.vevent
        assert set(event.contents) == {
            "uid", "sequence", "dtstamp", "dtstart", "dtend", "summary", "location", "organizer", "attendee", "status",
        }  # fmt: skip
        assert set(calendar.contents) == {"prodid", "version", "method", "vevent", "vtimezone"}
        assert event.summary.value == "Möte"
        assert event.organizer.value == f"mailto:{settings.DEFAULT_FROM_EMAIL}" and not event.organizer.params
        assert [attendee.value for attendee in event.attendee_list] == [f"mailto:{TO}"]
        assert event.attendee.params.get("RSVP") == (["TRUE"] if method == REQUEST else None)
        assert event.dtstamp.value == NOW
        assert calendar.version.value == "2.0"
