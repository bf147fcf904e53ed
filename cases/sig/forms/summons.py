from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.concerns.name_guard import Kind, inspect
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Meeting, Seat
from cases.sig.seats import Filled, Place
from cases.sig.summons import longest_ahead
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards, TimeInput
from vbe.organisation.models import Assignment

LENGTHS = [(30, _("30 minuter")), (45, _("45 minuter")), (60, _("1 timme")), (90, _("1,5 timme")), (120, _("2 timmar"))]

# What leads to the person the meeting is about; an address and a place named after somebody are what is asked for.
NOT_IN_A_PLACE = {Kind.PERSONAL_NUMBER, Kind.PHONE, Kind.EMAIL}


@dataclass
class SeatFields:
    """One row of the table: the place and the fields that fill it."""

    place: Place
    holder: BoundField | None = None
    waived: BoundField | None = None
    email: BoundField | None = None
    by_letter: BoundField | None = None

    @property
    def is_filled(self) -> bool:
        ways = (self.email, self.by_letter, self.holder)
        return any(field.value() for field in ways if field)


class SummonsForm(ClearErrors, forms.Form):
    """When and where, and who fills each seat of the municipality's routine."""

    day = forms.DateField(label=_("Dag"), widget=DateInput)
    clock = forms.TimeField(label=_("Klockslag"), widget=TimeInput)
    minutes_long = forms.TypedChoiceField(label=_("Längd"), choices=LENGTHS, coerce=int, initial=60)
    place = forms.CharField(
        label=_("Plats"),
        max_length=200,
        help_text=_("Lokal eller adress. Platsen står i mejlet: skriv inget om personen eller ärendet."),
    )
    free_day = forms.BooleanField(label=_("Mötet ska hållas fast dagen är ledig"), required=False)
    # Which summons the page shows, so that nobody writes over a change that they have not seen.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=32767)

    def __init__(
        self,
        *args: Any,
        places: Sequence[Place],
        now: datetime,
        kind: str = Meeting.Kind.START_UP,
        meeting: Meeting | None = None,
        seats_of: Meeting | None = None,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """``meeting`` is called anew, ``seats_of`` has the seats that are suggested, ``typed`` is shown unchecked."""
        kwargs["initial"] = _suggested(places) | _seated(places, seats_of) | _called(meeting) | dict(typed or {})
        super().__init__(*args, **kwargs)
        self.now, self.places, self.kind, self.asks_free_day = now, places, kind, False
        today = timezone.localdate(now)
        last = (today + longest_ahead(kind)).isoformat()
        self.fields["day"].widget.attrs |= {"min": today.isoformat(), "max": last}
        for number, place in enumerate(places):
            for name, field in _fields_of(place):
                self.fields[f"seat-{number}-{name}"] = field

    @property
    def inside(self) -> list[SeatFields]:
        return [seat for seat in self._seat_fields() if not seat.place.actor]

    @property
    def outside(self) -> list[SeatFields]:
        """Actors that may be called today, and those who were filled in all the same."""
        outside = [seat for seat in self._seat_fields() if seat.place.actor]
        return [seat for seat in outside if seat.place.ground or seat.is_filled]

    def _seat_fields(self) -> list[SeatFields]:
        def bound(number: int, name: str) -> BoundField | None:
            key = f"seat-{number}-{name}"
            return self[key] if key in self.fields else None

        names = ("holder", "waived", "email", "by_letter")
        return [SeatFields(place, *(bound(number, name) for name in names)) for number, place in enumerate(self.places)]

    def clean_place(self) -> str:
        place = self.cleaned_data["place"]
        if any(hit.kind in NOT_IN_A_PLACE for hit in inspect(place)):
            raise forms.ValidationError(
                _now(
                    "Platsen ser ut att innehålla ett personnummer, ett telefonnummer eller en e-postadress. "
                    "Ta bort det."
                )
            )
        return place

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, clock = data.get("day"), data.get("clock")
        if day and clock:
            data["starts_at"] = timezone.make_aware(datetime.combine(day, clock))
            self._check_time(data["starts_at"])
        if day and not deadlines.is_working_day(day) and not data.get("free_day"):
            self.asks_free_day = True
            self.add_error("free_day", _now("Dagen är en lördag, söndag eller helgdag. Byt dag, eller kryssa i rutan."))
        for number, place in enumerate(self.places):
            self._check_seat(number, place, data)
        return data

    def _check_time(self, starts_at: datetime) -> None:
        ahead = longest_ahead(self.kind)
        if starts_at <= self.now:
            self.add_error("day", _now("Tiden har passerat. Välj en dag och ett klockslag framåt i tiden."))
        elif starts_at > self.now + ahead:
            self.add_error("day", _now("Mötet kan läggas högst %(days)s dagar fram.") % {"days": ahead.days})

    def _check_seat(self, number: int, place: Place, data: dict[str, Any]) -> None:
        def of(name: str) -> Any:
            return data.get(f"seat-{number}-{name}")

        words, first = {"function": place.function}, f"seat-{number}-{'email' if place.actor else 'holder'}"
        if first in self.errors:
            return
        ways = [way for way in ("holder", "email", "by_letter") if of(way)]
        if len(ways) > 1:
            self.add_error(first, _now("%(function)s: välj ett sätt att kalla på, inte flera.") % words)
        if ways and of("waived"):
            self.add_error(
                f"seat-{number}-waived", _now("%(function)s: kalla någon eller skriv ett skäl, inte båda.") % words
            )
        if place.required and not ways and not of("waived"):
            self.add_error(
                first, _now("%(function)s: välj vem som kallas, eller skriv varför funktionen inte kallas.") % words
            )

    def call(self) -> dict[str, Any]:
        """What the form asks for, as ``summons.summon`` takes it."""
        data = self.cleaned_data
        asked = {name: data[name] for name in ("starts_at", "place", "minutes_long", "version")}
        return asked | {"kind": self.kind, "seats": self.seats()}

    def seats(self) -> list[Filled]:
        """The seats as answered; those that nobody is called to and nothing requires are left out."""
        data, seats = self.cleaned_data, []
        for number, place in enumerate(self.places):
            people: dict[str, Assignment] = {str(holder.pk): holder for holder in place.candidates}
            seat = Filled(
                place.function,
                place.required,
                holder=people.get(data.get(f"seat-{number}-holder", "")),
                actor=place.actor,
                email=data.get(f"seat-{number}-email", ""),
                by_letter=data.get(f"seat-{number}-by_letter", False),
                waived_reason=data.get(f"seat-{number}-waived", ""),
            )
            if seat.required or seat.called:
                seats.append(seat)
        return seats


class NewMeetingForm(SummonsForm):
    """A meeting after the start-up meeting, of a kind that is chosen."""

    id = OneTimeId()
    chosen_kind = forms.ChoiceField(label=_("Vilket möte?"), widget=RadioCards, initial=Meeting.Kind.FOLLOW_UP)

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, kind=Meeting.Kind.OTHER, **kwargs)
        field: Any = self.fields["chosen_kind"]
        field.choices = kinds
        field.initial = kinds[0][0]
        self.order_fields(["chosen_kind"])

    def call(self) -> dict[str, Any]:
        return super().call() | {"kind": self.cleaned_data["chosen_kind"], "pk": self.cleaned_data["id"]}


