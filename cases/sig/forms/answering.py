"""The answer to a summons, the same with and without an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.models import SeatAnswer
from vbe.access.forms import ClearErrors, RadioCards


class AnswerForm(ClearErrors, forms.Form):
    """Yes, no, or who comes instead; to the time that the page showed."""

    prefix = "svar"
    answer = forms.ChoiceField(
        label=_("Kommer du till mötet?"), choices=SeatAnswer.Answer.choices, widget=RadioCards(columns=1)
    )
    deputy = forms.CharField(
        label=_("Vem kommer i stället?"),
        max_length=120,
        required=False,
        help_text=_("Funktion eller namn, från samma myndighet eller organisation. Bara om någon annan kommer."),
    )
    for_time = forms.DateTimeField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        instead = data.get("answer") == SeatAnswer.Answer.DEPUTY
        if instead and not data.get("deputy") and "deputy" not in self.errors:
            self.add_error("deputy", _now("Skriv vem som kommer i stället, funktion eller namn."))
        if not instead:
            data["deputy"] = ""
        return data

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("answer", "deputy", "for_time")}


class PhoneAnswerForm(AnswerForm):
    """What somebody who is called has answered by phone, as whoever leads the case heard it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer: Any = self.fields["answer"]
        answer.label = _("Vad blev svaret?")
        answer.choices = [
            (SeatAnswer.Answer.YES, _("Kommer")),
            (SeatAnswer.Answer.NO, _("Kommer inte")),
            (SeatAnswer.Answer.DEPUTY, _("Någon annan kommer i stället")),
        ]
