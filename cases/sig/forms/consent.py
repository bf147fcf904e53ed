from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import deadlines
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Case, Consent
from cases.sig.models.consent import DEFAULT_MONTHS
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Actor

OLDEST_YEARS = 2


class ConsentForm(ClearErrors, forms.ModelForm):
    """Whose information may be shared, with whom, for what, and until when (legal.md L10)."""

    id = OneTimeId()
    scope = LongText(
        label=_("Vilka uppgifter får delas?"), rows=3, help_text=_("Till exempel: skolgång och planering av stöd.")
    )
    purpose = LongText(label=_("För vilket ändamål?"), rows=3)

    class Meta:
        model = Consent
        fields = ("actor", "scope", "purpose", "way", "given_on", "ends")
        widgets = {"way": RadioCards, "given_on": DateInput, "ends": DateInput}
        labels = {"actor": _("Vem får ta del av uppgifterna?"), "way": _("Hur lämnades samtycket?")}
        help_texts = {"ends": _("Sex månader om inget annat har sagts, högst två år.")}

    def __init__(self, *args: Any, case: Case, today: date, actor: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {
            "given_on": today,
            "ends": deadlines.due(today, months=DEFAULT_MONTHS).calendar,
            "actor": actor,
        }
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["actor"]
        field.queryset = Actor.objects.filter(municipality=case.board.municipality_id).order_by("name")
        field.empty_label = _now("Välj …")
        way: Any = self.fields["way"]
        way.choices = Consent.Way.choices

    def clean_given_on(self) -> date:
        given = self.cleaned_data["given_on"]
        if given > self.today:
            raise forms.ValidationError(_now("Samtycket kan inte ha lämnats i framtiden."))
        if given.year < self.today.year - OLDEST_YEARS:
            raise forms.ValidationError(_now("Samtycket är för gammalt. Fråga på nytt."))
        return given

    def clean_ends(self) -> date:
        ends = self.cleaned_data["ends"]
        if ends < self.today:
            raise forms.ValidationError(_now("Slutdatumet har passerat. Välj en dag framåt i tiden."))
        return ends
