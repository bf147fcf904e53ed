"""Writing the guide: a situation, a board's own lines, a number to call."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.guide.models import Entry, LocalAddition
from cases.guide.situations import ReportAs, Topic
from vbe.access.forms import CheckboxCards, ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.ids import new_id
from vbe.organisation.models import PhoneNumber

# What people write numbers with.
NUMBER = r"[0-9+][0-9 +()–-]*"
LONGEST_AGO = 20 * 365
FORMS = [("", _("Inget formulär")), *((one.value, one.label) for one in ReportAs)]
TEXT_HELP = _("Korta stycken. En rad som börjar med ett bindestreck blir en punkt i en lista.")


class VersionForm(forms.Form):
    """Which version the page was opened from, and which open page this is."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    page = forms.UUIDField(widget=forms.HiddenInput, initial=new_id)


class WrittenForm(ClearErrors, forms.ModelForm):
    """A text that somebody else may be writing too. ``stands_on`` is what it was opened from."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.stands_on = VersionForm(data, initial={"version": self.instance.version})

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.stands_on.is_valid()])

    def beside(self, saved: Any) -> list[dict[str, Any]]:
        """What was written here and what somebody else has saved, for each field where they differ."""
        rows = []
        for name, mine in self.cleaned_data.items():
            theirs = getattr(saved, name)
            if mine != theirs:
                label = str(self.fields[name].label)
                rows.append({"label": label, "mine": said(name, mine), "theirs": said(name, theirs), "differs": True})
        return rows

    def rebase(self, saved: Any) -> None:
        """Keep what was typed, on top of the version that is saved now."""
        self.stands_on = VersionForm(initial={"version": saved.version})


def said(name: str, value: Any) -> str:
    """A field's value as the guide says it."""
    if isinstance(value, bool):
        return _now("Ja") if value else _now("Nej")
    if isinstance(value, list):
        return ", ".join(str(Topic(one).label) for one in value)
    if name == "report_as":
        return str(dict(FORMS).get(value, ""))
    return str(value)


class EntryForm(WrittenForm):
    title = forms.CharField(label=_("Rubrik"), max_length=120)
    text = LongText(label=_("Text"), max_length=3000, rows=9, help_text=TEXT_HELP)
    topics = forms.MultipleChoiceField(
        label=_("Nummer att ringa"),
        help_text=_("Numren hämtas ur telefonlistan, så att de alltid är de senast kontrollerade."),
        choices=[(one.value, str(one.label).capitalize()) for one in Topic if one is not Topic.ALARM],
        widget=CheckboxCards,
        required=False,
    )
    report_as = forms.ChoiceField(
        label=_("Formuläret"),
        help_text=_("Knappen som leder till formuläret, ifyllt med vad det gäller."),
        choices=FORMS,
        widget=RadioCards,
        required=False,
    )
    to_reception = forms.BooleanField(label=_("Koppla till mottagningen"), required=False)
    advice = forms.BooleanField(label=_("Rådet räcker. Inget registreras."), required=False)

    class Meta:
        model = Entry
        fields = ["title", "text", "topics", "report_as", "to_reception", "advice"]


class AdditionForm(WrittenForm):
    text = LongText(
        label=_("Text"),
        max_length=1000,
        rows=6,
        required=False,
        help_text=_("Vem man vänder sig till hos er. Skriv inget om enskilda. Töm fältet för att ta bort tillägget."),
    )

    class Meta:
        model = LocalAddition
        fields = ["text"]


class NumberForm(ClearErrors, forms.ModelForm):
    topic = forms.ChoiceField(label=_("Visas vid"), choices=[(one.value, str(one.label).capitalize()) for one in Topic])
    situation = forms.CharField(
        label=_("Vad det är till för"), max_length=120, help_text=_("Till exempel: Oro för ett barn, kväll och helg.")
    )
    name = forms.CharField(label=_("Vem som svarar"), max_length=120)
    number = forms.RegexField(
        label=_("Nummer"),
        regex=rf"^{NUMBER}$",
        max_length=30,
        error_messages={"invalid": _("Skriv numret med siffror, till exempel 08-465 004 00.")},
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    hours = forms.CharField(label=_("Öppettider"), max_length=120, required=False)
    urgent = forms.BooleanField(label=_("Visa också bredvid formuläret"), required=False)
    checked_on = forms.DateField(
        label=_("Kontrollerat"), help_text=_("Dagen då någon senast ringde och kontrollerade numret."), widget=DateInput
    )

    class Meta:
        model = PhoneNumber
        fields = ["topic", "situation", "name", "number", "hours", "urgent", "checked_on"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        # Whoever changes a number has called it.
        self.initial["checked_on"] = today

    def clean_checked_on(self) -> date:
        day: date = self.cleaned_data["checked_on"]
        if day > self.today:
            raise forms.ValidationError(_now("Välj en dag som har varit, senast i dag."))
        if (self.today - day).days > LONGEST_AGO:
            raise forms.ValidationError(_now("Välj en senare dag. Ring och kontrollera numret i dag."))
        return day
