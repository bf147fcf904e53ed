from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.forms.fields import OneTimeId
from cases.sig.minutes import MOST_DECISIONS, Next, Place, Written, row_at
from cases.sig.models import Meeting, MeetingPoint, MinutesAddendum, Point
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.access.templatetags.shell import form_errors
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
# The list of those who take part, that an owner is chosen from; templates/sig/participants.html has it.
PARTICIPANTS = "deltagare"


def likely(day: date | None) -> date | None:
    """The day, when somebody can have meant its year."""
    if day and not 2000 <= day.year <= 2100:
        raise forms.ValidationError(_now("Kontrollera årtalet."))
    return day


class OwnerField(forms.CharField):
    """Somebody who takes part, chosen from the list, or a function as people name it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": PARTICIPANTS, "autocomplete": "off"})
        super().__init__(label=_("Ansvarig"), max_length=120, widget=widget, **options)


class DecisionForm(ClearErrors, forms.Form):
    """A decision under a point. Nothing is required until the minutes are adjusted."""

    decision = LongText(label=_("Beslut"), max_length=4000, rows=2, required=False)
    responsible = OwnerField(required=False)
    due_on = forms.DateField(label=_("Klart senast"), widget=DateInput, required=False)

    def __init__(self, *args: Any, place: Place, saved: MeetingPoint, **kwargs: Any) -> None:
        point, position = place
        kwargs |= {
            "prefix": f"{point.value}-{position}" if position else point.value,
            "initial": {name: getattr(saved, name) for name in self.base_fields},
        }
        super().__init__(*args, **kwargs)
        self.place, self.saved = place, saved

    def clean_due_on(self) -> date | None:
        return likely(self.cleaned_data["due_on"])

    @property
    def written(self) -> Written:
        return Written(**self.cleaned_data)


class PointForm(DecisionForm):
    """The first decision of a point, with the point's notes."""

    notes = LongText(label=_("Anteckningar"), max_length=10_000, rows=4, required=False)
    field_order = ("notes", "decision", "responsible", "due_on")


class NextForm(ClearErrors, forms.Form):
    prefix = "nasta"
    on = forms.DateField(label=_("Nästa möte"), widget=DateInput, required=False)
    no_reason = LongText(label=_("Eller varför det inte behövs något"), max_length=1000, rows=2, required=False)

    def clean_on(self) -> date | None:
        return likely(self.cleaned_data["on"])

    @property
    def written(self) -> Next:
        return Next(**self.cleaned_data)


