from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.forms.support import refuse_future
from cases.sig.models import Case, SafetyPlan, TrackStep
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards


class TrackForm(ClearErrors, forms.Form):
    """What the support is about, and why the chief chooses so."""

    track = forms.ChoiceField(
        label=_("Inriktning"),
        choices=Case.Track.choices,
        widget=RadioCards(
            columns=1,
            descriptions={
                Case.Track.AT_RISK: _("Samordnat stöd till någon som riskerar att dras in."),
                Case.Track.LEAVING: _("Stöd till någon som vill lämna. Avsändaren är neutral i allt som skickas."),
                Case.Track.RETURNING: _("Stöd till någon som återvänder från ett krigsdrabbat område."),
            },
        ),
    )
    children = forms.ChoiceField(
        label=_("Om återvändare: har personen minderåriga barn?"),
        choices=[(TrackStep.Children.WITHOUT.value, _("Nej")), (TrackStep.Children.WITH.value, _("Ja"))],
        widget=RadioCards,
        required=False,
        help_text=_("Utan barn möter stadens team personen. Med barn anmäler polisen oro, och teamet ger råd."),
    )
    reason = LongText(label=_("Skäl"), rows=3, help_text=_("Vad som har hänt eller behövs, inte vad någon tycker."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("track") != Case.Track.RETURNING:
            data["children"] = ""
        elif not data.get("children") and "children" not in self.errors:
            self.add_error("children", _now("Säg om personen har barn. Det avgör vem som gör vad."))
        return data


class StepForm(ClearErrors, forms.Form):
    """When a step was done, and a word about it."""

    done_on = forms.DateField(label=_("Vilken dag?"), widget=DateInput)
    note = LongText(label=_("Anteckning"), max_length=1000, rows=2, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["done_on"].initial = today

    def clean_done_on(self) -> date:
        return refuse_future(self.cleaned_data["done_on"], self.today)


class SafetyForm(ClearErrors, forms.ModelForm):
    """How somebody who leaves is reached. Nothing of it stands in a letter, a mail or a calendar but the sender."""

    contact = LongText(
        label=_("Så når vi personen säkert"), rows=3, help_text=_("Nummer, tider och vem som ringer. Fråga personen.")
    )
    never = LongText(label=_("Så får personen aldrig nås"), rows=2, required=False)
    sender = forms.CharField(
        label=_("Neutral avsändare"),
        max_length=60,
        help_text=_("Står på brev, mejl och kalenderposter i ärendet. Den får inte visa vad stödet gäller."),
    )
    sign = LongText(
        label=_("Överenskommet tecken"),
        rows=2,
        required=False,
        help_text=_("Ett ord eller en signal som betyder att personen inte kan prata."),
    )
    if_threatened = LongText(
        label=_("Det gör vi om något händer"), rows=4, help_text=_("Vid fara för liv: ring 112. Skriv vem som gör vad.")
    )
    around = LongText(
        label=_("Andra att tänka på"), rows=2, required=False, help_text=_("Till exempel barn eller en partner.")
    )

    class Meta:
        model = SafetyPlan
        fields = ("contact", "never", "sender", "sign", "if_threatened", "around")
