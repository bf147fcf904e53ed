from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from actionplans.models import NOT_REPORTED, Status


class ReportedFilter(forms.Form):
    """What the follow-up shows, kept in the address. A choice that makes no sense is left out."""

    lage = forms.ChoiceField(
        label=_("Läge"),
        choices=[("", _("Alla lägen")), (NOT_REPORTED, _("Ej rapporterat")), *Status.choices],
        required=False,
    )
    ansvarig = forms.ChoiceField(label=_("Ansvarig"), required=False)

    def __init__(self, *args: Any, responsibles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["ansvarig"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Alla ansvariga")), *((name, name) for name in responsibles)]
        self.is_valid()

    def matches(self, responsible: str, status: str) -> bool:
        wanted, who = self.cleaned_data.get("lage"), self.cleaned_data.get("ansvarig")
        return (not wanted or wanted == (status or NOT_REPORTED)) and (not who or who == responsible)
