"""Handing a case over, answering for it, and short notes with a date."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import no_personal_number
from cases.sig.forms.fields import OneTimeId
from cases.sig.models import Transfer
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.organisation.models import Unit


class TransferForm(ClearErrors, forms.Form):
    """To which unit of another board, and why."""

    prefix = "namnd"
    unit = forms.ModelChoiceField(
        label=_("Till vilken enhet?"), queryset=Unit.objects.none(), empty_label=_("Välj nämnd och enhet")
    )
    reason = LongText(
        label=_("Varför lämnas ärendet över?"),
        max_length=2000,
        validators=[no_personal_number],
        help_text=_("Mottagande chef läser det innan ärendet är mottaget. Skriv inga namn eller personnummer."),
    )

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).select_related("board")
        field.queryset = field.queryset.order_by("board__name", "name")
        field.label_from_instance = lambda unit: f"{unit.board}, {unit.name}"


class OtherMunicipalityForm(ClearErrors, forms.Form):
    """To which municipality, on what ground."""

    prefix = "kommun"
    recipient = forms.CharField(label=_("Till vilken kommun?"), max_length=120)
    ground = forms.ChoiceField(label=_("På vilken grund?"), choices=Transfer.Ground, widget=RadioCards(columns=1))
    reason = LongText(
        label=_("Beslut och skäl"),
        max_length=2000,
        help_text=_("Vad som har lämnats till vem, eller varför inget lämnas. Vid lagrum: skriv vilket."),
    )


class AnswerTransferForm(ClearErrors, forms.Form):
    """The receiving chief's answer; a refusal has a reason."""

    ACCEPT, DECLINE = "ta_emot", "avboj"
    answer = forms.ChoiceField(
        label=_("Tar ni emot ärendet?"),
        choices=[(ACCEPT, _("Ja, ärendet blir vårt nu, och jag leder det")), (DECLINE, _("Nej"))],
        widget=RadioCards(columns=1),
    )
    reason = LongText(
        label=_("Skäl, om ni inte tar emot det"), max_length=1000, required=False, validators=[no_personal_number]
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == self.DECLINE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _now("Skriv varför ni inte tar emot ärendet."))
        return cleaned


class NoteForm(ClearErrors, forms.Form):
    """What the person says, and when."""

    id = OneTimeId()
    on = forms.DateField(label=_("Dag"), widget=DateInput())
    text = LongText(
        label=_("Vad personen säger och vill"),
        max_length=2000,
        help_text=_("Med personens egna ord: vad som är viktigt, vad som hjälper och vad personen inte vill."),
    )

    def __init__(self, *args: Any, today: date, opened_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.opened_on = today, opened_on
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise ValidationError(_now("Välj en dag som har varit, eller i dag."))
        if day < self.opened_on:
            raise ValidationError(_now("Välj en dag efter att ärendet öppnades."))
        return day