class VersionForm(ClearErrors, forms.Form):
    """Which version the page was opened from, and which open page this is."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


@dataclass
class Section:
    """One point on the page: its first decision with the notes, those after it, and an empty one to go on with."""

    point: Point
    first: PointForm
    more: list[DecisionForm] = field(default_factory=list)
    empty: DecisionForm | None = None

    @property
    def help(self) -> Any:
        return HELP[self.point]

    @property
    def decisions(self) -> list[MeetingPoint]:
        return [form.saved for form in (self.first, *self.more) if not form.saved.empty]


class MinutesForm:
    """The agenda's points with their decisions, the next meeting, and the version they were written on: one form."""

    def __init__(self, meeting: Meeting, rows: Mapping[Place, MeetingPoint], data: Any = None) -> None:
        self.version = VersionForm(data, initial={"version": meeting.version})
        self.sections: list[Section] = []
        for (point, position), saved in rows.items():
            if position == 0:
                first = PointForm(data, place=(point, 0), saved=saved)
                self.sections.append(Section(point, first))
            elif data is None or _sent(data, (point, position)):
                self.sections[-1].more.append(DecisionForm(data, place=(point, position), saved=saved))
        for section in self.sections:
            self._go_on(section, meeting, rows, data)
        # A page that knew nothing of the next meeting leaves it as it is.
        self.next_is_sent = data is None or any(name.startswith("nasta-") for name in data)
        following = {"on": meeting.next_on, "no_reason": meeting.no_next_reason}
        self.next = NextForm(data if self.next_is_sent else None, initial=following)

    def _go_on(self, section: Section, meeting: Meeting, rows: Mapping[Place, MeetingPoint], data: Any) -> None:
        """What was written in the page's empty rows, and a new empty one."""
        last = max(position for point, position in rows if point == section.point)
        for position in range(1, MOST_DECISIONS):
            place = (section.point, position)
            if place not in rows and data is not None and _filled(data, place):
                section.more.append(DecisionForm(data, place=place, saved=row_at(meeting, place)))
                last = max(last, position)
        section.more.sort(key=lambda form: form.place[1])
        if last + 1 < MOST_DECISIONS:
            place = (section.point, last + 1)
            section.empty = DecisionForm(place=place, saved=row_at(meeting, place))

    @property
    def decisions(self) -> list[DecisionForm]:
        return [form for section in self.sections for form in (section.first, *section.more)]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.version, *self.decisions, *([self.next] if self.next_is_sent else [])]

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [error for form in self.forms for error in form_errors(form)]

    def __iter__(self) -> Iterator[Section]:
        return iter(self.sections)

    def is_valid(self) -> bool:
        return [form.is_valid() for form in self.forms].count(False) == 0

    def rebase(self, meeting: Meeting, rows: Mapping[Place, MeetingPoint]) -> None:
        """Keep what was typed, on top of the version that is saved now; decisions that came meanwhile are shown too."""
        self.version = VersionForm(initial={"version": meeting.version})
        known = {form.place for form in self.decisions}
        for section in self.sections:
            for place, saved in rows.items():
                if place[0] == section.point and place not in known:
                    section.more.append(DecisionForm(place=place, saved=saved))

    @property
    def written(self) -> dict[Place, Written]:
        return {form.place: form.written for form in self.decisions}

    @property
    def next_meeting(self) -> Next | None:
        return self.next.written if self.next_is_sent else None

    def beside(self, meeting: Meeting, rows: Mapping[Place, MeetingPoint]) -> list[dict[str, Any]]:
        """What was written here and what has been saved by somebody else, for each field where they differ."""
        pairs: list[tuple[str, Any, Any]] = []
        for form in self.decisions:
            saved, (point, position) = rows.get(form.place), form.place
            for name, bound in form.fields.items():
                label = f"{point.label}: {str(bound.label).lower()}"
                label = f"{label} {position + 1}" if position else label
                pairs.append((label, form.cleaned_data[name], getattr(saved, name, "")))
        if self.next_is_sent:
            saved_next = {"on": meeting.next_on, "no_reason": meeting.no_next_reason}
            pairs += [
                (str(bound.label), self.next.cleaned_data[name], saved_next[name])
                for name, bound in self.next.fields.items()
            ]
        return [
            {"label": label, "mine": mine or "", "theirs": theirs or "", "differs": True}
            for label, mine, theirs in pairs
            if (mine or "") != (theirs or "")
        ]


def _sent(data: Any, place: Place) -> bool:
    """Whether the page that was sent has the decision's row at all."""
    return f"{place[0].value}-{place[1]}-decision" in data


def _filled(data: Any, place: Place) -> bool:
    return any(data.get(f"{place[0].value}-{place[1]}-{name}") for name in DecisionForm.base_fields)


class AddendumForm(ClearErrors, forms.ModelForm):
    """What is added to adjusted minutes."""

    id = OneTimeId()
    kind = forms.ChoiceField(
        label=_("Vad vill du lägga till?"),
        choices=MinutesAddendum.Kind.choices,
        widget=RadioCards(
            columns=1,
            descriptions={
                "rattelse": _("Något i protokollet är fel. Skriv vad som är rätt."),
                "tillagg": _("Något saknas i protokollet."),
                "omtvistat": _(
                    "Personen menar att något inte stämmer. Texten står kvar, och personens egen bild skrivs bredvid."
                ),
            },
        ),
    )
    point = forms.ChoiceField(label=_("Vilken punkt gäller det?"), required=False)
    text = LongText(label=_("Text"), max_length=4000, rows=5)

    class Meta:
        model = MinutesAddendum
        fields = ("kind", "point", "text")

    def __init__(self, *args: Any, points: tuple[Point, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [  # type: ignore[attr-defined]
            ("", _("Hela protokollet")),
            *((point.value, point.label) for point in points),
        ]
        self.order_fields(["id", "kind", "point", "text"])
