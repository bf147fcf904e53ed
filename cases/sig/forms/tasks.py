from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.sig.forms.fields import OneTimeId
from cases.sig.forms.minutes import OwnerField, likely
from cases.sig.models import CaseTask
from vbe.access.forms import ClearErrors, DateInput, LongText


class TaskFilter(ClearErrors, forms.Form):
    """Which of the case's tasks the page shows."""

    visa = forms.ChoiceField(
        label=_("Visa"),
        choices=[
            ("", _("Att göra")),
            ("mina", _("Mina att göra")),
            ("forsenade", _("Försenade")),
            ("klara", _("Klara")),
        ],
        required=False,
    )

    def chosen(self) -> str:
        return self.cleaned_data["visa"] if self.is_valid() else ""


class TaskForm(ClearErrors, forms.ModelForm):
    """A task between meetings."""

    id = OneTimeId()
    what = LongText(label=_("Vad ska göras?"), max_length=1000, rows=2)
    responsible = OwnerField(help_text=_("Välj någon som deltar, eller skriv en funktion."))
    due_on = forms.DateField(label=_("Klart senast"), widget=DateInput)

    class Meta:
        model = CaseTask
        fields = ("what", "responsible", "due_on")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        due = likely(self.cleaned_data["due_on"])
        if due and due < self.today:
            raise forms.ValidationError(_now("Välj en dag som inte har varit."))
        return due