class CancelForm(ClearErrors, forms.Form):
    """Why a meeting will not be held. The reason stays in the case."""

    prefix = "installt"
    reason = LongText(
        label=_("Varför ställs mötet in?"), rows=3, help_text=_("Skälet står i ärendet. De kallade får inte veta det.")
    )


def _fields_of(place: Place) -> list[tuple[str, forms.Field]]:
    fields: list[tuple[str, forms.Field]] = []
    if place.actor:
        email = forms.EmailField(
            label=place.function,
            help_text=_now("E-post till kontakten: %(actor)s") % {"actor": place.actor},
            required=False,
        )
        email.widget.attrs["autocomplete"] = "off"
        fields += [("email", email), ("by_letter", forms.BooleanField(label=_now("Kalla med brev"), required=False))]
    if place.candidates or not place.actor:
        people = [(str(holder.pk), _title(place, holder)) for holder in place.candidates]
        label = _now("Någon med konto här") if place.actor else place.function
        holder = forms.ChoiceField(label=label, choices=[("", _now("Kallas inte")), *people], required=False)
        if place.actor:
            holder.choices = [("", _now("Ingen")), *people]
            holder.help_text = _now(
                "Den som arbetar utanför verksamheten ser bara sin egen del av ärendet, så länge det är öppet: "
                "kallelser, egna uppgifter och utdrag som har lämnats till aktören."
            )
        fields.append(("holder", holder))
    if place.required:
        waived = forms.CharField(label=_now("Skäl om funktionen inte kallas"), max_length=300, required=False)
        fields.append(("waived", waived))
    return fields


def _title(place: Place, holder: Assignment) -> str:
    return f"{holder.user.name}, {holder.unit}" if place.actor else holder.user.name


def _suggested(places: Sequence[Place]) -> dict[str, Any]:
    """The first holder of each required seat."""
    return {
        f"seat-{number}-holder": str(place.candidates[0].pk)
        for number, place in enumerate(places)
        if place.required and place.candidates
    }


def _seated(places: Sequence[Place], meeting: Meeting | None) -> dict[str, Any]:
    """The seats as they are filled at ``meeting``."""
    seats: dict[str, Seat] = {seat.function: seat for seat in meeting.seats.all()} if meeting else {}
    initial: dict[str, Any] = {}
    for number, place in enumerate(places):
        if seat := seats.get(place.function):
            initial[f"seat-{number}-holder"] = str(seat.holder_id or "")
            initial[f"seat-{number}-waived"] = seat.waived_reason
            initial[f"seat-{number}-email"] = seat.email
            initial[f"seat-{number}-by_letter"] = seat.by_letter
    return initial


def _called(meeting: Meeting | None) -> dict[str, Any]:
    """When and where, as the meeting has been called."""
    if meeting is None:
        return {}
    starts = timezone.localtime(meeting.starts_at)
    return {
        "day": starts.date(),
        "clock": starts.time(),
        "place": meeting.place,
        "minutes_long": meeting.minutes_long,
        "version": meeting.sequence,
    }
