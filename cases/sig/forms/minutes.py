from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.minutes import Written
from cases.sig.models import Meeting, MeetingPoint, Point
from vbe.access.forms import ClearErrors, DateInput, LongText
from vbe.organisation.ids import new_id

HELP = {
    Point.FACTS: _("Vad som är känt, och vad som bara är antaget."),
    Point.DIRECTION: _(
        "Vilket stöd som behövs, och vad personen själv vill. Även om kontakt söks eller någon tackar nej."
    ),
    Point.COMMUNICATION: _("Vem som pratar med personen, familjen och andra, och vad som får sägas."),
    Point.ACTORS: _("Vilka som behövs utanför gruppen, och om samtycke finns."),
    Point.FOLLOW_UP: _("När gruppen följer upp, och vad som då ska ha hänt."),
}


class PointForm(ClearErrors, forms.Form):
    """One of the five points. Nothing is required until the minutes are adjusted."""

    notes = LongText(label=_("Anteckningar"), max_length=10_000, rows=4, required=False)
    decision = LongText(label=_("Beslut"), max_length=4000, rows=2, required=False)
    responsible = forms.CharField(label=_("Ansvarig"), max_length=120, required=False)
    due_on = forms.DateField(label=_("Klart senast"), widget=DateInput, required=False)

    def __init__(self, *args: Any, point: Point, saved: MeetingPoint, **kwargs: Any) -> None:
        kwargs |= {"prefix": point.value, "initial": {name: getattr(saved, name) for name in self.base_fields}}
        super().__init__(*args, **kwargs)
        self.point, self.saved, self.help = point, saved, HELP[point]

    def clean_due_on(self) -> date | None:
        due = self.cleaned_data["due_on"]
        if due and not 2000 <= due.year <= 2100:
            raise forms.ValidationError(_now("Kontrollera årtalet."))
        return due

    @property
    def written(self) -> Written:
        return Written(**self.cleaned_data)


class VersionForm(ClearErrors, forms.Form):
    """Which version the page was opened from, and which open page this is."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class MinutesForm:
    """The five points and the version they were written on, as one form."""

    def __init__(self, meeting: Meeting, points: Mapping[Point, MeetingPoint], data: Any = None) -> None:
        self.version = VersionForm(data, initial={"version": meeting.version})
        self.points = [PointForm(data, point=point, saved=saved) for point, saved in points.items()]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.version, *self.points]

    def __iter__(self) -> Iterator[PointForm]:
        return iter(self.points)

    def is_valid(self) -> bool:
        return [form.is_valid() for form in self.forms].count(False) == 0

    def rebase(self, meeting: Meeting) -> None:
        """Keep what was typed, on top of the version that is saved now."""
        self.version = VersionForm(initial={"version": meeting.version})

    @property
    def written(self) -> dict[Point, Written]:
        return {form.point: form.written for form in self.points}

    def beside(self, saved: Mapping[Point, MeetingPoint]) -> list[dict[str, Any]]:
        """What was written here and what has been saved by somebody else, for each field where they differ."""
        rows = []
        for form in self.points:
            for name, field in form.fields.items():
                mine, theirs = form.cleaned_data[name] or "", getattr(saved[form.point], name) or ""
                if mine != theirs:
                    label = f"{form.point.label}: {str(field.label).lower()}"
                    rows.append({"label": label, "mine": mine, "theirs": theirs, "differs": True})
        return rows
