"""Choosing the reports that a finding rests on, and the measures it led to."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases.concerns.models import Concern, ConcernQuerySet
from cases.concerns.passages import no_personal_number
from lagesbild.models import Finding
from vbe.access.forms import ClearErrors

NUMBER = re.compile(r"(?:HÄN-)?(\d{4}-\d{3,9})", re.IGNORECASE)
MOST_NUMBERS = 50


class SearchForm(forms.Form):
    """What to look for among the board's reports. What makes no sense finds nothing."""

    sok = forms.CharField(
        label=_("Sök bland rapporterna"),
        help_text=_("Ord, plats eller nummer."),
        max_length=100,
        required=False,
        validators=[no_personal_number],
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    @property
    def words(self) -> str:
        return str(self.cleaned_data.get("sok", "")).strip() if self.is_valid() else ""


class ReportsForm(ClearErrors, forms.Form):
    """One number or several, as they stand in the queue."""

    numbers = forms.CharField(
        label=_("Rapporternas nummer"),
        help_text=_("Till exempel HÄN-2026-041. Flera skiljs åt med mellanslag."),
        max_length=1000,
        error_messages={"required": _("Skriv numret på en rapport som iakttagelsen vilar på.")},
    )

    def __init__(self, *args: Any, reports: ConcernQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reports = reports

    def clean_numbers(self) -> list[Concern]:
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["numbers"]) if word]
        if len(words) > MOST_NUMBERS:
            raise ValidationError(_now("Skriv högst femtio nummer åt gången."))
        read = [NUMBER.fullmatch(word) for word in words]
        if not words or not all(read):
            raise ValidationError(_now("Skriv numret som HÄN-2026-041."))
        numbers = {number[1] for number in read if number}
        found = list(self.reports.filter(number__in=numbers))
        if missing := sorted(numbers - {concern.number for concern in found}):
            raise ValidationError(
                _now("Det finns ingen rapport hos er med nummer %(number)s. Kontrollera numret.")
                % {"number": ", ".join(missing)}
            )
        return found


class MeasureForm(ClearErrors, forms.Form):
    measure = forms.ModelChoiceField(
        label=_("Åtgärd i handlingsplanen"), queryset=Finding.objects.none(), empty_label=_("Välj åtgärd")
    )

    def __init__(self, *args: Any, measures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["measure"]
        chosen.queryset = measures
        chosen.label_from_instance = lambda one: one.text if len(one.text) <= 90 else f"{one.text[:89]}…"


class FindingChoice(ClearErrors, forms.Form):
    """On a report: which finding it says something about."""

    finding = forms.ModelChoiceField(
        label=_("Iakttagelse"), queryset=Finding.objects.none(), empty_label=_("Välj iakttagelse")
    )

    def __init__(self, *args: Any, findings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["finding"]
        chosen.queryset = findings
        chosen.label_from_instance = lambda one: f"{one.picture.year}: {one.text[:90]}"
