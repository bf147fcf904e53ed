from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.sig.forms.case import ReasonForm
from cases.sig.forms.fields import OneTimeId, PersonNumberField
from cases.sig.forms.support import refuse_far, refuse_future
from cases.sig.models import RelativeConsent, RelativeSupport
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Assignment

DEFAULT_MONTHS, LONGEST_MONTHS = 6, 24


class ListForm(ClearErrors, forms.Form):
    visa = forms.ChoiceField(
        label=_("Visa"), choices=[("", _("Pågående")), ("avslutade", _("Avslutade"))], required=False
    )


class BeginForm(ClearErrors, forms.Form):
    """Who the relative is and needs. Nothing here says whose relative it is."""

    id = OneTimeId()
    came = forms.ChoiceField(
        label=_("Hur kom den anhöriga hit?"), choices=RelativeSupport.Came.choices, widget=RadioCards(columns=1)
    )
    name = forms.CharField(label=_("Den anhörigas namn"), max_length=200)
    contact = LongText(
        label=_("Så nås den anhöriga"), max_length=500, rows=2, help_text=_("Telefon, tider, och vad som ska undvikas.")
    )
    number = PersonNumberField(
        label=_("Personnummer eller samordningsnummer"), required=False, help_text=_("Bara om det behövs.")
    )
    relation = forms.CharField(
        label=_("Anhörig som"),
        max_length=100,
        required=False,
        help_text=_("Till exempel förälder, syskon eller partner. Skriv inte till vem."),
    )
    protected = forms.BooleanField(label=_("Den anhöriga har skyddade personuppgifter"), required=False)
    needs = LongText(
        label=_("Vad behöver den anhöriga för egen del?"),
        rows=4,
        help_text=_("Skriv om den anhöriga, inte om personen som oron gäller. Det är två skilda akter."),
    )

    IDENTITY = ("name", "contact", "number", "relation", "protected")


class DayForm(ClearErrors, forms.Form):
    """A form about something that was done on a day."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.update(on=today, starts=today, given_on=today)


class InformForm(DayForm):
    prefix = "informera"
    on = forms.DateField(label=_("Vilken dag?"), widget=DateInput)
    how = forms.ChoiceField(label=_("Hur?"), choices=RelativeSupport.How.choices, widget=RadioCards)

    def clean_on(self) -> date:
        return refuse_future(self.cleaned_data["on"], self.today)


class NoteForm(DayForm):
    prefix = "anteckning"
    pk = OneTimeId()
    text = LongText(
        label=_("Anteckning"), max_length=4000, rows=5, help_text=_("Den kan inte ändras. Rätta med en ny anteckning.")
    )
    again_on = forms.DateField(
        label=_("När hörs ni nästa gång?"),
        widget=DateInput,
        required=False,
        help_text=_("Den dagen står det på din startsida."),
    )

    def clean_again_on(self) -> date | None:
        day: date | None = self.cleaned_data["again_on"]
        if day and day < self.today:
            raise forms.ValidationError(_now("Dagen har passerat. Välj i dag eller en dag framåt i tiden."))
        return refuse_far(day, self.today)


class MeasureForm(DayForm):
    prefix = "insats"
    pk = OneTimeId()
    name = forms.CharField(label=_("Insats"), max_length=200, help_text=_("Till exempel: stödsamtal."))
    goal = LongText(label=_("Vad vill den anhöriga uppnå?"), rows=3)
    starts = forms.DateField(label=_("Börjar"), widget=DateInput)

    def clean_starts(self) -> date | None:
        return refuse_far(self.cleaned_data["starts"], self.today)


class MeasureEndForm(DayForm):
    on = forms.DateField(label=_("Sista dagen"), widget=DateInput)
    result = LongText(label=_("Hur gick det?"), rows=3)

    def clean_on(self) -> date:
        return refuse_future(self.cleaned_data["on"], self.today)


class ConsentForm(DayForm):
    """The relative's own consent."""

    prefix = "samtycke"
    pk = OneTimeId()
    recipient = forms.CharField(
        label=_("Vem får veta?"), max_length=200, help_text=_("En namngiven verksamhet eller handläggare.")
    )
    scope = LongText(label=_("Vad får de veta?"), rows=3)
    way = forms.ChoiceField(label=_("Hur lämnades samtycket?"), choices=RelativeConsent.Way.choices, widget=RadioCards)
    given_on = forms.DateField(label=_("Lämnat den"), widget=DateInput)
    ends = forms.DateField(
        label=_("Gäller till och med"), widget=DateInput, help_text=_("Sex månader om inget annat sagts, högst två år.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ends"] = deadlines.due(self.today, months=DEFAULT_MONTHS).calendar

    def clean_given_on(self) -> date:
        return refuse_future(self.cleaned_data["given_on"], self.today)

    def clean_ends(self) -> date:
        ends: date = self.cleaned_data["ends"]
        if ends < self.today:
            raise forms.ValidationError(_now("Slutdatumet har passerat. Välj en dag framåt i tiden."))
        if ends > deadlines.due(self.today, months=LONGEST_MONTHS).calendar:
            raise forms.ValidationError(_now("Ett samtycke kan gälla högst två år. Fråga på nytt när det går ut."))
        return ends


class PartForm(DayForm):
    prefix = "del"
    assignment = forms.ChoiceField(label=_("Vem ger också stödet?"))

    def __init__(self, *args: Any, people: list[Assignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        field: Any = self.fields["assignment"]
        field.choices = [("", _now("Välj …")), *((k, f"{p.user}, {p.title.lower()}") for k, p in self.people.items())]

    def clean_assignment(self) -> Assignment:
        return self.people[self.cleaned_data["assignment"]]


class TieForm(DayForm):
    """A case that the asker takes part in; the view finds it."""

    prefix = "samband"
    number = forms.CharField(
        label=_("Ärendets nummer"),
        max_length=20,
        help_text=_("Ett ärende som du själv deltar i. Bara den som läser båda ser sambandet."),
    )


class CloseForm(ReasonForm):
    prefix = "avslut"
    outcome = forms.ChoiceField(
        label=_("Hur gick det?"), choices=RelativeSupport.Outcome.choices, widget=RadioCards(columns=1)
    )
    field_order = ("outcome", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=_("Berätta med några ord"), **kwargs)
