"""The sealed part of a report: what names somebody goes straight to the reception, and nowhere else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cases import identity_numbers
from cases.submission.send import Sealed
from vbe.access.forms import ClearErrors, DateInput, LongText
from vbe.organisation.models import Board, Municipality, Unit

ELSEWHERE = "annan"
OLDEST_PERSON = 120


class SealedForm(ClearErrors, forms.Form):
    """What names somebody. Left empty it is not sent; here personal numbers are allowed."""

    prefix = "sealed"
    home = forms.ChoiceField(
        label=_("Var bor personen?"),
        help_text=_("Den slutna delen går till mottagningen där personen bor. Vet du inte, går den till socialjouren."),
        error_messages={
            "required": _("Välj var personen bor. Vet du inte, välj det sista i listan."),
            "invalid_choice": _("Välj ett av alternativen i listan."),
        },
    )
    person_name = forms.CharField(
        label=_("Vem gäller det?"),
        help_text=_("Skriv namnet. Vet du inte namnet, beskriv vem det är."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv vem det gäller.")},
    )
    person_number = forms.CharField(
        label=_("Personnummer"),
        help_text=_("Om du redan har det. Leta inte upp det."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    birth_date = forms.DateField(
        label=_("Födelsedatum"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Skriv födelsedatumet som år-månad-dag, till exempel 2010-03-24.")},
    )
    age_unknown = forms.BooleanField(label=_("Jag vet inte födelsedatumet"), required=False)
    description = LongText(
        label=_("Vad har du sett eller hört?"),
        max_length=10_000,
        rows=5,
        error_messages={"required": _("Skriv vad som gör dig orolig för personen.")},
    )
    contact = forms.CharField(
        label=_("Hur når mottagningen dig?"),
        help_text=_("Telefon eller e-post, om de behöver fråga mer."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, municipality: Municipality, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted = True
        self.use_required_attribute = False
        self.today = today
        boards = Board.objects.filter(municipality=municipality, units__kind=Unit.Kind.INTAKE).current(today)
        self.boards = {str(board.pk): board for board in boards.districts().in_order().distinct()}
        home = self.fields["home"]
        assert isinstance(home, forms.ChoiceField)
        home.choices = [
            ("", _("Välj var personen bor")),
            *((key, board.area) for key, board in self.boards.items()),
            (ELSEWHERE, _("Vet inte eller någon annanstans")),
        ]
        self.fields["birth_date"].widget.attrs["max"] = today.isoformat()

    @property
    def is_used(self) -> bool:
        return self.has_changed() if self.is_bound else any(self.initial.values())

    def clean_person_number(self) -> str:
        written = self.cleaned_data["person_number"]
        if not written:
            return ""
        try:
            return identity_numbers.parse(written, today=self.today).twelve
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_birth_date(self) -> date | None:
        day = self.cleaned_data["birth_date"]
        if day and (day > self.today or day.year < self.today.year - OLDEST_PERSON):
            raise ValidationError(_now("Kontrollera födelsedatumet. Det kan inte stämma."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        known, unknown = cleaned.get("birth_date"), cleaned.get("age_unknown")
        if known and unknown:
            self.add_error("age_unknown", _now("Skriv födelsedatumet eller kryssa i att du inte vet, inte båda."))
        elif not known and not unknown and "birth_date" not in self.errors:
            self.add_error("birth_date", _now("Skriv födelsedatumet, eller kryssa i att du inte vet."))
        return cleaned

    def sealed(self) -> Sealed | None:
        """The sealed part to send; None when nothing was written in it."""
        if not self.is_used:
            return None
        written = self.cleaned_data
        return Sealed(
            description=written["description"],
            person_name=written["person_name"],
            person_number=written["person_number"],
            birth_date=written["birth_date"].isoformat() if written["birth_date"] else "",
            contact=written["contact"],
            home=self.boards.get(written["home"]),
        )
