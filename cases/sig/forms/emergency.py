from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import identity_numbers
from cases.concerns.passages import no_personal_number
from cases.sig.models.case import CASE_NUMBER
from vbe.access.forms import ClearErrors, LongText

SHORTEST_REASON = 20


class EmergencyForm(ClearErrors, forms.Form):
    """An exact case number or an exact personal number (legal.md L3), why, and that its meaning has been read."""

    term = forms.CharField(
        label=_("Ärendenummer eller personnummer"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Skriv hela numret, till exempel SKH-2026-014 eller ÅÅÅÅMMDD-NNNN."),
    )
    reason = LongText(
        label=_("Varför behöver du läsa ärendet nu?"),
        max_length=500,
        rows=3,
        min_length=SHORTEST_REASON,
        validators=[no_personal_number],
        help_text=_("Avdelningschefen och den som granskar loggen läser skälet. Skriv inga namn eller personnummer."),
        error_messages={"min_length": _("Förklara med minst %(limit_value)d tecken varför det inte kan vänta.")},
    )
    understood = forms.BooleanField(
        label=_("Jag förstår att avdelningschefen får besked genast och att nödöppningen alltid granskas")
    )

    def clean_term(self) -> str:
        """The number as it is stored: a case number in capitals, or twelve digits."""
        term = self.cleaned_data["term"].upper()
        if CASE_NUMBER.fullmatch(term):
            return term
        try:
            return identity_numbers.parse(term).twelve
        except ValueError:
            raise forms.ValidationError(
                _now("Skriv ett helt ärendenummer eller ett helt personnummer. Det går inte att söka på delar.")
            ) from None

    def sought(self) -> dict[str, Any]:
        term = self.cleaned_data["term"]
        return {"twelve": term} if term.isdigit() else {"number": term}
