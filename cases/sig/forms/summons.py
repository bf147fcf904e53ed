from __future__ import annotations

from collections.abc import Sequence
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
from cases.sig.models import Meeting, Seat
from cases.sig.summons import LONGEST_AHEAD, Filled, Place
from vbe.access.forms import ClearErrors, DateInput, TimeInput
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

    def __init__(
        self, *args: Any, places: Sequence[Place], now: datetime, meeting: Meeting | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = self._as_called(places, meeting)
        super().__init__(*args, **kwargs)
        self.now, self.places, self.asks_free_day = now, places, False
        today = timezone.localdate(now)
        self.fields["day"].widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST_AHEAD).isoformat()}
        for number, place in enumerate(places):
            for name, field in self._fields_of(place):
                self.fields[f"seat-{number}-{name}"] = field

    @staticmethod
    def _fields_of(place: Place) -> list[tuple[str, forms.Field]]:
        if place.actor:
            email = forms.EmailField(
                label=place.function,
                help_text=_now("E-post till kontakten: %(actor)s") % {"actor": place.actor},
                required=False,
            )
            email.widget.attrs["autocomplete"] = "off"
            return [("email", email)]
        empty = _now("Kallas inte")
        people = [(str(holder.pk), holder.user.name) for holder in place.candidates]
        holder = forms.ChoiceField(label=place.function, choices=[("", empty), *people], required=False)
        if not place.required:
            return [("holder", holder)]
        waived = forms.CharField(label=_now("Skäl om funktionen inte kallas"), max_length=300, required=False)
        return [("holder", holder), ("waived", waived)]

    @staticmethod
    def _as_called(places: Sequence[Place], meeting: Meeting | None) -> dict[str, Any]:
        """The first holder of each required seat; for a meeting already called, what was answered then."""
        initial: dict[str, Any] = {
            f"seat-{number}-holder": str(place.candidates[0].pk)
            for number, place in enumerate(places)
            if place.required and place.candidates
        }
        if meeting is None:
            return initial
        starts = timezone.localtime(meeting.starts_at)
        initial |= {"day": starts.date(), "clock": starts.time(), "place": meeting.place}
        initial["minutes_long"] = meeting.minutes_long
        seats: dict[str, Seat] = {seat.function: seat for seat in meeting.seats.all()}
        for number, place in enumerate(places):
            if seat := seats.get(place.function):
                initial[f"seat-{number}-holder"] = str(seat.holder_id or "")
                initial[f"seat-{number}-waived"] = seat.waived_reason
                initial[f"seat-{number}-email"] = seat.email
        return initial

    @property
    def inside(self) -> list[SeatFields]:
        return [seat for seat in self._seat_fields() if not seat.place.actor]

    @property
    def outside(self) -> list[SeatFields]:
        """Actors that consent covers today, and those whose address was typed all the same."""
        outside = [seat for seat in self._seat_fields() if seat.email]
        return [seat for seat in outside if seat.place.has_consent or seat.email.value()]  # type: ignore[union-attr]

    def _seat_fields(self) -> list[SeatFields]:
        def bound(number: int, name: str) -> BoundField | None:
            key = f"seat-{number}-{name}"
            return self[key] if key in self.fields else None

        return [
            SeatFields(place, bound(number, "holder"), bound(number, "waived"), bound(number, "email"))
            for number, place in enumerate(self.places)
        ]

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
            if not place.actor:
                self._check_inside(number, place, data)
        return data

    def _check_time(self, starts_at: datetime) -> None:
        if starts_at <= self.now:
            self.add_error("day", _now("Tiden har passerat. Välj en dag och ett klockslag framåt i tiden."))
        elif starts_at > self.now + LONGEST_AHEAD:
            self.add_error("day", _now("Mötet kan läggas högst 60 dagar fram."))

    def _check_inside(self, number: int, place: Place, data: dict[str, Any]) -> None:
        holder, waived = data.get(f"seat-{number}-holder"), data.get(f"seat-{number}-waived")
        if holder and waived:
            self.add_error(
                f"seat-{number}-waived",
                _now("%(function)s: välj en person eller skriv ett skäl, inte båda.") % {"function": place.function},
            )
        if place.required and not holder and not waived:
            self.add_error(
                f"seat-{number}-holder",
                _now("%(function)s: välj vem som kallas, eller skriv varför funktionen inte kallas.")
                % {"function": place.function},
            )

    def call(self) -> dict[str, Any]:
        """What the form asks for, as ``summons.summon`` takes it."""
        data = self.cleaned_data
        return {name: data[name] for name in ("starts_at", "place", "minutes_long")} | {"seats": self.seats()}

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
                waived_reason=data.get(f"seat-{number}-waived", ""),
            )
            if seat.required or seat.holder or seat.email:
                seats.append(seat)
        return seats
