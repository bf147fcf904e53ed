"""Fields that several forms of the room share."""

from __future__ import annotations

from typing import Any

from django import forms

from cases import identity_numbers
from vbe.organisation.ids import new_id


class OneTimeId(forms.UUIDField):
    """The id that the new row will have: the same form sent twice makes one row."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=new_id)


class PersonNumberField(forms.CharField):
    """A personal or coordination number in the ways people write it; the value is its twelve digits, or empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
        super().__init__(max_length=40, widget=widget, **options)

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        try:
            return identity_numbers.parse(written).twelve
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None
