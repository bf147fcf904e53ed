"""Ordering a report, its summary, publishing it, and the board's decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.passages import passages
from vbe.access.forms import ClearErrors, DateInput, LongText, RadioCards
from vbe.access.templatetags.dates import swedate
from vbe.reports.models import SUMMARY_AT_MOST, Report, ReportDecision
from vbe.reports.names import months, title
from vbe.reports.ordering import Orderable

SUMMARY_HELP = _(
    "Står först i rapporten. Tom rad ger nytt stycke, rader som börjar med streck blir en lista. Inga uppgifter om"
    " enskilda personer."
)


def refuse_persons(text: str) -> str:
    """The report is public: what points to one person is not (legal.md L2)."""
    refused = next((passage for passage in passages(text) if passage.refuse), None)
    if refused:
        raise ValidationError(refused.advice)
    return text


class OrderForm(ClearErrors, forms.Form):
    period = forms.ChoiceField(
        label=_("Vilken rapport?"),
        error_messages={
            "required": _("Välj vilken rapport du vill beställa."),
            "invalid_choice": _("Välj en av perioderna i listan. En period kan beställas när den har börjat."),
        },
    )
    corrects = LongText(
        label=_("Vad rättas?"),
        help_text=_("Fylls i när perioden redan har en publicerad rapport. Nämnden läser det här överst i den nya."),
        max_length=500,
        rows=2,
        required=False,
    )
    summary = LongText(
        label=_("Sammanfattning"), help_text=SUMMARY_HELP, max_length=SUMMARY_AT_MOST, rows=8, required=False
    )

    def __init__(self, *args: Any, choices: list[Orderable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.orderable = {str(choice.period): choice for choice in choices}
        period = self.fields["period"]
        assert isinstance(period, forms.ChoiceField)
        period.widget = RadioCards(columns=1, descriptions={str(c.period): describe(c) for c in choices})
        period.choices = [(str(choice.period), title(choice.period)) for choice in choices]
        if not any(choice.is_correction for choice in choices):
            del self.fields["corrects"]

    def clean_summary(self) -> str:
        return refuse_persons(self.cleaned_data["summary"])

    def clean_corrects(self) -> str:
        return refuse_persons(self.cleaned_data["corrects"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = self.orderable.get(cleaned.get("period", ""))
        cleaned.setdefault("corrects", "")
        if chosen and chosen.is_correction and not cleaned["corrects"] and "corrects" not in self.errors:
            self.add_error("corrects", _now("Perioden har en publicerad rapport. Skriv vad som rättas i den nya."))
        if chosen:
            cleaned["period"] = chosen.period
        return cleaned


def describe(choice: Orderable) -> str:
    """What one should know before choosing: the months counted, whether they are over, and what exists already."""
    period = choice.period
    words = [months(period.cumulative_start, period.end)]
    if not choice.has_ended:
        words.append(_now("pågår till %(end)s, siffrorna blir preliminära") % {"end": swedate(period.end)})
    if choice.latest is not None and choice.is_correction:
        words.append(_now("version %(n)s är publicerad, en ny blir en rättelse av den") % {"n": choice.latest.version})
    elif choice.latest is not None:
        words.append(_now("är beställd: %(state)s") % {"state": choice.latest.get_state_display().lower()})
    return " · ".join(words)


class SummaryForm(ClearErrors, forms.Form):
    summary = LongText(
        label=_("Sammanfattning"), help_text=SUMMARY_HELP, max_length=SUMMARY_AT_MOST, rows=14, required=False
    )
    # The figures and the words that the writer had before her.
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def clean_summary(self) -> str:
        return refuse_persons(self.cleaned_data["summary"])


class PublishForm(forms.Form):
    """``shown`` is the hash of the figures on the page where the button was pressed."""

    shown = forms.CharField(max_length=64, widget=forms.HiddenInput)


class DecisionForm(ClearErrors, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Vad beslutade nämnden?"),
        choices=ReportDecision.Outcome.choices,
        widget=RadioCards(columns=1),
        error_messages={"required": _("Välj vad nämnden beslutade.")},
    )
    decided_on = forms.DateField(label=_("När beslutade nämnden?"), widget=DateInput)
    paragraph = forms.CharField(
        label=_("Paragraf"),
        help_text=_("Så som den står i protokollet, till exempel § 7."),
        max_length=20,
        error_messages={"required": _("Skriv vilken paragraf i protokollet som beslutet har.")},
    )
    dnr = forms.CharField(label=_("Diarienummer"), help_text=_("Från nämndens diarium."), max_length=60, required=False)

    def __init__(self, *args: Any, report: Report, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report, self.today = report, today

    def clean_decided_on(self) -> date:
        day: date = self.cleaned_data["decided_on"]
        if day > self.today:
            raise ValidationError(_now("Datumet har inte varit än. Registrera beslutet när nämnden har beslutat."))
        earliest = self.report.published_on
        if earliest and day < earliest:
            raise ValidationError(
                _now("Rapporten publicerades %(day)s. Nämnden kan inte ha beslutat om den tidigare.")
                % {"day": swedate(earliest)}
            )
        return day
