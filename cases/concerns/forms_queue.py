"""What is written beside the queue: a link between reports, a view's name, one assessment of several reports."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.forms import REASON_AT_LEAST
from cases.concerns.passages import no_personal_number
from cases.concerns.states import TRANSITIONS, Outcome, State
from vbe.access.forms import ClearErrors, LongText, RadioCards

NUMBER = re.compile(r"(?:HÄN-)?(\d{4}-\d{3,9})", re.IGNORECASE)


class LinkForm(ClearErrors, forms.Form):
    number = forms.CharField(
        label=_("Rapportens nummer"),
        help_text=_("Till exempel HÄN-2026-041."),
        max_length=30,
        error_messages={"required": _("Skriv numret på rapporten som hör hit.")},
    )
    note = forms.CharField(
        label=_("Varför hör de ihop?"),
        help_text=_("Syns på båda rapporterna. Inga namn eller personnummer."),
        max_length=200,
        required=False,
        validators=[no_personal_number],
    )

    def clean_number(self) -> str:
        if not (number := NUMBER.fullmatch(self.cleaned_data["number"].strip())):
            raise ValidationError(_now("Skriv numret som HÄN-2026-041."))
        return number[1]


class ViewNameForm(ClearErrors, forms.Form):
    name = forms.CharField(
        label=_("Vyns namn"),
        max_length=40,
        validators=[no_personal_number],
        error_messages={"required": _("Skriv ett namn på vyn.")},
    )


class SeveralForm(ClearErrors, forms.Form):
    """One assessment for several reports. Those that go to somebody else are assessed one by one."""

    OUTCOMES = [one for one in TRANSITIONS[State.NEW] if one not in (Outcome.POLICE, Outcome.OTHER_BOARD)]

    outcome = forms.ChoiceField(
        label=_("Vad blir det av rapporterna?"),
        choices=[(one.value, one.label) for one in OUTCOMES],
        widget=RadioCards(
            columns=1,
            descriptions={
                Outcome.KNOWLEDGE.value: _("De räknas och beskrivs i nästa lägesbild"),
                Outcome.ADVICE.value: _("Du har svarat eller hjälpt verksamheterna vidare"),
                Outcome.CLOSED.value: _("Inget mer ska göras"),
            },
        ),
        error_messages={
            "required": _("Välj vad det blir av rapporterna."),
            "invalid_choice": _("Välj en av bedömningarna i listan. Polis och annan nämnd bedöms en rapport i taget."),
        },
    )
    reason = LongText(
        label=_("Skäl"),
        help_text=_("Samma skäl skrivs på varje rapport. Inga namn eller personnummer."),
        min_length=REASON_AT_LEAST,
        max_length=2000,
        rows=3,
        validators=[no_personal_number],
        error_messages={
            "required": _("Skriv skälet till din bedömning."),
            "min_length": _("Skriv skälet med några ord."),
        },
    )
